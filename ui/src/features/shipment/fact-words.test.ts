import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { Fact, FactKind } from "~/bindings";
import { learnWords } from "~/features/limits";
import { startWords } from "~/i18n";
import { factsSaid } from "./fact-words";

/** 22 November 2026, 14:47 in India. */
const NOW = 1_795_339_020_000;
const MINUTE = 60_000;

function fact(what: FactKind, part: Partial<Fact> = {}): Fact {
  return {
    what,
    item: "ITEM1",
    units: 1,
    when: { from: NOW - 10 * MINUTE, to: NOW - 10 * MINUTE },
    learnedAt: NOW,
    learned: "poll",
    replaces: false,
    ...part,
  };
}

const said = (...facts: Fact[]) => factsSaid(facts, NOW, i18next.t);

beforeAll(async () => {
  await startWords("en");
  learnWords();
});

describe("a fact", () => {
  it("is said exactly, between two reads, or as never seen", () => {
    const ready: FactKind = { kind: "ready", ours: false };
    expect(said(fact(ready))[0]?.happened).toBe("14:37");
    expect(said(fact(ready, { when: { from: NOW - 20 * MINUTE, to: NOW } }))[0]?.happened).toBe(
      "between 14:27 and 14:47",
    );
    const unseen = said(fact(ready, { when: { from: null, to: NOW } }))[0];
    expect(unseen?.happened).toBe("some time before 14:47, not seen");
    expect(unseen?.glyph).toBe("unknown");
  });

  it("of a cancellation says by whom, how we know and the reason as received", () => {
    const [cancelled] = said(
      fact({ kind: "cancelled", by: "buyer", how: "reason", reason: "ORDER_CANCELLED", sub_reason: "changed_mind" }),
    );
    expect(cancelled?.head).toBe("Cancelled by the buyer, 1 unit");
    expect(cancelled?.how).toContain("table of reasons reads as the buyer’s");
    expect(cancelled?.reason).toBe("ORDER_CANCELLED / changed_mind");
  });

  it("is struck once a better reading of the same replaces it, and stands below it", () => {
    const guess: FactKind = { kind: "cancelled", by: "unknown", how: "guess", reason: null, sub_reason: null };
    const listed: FactKind = { kind: "cancelled", by: "seller", how: "list", reason: null, sub_reason: null };
    const lines = said(fact(guess), fact({ kind: "delivered" }), fact(listed, { replaces: true }));
    expect(lines.map((line) => line.isReplaced)).toEqual([false, false, true]);
    expect(lines[0]?.head).toBe("Cancelled by the seller, 1 unit");
  });

  it("leaves the same kind of fact about another item alone", () => {
    const cancelled: FactKind = { kind: "cancelled", by: "seller", how: "list", reason: null, sub_reason: null };
    const lines = said(fact(cancelled), fact(cancelled, { item: "ITEM2", replaces: true }));
    expect(lines.some((line) => line.isReplaced)).toBe(false);
  });
});
