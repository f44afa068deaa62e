import type { TFunction } from "i18next";
import type { Basis, Count, IndiaDay, Line, LineValue, Metric, Standing, Window } from "~/bindings";
import type { State } from "~/components";
import { count, day, money } from "~/lib/format";

const DAY_MS = 86_400_000;
const INDIA_OFFSET_MS = 330 * 60_000;

/** A count of the contract as a number; the engine never sends none. */
export function num(value: Count | undefined): number {
  return value ?? 0;
}

/** The instant at which an India day begins. */
export function dayStart(of: IndiaDay): number {
  return of * DAY_MS - INDIA_OFFSET_MS;
}

/** `21 Nov`; with the year where it is another one than today's. */
export function dayWords(of: IndiaDay, today: IndiaDay): string {
  return day(dayStart(of), dayStart(today));
}

/** Basis points as a percentage with no more decimals than it needs: `0.15%`, `20%`. */
export function percent(bp: number): string {
  return `${Number((bp / 100).toFixed(2))}%`;
}

/** A share as a percentage, for a footnote: `0.144%`. Never used to judge. */
export function shareWords(part: number, whole: number): string {
  if (whole === 0) return "–";
  if (part === 0) return "0%";
  const share = (part / whole) * 100;
  return `${share < 1 ? share.toFixed(3) : share < 10 ? share.toFixed(2) : share.toFixed(1)}%`;
}

/** `90 days`, `this quarter`. */
export function windowWords(window: Window, t: TFunction): string {
  return typeof window === "string"
    ? t(`limits.window.${window}`)
    : t("limits.days", { count: window.days, n: window.days });
}

/** The same window, in one word for a choice: `90 days`, `quarter`. */
export function windowShort(window: Window, t: TFunction): string {
  return typeof window === "string" ? t(`limits.windowShort.${window}`) : windowWords(window, t);
}

/** A text that tells windows apart. */
export function windowKey(window: Window): string {
  return typeof window === "string" ? window : String(window.days);
}

/** `Gold`, `Suspension, 3 days`; an own line by what its seller wrote. */
export function lineName(line: Line, t: TFunction): string {
  const set = t(`limits.set.${line.set}`);
  const days = line.consequenceDays ?? null;
  if (line.set === "own") return line.consequence || set;
  if (!line.set.startsWith("suspension") || days === null) return set;
  const length = days === 7 ? t("limits.week") : t("limits.days", { count: days, n: days });
  return t("limits.suspensionFor", { set, days: length });
}

/** The line's name where there is little room: `Gold`, `3 days`. */
export function lineShort(line: Line, t: TFunction): string {
  const days = line.consequenceDays ?? null;
  if (line.set.startsWith("suspension") && days !== null) {
    return days === 7 ? t("limits.week") : t("limits.days", { count: days, n: days });
  }
  return t(`limits.set.${line.set}`);
}

/** The limit alone: `0.15%`, `6,000 units or ₹9,00,000`. */
export function limitWords(line: Line, t: TFunction): string {
  if (line.sense !== "reach") return percent(line.limitBp);
  const units = line.reachUnits ?? 0;
  const value = line.reachValue ?? 0;
  if (units > 0 && value > 0) return t("limits.reach", { units: count(units), money: money(value) });
  return units > 0 ? t("limits.reachUnits", { units: count(units) }) : t("limits.reachMoney", { money: money(value) });
}

/** The limit with its sense: `under 0.15%`, `at least 20%`. */
export function senseWords(line: Line, t: TFunction): string {
  return t(`limits.sense.${line.sense}`, { limit: limitWords(line, t) });
}

/** `under 0.15%, 90 days` */
export function lineTerms(line: Line, t: TFunction): string {
  return `${senseWords(line, t)}, ${windowWords(line.window, t)}`;
}

/** Shape and colour of a standing; its word is `limits.standing.…`. */
export function standingState(standing: Standing): State {
  const states = {
    crossed: "breached",
    tight: "urgent",
    unsure: "unknown",
    holds: "done",
    tooFew: "waiting",
    nothing: "waiting",
  } as const;
  return states[standing];
}

/** Whether a line with this standing has a room to speak of. */
export function isJudged(standing: Standing): boolean {
  return ["crossed", "tight", "unsure", "holds"].includes(standing);
}

/** The room as a figure: `3`, `−2`, `–` where there is nothing to judge. */
export function roomFigure(room: Count, standing: Standing): string {
  if (!isJudged(standing)) return "–";
  const rooms = num(room);
  return rooms < 0 ? `−${count(-rooms)}` : count(rooms);
}

/** What the figure counts: `units left`, `units too many`. */
export function roomNoun(metric: Metric, basis: Basis, room: number, t: TFunction): string {
  return t(`limits.${room < 0 ? "over" : "room"}.${metric}.${basis}`, { count: Math.abs(room) });
}

/** `3 more cancellations` */
export function moreWords(metric: Metric, room: number, t: TFunction): string {
  return t(`limits.more.${metric}`, { count: room, n: count(room) });
}

/** `78 of 54,120` */
export function countWords(value: Pick<LineValue, "count" | "of">, t: TFunction): string {
  return t("limits.countOf", { count: count(num(value.count)), of: count(num(value.of)) });
}
