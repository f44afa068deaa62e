import { describe, expect, it } from "vitest";
import type { ViewSpec } from "~/bindings";
import { choose, countChosen, everything, isChosen, nothing, tickOf, tickOfView, toSelection } from "./selection";

const spec: ViewSpec = {
  scope: { kind: "queue", queue: "toPack" },
  location: null,
  courier: null,
  sku: null,
  shipmentType: null,
  pressure: null,
  text: null,
  groupBy: "sku",
  sortBy: "dispatchBy",
  descending: false,
};

describe("a choice", () => {
  it("keeps the order of choosing", () => {
    const choice = choose(choose(nothing, ["c"], true), ["a", "b"], true);
    expect(toSelection(choice, spec)).toEqual({ kind: "ids", ids: ["c", "a", "b"] });
  });
  it("of everything names only what is left out, however large the view is", () => {
    const choice = choose(everything, ["b"], false);
    expect(toSelection(choice, spec)).toEqual({ kind: "view", spec, except: ["b"], first: null });
    expect(countChosen(choice, 9000)).toBe(8999);
    expect(isChosen(choice, "a")).toBe(true);
    expect(isChosen(choice, "b")).toBe(false);
  });
  it("of everything takes back in what was left out", () => {
    const choice = choose(choose(everything, ["b"], false), ["b"], true);
    expect(choice).toEqual(everything);
  });
  it("does not change the one it came from", () => {
    const before = choose(nothing, ["a"], true);
    choose(before, ["b"], true);
    expect([...before.ids]).toEqual(["a"]);
  });
});

describe("a box that stands for several", () => {
  it("is mixed when only some are chosen", () => {
    const choice = choose(nothing, ["a"], true);
    expect(tickOf(choice, ["a", "b"])).toBe("mixed");
    expect(tickOf(choice, ["a"])).toBe(true);
    expect(tickOf(choice, ["b"])).toBe(false);
    expect(tickOf(everything, [])).toBe(false);
  });
  it("over the view is empty when the view is", () => {
    expect(tickOfView(everything, 0)).toBe(false);
    expect(tickOfView(choose(everything, ["a"], false), 2)).toBe("mixed");
    expect(tickOfView(everything, 2)).toBe(true);
  });
});
