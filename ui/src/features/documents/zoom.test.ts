import { describe, expect, it } from "vitest";
import { pixelsFor, realWidth } from "./zoom";

describe("the size a page is shown in", () => {
  it("is its size on paper: label rolls by their shape, everything else A4", () => {
    expect(realWidth({ kind: "printFile" }, 76.2 / 127)).toBeCloseTo((76.2 * 96) / 25.4);
    expect(realWidth({ kind: "printFile" }, 2 / 3)).toBeCloseTo(384);
    expect(realWidth({ kind: "manifest" }, 210 / 297)).toBeCloseTo((210 * 96) / 25.4);
    expect(realWidth({ kind: "manifest" }, 297 / 210)).toBeCloseTo((297 * 96) / 25.4);
  });
  it("asks for few sizes of picture, never more than the engine draws", () => {
    expect([pixelsFor(560, 1), pixelsFor(560, 1.5), pixelsFor(794, 2), pixelsFor(4000, 2)]).toEqual([
      600, 1000, 1600, 1600,
    ]);
  });
});
