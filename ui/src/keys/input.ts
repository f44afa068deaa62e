import type { CommandId } from "./commands";
import { commandFor, isPrefix, pressText } from "./keys";

/** Two keys closer than this come from a scanner, not from a hand. */
export const SCAN_GAP_MS = 35;
/** Shorter than this is a hand that was quick. */
export const SCAN_LENGTH = 6;
const SEQUENCE_MS = 1200;

/** Whether keys go into something that takes text. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type);
}

type Doors = {
  /** Runs a command; says whether it did. */
  run: (id: CommandId) => boolean;
  /** Takes what a scanner read. */
  scan: (text: string) => void;
  /** Whether a dialog, menu or palette is open: then only scans are taken. */
  covered: () => boolean;
};

/**
 * Tells scans from keys. A plain letter waits for one scanner gap: if another follows within it, it belongs to a scan
 * and runs nothing; a burst that ends with Enter is a scan, and its Enter presses no button.
 */
export function listenToKeys(target: EventTarget, doors: Doors): () => void {
  let burst = "";
  let lastAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sequence = "";
  let sequenceAt = 0;

  function step(text: string): boolean {
    const now = performance.now();
    const begun = sequence !== "" && now - sequenceAt < SEQUENCE_MS ? `${sequence} ${text}` : text;
    for (const candidate of begun === text ? [text] : [begun, text]) {
      if (isPrefix(candidate)) {
        sequence = candidate;
        sequenceAt = now;
        return true;
      }
      const id = commandFor(candidate);
      if (id) {
        sequence = "";
        return doors.run(id);
      }
    }
    sequence = "";
    return false;
  }

  function settle(): void {
    const typed = burst;
    burst = "";
    if (typed.length >= SCAN_LENGTH || doors.covered()) return;
    for (const letter of typed) step(letter.toLowerCase() === letter ? letter : `Shift+${letter.toLowerCase()}`);
  }

  function onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.isComposing || event.key === "Shift") return;
    const inField = takesText(event.target);
    const now = event.timeStamp || performance.now();
    const isFast = now - lastAt < SCAN_GAP_MS;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!inField && event.key === "Enter" && burst.length >= SCAN_LENGTH && isFast) {
      clearTimeout(timer);
      const text = burst;
      burst = "";
      event.preventDefault();
      event.stopPropagation();
      doors.scan(text);
      return;
    }
    if (!inField && isPlain && event.key.length === 1 && event.key !== " " && !event.repeat) {
      burst = isFast ? burst + latin(event) : latin(event);
      lastAt = now;
      clearTimeout(timer);
      timer = setTimeout(settle, SCAN_GAP_MS);
      // The slash would otherwise reach the search box it is about to open.
      if (event.key === "/") event.preventDefault();
      return;
    }
    if (inField || doors.covered() || ((event.key === "Enter" || event.key === " ") && pressesSomething(event.target)))
      return;
    if (event.key.startsWith("Arrow") && stepsByArrows(event.target)) return;
    if (step(pressText(event))) event.preventDefault();
  }

  target.addEventListener("keydown", onKey, true);
  return () => {
    clearTimeout(timer);
    target.removeEventListener("keydown", onKey, true);
  };
}

/** The letter as the command list writes it, with its case. */
function latin(event: KeyboardEvent): string {
  if (event.key.charCodeAt(0) < 128) return event.key;
  const text = pressText(event);
  return text.startsWith("Shift+") ? text.slice(6).toUpperCase() : text;
}

function pressesSomething(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, summary, [role=menuitem]") !== null;
}

/** Tabs and choices in a row are walked through with the arrows themselves. */
function stepsByArrows(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("[role=tablist], [role=radiogroup]") !== null;
}
