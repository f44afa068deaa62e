import type { Line, Metric, Sense, Window } from "~/bindings";

/** A line as it is typed. */
export type Draft = {
  metric: Metric;
  sense: Sense;
  percent: string;
  units: string;
  rupees: string;
  windowKind: "days" | "month" | "quarter";
  windowDays: string;
  validFrom: string;
  validTo: string;
  source: string;
  consequence: string;
  consequenceDays: string;
};

/** A field that cannot be taken; its words are `limits.sheet.problem.…`. */
export type Problem = "percent" | "units" | "days" | "from" | "to" | "source" | "consequence";

/** `0.15` as 15; `null` where it is no percentage with two decimals at most. */
export function toBasisPoints(text: string): number | null {
  const found = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (!found) return null;
  const bp = Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
  return bp > 10_000 ? null : bp;
}

/** 15 as `0.15`. */
export function fromBasisPoints(bp: number): string {
  return String(Number((bp / 100).toFixed(2)));
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function whole(text: string): number | null {
  return /^\d{1,12}$/.test(text.trim()) ? Number(text.trim()) : null;
}

/** What is wrong with a draft, if anything. */
export function problemsOf(draft: Draft): Problem[] {
  const problems: Problem[] = [];
  if (draft.sense === "reach") {
    const [units, rupees] = [whole(draft.units || "0"), whole(draft.rupees || "0")];
    if (units === null || rupees === null || units + rupees === 0) problems.push("units");
  } else {
    const bp = toBasisPoints(draft.percent);
    if (bp === null || bp === 0) problems.push("percent");
  }
  if (draft.windowKind === "days") {
    const days = whole(draft.windowDays);
    if (days === null || days < 1 || days > 366) problems.push("days");
  }
  if (!isDay(draft.validFrom)) problems.push("from");
  if (draft.validTo !== "" && (!isDay(draft.validTo) || draft.validTo < draft.validFrom)) problems.push("to");
  if (draft.source.trim() === "") problems.push("source");
  if (draft.consequenceDays.trim() !== "" && whole(draft.consequenceDays) === null) problems.push("consequence");
  return problems;
}

/** A line as a draft. */
export function toDraft(line: Line): Draft {
  const window = line.window;
  return {
    metric: line.metric,
    sense: line.sense,
    percent: fromBasisPoints(line.limitBp),
    units: line.reachUnits ? String(line.reachUnits) : "",
    rupees: line.reachValue ? String(Math.round(line.reachValue / 100)) : "",
    windowKind: typeof window === "string" ? window : "days",
    windowDays: typeof window === "string" ? "30" : String(window.days),
    validFrom: line.validFrom,
    validTo: line.validTo ?? "",
    source: line.source,
    consequence: line.consequence ?? "",
    consequenceDays: line.consequenceDays ? String(line.consequenceDays) : "",
  };
}

/** An empty draft for a line of the seller's own, from today on. */
export function newDraft(today: string): Draft {
  return {
    metric: "seller-cancellation",
    sense: "below",
    percent: "",
    units: "",
    rupees: "",
    windowKind: "days",
    windowDays: "30",
    validFrom: today,
    validTo: "",
    source: "",
    consequence: "",
    consequenceDays: "",
  };
}

/** The line a sound draft stands for. What the draft does not name is kept from `before`. */
export function toLine(draft: Draft, before: Pick<Line, "id" | "set" | "certainty" | "isOn">): Line {
  const window: Window = draft.windowKind === "days" ? { days: Number(draft.windowDays) } : draft.windowKind;
  const reach = draft.sense === "reach";
  return {
    id: before.id,
    set: before.set,
    certainty: before.certainty,
    isOn: before.isOn ?? true,
    metric: draft.metric,
    sense: draft.sense,
    limitBp: reach ? 0 : (toBasisPoints(draft.percent) ?? 0),
    reachUnits: reach ? (whole(draft.units || "0") ?? 0) : 0,
    reachValue: reach ? (whole(draft.rupees || "0") ?? 0) * 100 : 0,
    window,
    consequence: draft.consequence.trim(),
    consequenceDays: draft.consequenceDays.trim() === "" ? null : whole(draft.consequenceDays),
    validFrom: draft.validFrom,
    validTo: draft.validTo === "" ? null : draft.validTo,
    source: draft.source.trim(),
  };
}

/** A name for an own line that no other line has. */
export function freeId(lines: readonly Line[]): string {
  const taken = new Set(lines.map((line) => line.id));
  let number = 1;
  while (taken.has(`own-${number}`)) number += 1;
  return `own-${number}`;
}

/** Minutes of the day as `22:00`. */
export function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** `22:00` as minutes of the day; `null` where it is none. */
export function minuteOf(clock: string): number | null {
  const found = /^(\d{2}):(\d{2})$/.exec(clock);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}
