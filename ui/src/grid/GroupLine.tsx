import { type MouseEvent, memo, useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { GroupRow } from "~/bindings";
import { Icon } from "~/components";
import type { ViewLines } from "./lines";
import { type Choice, tickOf } from "./selection";
import { useGrid } from "./store";
import { TickBox } from "./TickBox";
import type { GroupHead } from "./types";

type Props = {
  line: number;
  group: GroupRow;
  /** `null` where it cannot be folded: the view has too many groups. */
  folded: boolean | null;
  lines: ViewLines;
  head: GroupHead;
  offset: number;
  onFold: (line: number) => void;
};

/** Chooses every shipment under a head, also those not read yet, or lets them go where all are chosen. */
export async function toggleGroup(lines: ViewLines, line: number, group: GroupRow): Promise<void> {
  const ids = await lines.readIds(line + 1, group.shipments);
  const { choice, choose } = useGrid.getState();
  choose(ids, tickOf(choice, ids) !== true);
}

function tickOfGroup(choice: Choice, ids: readonly string[]): boolean | "mixed" {
  // Where nothing was named one by one, nothing needs to be read to know.
  return choice.ids.size === 0 ? choice.all : tickOf(choice, ids);
}

/** Head of a group; its box stands for every shipment under it. */
export const GroupLine = memo(function GroupLine({ line, group, folded, lines, head, offset, onFold }: Props) {
  const { t } = useTranslation();
  // Its tick depends on the lines below it, which may arrive later.
  useSyncExternalStore(lines.subscribe, () => lines.changes);
  const last = line + group.shipments;
  const tick = useGrid((state) => tickOfGroup(state.choice, lines.idsBetween(line + 1, last)));
  const isCursor = useGrid((state) => state.cursor?.line === line);
  const isNamed = useGrid((state) => state.choice.ids.size > 0);
  // Folded away, they are not read for showing; the box needs them once some are chosen by name.
  const needsIds = isNamed && folded === true;
  useEffect(() => (needsIds ? lines.hold([line + 1, last]) : undefined), [needsIds, lines, line, last]);
  function pressFold(event: MouseEvent) {
    event.stopPropagation();
    onFold(line);
  }
  return (
    <div
      className={isCursor ? "group is-cursor" : "group"}
      role="row"
      id={`line-${line}`}
      aria-rowindex={line + 2}
      data-testid={`group-${group.key}`}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={() => void toggleGroup(lines, line, group)}
    >
      <span role="gridcell" className="tickcell" data-testid={`tick-group-${group.key}`}>
        <TickBox tick={tick} />
      </span>
      <span role="gridcell" className="g-title">
        {folded === null ? null : (
          <button
            type="button"
            className="g-fold"
            tabIndex={-1}
            aria-expanded={!folded}
            aria-label={t(folded ? "command.unfold" : "command.fold")}
            data-testid={`fold-${group.key}`}
            // The keys stay with the grid.
            onMouseDown={(event) => event.preventDefault()}
            onClick={pressFold}
          >
            <Icon name={folded ? "right" : "down"} />
          </button>
        )}
        {head(group)}
      </span>
    </div>
  );
});
