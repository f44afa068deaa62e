import { useEffect, useMemo } from "react";
import type { ViewSpec } from "~/bindings";
import { useRpc } from "~/data";
import { type ViewLines, linesOf } from "./lines";

/** Opens a view and keeps its lines fresh: each time its head was read again, what is on screen is read again too. */
export function useView(spec: ViewSpec) {
  const head = useRpc("view_open", { spec });
  const view = head.data?.view;
  const length = head.data?.lines ?? 0;
  const lines = useMemo<ViewLines | undefined>(() => (view === undefined ? undefined : linesOf(view)), [view]);
  // Each reading of the head counts, also one that found it unchanged: a row may have changed without moving.
  const reading = `${head.data?.version} ${head.dataUpdatedAt}`;
  useEffect(() => {
    lines?.refresh(length, reading);
  }, [lines, length, reading]);
  return { head: head.data, lines, error: head.error };
}

/** The part of a spec a choice belongs to. */
export function scopeKey(spec: ViewSpec): string {
  return JSON.stringify(spec.scope);
}

/** The part of a spec that decides which shipments it covers. */
export function filterKey(spec: ViewSpec): string {
  const { location, courier, sku, shipmentType, pressure, text } = spec;
  return JSON.stringify([location, courier, sku, shipmentType, pressure, text]);
}
