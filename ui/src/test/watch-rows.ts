import type { LateLabel, WatchCounts, Watchdog, WatchedPickup, WatchRow } from "~/bindings";

const MINUTE = 60_000;

/** A parcel a courier would leave behind, for tests. */
export function aMissing(now: number, part: Partial<WatchRow>): WatchRow {
  return {
    shipmentId: "S1",
    sku: "KRT-IND-L",
    location: "LOC1",
    courier: "Ekart",
    isMps: false,
    trackingId: "FMPP2210485201",
    state: "PACKED",
    due: now + 60 * MINUTE,
    missing: "notReady",
    pickupFrom: now + 42 * MINUTE,
    minutesLeft: 42,
    did: "readBack",
    didAt: now - MINUTE,
    next: "readBack",
    nextAt: now + MINUTE,
    attempts: 1,
    activity: 7,
    message: null,
    oneOf: null,
    ...part,
  };
}

/** A courier's pickup, for tests. */
export function aPickup(now: number, part: Partial<WatchedPickup>): WatchedPickup {
  return {
    location: "LOC1",
    place: "Tiruppur",
    courier: "Ekart",
    isMps: false,
    from: now + 42 * MINUTE,
    to: now + 102 * MINUTE,
    ready: 12,
    counted: 12,
    countedAt: now - MINUTE,
    missing: 0,
    level: null,
    ...part,
  };
}

/** A label that does not come, for tests. */
export function aLateLabel(now: number, part: Partial<LateLabel>): LateLabel {
  return {
    shipmentId: "S9",
    sku: "TSH-BLK-M",
    location: "LOC1",
    state: "PACKING_IN_PROGRESS",
    due: now + 60 * MINUTE,
    since: now - 35 * MINUTE,
    ageMs: 35 * MINUTE,
    age: "late",
    askedAt: now - 35 * MINUTE,
    requestId: "r-1",
    attempts: 1,
    lookedAt: now - MINUTE,
    nextAt: now + MINUTE,
    batch: 41,
    ...part,
  };
}

const NONE: WatchCounts = {
  notReady: 0,
  notCounted: 0,
  neverAsked: 0,
  nextPickup: null,
  level: null,
  labelsSlow: 0,
  labelsLate: 0,
};

/** What the watch says, for tests. */
export function aWatch(now: number, part: Partial<Watchdog>): Watchdog {
  return {
    rows: [],
    total: part.rows?.length ?? 0,
    pickups: [],
    labels: [],
    counts: NONE,
    countedAt: now - MINUTE,
    nextCountAt: null,
    ...part,
  };
}
