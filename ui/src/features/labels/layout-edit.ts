import type { LabelLayout, Paper, SeparatorBy, SortKey } from "~/bindings";

/** Papers in the order of the menu. */
export const PAPERS = [
  "label4x6",
  "label3x5",
  "label100x150",
  "a6",
  "a5",
  "a4",
  "custom",
] as const satisfies Paper["kind"][];
/** What labels can be ordered by. */
export const SORT_KEYS = [
  "singleFirst",
  "sku",
  "units",
  "courier",
  "dispatchBy",
  "shelf",
  "payment",
  "category",
  "order",
] as const satisfies SortKey[];
/** What a separator label can stand between. */
export const SEPARATORS = ["sku", "courier", "zone"] as const satisfies SeparatorBy[];
/** Labels a sheet. */
export const UPS = ["1", "2", "4", "6"] as const;
/** Words of the line under a label. */
export const STRIP_WORDS = ["sku", "units", "more", "order", "batch", "place", "bin", "zone", "courier"] as const;

const SIZES: Record<Exclude<Paper["kind"], "custom">, [number, number]> = {
  label4x6: [1016, 1524],
  label3x5: [762, 1270],
  label100x150: [1000, 1500],
  a6: [1050, 1480],
  a5: [1480, 2100],
  a4: [2100, 2970],
};

/** Width and height as it leaves the printer, in tenths of a millimetre. */
export function paperSize(paper: Paper): [number, number] {
  return paper.kind === "custom" ? [paper.width, paper.height] : SIZES[paper.kind];
}

/** Another paper. A size of one's own begins at the size before it; what fits on one sheet follows. */
export function withPaper(layout: LabelLayout, kind: Paper["kind"]): LabelLayout {
  const [width, height] = paperSize(layout.paper);
  const paper: Paper = kind === "custom" ? { kind, width, height } : { kind };
  return { ...layout, paper, up: holdsMore(paper) ? layout.up : 1, wholePage: kind === "a4" && layout.wholePage };
}

/** Whether two labels of their own size can lie on one sheet: A5 and larger. */
export function holdsMore(paper: Paper): boolean {
  const [width, height] = paperSize(paper);
  return width * height >= 1480 * 2100;
}

/** A list with one entry moved by some places; as it was where it cannot go there. */
export function movedBy<T>(list: readonly T[], at: number, by: number): T[] {
  const to = at + by;
  const one = list[at];
  if (one === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, index) => index !== at);
  return [...rest.slice(0, to), one, ...rest.slice(to)];
}

/** SKUs as they were typed or pasted: one a line or with commas, each once. */
export function skusOf(text: string): string[] {
  const found = text
    .split(/[\n,;\t]/)
    .map((sku) => sku.trim())
    .filter((sku) => sku !== "");
  return [...new Set(found)];
}

/** A text with a word put in where the cursor stands; a blank keeps it off its neighbours. */
export function withWord(text: string, word: string, from: number, to: number): { text: string; cursor: number } {
  const before = text.slice(0, from);
  const after = text.slice(to);
  const gap = before === "" || before.endsWith(" ") ? "" : " ";
  const put = `${gap}{${word}}`;
  return { text: before + put + after, cursor: before.length + put.length };
}

/** Tenths of a millimetre as typed: `0.0`, `-1.5`. */
export function mmText(tenths: number): string {
  return (tenths / 10).toFixed(1);
}

/** The same without a nought behind the point: `127`, `76.2`. */
export function mmShort(tenths: number): string {
  return String(tenths / 10);
}

/** What was typed, as tenths of a millimetre; none where it is no length. A decimal comma is taken. */
export function tenthsOf(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  return /^[+-]?\d{1,4}(\.\d{0,2})?$/.test(plain) ? Math.round(Number(plain) * 10) : null;
}

/** A layout with nothing chosen. */
export const BLANK: LabelLayout = {
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
  sort: [],
  skuOrder: [],
  reverse: false,
  separators: [],
  header: false,
  invoices: "ownFile",
  mode: "slim",
  snapBars: true,
};

/** Only what one label's picture depends on, so that nothing is drawn again for another order. */
export function forOneLabel(layout: LabelLayout): LabelLayout {
  const { sort, skuOrder, reverse, separators, header, mode } = BLANK;
  return { ...layout, sort, skuOrder, reverse, separators, header, mode, invoices: "none" };
}

/** Only what the order depends on, so that nothing is ordered again for another shift. */
export function forTheOrder(layout: LabelLayout): LabelLayout {
  const { sort, skuOrder, reverse } = layout;
  return { ...BLANK, invoices: "none", sort, skuOrder, reverse };
}

/** Whether two layouts say the same. */
export function sameLayout(one: LabelLayout, other: LabelLayout): boolean {
  return canonical(one) === canonical(other);
}

function canonical(layout: LabelLayout): string {
  return JSON.stringify(layout, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => one.localeCompare(other)))
      : value,
  );
}

/** What the paper costs as bare dots: one bit each, rows in whole bytes. */
export function dotBytes(wide: number, high: number): number {
  return Math.ceil(wide / 8) * high;
}
