import { describe, expect, it } from "vitest";
import { fakePolicies } from "~/test/fake-board";
import { clockOf, freeId, minuteOf, newDraft, problemsOf, toBasisPoints, toDraft, toLine } from "./line-form";

describe("a line as it is typed", () => {
  it.each([
    ["0.15", 15],
    ["1", 100],
    ["1,4", 140],
    ["20", 2000],
    ["100", 10_000],
    ["0.155", null],
    ["101", null],
    ["", null],
    ["-1", null],
  ])("%s percent is %s basis points", (text, bp) => {
    expect(toBasisPoints(text)).toBe(bp);
  });
  it("comes back as the line it was", () => {
    for (const line of fakePolicies().lines) {
      expect(problemsOf(toDraft(line))).toEqual([]);
      expect(toLine(toDraft(line), line)).toEqual(line);
    }
  });
  it("needs a limit, a day that exists and a source", () => {
    expect(problemsOf({ ...newDraft("2026-02-31"), percent: "0" })).toEqual(["percent", "from", "source"]);
  });
  it("does not end before it begins", () => {
    const draft = { ...newDraft("2026-11-21"), percent: "1", source: "a mail" };
    expect(problemsOf({ ...draft, validTo: "2026-11-20" })).toEqual(["to"]);
    expect(problemsOf({ ...draft, validTo: "2026-11-21" })).toEqual([]);
  });
  it("needs units or rupees where something is to be sold", () => {
    const draft = { ...newDraft("2026-11-21"), sense: "reach" as const, source: "a mail" };
    expect(problemsOf(draft)).toEqual(["units"]);
    expect(problemsOf({ ...draft, rupees: "900000" })).toEqual([]);
  });
  it("gets a name no other line has", () => {
    const [line] = fakePolicies().lines;
    expect(freeId(line ? [{ ...line, id: "own-1" }] : [])).toBe("own-2");
  });
  it("keeps quiet hours as minutes of the day", () => {
    expect(clockOf(22 * 60 + 5)).toBe("22:05");
    expect(minuteOf("22:05")).toBe(22 * 60 + 5);
    expect(minuteOf("")).toBeNull();
  });
});
