import type { GroupBy, Pressure, Queue, Scope, SortBy, ViewSpec } from "~/bindings";

/** What the address bar keeps of a queue: filters, grouping, order. */
export type QueueSearch = {
  courier?: string;
  sku?: string;
  type?: string;
  pressure?: Pressure;
  text?: string;
  group?: GroupBy;
  sort?: SortBy;
  desc?: boolean;
};

const groups = ["none", "sku", "courier", "location", "order", "dispatchBy"] as const;
const sorts = ["dispatchBy", "sku", "ordered", "value", "courier"] as const;
const pressures = ["calm", "urgent", "late"] as const;

/** Keys that open saved views. */
export const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

function oneOf<T extends string>(value: unknown, all: readonly T[]): T | undefined {
  return all.find((candidate) => candidate === value);
}

/** Reads the address bar; what it does not understand it drops. */
export function readSearch(raw: Record<string, unknown>): QueueSearch {
  const search: QueueSearch = {};
  for (const name of ["courier", "sku", "type", "text"] as const) {
    const value = raw[name];
    if (typeof value === "string" || typeof value === "number") search[name] = String(value);
  }
  const pressure = oneOf(raw["pressure"], pressures);
  if (pressure) search.pressure = pressure;
  const group = oneOf(raw["group"], groups);
  if (group) search.group = group;
  const sort = oneOf(raw["sort"], sorts);
  if (sort) search.sort = sort;
  if (raw["desc"] === true) search.desc = true;
  return search;
}

/** How a queue is grouped until a person says otherwise: packing goes by SKU, handing over by courier. */
export function usualGroup(scope: Scope): GroupBy {
  if (scope.kind !== "queue") return "none";
  if (scope.queue === "toPack") return "sku";
  return scope.queue === "ready" ? "courier" : "none";
}

/** The view an address stands for. */
export function specOf(scope: Scope, search: QueueSearch, location: string): ViewSpec {
  return {
    scope,
    location: location === "" ? null : location,
    courier: search.courier ?? null,
    sku: search.sku ?? null,
    shipmentType: search.type ?? null,
    pressure: search.pressure ?? null,
    text: search.text?.trim() ? search.text.trim() : null,
    groupBy: search.group ?? usualGroup(scope),
    sortBy: search.sort ?? (scope.kind === "all" ? "ordered" : "dispatchBy"),
    descending: search.desc ?? false,
  };
}

/** The address of a kept view. */
export function searchOf(spec: ViewSpec): QueueSearch {
  const search: QueueSearch = { group: spec.groupBy, sort: spec.sortBy };
  if (spec.courier !== null) search.courier = spec.courier;
  if (spec.sku !== null) search.sku = spec.sku;
  if (spec.shipmentType !== null) search.type = spec.shipmentType;
  if (spec.pressure !== null) search.pressure = spec.pressure;
  if (spec.text !== null) search.text = spec.text;
  if (spec.descending) search.desc = true;
  return search;
}

/** Whether anything is filtered away. */
export function isFiltered(search: QueueSearch): boolean {
  return Boolean(search.courier ?? search.sku ?? search.type ?? search.pressure ?? search.text?.trim());
}

/** What can be asked of the marketplace from a queue. */
export type Deed = "pack" | "dispatch" | "cancel" | OwnDeed;

/** What is told of parcels the seller delivers itself; offered where there are any among those chosen. */
export type OwnDeed = "selfDispatch" | "attempt" | "delivery";

/** The deeds a queue offers, the main one last. */
export function deedsOf(queue: Queue | null): readonly Exclude<Deed, OwnDeed>[] {
  switch (queue) {
    case "toPack":
      return ["cancel", "pack"];
    case "toPrint":
      return ["cancel", "dispatch"];
    case "upcoming":
    case "onHold":
    case "forms":
    case "generating":
    case "ready":
      return ["cancel"];
    case "inTransit":
    case "delivered":
    case "cancelled":
    case "other":
      return [];
    case null:
      return ["cancel", "dispatch", "pack"];
  }
}
