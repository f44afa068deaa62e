import type { LabelRow } from "~/bindings";
import type { State } from "~/components";

/** One step in a label's life. */
export type StoryPoint = {
  label: number;
  row: LabelRow;
  kind:
    "queued" | "again" | "sent" | "asked" | "confirmedScan" | "confirmedPerson" | "spoiled" | "failed" | "withdrawn";
  is: State | null;
  at: number | null;
  who: string;
};

/** Every copy's steps, oldest first: asked for, sent, and what became of it and by whom. */
export function storyOf(copies: readonly LabelRow[]): StoryPoint[] {
  return copies.toSorted((one, other) => one.label - other.label).flatMap((row) => stepsOf(row));
}

function stepsOf(row: LabelRow): StoryPoint[] {
  const who = row.settledWho ?? row.by;
  const point = (kind: StoryPoint["kind"], is: State | null, at: number | null): StoryPoint => ({
    label: row.label,
    row,
    kind,
    is,
    at,
    who,
  });
  const steps = [point(row.copy > 1 ? "again" : "queued", row.copy > 1 ? "urgent" : null, row.queuedAt)];
  if (row.sentAt !== null) steps.push(point("sent", null, row.sentAt));
  switch (row.state) {
    case "asked":
      steps.push(point("asked", "unknown", null));
      break;
    case "confirmed":
      steps.push(point(row.settledBy === "scan" ? "confirmedScan" : "confirmedPerson", "done", row.settledAt));
      break;
    case "spoiled":
      steps.push(point("spoiled", "refused", row.settledAt));
      break;
    case "failed":
      steps.push(point("failed", row.whyNot === "printerRefused" ? "refused" : "held", row.settledAt));
      break;
    case "withdrawn":
      steps.push(point("withdrawn", "waiting", row.settledAt));
      break;
    case "queued":
    case "sending":
    case "spooled":
      break;
  }
  return steps;
}
