import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { type Frame, frameFromDrag, grown, moved, type PageSize, placeOf, sizeWords, type Spot } from "./frame";
import styles from "./labels.module.css";
import { useWords } from "./use-words";

type ShownProps = { frame: Frame; page: PageSize; check: boolean };

/** The frame a label was found in, with its size at the corner. */
export function ShownFrame({ frame, page, check }: ShownProps) {
  return (
    <div className={`${styles["frame"] ?? ""} ${check ? (styles["guessed"] ?? "") : ""}`} style={placeOf(frame, page)}>
      <span className={styles["tag"]}>{sizeWords(frame)}</span>
    </div>
  );
}

/** A part of the whole, kept within it. */
function within(part: number): number {
  return Math.min(1, Math.max(0, part));
}

type DrawnProps = { frame: Frame; page: PageSize; onChange: (frame: Frame) => void; onLeave: () => void };

/** Half a millimetre a key, five with Ctrl. */
const STEP = 0.5;
const STRIDE = 5;
/** A press that moved less than this part of the page was a click. */
const CLICK = 0.01;

/** The frame drawn by hand: drag over the page, or move it with the arrows; with Shift they change its size. */
export function DrawnFrame({ frame, page, onChange, onLeave }: DrawnProps) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [begun, setBegun] = useState<Spot | null>(null);
  const handle = useRef<HTMLButtonElement>(null);
  useEffect(() => handle.current?.focus(), []);

  function spotOf(event: PointerEvent): Spot {
    const area = box.current?.getBoundingClientRect();
    if (area === undefined || area.width === 0 || area.height === 0) return { x: 0, y: 0 };
    return { x: within((event.clientX - area.left) / area.width), y: within((event.clientY - area.top) / area.height) };
  }
  function drag(event: PointerEvent) {
    if (begun === null) return;
    const spot = spotOf(event);
    if (Math.abs(spot.x - begun.x) < CLICK && Math.abs(spot.y - begun.y) < CLICK) return;
    onChange(frameFromDrag(begun, spot, page));
  }
  function press(event: KeyboardEvent) {
    if (event.key === "Escape") {
      event.preventDefault();
      onLeave();
      return;
    }
    const by = event.ctrlKey || event.metaKey ? STRIDE : STEP;
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-by, 0],
      ArrowRight: [by, 0],
      ArrowUp: [0, -by],
      ArrowDown: [0, by],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange((event.shiftKey ? grown : moved)(frame, step[0], step[1], page));
  }
  return (
    <div
      ref={box}
      className={styles["drawing"]}
      data-testid="frame-drawing"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture?.(event.pointerId);
        setBegun(spotOf(event));
      }}
      onPointerMove={drag}
      onPointerUp={(event) => {
        drag(event);
        setBegun(null);
        handle.current?.focus();
      }}
    >
      <button
        ref={handle}
        type="button"
        className={`${styles["frame"] ?? ""} ${styles["drawn"] ?? ""}`}
        style={placeOf(frame, page)}
        aria-label={t("labels.frame.handle", { size: sizeWords(frame) })}
        data-testid="frame-handle"
        onKeyDown={press}
      >
        <span className={styles["tag"]}>{sizeWords(frame)}</span>
      </button>
    </div>
  );
}
