import type { Frame, Standing, WatchCounts } from "~/bindings";

/** What the frame says of the guardrails: the worst judged line where it is crossed or tight, and alerts not yet seen. */
export function marksOf(frame: Frame): { standing: Standing | null; unseen: number } {
  return { standing: frame.guardrailMark, unseen: frame.alertsUnseen };
}

/** Parcels a courier would leave behind, whatever they lack. */
export function missingOf({ notReady, notCounted, neverAsked }: WatchCounts): number {
  return notReady + notCounted + neverAsked;
}
