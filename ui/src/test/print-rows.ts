import type { LabelLayout, LabelRow, PrintRunHead } from "~/bindings";

/** A layout for tests. */
export const LAYOUT: LabelLayout = {
  paper: { kind: "label4x6" },
  up: 1,
  size: { kind: "big" },
  turn: "none",
  margin: 0,
  gap: 0,
  shiftRight: 0,
  shiftDown: 0,
  wholePage: false,
  strip: "",
  sort: ["sku"],
  skuOrder: [],
  reverse: false,
  separators: [],
  header: false,
  invoices: "ownFile",
  mode: "slim",
  snapBars: true,
};

/** A physical label for tests. */
export function aLabel(part: Partial<LabelRow>): LabelRow {
  const position = part.position ?? 1;
  return {
    label: 100 + position,
    run: 12,
    position,
    shipmentId: `S${position}`,
    orderId: `OD${position}`,
    sku: "BED-BLU-K",
    skuUnits: 1,
    moreSkus: 0,
    courier: "Ekart",
    trackingId: `FMPP22104852${String(position).padStart(2, "0")}`,
    document: 7,
    page: 0,
    strip: "",
    copy: 1,
    state: "spooled",
    reason: null,
    spoiled: null,
    words: "",
    whyNot: null,
    message: null,
    picture: null,
    batch: 41,
    by: "desk 2",
    station: "desk 2",
    printer: "ZD230",
    job: null,
    queuedAt: 1_795_000_000_000,
    sentAt: 1_795_000_001_000,
    settledAt: null,
    settledBy: null,
    settledWho: null,
    mustNotTravel: null,
    ...part,
  };
}

/** A run for tests. */
export function aHead(part: Partial<PrintRunHead>): PrintRunHead {
  return {
    run: 12,
    title: "Batch 41, 4 labels",
    batch: 41,
    after: null,
    by: "desk 2",
    station: "desk 2",
    printer: 3,
    printerName: "ZD230",
    language: "zpl",
    layout: LAYOUT,
    state: "paused",
    stopAfter: null,
    note: null,
    createdAt: 1_795_000_000_000,
    labels: 4,
    counts: [],
    ...part,
  };
}
