import type { BatchPage } from "~/bindings";

/** Outcomes as a table for a spreadsheet: one line a shipment, quoted where needed. */
export function outcomesCsv(page: BatchPage): string {
  const head = ["position", "shipmentId", "sku", "units", "stage", "state", "outcome", "code", "message"];
  const more = ["blocked", "courier", "trackingId"];
  const lines = page.rows.map((row) => [
    row.position,
    row.shipmentId,
    row.sku,
    row.units,
    row.stage,
    row.state,
    row.outcome,
    row.code,
    row.message,
    row.blocked?.kind ?? null,
    row.courier,
    row.trackingId,
  ]);
  return [[...head, ...more], ...lines].map((line) => line.map(cell).join(",")).join("\r\n");
}

/** One cell; text that a spreadsheet would take for a formula gets a leading apostrophe. */
function cell(value: string | number | null): string {
  if (value === null) {
    return "";
  }
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
