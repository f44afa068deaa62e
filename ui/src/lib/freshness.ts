import type { TFunction } from "i18next";
import type { QueueFreshness } from "~/bindings";
import type { State } from "~/components";
import { count, dayTime, timeWithSeconds, when } from "./format";

/** As of when a queue is complete, and why it is not where it is not. */
export function freshSaid(fresh: QueueFreshness, now: number, t: TFunction): { is: State | null; words: string } {
  const asOf = fresh.asOf === null ? null : when(fresh.asOf, now);
  const { whyNot } = fresh;
  if (fresh.isComplete || whyNot === null) {
    return { is: null, words: asOf === null ? t("fresh.neverRead") : t("fresh.complete", { at: asOf }) };
  }
  switch (whyNot.kind) {
    case "neverRead":
      return { is: "waiting", words: t("fresh.neverRead") };
    case "reading":
      return { is: "waiting", words: t("fresh.reading", { n: count(whyNot.rows) }) };
    case "pastFrom":
      return { is: "waiting", words: t("fresh.pastFrom", { at: dayTime(whyNot.back_to ?? now, now) }) };
    case "brokeOff":
      return partial(asOf, t("fresh.brokeOff", { at: timeWithSeconds(whyNot.at ?? now), n: count(whyNot.rows) }), t);
    case "keptMoving":
      return partial(asOf, t("fresh.keptMoving", { count: whyNot.walks, n: count(whyNot.walks) }), t);
  }
}

function partial(asOf: string | null, why: string, t: TFunction): { is: State; words: string } {
  return {
    is: "stale",
    words: asOf === null ? t("fresh.partial", { why }) : t("fresh.partialSince", { why, at: asOf }),
  };
}
