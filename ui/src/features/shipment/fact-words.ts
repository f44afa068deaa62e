import type { TFunction } from "i18next";
import type { Fact, Span } from "~/bindings";
import type { GlyphName } from "~/components";
import { count, dayTime, when } from "~/lib/format";

/** A fact as it is drawn. */
export type FactSaid = {
  glyph: GlyphName;
  head: string;
  /** When it happened, as sure as it is known; empty where the head says it. */
  happened: string;
  /** When and how it was learned. */
  learned: string;
  /** Of a cancellation: how we know by whom. */
  how: string;
  /** The marketplace's own words, untouched. */
  reason: string;
  /** A better reading came later. */
  isReplaced: boolean;
};

/** What kind of thing a fact tells, and of what: a later reading replaces the same. */
function subject(fact: Fact): string {
  return `${fact.what.kind} ${fact.item ?? ""}`;
}

/** `21 Nov, 14:02`, `between 14:02 and 14:06`, `some time before 14:06, not seen`. */
function spanWords({ from, to }: Span, now: number, t: TFunction): string {
  const end = to ?? 0;
  if (from === null) return t("facts.before", { to: when(end, now) });
  if (from === to) return when(end, now);
  return t("facts.between", { from: when(from, now), to: when(end, now) });
}

function headWords(fact: Fact, now: number, t: TFunction): string {
  const { what, units } = fact;
  const many = units === 0 ? "" : t("facts.units", { count: units, n: count(units) });
  if (fact.replaces && units === 0 && what.kind !== "due" && what.kind !== "ready") {
    return t("facts.takenBack", {
      what: what.kind === "cancelled" ? t("facts.cancelled") : t(`facts.kind.${what.kind}`),
    });
  }
  switch (what.kind) {
    case "cancelled":
      return `${t(`facts.cancelledBy.${what.by}`)}${many === "" ? "" : `, ${many}`}`;
    case "due":
      return what.by === null ? t("facts.dueNone") : t("facts.due", { at: when(what.by, now) });
    case "ready":
      return t(what.ours ? "facts.readyOurs" : "facts.kind.ready");
    default:
      return `${t(`facts.kind.${what.kind}`)}${many === "" ? "" : `, ${many}`}`;
  }
}

/** Facts newest first, each with when, when learned, how, and for a cancellation by whom and why. */
export function factsSaid(facts: readonly Fact[], now: number, t: TFunction): FactSaid[] {
  return facts
    .map((fact, at): FactSaid => {
      const { what } = fact;
      const isCancel = what.kind === "cancelled";
      return {
        glyph: fact.when.from === null ? "unknown" : what.kind === "ready" && what.ours ? "own" : "poll",
        head: headWords(fact, now, t),
        happened: what.kind === "due" ? "" : spanWords(fact.when, now, t),
        learned: t("facts.learned", {
          at: fact.learnedAt === null ? "" : dayTime(fact.learnedAt, now),
          how: t(`story.learned.${fact.learned}`),
        }),
        how: isCancel ? t(`facts.how.${what.how}`, { by: t(`facts.by.${what.by}`) }) : "",
        reason: isCancel ? [what.reason, what.sub_reason].filter(Boolean).join(" / ") : "",
        isReplaced: facts.slice(at + 1).some((later) => later.replaces && subject(later) === subject(fact)),
      };
    })
    .toReversed();
}
