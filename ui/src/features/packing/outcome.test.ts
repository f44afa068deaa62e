import { describe, expect, it } from "vitest";
import type { BatchRow } from "~/bindings";
import { askAgain, listOf, outcomeOf, sortIntoLists, toMarkReady } from "./outcome";
import { outcomesCsv } from "./csv";
import { paceOf } from "./pace";

let position = 0;
function row(part: Partial<BatchRow>): BatchRow {
  position += 1;
  return {
    position,
    shipmentId: `S${position}`,
    sku: "TSH-BLK-M",
    units: 1,
    courier: null,
    trackingId: null,
    state: "APPROVED",
    stage: "requested",
    outcome: "waiting",
    code: null,
    message: null,
    nextAt: null,
    blocked: null,
    needs: null,
    labelStale: false,
    waiting: null,
    ...part,
  };
}

describe("the lists of a batch", () => {
  it("put every shipment on exactly one", () => {
    const rows = [
      row({ outcome: "unknown" }),
      row({ outcome: "refused" }),
      row({}),
      row({ stage: "ready", outcome: "done", state: "READY_TO_DISPATCH" }),
      row({ blocked: { kind: "onHold" }, outcome: "didNotGo" }),
    ];
    const lists = sortIntoLists(rows);
    expect(Object.values(lists).map((list) => list.length)).toEqual([2, 1, 1, 1]);
  });

  it("do not call a parcel done before the marketplace shows it ready", () => {
    expect(listOf(row({ stage: "printed", outcome: "done", state: "PACKED" }))).toBe("underWay");
    expect(listOf(row({ stage: "ready", outcome: "waiting", state: "PACKED" }))).toBe("underWay");
    expect(listOf(row({ stage: "ready", outcome: "done", state: "SHIPPED" }))).toBe("done");
  });
});

describe("asking again", () => {
  it("waits for numbers and sizes to be typed, and then takes in what never went", () => {
    const serials = { kind: "serialNeeded" } as const;
    const refused = row({ outcome: "refused", needs: serials });
    const blocked = row({ outcome: "didNotGo", blocked: serials, needs: serials });
    expect(askAgain([refused, blocked])).toEqual([]);
    const typed = [
      { ...refused, needs: null },
      { ...blocked, needs: null },
    ];
    expect(askAgain(typed)).toEqual([{ stage: "requested", shipments: 2 }]);
    expect(askAgain([row({ outcome: "didNotGo", blocked: { kind: "onHold" } })])).toEqual([]);
  });

  it("no more shows a refusal whose numbers were typed since", () => {
    const typed = row({ outcome: "refused", code: "TYPED" });
    expect(outcomeOf(typed)).toEqual({ is: "waiting", word: "typed" });
    expect(askAgain([typed])).toEqual([{ stage: "requested", shipments: 1 }]);
    const again = row({ outcome: "refused", code: "TYPED", needs: { kind: "serialNeeded" } });
    expect(outcomeOf(again)).toEqual({ is: "refused", word: "refused" });
  });
});

describe("the word for a shipment", () => {
  it("says aloud that an outcome is being checked", () => {
    expect(outcomeOf(row({ outcome: "unknown" }))).toEqual({ is: "unknown", word: "unknown" });
  });

  it("tells a failed form and a cancellation from a refusal", () => {
    expect(outcomeOf(row({ outcome: "refused", state: "FORM_FAILED" })).word).toBe("formFailed");
    expect(outcomeOf(row({ outcome: "refused", state: "CANCELLED" })).word).toBe("cancelled");
    expect(outcomeOf(row({ outcome: "refused" })).word).toBe("refused");
  });

  it("names the stage a waiting parcel stands at", () => {
    expect(outcomeOf(row({ stage: "labelsReady" })).word).toBe("making");
    expect(outcomeOf(row({ stage: "downloaded", state: "PACKED" })).word).toBe("fetching");
    expect(outcomeOf(row({ stage: "ready", state: "PACKED" })).word).toBe("marking");
  });

  it("tells a label that is here, a printed parcel and a ready one apart", () => {
    const words = (["downloaded", "printed", "ready"] as const).map(
      (stage) => outcomeOf(row({ stage, state: "PACKED", outcome: "done" })).word,
    );
    expect(words).toEqual(["toPrint", "toMark", "done"]);
  });
});

describe("asking again", () => {
  it("counts refused ones by stage, and never what is cancelled, blocked, being checked or waits for a form", () => {
    const rows = [
      row({ outcome: "refused" }),
      row({ outcome: "refused", stage: "ready", state: "PACKED" }),
      row({ outcome: "refused", state: "CANCELLED" }),
      row({ outcome: "refused", state: "FORM_FAILED", stage: "labelsReady" }),
      row({ outcome: "unknown" }),
      row({ outcome: "refused", blocked: { kind: "onHold" } }),
    ];
    expect(askAgain(rows)).toEqual([
      { stage: "requested", shipments: 1 },
      { stage: "ready", shipments: 1 },
    ]);
  });
});

describe("marking ready", () => {
  it("takes what is printed and packed, and nothing else", () => {
    const printed = row({ stage: "printed", state: "PACKED", outcome: "done" });
    const rows = [
      printed,
      row({ stage: "downloaded", state: "PACKED", outcome: "done" }),
      row({ stage: "ready", state: "PACKED" }),
      row({ stage: "ready", state: "READY_TO_DISPATCH", outcome: "done" }),
    ];
    expect(toMarkReady(rows)).toEqual([printed]);
  });
});

describe("the pace", () => {
  it("is counts over the last minute, and the time the rest takes", () => {
    const pace = paceOf(
      [
        { at: 0, done: 0 },
        { at: 30_000, done: 19 },
      ],
      26,
      30_000,
    );
    expect(pace?.perMinute).toBe(38);
    expect(Math.round((pace?.leftMs ?? 0) / 1000)).toBe(41);
  });

  it("is not guessed from a moment, nor from a count that stands", () => {
    expect(
      paceOf(
        [
          { at: 0, done: 0 },
          { at: 1_000, done: 5 },
        ],
        10,
        1_000,
      ),
    ).toBeNull();
    expect(
      paceOf(
        [
          { at: 0, done: 5 },
          { at: 30_000, done: 5 },
        ],
        10,
        31_000,
      ),
    ).toBeNull();
  });
});

describe("outcomes as CSV", () => {
  it("quotes what would break a line, and keeps formulas text", () => {
    const page = { head: {} as never, rows: [row({ sku: "=A1,B", message: 'said "no"' })] };
    const [, line] = outcomesCsv(page).split("\r\n");
    expect(line).toContain('"\'=A1,B"');
    expect(line).toContain('"said ""no"""');
  });
});
