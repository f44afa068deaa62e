import { describe, expect, it } from "vitest";
import type { LabelCheck, LabelRow, LabelState, WhyNot } from "~/bindings";
import { firstPlace, inOrder, nextOf, sortOut, standOf, willGo } from "./label-said";

function label(position: number, whyNot: WhyNot | null, state: LabelState | null = null): LabelCheck {
  return {
    position,
    shipmentId: `S${position}-${whyNot}`,
    orderId: "OD1",
    sku: "TSH",
    skuUnits: 1,
    moreSkus: 0,
    courier: "Ekart",
    trackingId: `T${position}`,
    document: whyNot === "noLabel" ? null : 3,
    page: position,
    whyNot,
    copies: state === null ? 0 : 1,
    state,
  };
}

const LABELS = [
  label(1, "alreadyPrinted", "confirmed"),
  label(2, "inAnotherRun", "sending"),
  label(3, null),
  label(4, "check"),
  label(5, "shapeChanged"),
  label(6, null, "spoiled"),
  label(0, "noLabel"),
  label(0, "stale"),
  label(0, "stale"),
];
const NOTHING = { again: false, looked: false, from: 1 };
const places = (labels: readonly LabelCheck[]) => labels.map(({ position }) => position);

describe("what becomes of labels", () => {
  it("is said by what is on paper before anything else", () => {
    expect(LABELS.map((one) => standOf(one, one === LABELS[2]))).toEqual([
      "printed",
      "printing",
      "next",
      "check",
      "shapeChanged",
      "again",
      "fetching",
      "stale",
      "stale",
    ]);
  });
  it("says that nobody has seen what the printer took, and that a cut left it open", () => {
    expect(standOf(label(1, "alreadyPrinted", "spooled"), false)).toBe("sent");
    expect(standOf(label(1, "alreadyPrinted", "asked"), false)).toBe("asked");
    expect(standOf(label(1, "inAnotherRun", "queued"), false)).toBe("inRun");
    expect(standOf(label(1, "cancelled", "confirmed"), false)).toBe("cancelled");
  });
  it("goes to paper by itself only where nothing speaks against it", () => {
    expect(places(willGo(LABELS, NOTHING))).toEqual([3, 6]);
    expect(firstPlace(LABELS)).toBe(3);
  });
  it("takes a reason for what may be on paper, and a look for what changed; nothing lets a stale one go", () => {
    expect(places(willGo(LABELS, { ...NOTHING, again: true }))).toEqual([1, 3, 6]);
    expect(places(willGo(LABELS, { ...NOTHING, looked: true }))).toEqual([3, 4, 5, 6]);
    const all = willGo(LABELS, { ...NOTHING, again: true, looked: true });
    expect(all.some(({ whyNot }) => whyNot === "stale" || whyNot === "noLabel")).toBe(false);
  });
  it("leaves out what stands before the place chosen", () => {
    expect(places(willGo(LABELS, { ...NOTHING, from: 4 }))).toEqual([6]);
  });
  it("keeps its place in the list while it prints", () => {
    const waiting = { ...label(2, "inAnotherRun", "queued"), position: 0 };
    const row = { shipmentId: waiting.shipmentId, trackingId: waiting.trackingId, position: 2 } as LabelRow;
    const ordered = inOrder([label(1, "alreadyPrinted", "spooled"), label(3, null), label(0, "stale"), waiting], [row]);
    expect(ordered.map(({ position, whyNot }) => [position, whyNot])).toEqual([
      [1, "alreadyPrinted"],
      [2, "inAnotherRun"],
      [3, null],
      [0, "stale"],
    ]);
    expect(nextOf(ordered)).toBe(ordered[1]);
    expect(nextOf([label(3, null)])?.position).toBe(3);
  });
  it("is grouped by its reason, the largest group first", () => {
    const { goes, again, look, stays } = sortOut(LABELS);
    expect(places(goes)).toEqual([3, 6]);
    expect(places(again)).toEqual([1]);
    expect(look.map(({ why }) => why)).toEqual(["check", "shapeChanged"]);
    expect(stays.map(({ why, labels }) => [why, labels.length])).toEqual([
      ["stale", 2],
      ["inAnotherRun", 1],
      ["noLabel", 1],
    ]);
  });
});
