import { describe, expect, it } from "vitest";
import type { HandoverRow } from "~/bindings";
import { agreement, firstPickup, timing } from "./pickup";

const HOUR = 3_600_000;

function pickup(part: Partial<HandoverRow>): HandoverRow {
  return {
    locationId: "L1",
    courier: "Ekart",
    isMps: false,
    counted: 5,
    countedAt: 9 * HOUR,
    readyThen: 5,
    readyHere: 5,
    pickupFrom: 10 * HOUR,
    pickupTo: 11 * HOUR,
    otc: null,
    manifest: null,
    ...part,
  };
}

describe("a pickup", () => {
  it("agrees only when both counts are the same, and says which side lacks how many", () => {
    expect(agreement(pickup({}))).toMatchObject({ kind: "agree", is: "done" });
    expect(agreement(pickup({ counted: 1 }))).toMatchObject({ kind: "missingThere", by: 4 });
    expect(agreement(pickup({ counted: 7 }))).toMatchObject({ kind: "missingHere", by: 2 });
  });

  it("is not judged by a count from before parcels became ready or were collected", () => {
    expect(agreement(pickup({ counted: 1, readyThen: 1, readyHere: 10 })).kind, "nine more since").toBe("older");
    expect(agreement(pickup({ readyHere: 2 })).kind, "three collected since").toBe("older");
    expect(agreement(pickup({ counted: 10, readyThen: 1, readyHere: 10 })).kind, "equal by chance").toBe("older");
  });

  it("is soon within the hour before its window, now inside it, over after it", () => {
    const kinds = [8, 9.5, 10.5, 12].map((hour) => timing(pickup({}), hour * HOUR).kind);
    expect(kinds).toEqual(["later", "soon", "now", "over"]);
    expect(timing(pickup({ pickupFrom: null }), 0).kind).toBe("unknown");
  });

  it("is looked at first when it is the earliest that still has parcels", () => {
    const over = pickup({ courier: "Past", pickupTo: HOUR, pickupFrom: 0 });
    const bare = pickup({ courier: "Bare", counted: 0, readyHere: 0 });
    const due = pickup({ courier: "Due" });
    expect(firstPickup([over, bare, due], 9 * HOUR)?.courier).toBe("Due");
    expect(firstPickup([over], 9 * HOUR)?.courier, "better a past one than none").toBe("Past");
  });
});
