import type { Selection, ShipmentId, ViewSpec } from "~/bindings";

/** What is chosen: either these shipments, or everything of a view but these. */
export type Choice = {
  all: boolean;
  /** Chosen ones, or those left out where `all` is set. Keeps the order of choosing. */
  ids: ReadonlySet<ShipmentId>;
};

/** Nothing chosen. */
export const nothing: Choice = { all: false, ids: new Set() };

/** Everything of the view. */
export const everything: Choice = { all: true, ids: new Set() };

/** Whether a shipment is chosen. */
export function isChosen(choice: Choice, id: ShipmentId): boolean {
  return choice.all !== choice.ids.has(id);
}

/** Chooses some shipments, or lets them go. */
export function choose(choice: Choice, ids: Iterable<ShipmentId>, on: boolean): Choice {
  const next = new Set(choice.ids);
  for (const id of ids) {
    if (on === choice.all) next.delete(id);
    else next.add(id);
  }
  return { all: choice.all, ids: next };
}

/** How many are chosen of a view with so many shipments. */
export function countChosen(choice: Choice, shipments: number): number {
  return choice.all ? Math.max(0, shipments - choice.ids.size) : choice.ids.size;
}

/** Tick of a box that stands for several: all of them, none, or some. */
export function tickOf(choice: Choice, ids: readonly ShipmentId[]): boolean | "mixed" {
  if (ids.length === 0) return false;
  const chosen = ids.filter((id) => isChosen(choice, id)).length;
  if (chosen === 0) return false;
  return chosen === ids.length ? true : "mixed";
}

/** Tick of the box over the whole view. */
export function tickOfView(choice: Choice, shipments: number): boolean | "mixed" {
  const chosen = countChosen(choice, shipments);
  if (chosen === 0) return false;
  return chosen >= shipments ? true : "mixed";
}

/** The choice as the engine takes it. */
export function toSelection(choice: Choice, spec: ViewSpec): Selection {
  return choice.all
    ? { kind: "view", spec, except: [...choice.ids], first: null }
    : { kind: "ids", ids: [...choice.ids] };
}
