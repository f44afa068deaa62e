import { Fragment, useEffect, useRef, useState, type ReactNode } from "react";

type Props = {
  count: number;
  /** Stable identity of a row. */
  rowKey: (index: number) => string | number;
  /** Draws one row. */
  children: (index: number) => ReactNode;
  /** Height of a row, 2 where not given. */
  rowRem?: number | undefined;
  /** The row that is kept in sight. */
  show?: number | undefined;
  testId?: string | undefined;
};

const ROW_REM = 2;
/** Drawn above and below what is in sight, in rem. */
const OVERSCAN_REM = 24;
/** Assumed until the box has been measured. */
const FIRST_HEIGHT = 900;

/** Any number of rows of equal height; only those in sight, and a few around them, are in the page. */
export function Rows({ count, rowKey, children, rowRem = ROW_REM, show, testId }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: FIRST_HEIGHT, row: 16 * rowRem });
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
        row: rem * rowRem,
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
  }, [rowRem]);
  useEffect(() => {
    const element = box.current;
    if (element === null || show === undefined || element.clientHeight === 0) return;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const top = show * rowRem * rem;
    const bottom = top + rowRem * rem;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  }, [show, rowRem]);
  const overscan = Math.ceil(OVERSCAN_REM / rowRem);
  const from = Math.min(count, Math.max(0, Math.floor(seen.top / seen.row) - overscan));
  const to = Math.min(count, Math.ceil((seen.top + seen.height) / seen.row) + overscan);
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  return (
    <div className="grid__rows" ref={box} data-testid={testId}>
      <div style={{ height: `${from * rowRem}rem` }} />
      {indexes.map((index) => (
        <Fragment key={rowKey(index)}>{children(index)}</Fragment>
      ))}
      <div style={{ height: `${(count - to) * rowRem}rem` }} />
    </div>
  );
}
