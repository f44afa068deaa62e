import { useEffect, useState } from "react";
import { currentTime, useNow } from "~/lib/now";

/** A count at a time. */
export type Sample = { at: number; done: number };

/** How fast a count grows, and how long the rest takes at that pace. */
export type Pace = { perMinute: number; leftMs: number };

const WINDOW_MS = 60_000;
const MINUTE = 60_000;
/** Under this a pace is a guess, and none is said. */
const SHORTEST_MS = 3_000;

/** The pace over the last minute, a standstill since the last change included; none while there is too little to say. */
export function paceOf(samples: readonly Sample[], left: number, now: number): Pace | null {
  const last = samples.at(-1);
  const first = samples.find((sample) => now - sample.at <= WINDOW_MS);
  if (last === undefined || first === undefined || now - first.at < SHORTEST_MS || last.done <= first.done) {
    return null;
  }
  const perMs = (last.done - first.done) / (now - first.at);
  return { perMinute: Math.max(1, Math.round(perMs * MINUTE)), leftMs: left / perMs };
}

/** Watches a count and says its pace. Starts over when `what` changes. */
export function usePace(what: string, done: number, left: number): Pace | null {
  const [watched, setWatched] = useState<{ what: string; samples: Sample[] }>({ what, samples: [] });
  const now = useNow();
  useEffect(() => {
    const timer = setTimeout(() => {
      setWatched((before) => {
        const at = currentTime();
        const kept = before.what === what ? before.samples.filter((sample) => at - sample.at <= WINDOW_MS) : [];
        return { what, samples: [...kept, { at, done }] };
      });
    }, 0);
    return () => clearTimeout(timer);
  }, [what, done]);
  return watched.what === what ? paceOf(watched.samples, left, now) : null;
}
