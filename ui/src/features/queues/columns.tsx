import type { TFunction } from "i18next";
import type { Queue, ShipmentRow } from "~/bindings";
import type { Column } from "~/grid";
import { dayTime, money, service, stateWords } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { currentTime } from "~/lib/now";
import { Due, Opens } from "./Due";
import { NoteCell } from "./NoteCell";

type ColumnId =
  | "due"
  | "opens"
  | "shipment"
  | "sku"
  | "order"
  | "service"
  | "courier"
  | "tracking"
  | "location"
  | "shipTo"
  | "state"
  | "note"
  | "value";

const usual: readonly ColumnId[] = [
  "due",
  "shipment",
  "sku",
  "order",
  "service",
  "courier",
  "location",
  "shipTo",
  "note",
  "value",
];

const byQueue: Partial<Record<Queue, readonly ColumnId[]>> = {
  upcoming: ["opens", "due", "shipment", "sku", "order", "location", "shipTo", "value"],
  onHold: ["due", "shipment", "sku", "order", "service", "location", "shipTo", "note", "value"],
  generating: ["due", "shipment", "sku", "order", "courier", "location", "shipTo", "note"],
  toPrint: ["due", "shipment", "sku", "courier", "tracking", "location", "shipTo", "note", "value"],
  ready: ["due", "shipment", "sku", "courier", "tracking", "location", "shipTo", "note", "value"],
};

const allOrders: readonly ColumnId[] = [
  "due",
  "shipment",
  "sku",
  "order",
  "state",
  "courier",
  "shipTo",
  "note",
  "value",
];

function skuCell(row: ShipmentRow, t: TFunction) {
  return (
    <>
      {row.sku} <b>× {row.skuUnits}</b>
      {row.moreSkus > 0 && <span className="muted"> {t("row.moreSkus", { count: row.moreSkus })}</span>}
    </>
  );
}

/** The columns of a queue, or of all orders. */
export function columnsOf(
  queue: Queue | null,
  t: TFunction,
  locationName: (id: string) => string,
  hasCourier: boolean,
): Column[] {
  const columns: Record<ColumnId, Omit<Column, "id" | "title">> = {
    due: { width: "9.5rem", narrow: "9.5rem", className: "vis", cell: (row) => <Due row={row} /> },
    opens: { width: "9rem", narrow: "9rem", className: "vis", cell: (row) => <Opens row={row} /> },
    shipment: {
      width: "4.5rem",
      narrow: "4.75rem",
      className: "id muted",
      cell: (row) => <span title={row.shipmentId}>{shortId(row.shipmentId)}</span>,
    },
    sku: {
      width: "minmax(7.25rem, 1.2fr)",
      narrow: "minmax(8rem, 1.4fr)",
      className: "id",
      cell: (row) => skuCell(row, t),
    },
    order: {
      width: hasCourier ? "8.25rem" : "11.25rem",
      className: "id faint hide-narrow",
      cell: (row) => row.orderId,
    },
    service: { width: "3.25rem", className: "muted hide-narrow", cell: (row) => service(row.shipmentType) },
    courier: { width: "minmax(3.25rem, .7fr)", narrow: "minmax(4rem, .7fr)", cell: (row) => row.courier ?? "" },
    tracking: { width: "8.5rem", className: "id muted hide-narrow", cell: (row) => row.trackingId ?? "" },
    location: {
      width: "4.25rem",
      className: "muted hide-narrow",
      cell: (row) => (row.locationId === null ? "" : locationName(row.locationId)),
    },
    shipTo: {
      width: "minmax(7.25rem, 1fr)",
      narrow: "minmax(8rem, 1fr)",
      className: "muted",
      cell: (row) => [row.city, row.pin].filter(Boolean).join(" "),
    },
    state: { width: "7rem", className: "muted hide-narrow", cell: (row) => stateWords(row.state) },
    note: {
      width: queue === "generating" ? "minmax(15rem, 1.4fr)" : "minmax(6.5rem, 1fr)",
      narrow: queue === "generating" ? "minmax(15rem, 1.4fr)" : "minmax(9.5rem, 1fr)",
      className: "vis",
      cell: (row) => <NoteCell row={row} />,
    },
    value: { width: "3.25rem", className: "num muted hide-narrow", cell: (row) => money(row.value) },
  };
  const ids = queue === null ? allOrders : (byQueue[queue] ?? usual);
  // The marketplace names the courier with the label; before that the column would stand empty.
  const shown = ids.filter((id) => id !== "courier" || hasCourier);
  return shown.map((id) => ({ id, title: t(`column.${id}`), ...columns[id] }));
}

/** A group's key in words. */
export function groupName(groupBy: string, key: string, locationName: (id: string) => string): string {
  if (groupBy === "location") return locationName(key);
  if (groupBy === "dispatchBy" && /^\d+$/.test(key)) return dayTime(Number(key), currentTime());
  return key;
}
