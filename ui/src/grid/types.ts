import type { ReactNode } from "react";
import type { GroupRow, ShipmentRow } from "~/bindings";

/** One column: its head and how it draws a row. */
export type Column = {
  id: string;
  title: string;
  /** Its share of the width, as a grid track. */
  width: string;
  /** Its share in a narrow window; none where it is dropped there. */
  narrow?: string;
  className?: string;
  cell: (row: ShipmentRow) => ReactNode;
};

/** How a group's head is drawn behind its box. */
export type GroupHead = (group: GroupRow) => ReactNode;
