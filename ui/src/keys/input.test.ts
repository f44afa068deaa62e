import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { CommandId } from "./commands";
import { listenToKeys, SCAN_GAP_MS } from "./input";

let ran: CommandId[] = [];
let scans: string[] = [];
let covered = false;
let stop = () => {};
let now = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  [ran, scans, covered, now] = [[], [], false, 10_000];
  stop = listenToKeys(window, {
    run: (id) => {
      ran.push(id);
      return true;
    },
    scan: (text) => scans.push(text),
    covered: () => covered,
  });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function type(key: string, gap: number, target: EventTarget = document.body): KeyboardEvent {
  vi.advanceTimersByTime(gap);
  now += gap;
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: now });
  target.dispatchEvent(event);
  return event;
}
const pause = () => vi.advanceTimersByTime(SCAN_GAP_MS + 1);

/** Types as a scanner does. */
function scan(text: string): KeyboardEvent {
  [...text].forEach((letter, index) => type(letter, index === 0 ? 300 : 5));
  return type("Enter", 5);
}

describe("keys", () => {
  it("run their command once the hand has paused", () => {
    type("p", 300);
    expect(ran, "a scan may still follow").toEqual([]);
    pause();
    expect(ran).toEqual(["pack"]);
  });
  it("of a sequence run one command", () => {
    type("g", 300);
    type("r", 150);
    pause();
    expect(ran).toEqual(["goReady"]);
  });
  it("never run while someone types in a field", () => {
    const field = document.body.appendChild(document.createElement("input"));
    type("p", 300, field);
    pause();
    expect(ran).toEqual([]);
    field.remove();
  });
  it("never run behind a dialog", () => {
    covered = true;
    type("p", 300);
    pause();
    type("Escape", 300);
    expect(ran).toEqual([]);
  });
});

describe("a scan", () => {
  it("is told from typing by its speed and its Enter", () => {
    scan("FMPP1004711");
    pause();
    expect(scans).toEqual(["FMPP1004711"]);
    expect(ran, "its letters are no commands").toEqual([]);
  });
  it("presses no button with its Enter", () => {
    expect(scan("FMPP1004711").defaultPrevented).toBe(true);
  });
  it("is heard behind a dialog as well", () => {
    covered = true;
    scan("FMPP1004711");
    expect(scans).toEqual(["FMPP1004711"]);
  });
  it("without an Enter is dropped, not run as commands", () => {
    [..."FMPP1004711"].forEach((letter) => type(letter, 5));
    pause();
    expect([ran, scans]).toEqual([[], []]);
  });
  it("is not two quick keys of a hand", () => {
    type("g", 300);
    type("p", 20);
    pause();
    expect(ran).toEqual(["goToPack"]);
  });
});
