import { describe, expect, it } from "vitest";
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

const en = flat(english as Tree);
const hi = flat(hindi as Tree);
const gaps = (word: string) => [...word.matchAll(/{{(\w+)}}/g)].map((match) => match[1]).sort();

/** What stands on screen all day must speak Hindi; the rest may fall back. */
const mustSpeak = ["nav.", "queue.name.", "practice.", "column.", "selection.do.", "start."];

describe("the words", () => {
  it("in Hindi exist in English as well", () => {
    expect([...hi.keys()].filter((path) => !en.has(path))).toEqual([]);
  });
  it("in Hindi leave the same gaps", () => {
    for (const [path, word] of hi) expect(gaps(word), path).toEqual(gaps(en.get(path) ?? ""));
  });
  it("that stand on screen all day exist in Hindi", () => {
    const missing = [...en.keys()].filter((path) => mustSpeak.some((part) => path.startsWith(part)) && !hi.has(path));
    expect(missing).toEqual([]);
  });
});
