/** So many at a time: a window has few connections, and what a person presses must not wait behind pictures. */
const AT_ONCE = 3;

/** What is asked for within this time came into sight together. */
const TOGETHER_MS = 200;

type Waiting = { begin: () => void; sight: number };

let running = 0;
let waiting: Waiting[] = [];
let sight = 0;
let askedAt = Number.NEGATIVE_INFINITY;

function next(): void {
  if (running >= AT_ONCE) return;
  // What came into sight last is what is looked at; within it, from the top.
  const last = Math.max(...waiting.map(({ sight }) => sight));
  const one = waiting.find(({ sight }) => sight === last);
  if (one === undefined) return;
  waiting = waiting.filter((other) => other !== one);
  running += 1;
  one.begin();
}

/** Does work that can wait, a few at a time, what came into sight last first. What is given up while it waits is never begun. */
export function oneOfFew<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const begin = () => {
      work()
        .then(resolve, reject)
        .finally(() => {
          running -= 1;
          next();
        });
    };
    const now = performance.now();
    if (now - askedAt > TOGETHER_MS) sight += 1;
    askedAt = now;
    const entry = { begin, sight };
    waiting.push(entry);
    signal.addEventListener("abort", () => {
      if (!waiting.includes(entry)) return;
      waiting = waiting.filter((one) => one !== entry);
      reject(signal.reason as Error);
    });
    next();
  });
}
