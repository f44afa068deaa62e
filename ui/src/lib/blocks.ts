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
  boxNeeded: "urgent",
  labelStale: "stale",
  selfShip: "held",
  notSelfShip: "held",
  toldBefore: "done",
  noLocation: "unknown",
  notKnown: "unknown",
} as const satisfies Record<Block["kind"], State>;

/** Why something cannot be done. */
export type BlockSaid = {
  is: State;
  /** Short words for a mark. */
  words: string;
  /** What to do about it. */
  advice: string;
};

/** Why something cannot be done: its state, short words, and what to do about it. */
export function blockSaid(block: Block, t: TFunction, now: number): BlockSaid {
  return { is: states[block.kind], words: wordsOf(block, t, now), advice: t(`packing.advice.${block.kind}`) };
}

function wordsOf(block: Block, t: TFunction, now: number): string {
  if (block.kind === "notYet") {
    return t("block.notYet", { at: block.opens_at === null ? "" : when(block.opens_at, now) });
  }
  if (block.kind === "alreadyDone" || block.kind === "tooEarly") {
    return t(`block.${block.kind}`, { state: stateWords(block.state).toLowerCase() });
  }
  return t(`block.${block.kind}`);
}
