import { expect, test } from "vitest";
import { dayText, readDayText } from "./day-text";

test("a day is written day first", () => {
  expect(dayText("2026-11-03")).toBe("03-11-2026");
  expect(dayText("")).toBe("");
});

test("a typed day is read day first, however it is parted", () => {
  for (const typed of ["3-11-2026", "03/11/2026", "3.11.26", "3 Nov 2026", "3 november 26", "2026-11-03"]) {
    expect(readDayText(typed), typed).toBe("2026-11-03");
  }
  for (const typed of ["", "3", "3-11", "31-02-2026", "3-13-2026", "3-11-226", "x-11-2026", "2026-3"]) {
    expect(readDayText(typed), typed).toBeNull();
  }
});
