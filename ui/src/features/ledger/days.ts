import type { IndiaDay } from "~/bindings";

const DAY = 86_400_000;
const INDIA_OFFSET = 19_800_000;

/** The first instant of an India day. */
export function dayStart(day: IndiaDay): number {
  return day * DAY - INDIA_OFFSET;
}

/** The India day of an instant as a date field writes it: `2026-11-21`. */
export function writeDay(instant: number): string {
  return new Date(instant + INDIA_OFFSET).toISOString().slice(0, 10);
}

/** The first instant of the India day a date field names; none for no day. */
export function readDay(text: string): number | null {
  const at = Date.parse(`${text}T00:00:00+05:30`);
  return Number.isNaN(at) ? null : at;
}
