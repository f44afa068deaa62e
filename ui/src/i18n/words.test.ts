import { describe, expect, it } from "vitest";
import guardrails from "./en-guardrails.json";
import labels from "./en-labels.json";
import own from "./en-own.json";
import print from "./en-print.json";
import watch from "./en-watch.json";
import { hindi } from "./hindi";
import { english } from "./index";

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ""): Map<string, string> {
  const words = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") words.set(prefix + key, value);
    else for (const [path, word] of flat(value, `${prefix}${key}.`)) words.set(path, word);
  }
  return words;
}

const en = flat({ ...english, ...guardrails, ...labels, ...own, ...print, ...watch } as Tree);
const hi = flat(hindi as Tree);
const gaps = (word: string) => [...word.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

describe("the Hindi words", () => {
  it("are the same as the English ones, key for key", () => {
    expect([...hi.keys()].toSorted()).toEqual([...en.keys()].toSorted());
  });
  it("leave the same gaps", () => {
    for (const [path, word] of hi) expect(gaps(word), path).toEqual(gaps(en.get(path) ?? ""));
  });
  it("are empty only where the English ones are", () => {
    for (const [path, word] of hi) expect(word === "", path).toBe(en.get(path) === "");
  });
});
