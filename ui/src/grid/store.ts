import { create } from "zustand";
import type { ShipmentId } from "~/bindings";
import { type Choice, choose, everything, nothing } from "./selection";

type Cursor = { line: number; id: ShipmentId | null };

type GridState = {
  /** What the choice belongs to: the scope of the view. */
  scope: string;
  /** The filters under which "everything" was said. */
  filter: string;
  choice: Choice;
  cursor: Cursor | null;
  /** Line from which Shift extends. */
  anchor: number | null;
  /** A view of a scope and a filter is on screen: a choice of another scope ends, "everything" of another filter too. */
  enter: (scope: string, filter: string) => void;
  choose: (ids: Iterable<ShipmentId>, on: boolean) => void;
  chooseAll: () => void;
  chooseNone: () => void;
  moveTo: (line: number, id: ShipmentId | null) => void;
  setAnchor: (line: number | null) => void;
};

/** Choice and cursor of the grid on screen. The engine knows nothing of them. */
export const useGrid = create<GridState>((set) => ({
  scope: "",
  filter: "",
  choice: nothing,
  cursor: null,
  anchor: null,
  enter: (scope, filter) =>
    set((state) => {
      if (state.scope !== scope) return { scope, filter, choice: nothing, cursor: null, anchor: null };
      if (state.filter === filter) return {};
      return { filter, choice: state.choice.all ? nothing : state.choice, cursor: null, anchor: null };
    }),
  choose: (ids, on) => set((state) => ({ choice: choose(state.choice, ids, on) })),
  chooseAll: () => set({ choice: everything }),
  chooseNone: () => set({ choice: nothing, anchor: null }),
  moveTo: (line, id) => set({ cursor: { line, id } }),
  setAnchor: (line) => set({ anchor: line }),
}));
