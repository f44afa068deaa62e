import { type CSSProperties, type MouseEvent, useEffect, useMemo, useState } from "react";
import type { ViewHead } from "~/bindings";
import { takesText, useCommand } from "~/keys";
import { Folding, type Group } from "./folding";
import { useFolds } from "./folds";
import { toggleGroup } from "./GroupLine";
import type { ViewLines } from "./lines";
import { Rows } from "./Rows";
import { isChosen, nothing, tickOfView } from "./selection";
import { useGrid } from "./store";
import { TickBox } from "./TickBox";
import type { Column, GroupHead } from "./types";

type Props = {
  label: string;
  head: ViewHead;
  lines: ViewLines;
  /** Under which name it is kept what is folded. */
  foldKey: string;
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

/** The virtual table: sticky head, choice, cursor, keys. Knows rows and lines, not what a queue is. */
export function Grid({ label, head, lines, foldKey, columns, groupHead, onOpen }: Props) {
  // Kept as state: the rows can only measure once it is there.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [grid, setGrid] = useState<HTMLDivElement | null>(null);
  const tick = useGrid((state) => tickOfView(state.choice, head.shipments));
  const cursor = useGrid((state) => state.cursor?.line);
  const folded = useFolds((state) => state.byView[foldKey] ?? nothing);
  const folding = useMemo(() => new Folding(head.lines, head.groups, folded), [head.lines, head.groups, folded]);
  useEffect(() => {
    // Not while someone types: the search box narrows the very rows that are drawn here.
    if (!takesText(document.activeElement)) grid?.focus({ preventScroll: true });
  }, [grid]);

  async function extendTo(line: number) {
    const { anchor, cursor } = useGrid.getState();
    const from = anchor ?? cursor?.line ?? line;
    if (anchor === null) useGrid.getState().setAnchor(from);
    const [start, last] = from < line ? [from, line] : [line, from];
    const end = folding.endOf(last);
    // What is folded away may not have been read yet.
    const ids = lines.isRead(start, end) ? lines.idsBetween(start, end) : await lines.readIds(start, end - start + 1);
    useGrid.getState().choose(ids, true);
  }

  /** The head of an open group is passed over; a folded one is stood on, for it stands for what is in it. */
  function isPassed(shown: number): boolean {
    const line = folding.lineAt(shown);
    const group = folding.headAt(line);
    return group ? !group.folded : lines.at(line)?.kind === "group";
  }

  function move(step: number, extend = false) {
    const at = useGrid.getState().cursor;
    const from = at ? folding.shownAt(at.line) : -1;
    const last = folding.count - 1;
    let shown = Math.max(0, Math.min(last, from + step));
    const direction = Math.sign(step);
    while (isPassed(shown) && shown + direction >= 0 && shown + direction <= last) shown += direction;
    // The first line of all is a head: the one after it is meant.
    if (isPassed(shown) && shown < last) shown += 1;
    const line = folding.lineAt(shown);
    const row = lines.shipmentAt(line);
    if (!row && !folding.headAt(line)) return;
    if (extend) void extendTo(line);
    else useGrid.getState().setAnchor(null);
    useGrid.getState().moveTo(line, row?.shipmentId ?? null);
  }

  /** Folds or unfolds; a cursor that would be folded away steps to the head. */
  function fold(groups: readonly Group[], on: boolean) {
    const { cursor, moveTo } = useGrid.getState();
    const around = cursor ? folding.groupOf(cursor.line) : undefined;
    if (on && around && groups.includes(around)) moveTo(around.line, null);
    if (groups === folding.groups) useFolds.getState().foldAll(foldKey, on);
    else
      useFolds.getState().fold(
        foldKey,
        groups.map((group) => group.row.key),
        on,
      );
  }

  function foldAt(line: number) {
    const group = folding.headAt(line);
    if (group) fold([group], !group.folded);
  }

  function foldAtCursor() {
    const at = useGrid.getState().cursor;
    const group = at ? folding.groupOf(at.line) : undefined;
    if (group && !group.folded) fold([group], true);
  }

  function unfoldAtCursor() {
    const at = useGrid.getState().cursor;
    const group = at ? folding.headAt(at.line) : undefined;
    if (group?.folded) fold([group], false);
    else if (group) move(1);
  }

  /** Does something to the shipment under the cursor, or to the group whose head it is on. */
  function atCursor(deed: (line: number, id: string) => void, toGroup: (group: Group) => void) {
    return () => {
      const at = useGrid.getState().cursor;
      const group = at ? folding.headAt(at.line) : undefined;
      if (at?.id) deed(at.line, at.id);
      else if (group) toGroup(group);
    };
  }

  function press(event: MouseEvent, line: number, id: string) {
    const { moveTo } = useGrid.getState();
    // A button in a cell has its own job.
    if (event.target instanceof Element && event.target.closest("button, a")) return;
    if (event.shiftKey) void extendTo(line);
    else if (event.ctrlKey || event.metaKey) toggle(line, id);
    moveTo(line, id);
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) onOpen(id);
  }

  function pressTick(event: MouseEvent, line: number, id: string) {
    event.stopPropagation();
    if (event.shiftKey) void extendTo(line);
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
  useCommand("select", { run: atCursor(toggle, (group) => void toggleGroup(lines, group.line, group.row)) });
  useCommand("selectTo", {
    run: atCursor(
      (line) => void extendTo(line),
      (group) => void extendTo(group.line),
    ),
  });
  useCommand("open", {
    run: atCursor(
      (_line, id) => onOpen(id),
      (group) => foldAt(group.line),
    ),
  });
  const hasGroups = folding.groups.length > 0;
  useCommand("fold", hasGroups ? { run: foldAtCursor } : undefined);
  useCommand("unfold", hasGroups ? { run: unfoldAtCursor } : undefined);
  useCommand("foldAll", hasGroups ? { run: () => fold(folding.groups, true) } : undefined);
  useCommand("unfoldAll", hasGroups ? { run: () => fold(folding.groups, false) } : undefined);
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
          folding={folding}
          version={head.version}
          columns={columns}
          groupHead={groupHead}
          scroller={scroller}
          onPress={press}
          onTick={pressTick}
          onFold={foldAt}
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
