import type { BatchPage } from "~/bindings";
import { csvText } from "~/lib/csv";

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
  return csvText([[...head, ...more], ...lines]);
}
