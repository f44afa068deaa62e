import type { TFunction } from "i18next";
import type { Block } from "~/bindings";
import type { State } from "~/components";
import { stateWords, when } from "./format";

const states = {
  onHold: "held",
  notYet: "waiting",
  alreadyDone: "done",
  tooEarly: "waiting",
  cancelled: "refused",
  alreadyAsked: "waiting",
  busy: "unknown",
  serialNeeded: "urgent",
  labelStale: "stale",
  noLocation: "unknown",
  notKnown: "unknown",
} as const satisfies Record<Block["kind"], State>;

/** Why something cannot be done, as state and words. */
export function blockSaid(block: Block, t: TFunction, now: number): { is: State; words: string } {
  const is = states[block.kind];
  if (block.kind === "notYet") {
    return { is, words: t("block.notYet", { at: block.opens_at === null ? "" : when(block.opens_at, now) }) };
  }
  if (block.kind === "alreadyDone" || block.kind === "tooEarly") {
    return { is, words: t(`block.${block.kind}`, { state: stateWords(block.state).toLowerCase() }) };
  }
  return { is, words: t(`block.${block.kind}`) };
}
