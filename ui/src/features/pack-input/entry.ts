/** What stands in the fields, and what is sent of it. */
import type { BoxSize, FieldProblem, FormBox, InputForm, Typed } from "~/bindings";

/** The numbers of one line, unit by unit, and how many a unit has. */
export type LineEntry = { each: 1 | 2; units: string[][] };

/** Everything that stands in the fields. */
export type Entry = { lines: Record<string, LineEntry>; boxes: Record<string, string[]> };

/** Length, breadth, height, weight. */
export const SIDES = ["length", "breadth", "height", "weight"] as const;

/** The name of a field, as problems call it. */
export function fieldKey(part: string, unit: number, place: number): string {
  return `${part}/${unit}/${place}`;
}

/** The fields as they stand when the form is opened. */
export function entryOf(form: InputForm): Entry {
  const lines: Entry["lines"] = {};
  for (const line of form.lines) {
    const each = line.numbers.some((numbers) => numbers.length > 1) ? 2 : 1;
    const units = Array.from({ length: line.units }, (_, unit) =>
      Array.from({ length: each }, (_, place) => line.numbers[unit]?.[place] ?? ""),
    );
    lines[line.orderItemId] = { each, units };
  }
  const boxes: Entry["boxes"] = {};
  for (const box of form.boxes) boxes[box.subShipmentId] = box.from === "typed" ? sides(box.size) : ["", "", "", ""];
  return { lines, boxes };
}

function sides(size: BoxSize): string[] {
  return SIDES.map((side) => String(size[side] ?? ""));
}

/** A line with another count of numbers a unit; what was typed stays. */
export function withEach(line: LineEntry, each: 1 | 2): LineEntry {
  return {
    each,
    units: line.units.map((numbers) => Array.from({ length: each }, (_, place) => numbers[place] ?? "")),
  };
}

function filled(texts: readonly string[]): boolean {
  return texts.some((text) => text.trim() !== "");
}

/** What is sent: lines and boxes with something in them, and those that had something before. */
export function typedOf(form: InputForm, entry: Entry): Typed {
  return {
    serials: form.lines.flatMap(({ orderItemId, numbers }) => {
      const units = entry.lines[orderItemId]?.units ?? [];
      if (filled(units.flat())) return [{ orderItemId, units }];
      return numbers.length > 0 ? [{ orderItemId, units: [] }] : [];
    }),
    boxes: form.boxes.flatMap(({ subShipmentId, from }: FormBox) => {
      const [length = "", breadth = "", height = "", weight = ""] = entry.boxes[subShipmentId] ?? [];
      const keep = filled([length, breadth, height, weight]) || from === "typed";
      return keep ? [{ subShipmentId, length, breadth, height, weight }] : [];
    }),
  };
}

/** Problems by field. */
export function byField(problems: readonly FieldProblem[]): Record<string, FieldProblem["why"]> {
  return Object.fromEntries(problems.map(({ part, unit, place, why }) => [fieldKey(part, unit, place), why]));
}

/** Moves from a field to the next one: in the numbers to the next empty one, in a box to the next side. */
export function nextField(form: HTMLElement, from: HTMLInputElement): HTMLInputElement | null {
  const fields = [...form.querySelectorAll<HTMLInputElement>(`input[data-kind="${from.dataset["kind"] ?? ""}"]`)];
  const rest = fields.slice(fields.indexOf(from) + 1);
  if (from.dataset["kind"] === "side") return rest[0] ?? null;
  return [...rest, ...fields].find((field) => field !== from && field.value.trim() === "") ?? null;
}
