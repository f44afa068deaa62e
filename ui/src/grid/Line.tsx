import { type MouseEvent, useSyncExternalStore } from "react";
import type { Folding } from "./folding";
import { GridRow } from "./GridRow";
import { GroupLine } from "./GroupLine";
import type { ViewLines } from "./lines";
import type { Column, GroupHead } from "./types";

export type LineProps = {
  line: number;
  lines: ViewLines;
  folding: Folding;
  columns: readonly Column[];
  groupHead: GroupHead;
  offset: number;
  onPress: (event: MouseEvent, line: number, id: string) => void;
  onTick: (event: MouseEvent, line: number, id: string) => void;
  onFold: (line: number) => void;
};

/** Whatever stands on one line: a group head, a shipment, or the place of one that is being read. */
export function Line({ line, lines, folding, columns, groupHead, offset, onPress, onTick, onFold }: LineProps) {
  const row = useSyncExternalStore(lines.subscribe, () => lines.at(line));
  const group = folding.headAt(line);
  const head = group?.row ?? (row?.kind === "group" ? row : undefined);
  if (head) {
    return (
      <GroupLine
        line={line}
        group={head}
        folded={group?.folded ?? null}
        lines={lines}
        head={groupHead}
        offset={offset}
        onFold={onFold}
      />
    );
  }
  if (row?.kind !== "shipment") {
    return (
      <div className="row row--ahead" aria-hidden="true" style={{ transform: `translateY(${offset}px)` }}>
        <i />
      </div>
    );
  }
  return <GridRow line={line} row={row} columns={columns} offset={offset} onPress={onPress} onTick={onTick} />;
}
