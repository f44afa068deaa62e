import type { Hit, IndiaDay } from "~/bindings";
import { dayStart, num } from "~/features/limits";
import { csvText } from "~/lib/csv";
import { dayTime } from "~/lib/format";
import { isoDay } from "~/lib/iso-day";

/** Shipments behind a number as a table for a spreadsheet. */
export function hitsCsv(hits: readonly Hit[], today: IndiaDay): string {
  const now = dayStart(today);
  const head = ["day", "shipmentId", "orderId", "sku", "location", "units", "rupees", "due", "happened", "estimated"];
  const lines = hits.map((hit) => [
    isoDay(hit.day),
    hit.shipmentId,
    hit.orderId,
    hit.sku,
    hit.location ?? "",
    String(hit.units),
    (num(hit.value) / 100).toFixed(2),
    hit.due === null ? "" : dayTime(hit.due, now),
    hit.happened === null ? "" : dayTime(hit.happened, now),
    hit.estimated ? "yes" : "",
    hit.reason ?? "",
  ]);
  return csvText([[...head, "reason"], ...lines]);
}
