import { useSyncExternalStore } from "react";

/** One clock for everything that ticks; it runs only while something listens. */
const listeners = new Map<() => void, number>();
let offset = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  const before = now;
  now = Date.now() + offset;
  for (const [listener, step] of listeners) {
    if (Math.floor(before / step) !== Math.floor(now / step)) listener();
  }
}

/** Sets the difference between the engine's clock and this page's. */
export function setClockOffset(milliseconds: number): void {
  offset = milliseconds;
  now = Date.now() + offset;
}

/** The engine's clock, once. */
export function currentTime(): number {
  return Date.now() + offset;
}

/** The engine's clock, rounded down to whole steps; renders again when a step passes. */
export function useNow(stepMilliseconds = 1000): number {
  return useSyncExternalStore(
    (listener) => {
      const entry = () => listener();
      listeners.set(entry, stepMilliseconds);
      timer ??= setInterval(tick, 500);
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
    () => Math.floor((Date.now() + offset) / stepMilliseconds) * stepMilliseconds,
  );
}
