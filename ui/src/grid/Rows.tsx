import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useEffect, useRef } from "react";
import { rpc } from "~/data";
import { Line } from "./Line";
import type { ViewLines } from "./lines";
import { useGrid } from "./store";
import type { Column, GroupHead } from "./types";

type Props = {
  lines: ViewLines;
  count: number;
  version: number;
  columns: readonly Column[];
  groupHead: GroupHead;
  scroller: HTMLElement | null;
  onPress: (event: MouseEvent, line: number, id: string) => void;
  onTick: (event: MouseEvent, line: number, id: string) => void;
};

/** Height of a line in pixels: 2 rem, so that it follows the system's type size. */
function lineHeight(): number {
  return 2 * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}

/**
 * The rows in sight. Stands alone because the compiler skips a component that uses the virtualizer. When the view's
 * version changes, the row at the top of the window stays where it is, and the cursor stays on its shipment.
 */
export function Rows({ lines, count, version, columns, groupHead, scroller, onPress, onTick }: Props) {
  const height = lineHeight();
  // Known and wanted: this component is not compiled, everything below it is.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => lines.want(first, last), [lines, first, last]);

  const place = useRef<{ lines: ViewLines; version: number } | null>(null);
  useEffect(() => {
    const before = place.current;
    place.current = { lines, version };
    if (before?.lines === lines && before.version !== version) {
      void keepPlace(lines, scroller, height);
    }
  }, [lines, version, scroller, height]);

  const cursor = useGrid((state) => state.cursor?.line);
  useEffect(() => {
    if (cursor !== undefined) virtual.scrollToIndex(cursor, { align: "auto" });
  }, [cursor, virtual]);

  return (
    <div className="grid__space" role="presentation" style={{ height: virtual.getTotalSize() }}>
      {items.map((item) => (
        <Line
          key={item.index}
          line={item.index}
          lines={lines}
          columns={columns}
          groupHead={groupHead}
          offset={item.start}
          onPress={onPress}
          onTick={onTick}
        />
      ))}
    </div>
  );
}

async function keepPlace(lines: ViewLines, scroller: HTMLElement | null, height: number): Promise<void> {
  const topLine = scroller ? Math.floor(scroller.scrollTop / height) : 0;
  const top = topLine > 0 ? lines.shipmentAt(topLine) : undefined;
  const cursor = useGrid.getState().cursor;
  const [topPlace, cursorPlace] = await Promise.all([
    top ? rpc("view_place", { view: lines.view, shipmentId: top.shipmentId }) : null,
    cursor?.id ? rpc("view_place", { view: lines.view, shipmentId: cursor.id }) : null,
  ]).catch(() => [null, null]);
  if (scroller && typeof topPlace?.line === "number") scroller.scrollTop += (topPlace.line - topLine) * height;
  if (cursor && typeof cursorPlace?.line === "number") useGrid.getState().moveTo(cursorPlace.line, cursor.id);
}
