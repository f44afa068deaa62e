/** The word and the state for an action, and what a person can still do about it. */
import type { ActivityRow, IntentState } from "~/bindings";
import type { State } from "~/components";

/** The state that draws an action's standing. */
export function standOf(state: IntentState): State {
  const states: Record<IntentState, State> = {
    queued: "waiting",
    sending: "waiting",
    accepted: "waiting",
    confirmed: "done",
    refused: "refused",
    unknown: "unknown",
    notApplied: "unknown",
    stuck: "urgent",
    withdrawn: "held",
    superseded: "stale",
  };
  return states[state];
}

/** What a person can do: take back what was not sent, set aside what is stuck, or nothing. */
export function wayOut(row: ActivityRow): "withdraw" | "setAside" | null {
  if (row.state === "queued") {
    return "withdraw";
  }
  return row.state === "stuck" ? "setAside" : null;
}

/** One line for a support ticket; ids, codes and the marketplace's words, nothing of buyers. */
export function rowText(row: ActivityRow, at: string): string {
  const parts = [
    at,
    row.action,
    nameOf(row),
    row.state,
    row.code,
    row.message,
    row.batch === null ? null : `batch ${row.batch}`,
    `sent ${row.attempts}x`,
  ];
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

/** The id by which an act's subject is named: shipment id or SKU. */
export function nameOf(row: ActivityRow): string {
  return row.subject.kind === "shipment" ? row.subject.id : row.subject.sku;
}
