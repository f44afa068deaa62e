import { useState } from "react";
import type { AppError, LabelCheck, LabelLayout, LabelPreview } from "~/bindings";
import { useRpc } from "~/data";
import { labelKey } from "./label-said";
import { BLANK } from "./layout-edit";
import type { Seen } from "./use-preview";

/** Any label fits it: where a label was found can be told although the layout being tried cannot be drawn. */
const ROOMY: LabelLayout = { ...BLANK, invoices: "none", snapBars: false };
const LEAST_WIDTH = 60;
/** Fewer dots than any printer has: only the place is wanted. */
const FEW_DPI = 100;

/** Where a label was found on its page, and what was read there. */
export type Found = { facts: LabelPreview | null; error: AppError | null };

/**
 * What is known of a label whatever layout is being tried: taken from its first picture, and kept while the layout or
 * the frame changes.
 */
export function useFound(label: LabelCheck | undefined, seen: Seen, isDrawing: boolean): Found {
  const document = label?.document ?? null;
  const of = label === undefined ? "" : `${labelKey(label)}/${document}/${label.page}`;
  const [kept, setKept] = useState<{ of: string; facts: LabelPreview } | null>(null);
  const ask = {
    document: document ?? 0,
    page: label?.page ?? 0,
    layout: ROOMY,
    dpi: FEW_DPI,
    frame: null,
    width: LEAST_WIDTH,
    among: null,
  };
  const isLost = seen.error !== null && kept?.of !== of;
  const spare = useRpc("label_preview", ask, { enabled: document !== null && isLost, keep: false });
  const fresh = seen.isBehind || isDrawing ? spare.data : (seen.picture ?? undefined);
  if (document !== null && fresh !== undefined && (kept?.of !== of || (!seen.isBehind && kept.facts !== fresh))) {
    setKept({ of, facts: fresh });
  }
  return { facts: document !== null && kept?.of === of ? kept.facts : null, error: isLost ? spare.error : null };
}
