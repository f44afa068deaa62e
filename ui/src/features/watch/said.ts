/** What is said of a parcel a courier would leave behind, of a pickup, and of a label that does not come. */
import type { TFunction } from "i18next";
import type { LabelAge, Missing, WatchedPickup, WatchRow } from "~/bindings";
import type { State } from "~/components";
import { count, duration, time, when } from "~/lib/format";

/** A word with the mark it carries; without one it is plain. */
export type Said = { is: State | null; words: string };

const MINUTE = 60_000;

/** The kinds, the one that needs a person first on top. */
export const KINDS = ["neverAsked", "notReady", "notCounted"] as const satisfies readonly Missing[];

/** The shape of each kind. */
export const KIND_MARK: Record<Missing, State> = { neverAsked: "held", notReady: "refused", notCounted: "unknown" };

/** A line of the table: the head of a kind, or a parcel. */
export type Line = { kind: Missing; rows: WatchRow[] } | { row: WatchRow };

/** The table's lines: each kind with its parcels, the most pressing first as they came. */
export function linesOf(rows: readonly WatchRow[]): Line[] {
  return KINDS.flatMap((kind): Line[] => {
    const members = rows.filter((row) => row.missing === kind);
    return members.length === 0 ? [] : [{ kind, rows: members }, ...members.map((row) => ({ row }))];
  });
}

/** Time left to an instant, with the alarm it has reached: 60, 30 or 15 minutes, or past. */
export function leftSaid(from: number | null, now: number, t: TFunction): Said {
  if (from === null) return { is: null, words: t("watch.noWindow") };
  const left = from - now;
  if (left <= 0) return { is: "breached", words: t("watch.begun", { ago: duration(left) }) };
  const is = left <= 15 * MINUTE ? "breached" : left <= 60 * MINUTE ? "urgent" : null;
  return { is, words: duration(left) };
}

/** What a parcel lacks; where the count names no parcel, that it is one of several. */
export function missingSaid(row: WatchRow, t: TFunction): Said {
  const is = KIND_MARK[row.missing];
  if (row.oneOf === null) return { is, words: t(`watch.missing.${row.missing}`) };
  const { short, candidates } = row.oneOf;
  return short >= candidates
    ? { is, words: t("watch.missing.notCounted") }
    : { is, words: t("watch.oneOf", { short: count(short), candidates: count(candidates) }) };
}

/** What was done last, and when. */
export function didSaid(row: WatchRow, now: number, t: TFunction): string {
  const words = t(`watch.did.${row.did}`);
  return row.didAt === null ? words : `${words} ${when(row.didAt, now)}`;
}

/** What happens next, and when; the marketplace's words where only a person can go on. */
export function nextSaid(row: WatchRow, now: number, t: TFunction): string {
  if (row.next === "person" && row.message !== null && row.message !== "") return row.message;
  const words = t(`watch.next.${row.next === "person" && row.missing === "neverAsked" ? "mark" : row.next}`);
  if (row.nextAt === null || row.next === "person" || row.next === "line") return words;
  return row.nextAt > now ? t("watch.nextIn", { words, left: duration(row.nextAt - now) }) : words;
}

/** A pickup's window: `16:00 to 17:00`, as far as it is known. */
export function windowSaid(pickup: Pick<WatchedPickup, "from" | "to">, t: TFunction): string {
  if (pickup.from === null) return t("watch.noWindow");
  return pickup.to === null ? time(pickup.from) : t("watch.window", { from: time(pickup.from), to: time(pickup.to) });
}

/** How a pickup stands. */
export function standSaid(pickup: WatchedPickup, t: TFunction): Said & { is: State } {
  if (pickup.missing > 0) {
    const is = pickup.level === 15 ? "breached" : pickup.level === null ? "waiting" : "urgent";
    return { is, words: t("watch.card.missing", { count: pickup.missing, n: count(pickup.missing) }) };
  }
  return pickup.counted === null
    ? { is: "waiting", words: t("watch.card.notRead") }
    : { is: "done", words: t("watch.card.all") };
}

/** The pickup that comes next, with every parcel that goes with it at that hour; none where none is ahead. */
export function nextPickup(pickups: readonly WatchedPickup[], now: number): { at: number; ready: number } | null {
  const ahead = pickups.flatMap(({ from }) => (from !== null && from > now ? [from] : []));
  if (ahead.length === 0) return null;
  const at = Math.min(...ahead);
  const ready = pickups.filter(({ from }) => from === at).reduce((sum, pickup) => sum + pickup.ready, 0);
  return { at, ready };
}

/** One pickup among others. */
export function keyOf(one: Pick<WatchedPickup, "location" | "courier" | "isMps">): string {
  return `${one.location}|${one.courier}|${String(one.isMps)}`;
}

/** The shape of a label's age. */
export function ageMark(age: LabelAge): State {
  return age === "never" ? "breached" : age === "late" ? "urgent" : "waiting";
}
