import { afterEach, beforeEach, expect, test, vi } from "vitest";

const heard: number[] = [];

class FakeContext {
  state = "running";
  currentTime = 5;
  destination = {};
  resume = () => Promise.resolve();
  createOscillator() {
    const frequency = { setValueAtTime: (hertz: number) => heard.push(hertz) };
    return { type: "", frequency, connect: (next: unknown) => next, start: () => undefined, stop: () => undefined };
  }
  createGain() {
    const gain = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined };
    return { gain, connect: (next: unknown) => next };
  }
}

beforeEach(() => {
  heard.length = 0;
  vi.resetModules();
});
afterEach(() => vi.unstubAllGlobals());

test("right is heard high, wrong low, and nothing where tones are off", async () => {
  vi.stubGlobal("AudioContext", FakeContext);
  const { setSounds, soundFor } = await import("./sound");
  soundFor(true);
  const right = heard.splice(0);
  soundFor(false);
  const wrong = heard.splice(0);
  expect(Math.min(...right)).toBeGreaterThan(3 * Math.max(...wrong));
  setSounds(false);
  soundFor(true);
  soundFor(false);
  expect(heard).toEqual([]);
});

test("a computer that makes no sound is no trouble", async () => {
  vi.stubGlobal("AudioContext", undefined);
  const { soundFor } = await import("./sound");
  expect(() => soundFor(true)).not.toThrow();
});
