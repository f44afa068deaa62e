/** What is said of one shipment of a batch, and on which list it stands. */
import type { BatchRow, Stage } from "~/bindings";
import type { State } from "~/components";
import { partOf } from "~/features/pack-input";

/** The four lists of a batch page. */
export const LISTS = ["look", "underWay", "done", "didNotGo"] as const;

/** One of the lists. */
export type List = (typeof LISTS)[number];

/** States in which asking again would be refused again: cancelled, or a form waits for its ACK number (contract 8.13). */
const STAYS_REFUSED = new Set(["CANCELLED", "FORM_FAILED"]);

/** The list a shipment stands on: settled, a person's turn, the engine's turn, or never sent. */
export function listOf(row: BatchRow): List {
  if (row.blocked !== null || row.outcome === "didNotGo") {
    return "didNotGo";
  }
  if (row.outcome === "refused" || row.outcome === "unknown") {
    return "look";
  }
  return isReady(row) ? "done" : "underWay";
}

/** Marked ready and read back, or beyond. */
export function isReady(row: BatchRow): boolean {
  return row.stage === "ready" && row.outcome === "done";
}

/** It was not sent, or did not take, because of what happened to it elsewhere meanwhile; the row says what. */
export function wasOvertaken(row: BatchRow): boolean {
  return row.blocked === null && row.outcome === "didNotGo" && row.code !== null;
}

/** Rows of each list, in the batch's order; refused ones lead the list that needs a look. */
export function sortIntoLists(rows: readonly BatchRow[]): Record<List, BatchRow[]> {
  const lists: Record<List, BatchRow[]> = { look: [], underWay: [], done: [], didNotGo: [] };
  for (const row of rows) {
    lists[listOf(row)].push(row);
  }
  return lists;
}

/** It stayed behind, or was refused, for something only a person knows, and that was typed since. */
export function wasTyped(row: BatchRow): boolean {
  if (row.state !== "APPROVED" || row.needs !== null) return false;
  return partOf(row.blocked) !== null || (row.outcome === "refused" && row.code === "TYPED");
}

/** How many shipments a stage can be asked for again: refused there, not gone for good, and no number to enter first. */
export function askAgain(rows: readonly BatchRow[]): { stage: Stage; shipments: number }[] {
  const counts = new Map<Stage, number>();
  for (const row of rows) {
    const refused = row.outcome === "refused" && row.blocked === null && !STAYS_REFUSED.has(row.state);
    if ((refused && row.needs === null) || wasTyped(row)) {
      counts.set(row.stage, (counts.get(row.stage) ?? 0) + 1);
    }
  }
  return [...counts].map(([stage, shipments]) => ({ stage, shipments }));
}

/** Printed here and not yet marked ready: what "mark ready" is about. */
export function toMarkReady(rows: readonly BatchRow[]): BatchRow[] {
  return rows.filter((row) => row.blocked === null && row.stage === "printed" && row.outcome === "done");
}

/** A word's key under `packing.outcome` with the state that gives it shape and colour. */
export type Said = { is: State; word: OutcomeWord };

/** Keys of the words. */
export type OutcomeWord =
  | "unknown"
  | "refused"
  | "typed"
  | "formFailed"
  | "cancelled"
  | "asking"
  | "making"
  | "fetching"
  | "toPrint"
  | "toMark"
  | "marking"
  | "done"
  | "didNotGo"
  | "overtaken";

/** The word for a shipment that went. */
export function outcomeOf(row: BatchRow): Said {
  switch (row.outcome) {
    case "unknown":
      return { is: "unknown", word: "unknown" };
    case "refused":
      return wasTyped(row) ? { is: "waiting", word: "typed" } : { is: "refused", word: refusal(row) };
    case "didNotGo":
      return wasOvertaken(row) ? { is: "stale", word: "overtaken" } : { is: "waiting", word: "didNotGo" };
    case "done":
      return isReady(row) ? { is: "done", word: "done" } : { is: "waiting", word: after(row.stage) };
    case "waiting":
      return { is: "waiting", word: atStage(row.stage) };
  }
}

function refusal(row: BatchRow): OutcomeWord {
  if (row.state === "FORM_FAILED") {
    return "formFailed";
  }
  return row.state === "CANCELLED" ? "cancelled" : "refused";
}

/** What a stage that is under way is doing. */
function atStage(stage: Stage): OutcomeWord {
  const words = {
    requested: "asking",
    labelsReady: "making",
    downloaded: "fetching",
    printed: "toPrint",
    ready: "marking",
  } as const;
  return words[stage];
}

/** What a shipment that passed a stage waits for. */
function after(stage: Stage): OutcomeWord {
  const words = {
    requested: "making",
    labelsReady: "fetching",
    downloaded: "toPrint",
    printed: "toMark",
    ready: "done",
  } as const;
  return words[stage];
}
