/** Days as they are typed and read in India: `21-11-2026`. A date field of the system would write them its own way. */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `2026-11-21` as `21-11-2026`; anything else as it is. */
export function dayText(day: string): string {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  return found === null ? day : `${found[3]}-${found[2]}-${found[1]}`;
}

/**
 * A typed day as `2026-11-21`: day, month, year, with hyphens, strokes, dots or blanks between, the month as a number or by
 * its first letters, the year in two digits or four; or the year first, in four. `null` where it is no day.
 */
export function readDayText(text: string): string | null {
  const parts = text
    .trim()
    .toLowerCase()
    .split(/[-/.\s]+/);
  const [a, b, c] = parts;
  if (parts.length !== 3 || a === undefined || b === undefined || c === undefined) return null;
  const [year, month, day] = a.length === 4 ? [a, b, c] : [c.length === 2 ? `20${c}` : c, b, a];
  const named = MONTHS.indexOf(month.slice(0, 3)) + 1;
  const number = /^\d{1,2}$/.test(month) ? Number(month) : named;
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(day) || number === 0) return null;
  const iso = `${year}-${String(number).padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso) ? iso : null;
}
