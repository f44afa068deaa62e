import { describe, expect, it } from "vitest";
import { frameFromDrag, frameOfTyped, grown, LEAST, mm, moved, placeOf, sizeWords, typedOf } from "./frame";

const PAGE = { width: 595.3, height: 841.9 };
/** 75 × 124 mm, 10 mm from the top, as the marketplace draws it. */
const FOUND = frameOfTyped({ left: 67.5, top: 10, width: 75, height: 124 }, PAGE);

describe("the frame of a label on its page", () => {
  it("is named by its size in millimetres and lies where the page is drawn", () => {
    expect(sizeWords(FOUND)).toBe("75 × 124 mm");
    const { left, top } = placeOf(FOUND, PAGE);
    expect(Number.parseFloat(left)).toBeCloseTo((100 * 67.5) / 210, 1);
    expect(Number.parseFloat(top)).toBeCloseTo((100 * 10) / 297, 1);
  });
  it("is typed from the upper left, though the page counts from the lower left", () => {
    expect(typedOf(FOUND, PAGE)).toEqual({ left: 67.5, top: 10, width: 75, height: 124 });
  });
  it("is the same whichever corner a hand begins at", () => {
    const one = frameFromDrag({ x: 0.2, y: 0.1 }, { x: 0.8, y: 0.5 }, PAGE);
    expect(frameFromDrag({ x: 0.8, y: 0.5 }, { x: 0.2, y: 0.1 }, PAGE)).toEqual(one);
    expect(mm(PAGE.height - one.y1)).toBeCloseTo(29.7, 0);
  });
  it("never leaves the page and never becomes less than half an inch", () => {
    const far = moved(FOUND, 1000, -1000, PAGE);
    expect(far.x1).toBeCloseTo(PAGE.width);
    expect(far.y1).toBeCloseTo(PAGE.height);
    expect(far.x1 - far.x0).toBeCloseTo(FOUND.x1 - FOUND.x0);
    const least = grown(FOUND, -1000, -1000, PAGE);
    expect([least.x1 - least.x0, least.y1 - least.y0]).toEqual([LEAST, LEAST]);
    const dot = frameFromDrag({ x: 1, y: 1 }, { x: 1, y: 1 }, PAGE);
    expect(dot.x1).toBeLessThanOrEqual(PAGE.width);
    expect(dot.x1 - dot.x0).toBeCloseTo(LEAST);
    expect(dot.y0).toBeGreaterThanOrEqual(0);
  });
  it("keeps its upper left corner while its size changes", () => {
    const wider = grown(FOUND, 2, 3, PAGE);
    expect([wider.x0, wider.y1]).toEqual([FOUND.x0, FOUND.y1]);
    expect(typedOf(wider, PAGE)).toMatchObject({ width: 77, height: 127 });
  });
});
