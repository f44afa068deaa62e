/** Two tones a packer knows without looking: high for right, low for wrong. */

type Tone = { shape: OscillatorType; steps: readonly { hertz: number; at: number }[]; length: number; loud: number };

// Seconds. Right is short, so that a fast hand is not held up; wrong is long and rough, so that it is heard over a printer.
const RIGHT: Tone = {
  shape: "sine",
  steps: [
    { hertz: 988, at: 0 },
    { hertz: 1319, at: 0.06 },
  ],
  length: 0.14,
  loud: 0.25,
};
const WRONG: Tone = { shape: "sawtooth", steps: [{ hertz: 165, at: 0 }], length: 0.45, loud: 0.3 };
const FADE = 0.02;

let isOn = true;
let context: AudioContext | undefined;

/** Whether tones are wanted at this desk. */
export function setSounds(on: boolean): void {
  isOn = on;
}

/** Sounds for a scan, where tones are wanted and this computer can make them. */
export function soundFor(right: boolean): void {
  if (isOn) play(right ? RIGHT : WRONG);
}

/** Sounds whatever was chosen: to try it out. */
export function trySound(right: boolean): void {
  play(right ? RIGHT : WRONG);
}

function play({ shape, steps, length, loud }: Tone): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  // The system may have put it to sleep while nothing was to be heard.
  if (context.state === "suspended") void context.resume().catch(() => undefined);
  const from = context.currentTime;
  const voice = context.createOscillator();
  const level = context.createGain();
  voice.type = shape;
  for (const { hertz, at } of steps) voice.frequency.setValueAtTime(hertz, from + at);
  level.gain.setValueAtTime(loud, from);
  level.gain.setValueAtTime(loud, from + length - FADE);
  level.gain.linearRampToValueAtTime(0, from + length);
  voice.connect(level).connect(context.destination);
  voice.start(from);
  voice.stop(from + length);
}
