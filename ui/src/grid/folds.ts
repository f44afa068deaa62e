import { create } from "zustand";
import type { ViewSpec } from "~/bindings";
import { type Choice, choose, everything, nothing } from "./selection";

type Folds = {
  /** Folded groups of each view: some by their keys, or all but some. */
  byView: Readonly<Record<string, Choice>>;
  /** Folds groups, or unfolds them. */
  fold: (view: string, keys: readonly string[], on: boolean) => void;
  /** Folds all groups, also those still to come, or none. */
  foldAll: (view: string, on: boolean) => void;
  /** Forgets everything: another seller was opened. */
  forget: () => void;
};

/** What is folded, kept while the app runs. */
export const useFolds = create<Folds>((set) => ({
  byView: {},
  fold: (view, keys, on) =>
    set(({ byView }) => ({ byView: { ...byView, [view]: choose(byView[view] ?? nothing, keys, on) } })),
  foldAll: (view, on) => set(({ byView }) => ({ byView: { ...byView, [view]: on ? everything : nothing } })),
  forget: () => set({ byView: {} }),
}));

/** The part of a spec that folding belongs to: filters come and go, and the groups stay as they were left. */
export function foldKey(spec: ViewSpec): string {
  return JSON.stringify([spec.scope, spec.groupBy]);
}
