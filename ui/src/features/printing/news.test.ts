import { describe, expect, it } from "vitest";
import type { LabelCount, PrintRunHead } from "~/bindings";
import { aHead, aLabel } from "~/test/print-rows";
import { newsOf } from "./PrintWatch";
import { storyOf } from "./story";

const runs = (...heads: PrintRunHead[]) => ({ runs: heads, asked: 0 });
const counts = (...pairs: [LabelCount["state"], number][]) => pairs.map(([state, labels]) => ({ state, labels }));

describe("what is said of print runs from any screen", () => {
  const before = runs(aHead({ state: "running", counts: counts(["queued", 4]) }));

  it("is that one stands still, with its reason, once", () => {
    const stopped = runs(aHead({ state: "paused", note: "ZD230 took nothing.", counts: counts(["failed", 4]) }));
    expect(newsOf(before, stopped)).toEqual([
      { kind: "stopped", run: 12, printer: "ZD230", note: "ZD230 took nothing." },
    ]);
    expect(newsOf(stopped, stopped)).toEqual([]);
  });

  it("is that a label was held back, and that a run is through", () => {
    const after = runs(aHead({ state: "done", counts: counts(["failed", 1], ["spooled", 3]) }));
    expect(newsOf(before, after).map(({ kind }) => kind)).toEqual(["heldBack", "done"]);
  });

  it("is nothing of a pause that somebody asked for, nor of a run seen for the first time", () => {
    expect(newsOf(before, runs(aHead({ state: "paused", counts: counts(["queued", 4]) })))).toEqual([]);
    expect(newsOf(runs(), before)).toEqual([]);
  });
});

describe("a label's story", () => {
  it("tells every copy, oldest first, with why there was another and who saw it", () => {
    const first = aLabel({ label: 3, state: "spoiled", spoiled: "jam", settledAt: 5, settledWho: "Joseph" });
    const second = aLabel({ label: 9, copy: 2, reason: "jam", state: "confirmed", settledBy: "scan", settledAt: 9 });
    const story = storyOf([second, first]);
    expect(story.map(({ kind }) => kind)).toEqual(["queued", "sent", "spoiled", "again", "sent", "confirmedScan"]);
    expect(story[2]?.who).toBe("Joseph");
  });
});
