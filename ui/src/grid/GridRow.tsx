import { type MouseEvent, memo, useEffect } from "react";
import type { ShipmentRow } from "~/bindings";
import { markFirstRows } from "./first-rows";
import { isChosen } from "./selection";
import { useGrid } from "./store";
import { TickBox } from "./TickBox";
import type { Column } from "./types";

type Props = {
  line: number;
  row: ShipmentRow;
  columns: readonly Column[];
  offset: number;
  onPress: (event: MouseEvent, line: number, id: string) => void;
  onTick: (event: MouseEvent, line: number, id: string) => void;
  /** Called each time it draws; for tests that count. */
  onDraw?: ((id: string) => void) | undefined;
};

const edge = { calm: "", urgent: "is-urgent", late: "is-breached" } as const;

/** One shipment. Listens to its own choice and to the cursor on its own line, and to nothing else. */
export const GridRow = memo(function GridRow({ line, row, columns, offset, onPress, onTick, onDraw }: Props) {
  const chosen = useGrid((state) => isChosen(state.choice, row.shipmentId));
  const isCursor = useGrid((state) => state.cursor?.line === line);
  onDraw?.(row.shipmentId);
  useEffect(markFirstRows, []);
  return (
    <div
      className={`row ${edge[row.pressure]} ${isCursor ? "is-cursor" : ""}`}
      role="row"
      id={`line-${line}`}
      aria-rowindex={line + 2}
      aria-selected={chosen}
      data-testid={`row-${row.shipmentId}`}
      style={{ transform: `translateY(${offset}px)` }}
      onClick={(event) => onPress(event, line, row.shipmentId)}
    >
      <span
        role="gridcell"
        className="tickcell"
        data-testid={`tick-${row.shipmentId}`}
        onClick={(event) => onTick(event, line, row.shipmentId)}
      >
        <TickBox tick={chosen} />
      </span>
      {columns.map((column) => (
        <span key={column.id} role="gridcell" className={column.className}>
          {column.cell(row)}
        </span>
      ))}
    </div>
  );
});
