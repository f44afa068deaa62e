import { type CommandId, command, commandIds } from "./commands";

/** What of a key press decides. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * Writes a key press as text: `p`, `Shift+p`, `Ctrl+k`, `ArrowDown`, `Space`, `?`. A letter is read from its place on
 * the keyboard where the layout is not Latin, so that the keys work while Hindi is typed.
 */
export function pressText(press: Press): string {
  let key = press.key === " " ? "Space" : press.key;
  const onPlace = /^Key([A-Z])$/.exec(press.code)?.[1] ?? /^Digit([0-9])$/.exec(press.code)?.[1];
  if (key.length === 1 && key.charCodeAt(0) > 127 && onPlace) key = onPlace;
  const isSymbol = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (key.length === 1) key = key.toLowerCase();
  const ctrl = press.ctrlKey || press.metaKey ? "Ctrl+" : "";
  const alt = press.altKey ? "Alt+" : "";
  const shift = press.shiftKey && !isSymbol ? "Shift+" : "";
  return ctrl + alt + shift + key;
}

const bySequence = new Map<string, CommandId>();
const prefixes = new Set<string>();
for (const id of commandIds) {
  for (const keys of command(id).keys) {
    bySequence.set(keys, id);
    const steps = keys.split(" ");
    for (let length = 1; length < steps.length; length += 1) prefixes.add(steps.slice(0, length).join(" "));
  }
}

/** The command a finished sequence runs. */
export function commandFor(sequence: string): CommandId | undefined {
  return bySequence.get(sequence);
}

/** Whether more keys may follow. */
export function isPrefix(sequence: string): boolean {
  return prefixes.has(sequence);
}

const shown: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowDown: "↓",
  ArrowUp: "↑",
  Enter: "↵",
  Escape: "Esc",
};

/** Keys as written on caps: a blank between caps (`G P`), a hard one within a cap (`⇧ P`, `Ctrl K`). */
export function caps(keys: string): string {
  return keys
    .split(" ")
    .map((step) =>
      step
        .split("+")
        .map((part) => (part === "Shift" ? "⇧" : (shown[part] ?? (part.length === 1 ? part.toUpperCase() : part))))
        .join("\u00a0"),
    )
    .join(" ");
}

/** The caps of a command's first key; none where it has no key. */
export function capsOf(id: CommandId): string | undefined {
  const first = command(id).keys[0];
  return first === undefined ? undefined : caps(first);
}
