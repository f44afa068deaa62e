import { useEffect, useRef } from "react";

/** Takes what was scanned; says whether it did. */
type Taker = (code: string) => boolean;

const takers: { current: Taker }[] = [];

/** Offers a scan to the screen shown last. Says whether it took it. */
export function offerScan(code: string): boolean {
  return takers.toReversed().some((taker) => taker.current(code));
}

/** Hears scans while the calling component is shown. `undefined`: leaves them to whoever stands behind. */
export function useScan(taker: Taker | undefined): void {
  const held = useRef<Taker>(() => false);
  useEffect(() => {
    if (taker) held.current = taker;
  });
  const active = taker !== undefined;
  useEffect(() => {
    if (!active) return undefined;
    takers.push(held);
    return () => {
      takers.splice(takers.indexOf(held), 1);
    };
  }, [active]);
}
