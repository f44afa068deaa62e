import { describe, expect, it } from "vitest";
import { english } from "~/i18n";
import { command, commandIds } from "./commands";
import { caps, commandFor, isPrefix, pressText } from "./keys";

const press = (key: string, change: Partial<KeyboardEvent> = {}) =>
  pressText({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change });

describe("the list of commands", () => {
  const keys = commandIds.flatMap((id) => command(id).keys.map((one) => ({ id, one })));
  it("gives no key twice", () => {
    expect(keys.length).toBe(new Set(keys.map(({ one }) => one)).size);
  });
  it("gives no key that another command's sequence begins with", () => {
    for (const { one } of keys) expect(isPrefix(one), one).toBe(false);
  });
  it("has words for every command", () => {
    for (const id of commandIds) expect(english.command[id], id).toMatch(/\S/);
  });
  it("leads from each key back to its command", () => {
    for (const { id, one } of keys) expect(commandFor(one)).toBe(id);
  });
});

describe("a key press", () => {
  it("is written as the list writes it", () => {
    expect(press("P", { shiftKey: true })).toBe("Shift+p");
    expect(press("k", { ctrlKey: true })).toBe("Ctrl+k");
    expect(press("k", { metaKey: true })).toBe("Ctrl+k");
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press(" ")).toBe("Space");
    expect(press("ArrowDown", { shiftKey: true })).toBe("Shift+ArrowDown");
  });
  it("is read from its place where Hindi is typed", () => {
    expect(press("प", { code: "KeyP" })).toBe("p");
  });
  it("is shown in caps", () => {
    expect(caps("g p")).toBe("G P");
    expect(caps("Ctrl+k")).toBe("Ctrl\u00a0K");
    expect(caps("Shift+p")).toBe("⇧\u00a0P");
  });
});
