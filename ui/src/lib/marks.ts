import type { Frame, Standing } from "~/bindings";

/** What the frame says of the guardrails: the worst judged line where it is crossed or tight, and alerts not yet seen. */
export function marksOf(frame: Frame): { standing: Standing | null; unseen: number } {
  return { standing: frame.guardrailMark, unseen: frame.alertsUnseen };
}
