/** What the five counts of a batch mean for the screen: bars, the stage that is at work, and what a person does next. */
import type { BatchHead, Stage, StageCount } from "~/bindings";
import type { StagePart } from "~/components";

/** The stages in the order a parcel passes them. */
export const STAGES = ["requested", "labelsReady", "downloaded", "printed", "ready"] as const satisfies Stage[];

const NOTHING = { of: 0, done: 0, waiting: 0, refused: 0, unknown: 0, toCome: 0 };

/** One stage of a batch; zeroes where the engine left it out. */
export function stageOf(head: BatchHead, stage: Stage): StageCount {
  return head.stages.find((count) => count.stage === stage) ?? { stage, ...NOTHING };
}

/** The stretches of a stage's bar, in the order they are drawn. */
export function partsOf(count: StageCount): StagePart[] {
  return [
    { is: "done", count: count.done },
    { is: "waiting", count: count.waiting },
    { is: "refused", count: count.refused },
    { is: "unknown", count: count.unknown },
    { is: "next", count: count.toCome },
  ];
}

/** The stage at work: the first that has something under way, being checked or still to come. None when all is settled. */
export function stageNow(head: BatchHead): Stage | null {
  return STAGES.find((stage) => openIn(stageOf(head, stage)) > 0) ?? null;
}

/** Shipments of a stage whose outcome is not settled. */
export function openIn(count: StageCount): number {
  return count.waiting + count.unknown + count.toCome;
}

/** The stage the engine works on by itself now; printing and marking ready wait for a person unless they were asked for. */
export function stageRunning(head: BatchHead): Stage | null {
  const running = STAGES.find((stage) => moving(stageOf(head, stage)) > 0);
  return running ?? STAGES.find((stage) => stageOf(head, stage).unknown > 0) ?? null;
}

/** Shipments of a stage that move by themselves; what is being checked only waits. */
export function moving(count: StageCount): number {
  const byItself = count.stage === "requested" || count.stage === "labelsReady" || count.stage === "downloaded";
  return count.waiting + (byItself ? count.toCome : 0);
}

/** What a person does next with the labels that are here. */
export type NextStep =
  | { kind: "wait" }
  | { kind: "makePrintFile"; labels: number; again: boolean }
  | { kind: "print"; document: number; labels: number }
  | { kind: "markReady"; shipments: number }
  | { kind: "handOver" };

/** The one next step: print file, paper, mark ready, hand over. */
export function nextStep(head: BatchHead): NextStep {
  const here = stageOf(head, "downloaded").done;
  const printed = stageOf(head, "printed").done;
  const ready = stageOf(head, "ready");
  if (head.printFile !== null && head.printFileLabels > printed) {
    return { kind: "print", document: head.printFile, labels: head.printFileLabels };
  }
  if (here > printed && here > (head.printFile === null ? 0 : head.printFileLabels)) {
    return { kind: "makePrintFile", labels: here, again: head.printFile !== null };
  }
  if (ready.toCome > 0) {
    return { kind: "markReady", shipments: ready.toCome };
  }
  return ready.done > 0 ? { kind: "handOver" } : { kind: "wait" };
}
