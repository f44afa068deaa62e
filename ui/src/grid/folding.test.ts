import { describe, expect, it } from "vitest";
import type { GroupRow } from "~/bindings";
import { Folding } from "./folding";
import { choose, everything, nothing } from "./selection";

const group = (key: string, shipments: number): GroupRow => ({ key, title: null, shipments, units: shipments });
// Lines: A at 0, its three at 1 to 3; B at 4, its two at 5 and 6; C at 7, its four at 8 to 11.
const groups = [group("A", 3), group("B", 2), group("C", 4)];
const folding = (...keys: string[]) => new Folding(12, groups, choose(nothing, keys, true));

describe("a view with folded groups", () => {
  it("shows of a folded group only its head", () => {
    const one = folding("B");
    expect(one.count).toBe(10);
    expect(Array.from({ length: one.count }, (_, shown) => one.lineAt(shown))).toEqual([
      0, 1, 2, 3, 4, 7, 8, 9, 10, 11,
    ]);
  });
  it("finds each shown line where it shows it, and a hidden one at its head", () => {
    const one = folding("A", "B");
    for (let shown = 0; shown < one.count; shown += 1) expect(one.shownAt(one.lineAt(shown))).toBe(shown);
    expect(one.shownAt(6)).toBe(one.shownAt(4));
    expect(one.groupOf(6)?.row.key).toBe("B");
  });
  it("reads only what it shows", () => {
    expect(folding("B").stretches(0, 100)).toEqual([
      [0, 3],
      [7, 11],
    ]);
    expect(folding().stretches(2, 5), "groups side by side are one stretch").toEqual([[2, 5]]);
    expect(folding("A", "B", "C").stretches(0, 100)).toEqual([]);
  });
  it("lets a folded head stand for its whole group", () => {
    expect(folding("B").endOf(4)).toBe(6);
    expect(folding().endOf(4)).toBe(4);
  });
  it("folds groups that come later when all are folded", () => {
    const all = new Folding(14, [...groups, group("D", 1)], everything);
    expect(all.count).toBe(4);
    expect(all.groups.every((one) => one.folded)).toBe(true);
  });
  it("without groups shows every line", () => {
    const none = new Folding(5, [], everything);
    expect([none.count, none.lineAt(3), none.shownAt(3)]).toEqual([5, 3, 3]);
    expect(none.stretches(-20, 90)).toEqual([[0, 4]]);
  });
});
