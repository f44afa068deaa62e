import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { aMissing, aPickup } from "~/test/watch-rows";
import { didSaid, leftSaid, linesOf, missingSaid, nextPickup, nextSaid, standSaid } from "./said";
import { learnWatchWords } from "./words";

const NOW = Date.UTC(2026, 10, 21, 9, 18);
const MINUTE = 60_000;
const { t } = i18next;

beforeAll(() => learnWatchWords());

describe("the watch over handovers", () => {
  it("rings at an hour and at a quarter, and does not stop when the courier stands there", () => {
    const is = (minutes: number | null) => leftSaid(minutes === null ? null : NOW + minutes * MINUTE, NOW, t).is;
    expect([61, 60, 16, 15, 0, -5, null].map(is)).toEqual([
      null,
      "urgent",
      "urgent",
      "breached",
      "breached",
      "breached",
      null,
    ]);
    expect(leftSaid(NOW - 5 * MINUTE, NOW, t).words).toBe("5 m ago");
  });

  it("puts first what nobody asked, because only a person can change that", () => {
    const rows = [
      aMissing(NOW, { shipmentId: "A", missing: "notCounted" }),
      aMissing(NOW, { shipmentId: "B", missing: "neverAsked" }),
      aMissing(NOW, { shipmentId: "C", missing: "notCounted" }),
    ];
    const said = linesOf(rows).map((line) =>
      "rows" in line ? `${line.kind} ${line.rows.length}` : line.row.shipmentId,
    );
    expect(said).toEqual(["neverAsked 1", "B", "notCounted 2", "A", "C"]);
  });

  it("never names a parcel that the count does not name", () => {
    const row = aMissing(NOW, { missing: "notCounted", oneOf: { short: 1, candidates: 3 } });
    expect(missingSaid(row, t).words).toBe("1 of 3 not counted");
    expect(missingSaid({ ...row, oneOf: { short: 3, candidates: 3 } }, t).words).toBe("not counted");
  });

  it("tells what was tried and what comes next, in the marketplace's words where a person must look", () => {
    const row = aMissing(NOW, {});
    expect(didSaid(row, NOW, t)).toBe("read, not ready 14:47");
    expect(nextSaid(row, NOW, t)).toBe("read back in 1 m");
    expect(nextSaid({ ...row, next: "line" }, NOW, t)).toBe("goes when the line is back");
    expect(nextSaid({ ...row, next: "person", message: "Weight is missing" }, NOW, t)).toBe("Weight is missing");
  });

  it("calls a pickup complete only when its count was read", () => {
    expect(standSaid(aPickup(NOW, {}), t)).toEqual({ is: "done", words: "all counted" });
    expect(standSaid(aPickup(NOW, { counted: null }), t).is).toBe("waiting");
    expect(standSaid(aPickup(NOW, { missing: 2, level: 15 }), t)).toEqual({ is: "breached", words: "2 missing" });
  });

  it("speaks of the pickup that comes next, with every parcel that goes then", () => {
    const at = NOW + 42 * MINUTE;
    const pickups = [
      aPickup(NOW, { from: NOW - MINUTE, ready: 50 }),
      aPickup(NOW, { ready: 12 }),
      aPickup(NOW, { courier: "Vayu", ready: 5 }),
      aPickup(NOW, { courier: "Sarthi", from: at + MINUTE, ready: 9 }),
    ];
    expect(nextPickup(pickups, NOW)).toEqual({ at, ready: 17 });
    expect(nextPickup([], NOW)).toBeNull();
  });
});
