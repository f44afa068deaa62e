import type { Hit, IndiaDay } from "~/bindings";
import { dayStart, num } from "~/features/limits";
import { dayTime } from "~/lib/format";

/** Shipments behind a number as a table for a spreadsheet. */
export function hitsCsv(hits: readonly Hit[], today: IndiaDay): string {
  const now = dayStart(today);
  const head = ["day", "shipmentId", "orderId", "sku", "location", "units", "rupees", "due", "happened", "estimated"];
  const lines = hits.map((hit) => [
    new Date(hit.day * 86_400_000).toISOString().slice(0, 10),
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
  return [[...head, "reason"], ...lines].map((line) => line.map(cell).join(",")).join("\r\n");
}

/** One cell; text that a spreadsheet would take for a formula gets a leading apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
