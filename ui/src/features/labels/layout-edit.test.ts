import { describe, expect, it } from "vitest";
import type { LabelLayout } from "~/bindings";
import { frameOfTyped } from "./frame";
import {
  dotBytes,
  forOneLabel,
  forTheOrder,
  holdsMore,
  movedBy,
  sameLayout,
  skusOf,
  tenthsOf,
  withPaper,
  withWord,
} from "./layout-edit";
import { mostPercent } from "./PaperFields";

const LAYOUT: LabelLayout = {
  paper: { kind: "a4" },
  up: 4,
  size: { kind: "percent", percent: 100 },
  turn: "none",
  margin: 0,
  gap: 20,
  shiftRight: 5,
  shiftDown: 0,
  wholePage: true,
  strip: "",
  sort: ["singleFirst", "sku", "courier"],
  skuOrder: ["B", "A"],
  reverse: true,
  separators: ["sku"],
  header: true,
  invoices: "twoUp",
  mode: "lossless",
  snapBars: true,
};

describe("a layout", () => {
  it("has one label a sheet again on a roll, and their whole page only on A4", () => {
    expect(withPaper(LAYOUT, "label4x6")).toMatchObject({ paper: { kind: "label4x6" }, up: 1, wholePage: false });
    expect(withPaper(LAYOUT, "a5")).toMatchObject({ up: 4, wholePage: false });
  });
  it("begins a size of one's own at the size before it", () => {
    expect(withPaper(LAYOUT, "custom").paper).toEqual({ kind: "custom", width: 2100, height: 2970 });
    expect(holdsMore({ kind: "custom", width: 800, height: 1000 })).toBe(false);
  });
  it("moves a key up and down its chain, and never out of it", () => {
    expect(movedBy(LAYOUT.sort, 2, -1)).toEqual(["singleFirst", "courier", "sku"]);
    expect(movedBy(LAYOUT.sort, 0, 2)).toEqual(["sku", "courier", "singleFirst"]);
    expect(movedBy(LAYOUT.sort, 0, -1)).toEqual(LAYOUT.sort);
    expect(movedBy(LAYOUT.sort, 2, 1)).toEqual(LAYOUT.sort);
  });
  it("takes SKUs as they are pasted, each once", () => {
    expect(skusOf("TSH-1\nTSH-2, TSH-1;\n\n  BED 3 ")).toEqual(["TSH-1", "TSH-2", "BED 3"]);
  });
  it("takes lengths with a point or a comma, and nothing else", () => {
    expect(tenthsOf("1.5")).toBe(15);
    expect(tenthsOf("-0,5")).toBe(-5);
    expect(tenthsOf(" 12 ")).toBe(120);
    expect([tenthsOf("wide"), tenthsOf(""), tenthsOf("1e3")]).toEqual([null, null, null]);
  });
  it("puts a word where the cursor stands, off its neighbours", () => {
    expect(withWord("{sku} x", "place", 5, 5)).toEqual({ text: "{sku} {place} x", cursor: 13 });
    expect(withWord("", "sku", 0, 0).text).toBe("{sku}");
    expect(withWord("{sku} old", "bin", 6, 9).text).toBe("{sku} {bin}");
  });
  it("is drawn again only for what one label shows, and ordered again only for what orders", () => {
    const other = { ...LAYOUT, sort: [], reverse: false, header: false, mode: "slim" as const };
    expect(forOneLabel(other)).toEqual(forOneLabel(LAYOUT));
    expect(forOneLabel({ ...LAYOUT, shiftRight: 6 })).not.toEqual(forOneLabel(LAYOUT));
    expect(forTheOrder({ ...LAYOUT, shiftRight: 60, paper: { kind: "a6" } })).toEqual(forTheOrder(LAYOUT));
    expect(forTheOrder({ ...LAYOUT, skuOrder: [] })).not.toEqual(forTheOrder(LAYOUT));
  });
  it("is the same in whatever order its fields come", () => {
    const turned = Object.fromEntries(Object.entries(LAYOUT).toReversed()) as LabelLayout;
    expect(sameLayout(turned, LAYOUT)).toBe(true);
    expect(sameLayout({ ...LAYOUT, sort: ["sku", "singleFirst", "courier"] }, LAYOUT)).toBe(false);
  });
  it("costs a bit a dot, in whole bytes", () => {
    expect(dotBytes(609, 1015)).toBe(77 * 1015);
  });
  it("knows how large a label can be on its paper", () => {
    const frame = frameOfTyped({ left: 67.5, top: 10, width: 75, height: 124 }, { width: 595.3, height: 841.9 });
    const roll: LabelLayout = { ...LAYOUT, paper: { kind: "label3x5" }, up: 1 };
    expect(mostPercent(roll, frame)).toBe(101);
    expect(mostPercent({ ...roll, turn: "quarter" }, frame)).toBe(61);
    expect(mostPercent({ ...roll, paper: { kind: "a5" } }, frame)).toBe(120);
    expect(mostPercent({ ...roll, strip: "{sku}" }, frame)).toBeLessThan(100);
  });
});
