import type { DocumentHead } from "~/bindings";

/** How large a page is shown. */
export const ZOOMS = ["fit", "width", "real"] as const;
export type Zoom = (typeof ZOOMS)[number];

const A4 = 210;
/** Label rolls by the shape of their sheet, in millimetres. */
const ROLLS: readonly [width: number, height: number][] = [
  [101.6, 152.4],
  [76.2, 127],
];
const CSS_A_MM = 96 / 25.4;

/** Shape of a page before its picture is there: a print file is label paper, the rest is A4. */
export function ratioOf(head: Pick<DocumentHead, "kind">): number {
  return head.kind === "printFile" || head.kind === "picture" ? 2 / 3 : 210 / 297;
}

/** How wide a page of this shape is on paper, in CSS pixels: label rolls are told by their shape, the rest is A4. */
export function realWidth(head: Pick<DocumentHead, "kind">, ratio: number): number {
  const roll = ROLLS.find(([width, height]) => Math.abs(width / height - ratio) < 0.01);
  const isLabel = head.kind === "printFile" || head.kind === "picture";
  const millimetres = isLabel && roll !== undefined ? roll[0] : ratio > 1 ? 297 : A4;
  return millimetres * CSS_A_MM;
}

/** Pixels asked for a page shown so wide on this screen, within what the engine draws; few sizes, so that they are kept. */
export function pixelsFor(width: number, dense: number): number {
  return [600, 1000, 1600].find((pixels) => pixels >= width * dense) ?? 1600;
}
