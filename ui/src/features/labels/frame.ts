import type { Frame4 } from "~/bindings";

/** A rectangle on a page as it is shown, in points from the lower left. */
export type Frame = { x0: number; y0: number; x1: number; y1: number };
/** A page's width and height in points. */
export type PageSize = { width: number; height: number };
/** A place on a page, as parts of its width from the left and of its height from the top. */
export type Spot = { x: number; y: number };

const POINTS_A_MM = 72 / 25.4;
/** Half an inch: less is no label. */
export const LEAST = 36;

/** Points as millimetres, to a tenth. */
export function mm(points: number): number {
  return Math.round((points / POINTS_A_MM) * 10) / 10;
}

/** A frame as the contract gives it. */
export function frameOf(frame: Frame4): Frame {
  return { x0: frame.x0 ?? 0, y0: frame.y0 ?? 0, x1: frame.x1 ?? 0, y1: frame.y1 ?? 0 };
}

/** Its size in whole millimetres, for the tag at its corner. */
export function sizeWords(frame: Frame): string {
  return `${Math.round(mm(frame.x1 - frame.x0))} × ${Math.round(mm(frame.y1 - frame.y0))} mm`;
}

function part(length: number, of: number): string {
  return `${(100 * length) / of}%`;
}

/** Where it lies on the page, as style of an overlay. */
export function placeOf(frame: Frame, page: PageSize): { left: string; top: string; width: string; height: string } {
  return {
    left: part(frame.x0, page.width),
    top: part(page.height - frame.y1, page.height),
    width: part(frame.x1 - frame.x0, page.width),
    height: part(frame.y1 - frame.y0, page.height),
  };
}

/** The frame between two spots, whichever way it was drawn; on the page, and never smaller than a label. */
export function frameFromDrag(from: Spot, to: Spot, page: PageSize): Frame {
  const [left, right] = [Math.min(from.x, to.x) * page.width, Math.max(from.x, to.x) * page.width];
  const [top, bottom] = [Math.min(from.y, to.y) * page.height, Math.max(from.y, to.y) * page.height];
  return onPage({ x0: left, x1: right, y0: page.height - bottom, y1: page.height - top }, page);
}

/** Moved so many millimetres right and down; it stays on the page. */
export function moved(frame: Frame, right: number, down: number, page: PageSize): Frame {
  const dx = clamp(right * POINTS_A_MM, -frame.x0, page.width - frame.x1);
  const dy = clamp(-down * POINTS_A_MM, -frame.y0, page.height - frame.y1);
  return { x0: frame.x0 + dx, x1: frame.x1 + dx, y0: frame.y0 + dy, y1: frame.y1 + dy };
}

/** Made so many millimetres wider and higher; its upper left corner stays. */
export function grown(frame: Frame, wider: number, higher: number, page: PageSize): Frame {
  return onPage({ ...frame, x1: frame.x1 + wider * POINTS_A_MM, y0: frame.y0 - higher * POINTS_A_MM }, page);
}

/** What people type: millimetres from the left and from the top, width and height. */
export type Typed = { left: number; top: number; width: number; height: number };

/** The frame in the numbers people type. */
export function typedOf(frame: Frame, page: PageSize): Typed {
  return {
    left: mm(frame.x0),
    top: mm(page.height - frame.y1),
    width: mm(frame.x1 - frame.x0),
    height: mm(frame.y1 - frame.y0),
  };
}

/** The frame that was typed. */
export function frameOfTyped({ left, top, width, height }: Typed, page: PageSize): Frame {
  const x0 = left * POINTS_A_MM;
  const y1 = page.height - top * POINTS_A_MM;
  return onPage({ x0, y1, x1: x0 + width * POINTS_A_MM, y0: y1 - height * POINTS_A_MM }, page);
}

function onPage(frame: Frame, page: PageSize): Frame {
  const x0 = clamp(frame.x0, 0, page.width - LEAST);
  const y1 = clamp(frame.y1, LEAST, page.height);
  return { x0, y1, x1: clamp(frame.x1, x0 + LEAST, page.width), y0: clamp(frame.y0, 0, y1 - LEAST) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
