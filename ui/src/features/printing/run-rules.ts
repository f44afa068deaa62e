import type { LabelRow, LabelState, PrintRunHead, ReprintReason } from "~/bindings";

/** Reasons a person may choose, as they happen most. */
export const REASONS = [
  "jam",
  "rollEnd",
  "powerCut",
  "badPrint",
  "lost",
  "changed",
  "other",
] as const satisfies readonly ReprintReason[];

/** What stops a printer in the middle of a run. */
export const STOPS = ["jam", "rollEnd", "powerCut", "badPrint", "other"] as const satisfies readonly ReprintReason[];

/** How many labels of a run are in one of these states. */
export function countOf(head: Pick<PrintRunHead, "counts">, ...states: LabelState[]): number {
  return head.counts.reduce((sum, count) => (states.includes(count.state) ? sum + count.labels : sum), 0);
}

/** A run in a few figures. `of` leaves out what was taken back. */
export type RunSum = { of: number; gone: number; left: number; unseen: number };

/** How far a run is. */
export function sumOf(head: Pick<PrintRunHead, "counts" | "labels">): RunSum {
  const left = countOf(head, "queued", "sending");
  const of = head.labels - countOf(head, "withdrawn");
  return { of, gone: of - left - countOf(head, "failed"), left, unseen: countOf(head, "spooled", "asked") };
}

/** Whether labels may still go out by it. */
export function isLive(head: Pick<PrintRunHead, "state">): boolean {
  return head.state === "running" || head.state === "paused" || head.state === "stopping";
}

/** What becomes of a run's labels when the last good one is known. Places in the run's order. */
export type StopPlan = {
  /** On paper and fine. */
  there: number[];
  /** Further on, but somebody has seen them: they stay as they are. */
  stay: number[];
  /** Sent, not there: printed again with the reason that is given now. */
  again: number[];
  /** Called not usable before: printed again as well. */
  before: number[];
  /** The printer took nothing of them: printed now. */
  refused: number[];
  /** Never went: they follow. */
  rest: number[];
  /** The first place that is printed; none where nothing is left. */
  next: number | null;
};

/** Works out what "the last good label is at this place" means; 0 where none came out. The engine does the same. */
export function planStop(labels: readonly LabelRow[], place: number): StopPlan {
  const plan: StopPlan = { there: [], stay: [], again: [], before: [], refused: [], rest: [], next: null };
  for (const label of labels) {
    const list = listOf(plan, label, place);
    list?.push(label.position);
  }
  const goes = [...plan.again, ...plan.before, ...plan.refused, ...plan.rest];
  plan.next = goes.length === 0 ? null : Math.min(...goes);
  return plan;
}

function listOf(plan: StopPlan, label: LabelRow, place: number): number[] | null {
  switch (label.state) {
    case "spooled":
    case "asked":
    case "sending":
      return label.position <= place ? plan.there : plan.again;
    case "confirmed":
      return label.position <= place ? plan.there : plan.stay;
    case "spoiled":
      return plan.before;
    case "failed":
      return label.whyNot === "printerRefused" ? plan.refused : null;
    case "queued":
    case "withdrawn":
      return plan.rest;
  }
}

/** Whether anything of it went that nobody has seen: then somebody must say what is there. */
export function hasUnseen(labels: readonly LabelRow[]): boolean {
  return labels.some(({ state }) => state === "spooled" || state === "asked" || state === "sending");
}

/** Whether it is worth asking where a run stopped: something went that nobody has seen, or something is left to print. */
export function mayHaveStopped(head: PrintRunHead, labels: readonly LabelRow[]): boolean {
  return sumOf(head).unseen > 0 || planStop(labels, 0).next !== null;
}

/** Places in words: `1–17, 19`. Of many stretches the first few, then `…`. */
export function ranges(places: readonly number[], most = 4): string {
  const sorted = places.toSorted((one, other) => one - other);
  const stretches: [number, number][] = [];
  for (const place of sorted) {
    const last = stretches.at(-1);
    if (last !== undefined && place <= last[1] + 1) last[1] = place;
    else stretches.push([place, place]);
  }
  const words = stretches.slice(0, most).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return [...words, ...(stretches.length > most ? ["…"] : [])].join(", ");
}

/** Reads places as a person types them: `18-30, 33`. None where it is something else. */
export function readPlaces(text: string): ((place: number) => boolean) | null {
  const parts = text
    .replaceAll(/\s*[-–]\s*/g, "-")
    .split(/[,;\s]+/)
    .filter(Boolean);
  const read = parts.map((part) => /^(\d+)(-(\d+)?)?$/.exec(part));
  if (parts.length === 0 || read.some((match) => match === null)) return null;
  const stretches = read.map((match) => {
    const from = Number(match?.[1]);
    const to = match?.[3];
    // `38-` means from there to the end.
    return [from, to === undefined ? (match?.[2] === undefined ? from : Infinity) : Number(to)] as const;
  });
  return (place) => stretches.some(([from, to]) => place >= from && place <= to);
}

/** Why a printout may not be asked for yet; none where it may. A second copy never goes without a reason. */
export function lacks(needsReason: number, reason: ReprintReason | null, words: string): "reason" | "words" | null {
  if (needsReason > 0 && reason === null) return "reason";
  return reason === "other" && words.trim() === "" ? "words" : null;
}
