import { Fragment, useEffect, useRef, useState, type ReactNode } from "react";

type Props = {
  count: number;
  /** Stable identity of a row. */
  rowKey: (index: number) => string | number;
  /** Draws one row, 2rem high. */
  children: (index: number) => ReactNode;
  testId?: string | undefined;
};

const ROW_REM = 2;
const OVERSCAN = 12;
/** Assumed until the box has been measured. */
const FIRST_HEIGHT = 900;

/** Any number of rows of equal height; only those in sight, and a few around them, are in the page. */
export function Rows({ count, rowKey, children, testId }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: FIRST_HEIGHT, row: 32 });
  useEffect(() => {
    const element = box.current;
    if (element === null) {
      return undefined;
    }
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      setSeen({
        top: element.scrollTop,
        height: element.clientHeight || FIRST_HEIGHT,
        row: rem * ROW_REM,
      });
    };
    measure();
    element.addEventListener("scroll", measure, { passive: true });
    const observer = typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(measure);
    observer?.observe(element);
    return () => {
      element.removeEventListener("scroll", measure);
      observer?.disconnect();
    };
  }, []);
  const from = Math.min(count, Math.max(0, Math.floor(seen.top / seen.row) - OVERSCAN));
  const to = Math.min(count, Math.ceil((seen.top + seen.height) / seen.row) + OVERSCAN);
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  return (
    <div className="grid__rows" ref={box} data-testid={testId}>
      <div style={{ height: `${from * ROW_REM}rem` }} />
      {indexes.map((index) => (
        <Fragment key={rowKey(index)}>{children(index)}</Fragment>
      ))}
      <div style={{ height: `${(count - to) * ROW_REM}rem` }} />
    </div>
  );
}
