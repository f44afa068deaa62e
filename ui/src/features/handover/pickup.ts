/** What a pickup's numbers say: whether the two counts agree, and when it comes. */
import type { HandoverRow } from "~/bindings";
import type { State } from "~/components";

/** Stable name of a pickup. */
export function pickupKey(row: HandoverRow): string {
  return `${row.locationId} ${row.courier} ${row.isMps ? "mps" : "single"}`;
}

/**
 * The marketplace's count against ours. `missingThere`: we have more; `missingHere`: they have more; `older`: what is ready
 * here has changed since it counted, so it says nothing of now.
 */
export type Agreement = { kind: "agree" | "older" | "missingThere" | "missingHere"; by: number; is: State };

/** Compares the two counts of one pickup. */
export function agreement(row: HandoverRow): Agreement {
  const by = row.readyThen - row.counted;
  if (row.readyHere !== row.readyThen) {
    return { kind: "older", by: 0, is: "stale" };
  }
  if (by === 0) {
    return { kind: "agree", by, is: "done" };
  }
  return { kind: by > 0 ? "missingThere" : "missingHere", by: Math.abs(by), is: "breached" };
}

/** Where a pickup stands in time. */
export type Timing = { is: State | null; kind: "now" | "soon" | "later" | "over" | "unknown" };

const SOON_MS = 60 * 60_000;

/** Now within its window, soon within the hour before it, over after it. */
export function timing(row: HandoverRow, now: number): Timing {
  const { pickupFrom: from, pickupTo: to } = row;
  if (from === null) {
    return { is: null, kind: "unknown" };
  }
  if (to !== null && now > to) {
    return { is: null, kind: "over" };
  }
  if (now >= from) {
    return { is: "urgent", kind: "now" };
  }
  return from - now <= SOON_MS ? { is: "urgent", kind: "soon" } : { is: null, kind: "later" };
}

/** The pickup to look at first: the earliest that is not over and has parcels, else the first. */
export function firstPickup(rows: readonly HandoverRow[], now: number): HandoverRow | undefined {
  return rows.find((row) => timing(row, now).kind !== "over" && row.readyHere + row.counted > 0) ?? rows[0];
}
