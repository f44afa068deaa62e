import { describe, expect, it } from "vitest";
import type { LabelRow, LabelState } from "~/bindings";
import { lacks, mayHaveStopped, planStop, ranges, readPlaces, sumOf } from "./run-rules";
import { aHead, aLabel } from "~/test/print-rows";

function run(...states: LabelState[]): LabelRow[] {
  return states.map((state, at) => aLabel({ position: at + 1, label: 100 + at, state }));
}

describe("where a run stopped", () => {
  it("leaves what came before alone, prints what came after again, and then what never went", () => {
    const plan = planStop(run("confirmed", "spooled", "spooled", "spooled", "queued", "queued"), 2);
    expect(plan).toMatchObject({ there: [1, 2], again: [3, 4], rest: [5, 6], next: 3 });
  });

  it("with none out prints everything that was sent", () => {
    expect(planStop(run("spooled", "asked", "queued"), 0)).toMatchObject({ there: [], again: [1, 2], next: 1 });
  });

  it("prints nothing again that somebody has scanned further on", () => {
    const plan = planStop(run("spooled", "spooled", "confirmed", "spooled"), 1);
    expect(plan).toMatchObject({ again: [2, 4], stay: [3] });
  });

  it("takes up what was torn up earlier, or what the printer refused, but not what was held back", () => {
    const labels = run("spoiled", "spooled", "failed", "failed", "queued");
    labels[2] = aLabel({ position: 3, state: "failed", whyNot: "printerRefused" });
    labels[3] = aLabel({ position: 4, state: "failed", whyNot: "heldBack" });
    expect(planStop(labels, 2)).toMatchObject({ before: [1], refused: [3], rest: [5], next: 1 });
  });

  it("is not asked of a run that is through and seen", () => {
    const labels = run("confirmed", "confirmed");
    const head = aHead({ labels: 2, state: "done", counts: [{ state: "confirmed", labels: 2 }] });
    expect(mayHaveStopped(head, labels)).toBe(false);
    const unseen = aHead({ labels: 2, state: "done", counts: [{ state: "spooled", labels: 2 }] });
    expect(mayHaveStopped(unseen, run("spooled", "spooled"))).toBe(true);
  });
});

describe("places", () => {
  it("are said as stretches", () => {
    expect(ranges([3, 1, 2, 9, 7])).toBe("1–3, 7, 9");
    expect(ranges([1, 3, 5, 7, 9])).toBe("1, 3, 5, 7, …");
    expect(ranges([])).toBe("");
  });

  it("are read as people type them", () => {
    const numbers = Array.from({ length: 40 }, (_, at) => at + 1);
    const read = (text: string) => numbers.filter((place) => readPlaces(text)?.(place) ?? false);
    expect(read("18-20, 33")).toEqual([18, 19, 20, 33]);
    expect(read("18 – 19;7")).toEqual([7, 18, 19]);
    expect(read("38-")).toEqual([38, 39, 40]);
    expect(readPlaces("the last few")).toBeNull();
    expect(readPlaces("")).toBeNull();
  });
});

describe("a second copy", () => {
  it("never goes without a reason, and another reason never without words", () => {
    expect(lacks(1, null, "")).toBe("reason");
    expect(lacks(0, null, ""), "what is not on paper needs none").toBeNull();
    expect(lacks(3, "other", " ")).toBe("words");
    expect(lacks(3, "other", "the cat")).toBeNull();
    expect(lacks(3, "jam", "")).toBeNull();
  });
});

describe("how far a run is", () => {
  it("leaves out what was taken back", () => {
    const head = aHead({
      labels: 10,
      counts: [
        { state: "queued", labels: 2 },
        { state: "sending", labels: 1 },
        { state: "spooled", labels: 3 },
        { state: "confirmed", labels: 1 },
        { state: "withdrawn", labels: 3 },
      ],
    });
    expect(sumOf(head)).toEqual({ of: 7, gone: 4, left: 3, unseen: 3 });
  });
});
