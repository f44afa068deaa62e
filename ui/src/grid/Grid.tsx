import { type CSSProperties, type MouseEvent, useEffect, useState } from "react";
import type { ViewHead } from "~/bindings";
import { takesText, useCommand } from "~/keys";
import type { ViewLines } from "./lines";
import { Rows } from "./Rows";
import { isChosen, tickOfView } from "./selection";
import { useGrid } from "./store";
import { TickBox } from "./TickBox";
import type { Column, GroupHead } from "./types";

type Props = {
  label: string;
  head: ViewHead;
  lines: ViewLines;
  columns: readonly Column[];
  groupHead: GroupHead;
  onOpen: (id: string) => void;
};

const PAGE = 15;

/** Chooses one, or lets it go; Shift extends from here. */
function toggle(line: number, id: string) {
  const { choice, choose, setAnchor } = useGrid.getState();
  choose([id], !isChosen(choice, id));
  setAnchor(line);
}

/** Does something to the shipment under the cursor. */
function atCursor(deed: (line: number, id: string) => void) {
  return () => {
    const at = useGrid.getState().cursor;
    if (at?.id) deed(at.line, at.id);
  };
}

/** The virtual table: sticky head, choice, cursor, keys. Knows rows and lines, not what a queue is. */
export function Grid({ label, head, lines, columns, groupHead, onOpen }: Props) {
  // Kept as state: the rows can only measure once it is there.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [grid, setGrid] = useState<HTMLDivElement | null>(null);
  const tick = useGrid((state) => tickOfView(state.choice, head.shipments));
  const cursor = useGrid((state) => state.cursor?.line);
  useEffect(() => {
    // Not while someone types: the search box narrows the very rows that are drawn here.
    if (!takesText(document.activeElement)) grid?.focus({ preventScroll: true });
  }, [grid]);

  function extendTo(line: number) {
    const { anchor, cursor, choose } = useGrid.getState();
    const from = anchor ?? cursor?.line ?? line;
    if (anchor === null) useGrid.getState().setAnchor(from);
    const [start, end] = from < line ? [from, line] : [line, from];
    choose(lines.idsBetween(start, end), true);
  }

  function move(step: number, extend = false) {
    const from = useGrid.getState().cursor?.line ?? -1;
    const direction = Math.sign(step);
    let line = Math.max(0, Math.min(head.lines - 1, from + step));
    while (lines.at(line)?.kind === "group" && line + direction >= 0 && line + direction < head.lines)
      line += direction;
    const row = lines.shipmentAt(line);
    if (!row) return;
    if (extend) extendTo(line);
    else useGrid.getState().setAnchor(null);
    useGrid.getState().moveTo(line, row.shipmentId);
  }

  function press(event: MouseEvent, line: number, id: string) {
    const { moveTo } = useGrid.getState();
    // A button in a cell has its own job.
    if (event.target instanceof Element && event.target.closest("button, a")) return;
    if (event.shiftKey) extendTo(line);
    else if (event.ctrlKey || event.metaKey) toggle(line, id);
    moveTo(line, id);
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) onOpen(id);
  }

  function pressTick(event: MouseEvent, line: number, id: string) {
    event.stopPropagation();
    if (event.shiftKey) extendTo(line);
    else toggle(line, id);
    useGrid.getState().moveTo(line, id);
  }

  useCommand("down", { run: () => move(1) });
  useCommand("up", { run: () => move(-1) });
  useCommand("pageDown", { run: () => move(PAGE) });
  useCommand("pageUp", { run: () => move(-PAGE) });
  useCommand("top", { run: () => move(-head.lines) });
  useCommand("bottom", { run: () => move(head.lines) });
  useCommand("extendDown", { run: () => move(1, true) });
  useCommand("extendUp", { run: () => move(-1, true) });
  useCommand("select", { run: atCursor(toggle) });
  useCommand("selectTo", { run: atCursor((line) => extendTo(line)) });
  useCommand("open", { run: atCursor((_line, id) => onOpen(id)) });
  useCommand("selectAll", { run: () => useGrid.getState().chooseAll() });
  useCommand("selectNone", { run: () => useGrid.getState().chooseNone() });

  return (
    <div
      className="grid q"
      role="grid"
      ref={setGrid}
      tabIndex={0}
      data-focus-area="grid"
      aria-activedescendant={cursor === undefined ? undefined : `line-${cursor}`}
      aria-label={label}
      aria-rowcount={head.lines + 1}
      aria-multiselectable="true"
      style={tracks(columns)}
    >
      <div className="grid__head" role="row" aria-rowindex={1}>
        <span
          role="columnheader"
          className="tickcell"
          data-testid="select-all"
          onClick={() => (tick === true ? useGrid.getState().chooseNone() : useGrid.getState().chooseAll())}
        >
          <TickBox tick={tick} />
        </span>
        {columns.map((column) => (
          <span key={column.id} role="columnheader" className={headClass(column)}>
            {column.title}
          </span>
        ))}
      </div>
      <div className="grid__rows" role="rowgroup" ref={setScroller}>
        <Rows
          lines={lines}
          count={head.lines}
          version={head.version}
          columns={columns}
          groupHead={groupHead}
          scroller={scroller}
          onPress={press}
          onTick={pressTick}
        />
      </div>
    </div>
  );
}

function tracks(columns: readonly Column[]): CSSProperties {
  const wide = columns.map((column) => column.width).join(" ");
  const narrow = columns.flatMap((column) => column.narrow ?? []).join(" ");
  return { "--cols-wide": `.875rem ${wide}`, "--cols-narrow": `.875rem ${narrow}` } as CSSProperties;
}

/** A column's head drops out and lines up with its cells, but is not drawn like them. */
function headClass(column: Column): string {
  const classes = (column.className ?? "").split(" ");
  return classes.filter((name) => name === "hide-narrow" || name === "num").join(" ");
}
