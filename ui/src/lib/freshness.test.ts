import i18next from "i18next";
import { expect, test } from "vitest";
import type { NotComplete, QueueFreshness } from "~/bindings";
import { freshSaid } from "./freshness";

const NOW = Date.UTC(2026, 10, 21, 8, 40);
const AS_OF = Date.UTC(2026, 10, 21, 8, 32);

function fresh(whyNot: NotComplete | null, asOf: number | null = AS_OF): QueueFreshness {
  return { queue: "toPack", location: null, asOf, walkedAt: asOf, isComplete: whyNot === null, whyNot };
}
const said = (one: QueueFreshness) => freshSaid(one, NOW, i18next.t);

test("a complete queue says as of when", () => {
  expect(said(fresh(null))).toEqual({ is: null, words: "complete as of 14:02" });
});

test("a partial one says why, and as of when it was last complete", () => {
  expect(said(fresh({ kind: "brokeOff", at: NOW, rows: 40 }))).toEqual({
    is: "stale",
    words: "partial: reading broke off at 14:10:00 after 40, goes on from there; complete as of 14:02",
  });
  expect(said(fresh({ kind: "keptMoving", at: NOW, walks: 3 }, null)).words).toBe(
    "partial: the list moved during 3 readings in a row",
  );
});

test("a first reading is no fault", () => {
  expect(said(fresh({ kind: "reading", rows: 1200 }, null))).toEqual({
    is: "waiting",
    words: "first reading, 1,200 so far",
  });
  expect(said(fresh({ kind: "neverRead" }, null)).is).toBe("waiting");
});
