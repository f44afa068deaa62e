import type { Block } from "~/bindings";

/** What of the form is meant: the numbers or the box. */
export type InputPart = "serials" | "box";

/** What a person must type to take a block away; none where typing does not help. */
export function partOf(block: Block | null): InputPart | null {
  if (block?.kind === "serialNeeded") return "serials";
  return block?.kind === "boxNeeded" ? "box" : null;
}

/** Whether something may still be typed: until the label is asked for (contract 8.5). */
export function canType(state: string): boolean {
  return state === "APPROVED";
}
