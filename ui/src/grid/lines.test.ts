import { describe, expect, it } from "vitest";
import type { ViewRow, ViewWindow } from "~/bindings";
import { makeRows } from "~/test/fake-rows";
import { ViewLines, WINDOW } from "./lines";

const rows: ViewRow[] = makeRows(0).map((row) => ({ kind: "shipment", ...row }));

/** An engine whose answers are let out one by one. */
function engine(all: ViewRow[]) {
  const asked: { start: number; answer: () => Promise<void> }[] = [];
  const ask = (start: number, count: number) =>
    new Promise<ViewWindow>((resolve) => {
      const reply = structuredClone({ version: 1, start, rows: all.slice(start, start + count) });
      asked.push({
        start,
        answer: async () => {
          resolve(reply);
          await Promise.resolve();
          await Promise.resolve();
        },
      });
    });
  return { asked, lines: new ViewLines(1, ask) };
}

describe("the lines of a view", () => {
  it("are asked for a window at a time, each only once", () => {
    const { asked, lines } = engine(rows);
    lines.refresh(rows.length, "1");
    lines.want([[0, 40]]);
    lines.want([[10, 60]]);
    expect(asked.map((one) => one.start)).toEqual([0]);
    lines.want([[WINDOW - 10, WINDOW + 30]]);
    expect(asked.map((one) => one.start)).toEqual([0, WINDOW]);
  });
  it("stay on screen until their successors arrive", async () => {
    const { asked, lines } = engine(rows);
    lines.refresh(rows.length, "1");
    await asked[0]?.answer();
    const before = lines.at(3);
    lines.refresh(rows.length, "2");
    expect(lines.at(3), "nothing blanks while it is read again").toBe(before);
    expect(asked).toHaveLength(2);
  });
  it("keep their object when they did not change, so that nothing draws again", async () => {
    const { asked, lines } = engine(rows);
    let heard = 0;
    lines.subscribe(() => (heard += 1));
    lines.refresh(rows.length, "1");
    await asked[0]?.answer();
    const before = lines.at(3);
    lines.refresh(rows.length, "2");
    await asked[1]?.answer();
    expect(lines.at(3)).toBe(before);
    expect(heard).toBe(1);
  });
  it("drop an answer that was overtaken by a change", async () => {
    const all = structuredClone(rows);
    const { asked, lines } = engine(all);
    lines.refresh(all.length, "1");
    const moved = all[0];
    if (moved?.kind === "shipment") moved.courier = "Vayu";
    lines.refresh(all.length, "2");
    await asked[1]?.answer();
    await asked[0]?.answer();
    expect(lines.shipmentAt(0)?.courier, "the late answer is the old one").toBe("Vayu");
  });
  it("beyond the end of a view that shrank are gone", async () => {
    const { asked, lines } = engine(rows);
    lines.refresh(rows.length, "1");
    await asked[0]?.answer();
    lines.refresh(2, "2");
    expect(lines.at(5)).toBeUndefined();
    expect(lines.at(1)).toBeDefined();
  });
});
