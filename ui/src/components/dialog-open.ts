import { useEffect, useSyncExternalStore } from "react";

let openDialogs = 0;
const listeners = new Set<() => void>();

function count(by: number): void {
  openDialogs += by;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Counts a dialog as long as it is open. */
export function useCountAsDialog(open: boolean): void {
  useEffect(() => {
    if (!open) return undefined;
    count(1);
    return () => count(-1);
  }, [open]);
}

/** Whether a dialog lies over the work: what floats elsewhere keeps out of its way. */
export function useIsDialogOpen(): boolean {
  return useSyncExternalStore(listen, () => openDialogs > 0);
}
