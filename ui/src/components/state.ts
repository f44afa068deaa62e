import type { GlyphName } from "./shapes";

/** The seven states with a colour of their own; refused shares red with breached but not its shape. */
export type State = "urgent" | "breached" | "refused" | "held" | "waiting" | "done" | "unknown" | "stale";

/** The class that carries a state's colours. */
export function stateClass(state: State): string {
  return `is-${state}`;
}

/** The shape of a state. */
export function stateGlyph(state: State): GlyphName {
  return state;
}
