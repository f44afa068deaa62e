import { expect, test } from "vitest";
import en from "./en.json";
import desk from "./en-desk.json";
import guardrails from "./en-guardrails.json";
import labels from "./en-labels.json";
import own from "./en-own.json";
import print from "./en-print.json";
import watch from "./en-watch.json";

const sources = import.meta.glob<string>("../**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });

function known(key: string): boolean {
  return [en, desk, guardrails, labels, own, print, watch].some((words) => {
    let at: unknown = words;
    for (const part of key.split(".")) {
      if (typeof at !== "object" || at === null) return false;
      const here = at as Record<string, unknown>;
      at = here[part] ?? here[`${part}_one`] ?? here[`${part}_other`];
    }
    return typeof at === "string";
  });
}

test("every word a screen asks for exists", () => {
  const asked = Object.entries(sources)
    .filter(([file]) => !file.includes(".test."))
    .flatMap(([file, text]) =>
      [...text.matchAll(/\bt\("([A-Za-z0-9_.]*[A-Za-z0-9_])"/g)].map((found) => ({ file, key: found[1] ?? "" })),
    );
  expect(asked.length).toBeGreaterThan(200);
  expect(asked.filter(({ key }) => !known(key))).toEqual([]);
});
