import { memo, useSyncExternalStore } from "react";
import type { GroupRow } from "~/bindings";
import type { ViewLines } from "./lines";
import { tickOf } from "./selection";
import { useGrid } from "./store";
import { TickBox } from "./TickBox";
import type { GroupHead } from "./types";

type Props = { line: number; group: GroupRow; lines: ViewLines; head: GroupHead; offset: number };

/** Head of a group; its box stands for every shipment under it, also those not read yet. */
export const GroupLine = memo(function GroupLine({ line, group, lines, head, offset }: Props) {
  // Its tick depends on the lines below it, which may arrive later.
  useSyncExternalStore(lines.subscribe, () => lines.changes);
  const tick = useGrid((state) => tickOf(state.choice, lines.idsBetween(line + 1, line + group.shipments)));
  async function toggle() {
    const ids = await lines.readIds(line + 1, group.shipments);
    useGrid.getState().choose(ids, tick !== true);
  }
  return (
    <div
      className="group"
      role="row"
      aria-rowindex={line + 2}
      data-testid={`group-${group.key}`}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={() => void toggle()}
    >
      <span role="gridcell" className="tickcell" data-testid={`tick-group-${group.key}`}>
        <TickBox tick={tick} />
      </span>
      <span role="gridcell" className="g-title">
        {head(group)}
      </span>
    </div>
  );
});
