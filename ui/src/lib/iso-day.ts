const DAY = 86_400_000;

/** Number of an India day as `2026-11-21`. */
export function isoDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** `2026-11-21` as the number of an India day; `null` where it is no day. */
export function readIsoDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : at / DAY;
}
