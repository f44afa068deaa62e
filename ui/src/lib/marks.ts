import type { Frame, Standing } from "~/bindings";

/** What the frame says of the guardrails: the worst judged line where it is crossed or tight, and alerts not yet seen. */
export function marksOf(frame: Frame): { standing: Standing | null; unseen: number } {
  const marks: Frame & { guardrailMark?: Standing | null; alertsUnseen?: number } = frame;
  return { standing: marks.guardrailMark ?? null, unseen: marks.alertsUnseen ?? 0 };
}
