import { type MouseEvent, useSyncExternalStore } from "react";
import { GridRow } from "./GridRow";
import { GroupLine } from "./GroupLine";
import type { ViewLines } from "./lines";
import type { Column, GroupHead } from "./types";

export type LineProps = {
  line: number;
  lines: ViewLines;
  columns: readonly Column[];
  groupHead: GroupHead;
  offset: number;
  onPress: (event: MouseEvent, line: number, id: string) => void;
  onTick: (event: MouseEvent, line: number, id: string) => void;
};

/** Whatever stands on one line: a group head, a shipment, or the place of one that is being read. */
export function Line({ line, lines, columns, groupHead, offset, onPress, onTick }: LineProps) {
  const row = useSyncExternalStore(lines.subscribe, () => lines.at(line));
  if (!row) {
    return (
      <div className="row row--ahead" aria-hidden="true" style={{ transform: `translateY(${offset}px)` }}>
        <i />
      </div>
    );
  }
  if (row.kind === "group") {
    return <GroupLine line={line} group={row} lines={lines} head={groupHead} offset={offset} />;
  }
  return <GridRow line={line} row={row} columns={columns} offset={offset} onPress={onPress} onTick={onTick} />;
}
