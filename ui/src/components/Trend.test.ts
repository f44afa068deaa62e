import { expect, it } from "vitest";
import { limitsInSight } from "./Trend";

const limit = (value: number, label = String(value)) => ({ value, label, least: false });

it("draws the nearest line always, and others only while the values keep their shape", () => {
  expect(limitsInSight([limit(15), limit(50), limit(20)], 14).map((one) => one.value)).toEqual([15, 20]);
  expect(limitsInSight([limit(500)], 2).map((one) => one.value)).toEqual([500]);
});

it("names two lines of one height once", () => {
  expect(limitsInSight([limit(50, "Gold"), limit(50, "Silver")], 40)).toEqual([limit(50, "Gold, Silver")]);
});
