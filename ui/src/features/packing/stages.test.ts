import { describe, expect, it } from "vitest";
import type { BatchHead, Stage, StageCount } from "~/bindings";
import { moving, nextStep, openIn, partsOf, stageNow, stageOf, stageRunning } from "./stages";

function count(stage: Stage, part: Partial<StageCount>): StageCount {
  return { stage, of: 0, done: 0, waiting: 0, refused: 0, unknown: 0, toCome: 0, ...part };
}

/** A batch of 80: 76 went, 71 asked for, 61 labels made, 59 here, 33 printed, 6 ready. */
function batch(part: Partial<BatchHead> = {}): BatchHead {
  return {
    batch: 41,
    title: "",
    madeAt: 0,
    by: "",
    chosen: 80,
    went: 76,
    blocked: 4,
    paused: false,
    finished: false,
    stages: [
      count("requested", { of: 76, done: 71, refused: 2, unknown: 3 }),
      count("labelsReady", { of: 71, done: 61, waiting: 9, refused: 1 }),
      count("downloaded", { of: 61, done: 59, waiting: 2 }),
      count("printed", { of: 59, done: 33, toCome: 26 }),
      count("ready", { of: 33, done: 6, toCome: 27 }),
    ],
    printFile: 7,
    printFileLabels: 33,
    ...part,
  };
}

describe("the five stages", () => {
  it("leave nobody out: the stretches of a bar add up to the whole", () => {
    for (const stage of batch().stages) {
      expect(partsOf(stage).reduce((sum, part) => sum + part.count, 0)).toBe(stage.of);
    }
  });

  it("take a stage the engine left out for empty", () => {
    expect(stageOf(batch({ stages: [] }), "printed")).toEqual(count("printed", {}));
  });

  it("mark the first stage that is not settled", () => {
    expect(stageNow(batch()), "three answers are being checked").toBe("requested");
    expect(stageNow(batch({ stages: [count("requested", { of: 2, done: 1, refused: 1 })] }))).toBeNull();
    expect(openIn(count("ready", { of: 9, done: 1, refused: 2, waiting: 1, unknown: 2, toCome: 3 }))).toBe(6);
  });

  it("do not call work under way what waits for a person", () => {
    const stages = [
      count("requested", { of: 3, done: 3 }),
      count("labelsReady", { of: 3, done: 3 }),
      count("downloaded", { of: 3, done: 3 }),
      count("printed", { of: 3, toCome: 3 }),
      count("ready", { of: 0 }),
    ];
    expect(stageRunning(batch({ stages })), "paper is a person's turn").toBeNull();
    const marking = [...stages.slice(0, 4), count("ready", { of: 3, waiting: 3 })];
    expect(stageRunning(batch({ stages: marking }))).toBe("ready");
    expect(moving(count("ready", { of: 3, toCome: 3 })), "nobody asked for it yet").toBe(0);
  });

  it("go on around what is only being checked, and fall back to it when nothing else moves", () => {
    expect(stageRunning(batch())).toBe("labelsReady");
    expect(stageRunning(batch({ stages: [count("requested", { of: 3, done: 1, unknown: 2 })] }))).toBe("requested");
  });
});

describe("the next step", () => {
  it("is a new print file when more labels came than the last one holds", () => {
    expect(nextStep(batch())).toEqual({ kind: "makePrintFile", labels: 59, again: true });
  });

  it("is the print file once labels are here", () => {
    expect(nextStep(batch({ printFile: null, printFileLabels: 0 }))).toMatchObject({ again: false, labels: 59 });
  });

  it("is paper while the print file holds labels that are not printed", () => {
    expect(nextStep(batch({ printFileLabels: 59 }))).toEqual({ kind: "print", document: 7, labels: 59 });
  });

  it("is marking ready once all are printed, then the courier", () => {
    const printed = [count("downloaded", { of: 5, done: 5 }), count("printed", { of: 5, done: 5 })];
    const head = (ready: Partial<StageCount>) =>
      batch({ stages: [...printed, count("ready", { of: 5, ...ready })], printFileLabels: 5 });
    expect(nextStep(head({ toCome: 5 }))).toEqual({ kind: "markReady", shipments: 5 });
    expect(nextStep(head({ done: 5 }))).toEqual({ kind: "handOver" });
  });

  it("is nothing while no label is here", () => {
    expect(nextStep(batch({ stages: [], printFile: null, printFileLabels: 0 }))).toEqual({ kind: "wait" });
  });
});
