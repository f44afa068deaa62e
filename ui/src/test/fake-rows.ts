import type { Pressure, Queue, ShipmentRow } from "~/bindings";

const skus = [
  ["KRT-IND-L", "Kurta, indigo block print, L", 64_900],
  ["TSH-BLK-M", "T-shirt, round neck, black, M", 29_900],
  ["DUP-MUS-1", "Dupatta, mustard, 2.5 m", 34_900],
  ["BED-BLU-K", "Bedsheet, king, river blue", 114_900],
  ["CUS-RST-16", "Cushion cover, rust, 16 in", 19_900],
] as const;
const towns = [
  "Nashik 422003",
  "Kochi 682016",
  "Indore 452001",
  "Hubballi 580020",
  "Salem 636007",
  "Guntur 522002",
] as const;
const couriers = ["Ekart", "Ekart", "Vayu", "Ekart", "Sarthi"] as const;

const HOUR = 3_600_000;
const ages = [8000, 70_000, 40 * 60_000] as const;

/** Invented shipments, the same each time; enough of each queue to draw it. */
export function makeRows(now: number): ShipmentRow[] {
  const rows: ShipmentRow[] = [];
  const add = (queue: Queue, state: string, count: number, change: (row: ShipmentRow, at: number) => void) => {
    for (let at = 0; at < count; at += 1) {
      const index = rows.length;
      const [sku, title, price] = skus[Math.floor((at * skus.length) / count)] ?? skus[0];
      const units = 1 + (index % 7 === 2 ? 1 : 0) + (index % 11 === 5 ? 1 : 0);
      const due: readonly [number, Pressure] =
        at % 6 === 0 ? [-2.8 * HOUR, "late"] : at % 6 < 4 ? [1.2 * HOUR, "urgent"] : [19.2 * HOUR, "calm"];
      const town = towns[index % towns.length] ?? towns[0];
      const row: ShipmentRow = {
        shipmentId: `${(0x8a1e0000 + index * 7919).toString(16)}-4f1c-4a5b-9d2e-7c0011aa22bb`,
        orderId: `OD43303172${String(80000 + index * 83)}`,
        state,
        queue,
        dispatchAfter: now - HOUR,
        dispatchBy: now + due[0],
        pressure: due[1],
        sku,
        title,
        skuUnits: units,
        moreSkus: index % 23 === 11 ? 1 : 0,
        units,
        shipmentType: index % 9 === 4 ? "EXPRESS" : "NORMAL",
        cod: index % 3 === 0,
        courier: couriers[index % couriers.length] ?? null,
        trackingId: queue === "toPack" ? null : `FMPP${String(1_000_000_000 + index * 4711)}`,
        locationId: index % 4 === 3 ? "LOC2" : "LOC1",
        city: town.slice(0, -7),
        pin: town.slice(-6),
        value: price * units,
        hold: false,
        generatingSince: null,
        hasLabel: false,
        labelStale: false,
        printedAt: null,
        underWay: null,
        refused: null,
      };
      change(row, at);
      rows.push(row);
    }
  };
  add("toPack", "APPROVED", 128, (row, at) => {
    if (at === 2) row.underWay = { action: "pack", state: "unknown", batch: 41 };
    if (at === 20) row.refused = "size";
  });
  add("upcoming", "APPROVED", 40, (row, at) => {
    row.dispatchAfter = now + (at + 1) * 11 * 60_000;
    row.pressure = "calm";
    row.dispatchBy = now + 22 * HOUR;
  });
  add("onHold", "APPROVED", 3, (row) => {
    row.hold = true;
  });
  add("generating", "PACKING_IN_PROGRESS", 9, (row, at) => {
    row.generatingSince = now - (ages[at % 3] ?? 0);
  });
  add("forms", "FORM_FAILED", 1, () => undefined);
  add("toPrint", "PACKED", 61, (row, at) => {
    row.hasLabel = at % 3 !== 0;
    row.printedAt = at % 3 === 1 ? now - HOUR : null;
    row.labelStale = at === 4;
  });
  add("ready", "READY_TO_DISPATCH", 240, (row) => {
    row.pressure = "calm";
  });
  return rows;
}
