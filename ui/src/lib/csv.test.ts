import { expect, test } from "vitest";
import { csvCell, csvText } from "./csv";

test("nothing a seller or buyer wrote is a formula in a spreadsheet", () => {
  for (const text of ["=1", "+1", "-1", "@SUM", " =1", "\t=1", "＝1", "\n1"]) {
    expect(csvCell(text).replace(/^"/, ""), text).toMatch(/^'/);
  }
  expect(csvCell(-5)).toBe("-5");
  expect(csvCell("SKU-1")).toBe("SKU-1");
});

test("commas, quotes and lines stay in their cell", () => {
  expect(csvText([["a,b", 'c"d', null], ["e\nf"]])).toBe('"a,b","c""d",\r\n"e\nf"');
});
