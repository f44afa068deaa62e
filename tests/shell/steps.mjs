// A day in steps that build on each other: where one fails, those behind it are not tried.

import { test } from "node:test";

// Each file of tests is a process of its own, and so a day of its own.
let broken = false;

/** One step of the day. */
export function step(name, work) {
  test(name, async (t) => {
    if (broken) return t.skip("an earlier step failed");
    broken = true;
    await work();
    broken = false;
  });
}
