import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useEffect, useEffectEvent, useLayoutEffect, useRef } from "react";
import { rpc } from "~/data";
import type { Folding } from "./folding";
import { Line } from "./Line";
import type { ViewLines } from "./lines";
import { useGrid } from "./store";
import type { Column, GroupHead } from "./types";

type Props = {
  lines: ViewLines;
  folding: Folding;
  version: number;
  columns: readonly Column[];
  groupHead: GroupHead;
  scroller: HTMLElement | null;
  onPress: (event: MouseEvent, line: number, id: string) => void;
  onTick: (event: MouseEvent, line: number, id: string) => void;
  onFold: (line: number) => void;
};

/** Lines read before they come into sight, so that scrolling meets no gap. */
const AHEAD = 100;

/** Height of a line in pixels: 2 rem, so that it follows the system's type size. */
function lineHeight(): number {
  return 2 * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}

/**
 * The rows in sight. Stands alone because the compiler skips a component that uses the virtualizer. When the view's
 * version changes, or a group is folded, the row at the top of the window stays where it is, and the cursor stays on
 * its shipment.
 */
export function Rows({ lines, folding, version, columns, groupHead, scroller, onPress, onTick, onFold }: Props) {
  const height = lineHeight();
  // Known and wanted: this component is not compiled, everything below it is.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: folding.count,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => lines.want(folding.stretches(first - AHEAD, last + AHEAD)), [lines, folding, first, last]);

  const place = useRef<{ lines: ViewLines; version: number; folding: Folding } | null>(null);
  useLayoutEffect(() => {
    const before = place.current;
    place.current = { lines, version, folding };
    if (before?.lines !== lines || !scroller) return;
    // As it was before: the browser has already cut it to what is left.
    const offset = virtual.scrollOffset ?? 0;
    const topShown = Math.floor(offset / height);
    if (before.version !== version) {
      void keepPlace({ lines, scroller, height, topShown, before: before.folding, folding });
    } else if (before.folding !== folding) {
      const moved = folding.shownAt(before.folding.lineAt(topShown)) - topShown;
      if (moved !== 0) scroller.scrollTop = offset + moved * height;
    }
  }, [lines, version, folding, scroller, height, virtual]);

  // A cursor that came along with its shipment is not run after, else every change would scroll to it.
  const cursorMark = useGrid((state) => state.cursor && (state.cursor.id ?? state.cursor.line));
  const showCursor = useEffectEvent(() => {
    const line = useGrid.getState().cursor?.line;
    if (line !== undefined) virtual.scrollToIndex(folding.shownAt(line), { align: "auto" });
  });
  useEffect(() => showCursor(), [cursorMark]);

  return (
    <div className="grid__space" role="presentation" style={{ height: virtual.getTotalSize() }}>
      {items.map((item) => {
        const line = folding.lineAt(item.index);
        return (
          <Line
            key={line}
            line={line}
            lines={lines}
            folding={folding}
            columns={columns}
            groupHead={groupHead}
            offset={item.start}
            onPress={onPress}
            onTick={onTick}
            onFold={onFold}
          />
        );
      })}
    </div>
  );
}

type Place = {
  lines: ViewLines;
  scroller: HTMLElement;
  height: number;
  topShown: number;
  before: Folding;
  folding: Folding;
};

async function keepPlace({ lines, scroller, height, topShown, before, folding }: Place): Promise<void> {
  const cursor = useGrid.getState().cursor;
  const placeOf = async (line: number, id: string | null | undefined) => {
    if (id) return (await rpc("view_place", { view: lines.view, shipmentId: id })).line;
    const key = before.headAt(line)?.row.key;
    return key === undefined ? null : (folding.groupNamed(key)?.line ?? null);
  };
  const topLine = before.lineAt(topShown);
  const [top, at] = await Promise.all([
    topShown > 0 ? placeOf(topLine, lines.shipmentAt(topLine)?.shipmentId) : null,
    cursor ? placeOf(cursor.line, cursor.id) : null,
  ]).catch(() => [null, null]);
  if (typeof top === "number") scroller.scrollTop += (folding.shownAt(top) - topShown) * height;
  if (cursor && typeof at === "number") useGrid.getState().moveTo(at, cursor.id);
}
