import { describe, expect, it, vi } from "vitest";
import { oneOfFew } from "./few";

/** Work that ends when it is told to. */
function bench() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (name: string, signal = new AbortController().signal) =>
    oneOfFew(() => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    }, signal);
  return { begun, ask, end: (name: string) => ends.get(name)?.() };
}

describe("work that can wait", () => {
  it("is done a few at a time, what came into sight last first, and not at all once given up", async () => {
    const { begun, ask, end } = bench();
    const given = new AbortController();
    const first = ["a", "b", "c"].map((name) => ask(name));
    const gone = ask("d", given.signal);
    const old = ask("e");
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1000);
    const newest = ask("f");
    expect(begun).toEqual(["a", "b", "c"]);
    given.abort();
    await expect(gone).rejects.toBeDefined();
    end("b");
    expect(await first[1]).toBe("b");
    await Promise.resolve();
    expect(begun).toEqual(["a", "b", "c", "f"]);
    for (const name of ["a", "c", "f"]) end(name);
    await newest;
    await new Promise((resolve) => setTimeout(resolve));
    end("e");
    expect(await old).toBe("e");
    expect(begun).not.toContain("d");
  });
});
