import type { AppError, LabelCheck, LabelLayout, LabelPreview } from "~/bindings";
import { useRpc } from "~/data";

/** Any label fits it, so that where a label was found can be told whatever layout is being tried. */
const ROOMY: LabelLayout = {
  paper: { kind: "a4" },
  up: 1,
  size: { kind: "big" },
  turn: "none",
  margin: 0,
  gap: 0,
  shiftRight: 0,
  shiftDown: 0,
  wholePage: false,
  strip: "",
  sort: [],
  skuOrder: [],
  reverse: false,
  separators: [],
  header: false,
  invoices: "none",
  mode: "slim",
  snapBars: false,
};
const LEAST_WIDTH = 60;

/** Where a label was found on its page, and what was read there. */
export type Found = { facts: LabelPreview | null; error: AppError | null };

/** Asks once a label, not once a layout. */
export function useFound(label: LabelCheck | undefined): Found {
  const document = label?.document ?? null;
  const ask = {
    document: document ?? 0,
    page: label?.page ?? 0,
    layout: ROOMY,
    dpi: 203,
    frame: null,
    width: LEAST_WIDTH,
  };
  const reply = useRpc("label_preview", ask, { enabled: document !== null, keep: false });
  return { facts: reply.data ?? null, error: reply.error };
}
