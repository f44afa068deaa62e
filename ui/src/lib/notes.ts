import type { TFunction } from "i18next";
import type { ShipmentRow } from "~/bindings";
import type { State } from "~/components";
import { duration, stateWords, when } from "./format";

/** A label that takes longer than this is slow (contract 17.2: most are made within seconds). */
export const SLOW_MS = 30_000;
/** From here on seller support has to look. */
export const STUCK_MS = 30 * 60_000;

/** States of an action after which nothing is under way any more. */
const OVER: ReadonlySet<string> = new Set(["confirmed", "withdrawn", "refused", "superseded"]);

/** What a row's note says. Without a state it is a plain word. */
export type Note = { is: State | null; words: string };

/** The one note of a row: what is under way first, then what stands in the way, then where it is. */
export function noteOf(row: ShipmentRow, now: number, t: TFunction): Note | null {
  const { underWay } = row;
  if (underWay) {
    if (underWay.state === "unknown" || underWay.state === "stuck") return { is: "unknown", words: t("note.checking") };
    if (!OVER.has(underWay.state)) {
      return { is: "waiting", words: t(`note.asked.${underWay.action}`) };
    }
  }
  if (row.hold) return { is: "held", words: t("note.held") };
  if (row.labelStale) return { is: "stale", words: t("note.labelStale") };
  if (row.refused) return { is: "refused", words: t("note.refused", { why: row.refused }) };
  return placeNote(row, now, t);
}

function placeNote(row: ShipmentRow, now: number, t: TFunction): Note | null {
  switch (row.queue) {
    case "generating": {
      const age = row.generatingSince === null ? 0 : now - row.generatingSince;
      if (age >= STUCK_MS) return { is: "urgent", words: t("note.askSupport", { age: duration(age) }) };
      return { is: "waiting", words: t(age >= SLOW_MS ? "note.slow" : "note.making", { age: duration(age) }) };
    }
    case "forms":
      return { is: "refused", words: t("note.formFailed") };
    case "toPrint":
      if (row.printedAt !== null) return { is: "done", words: t("note.printed", { at: when(row.printedAt, now) }) };
      return row.hasLabel ? { is: null, words: t("note.labelHere") } : { is: "waiting", words: t("note.labelAhead") };
    case "toPack":
    case "upcoming":
    case "onHold":
      return null;
    case "ready":
      return { is: "done", words: t("note.ready") };
    case "cancelled":
      return { is: "refused", words: t("note.cancelled") };
    case "inTransit":
    case "delivered":
    case "other":
      return { is: null, words: stateWords(row.state) };
  }
}

/** The text for seller support about a label that does not come. */
export function supportText(row: ShipmentRow, now: number): string {
  const since = row.generatingSince;
  return [
    "Label not generated",
    `Shipment: ${row.shipmentId}`,
    `Order: ${row.orderId}`,
    since === null ? "" : `PACKING_IN_PROGRESS since ${when(since, now)} (${duration(now - since)})`,
    row.dispatchBy === null ? "" : `Dispatch by: ${when(row.dispatchBy, now)}`,
    row.locationId === null ? "" : `Location: ${row.locationId}`,
  ]
    .filter(Boolean)
    .join("\n");
}
