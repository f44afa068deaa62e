import { act, render } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { makeRows } from "~/test/fake-rows";
import { GridRow } from "./GridRow";
import { useGrid } from "./store";
import type { Column } from "./types";

const rows = makeRows(0).slice(0, 20);
const columns: Column[] = [{ id: "shipment", title: "Shipment", width: "1fr", cell: (row) => row.shipmentId }];
const nothing = () => undefined;

describe("a row of the grid", () => {
  let drawn: string[] = [];
  const onDraw = (id: string) => {
    drawn.push(id);
  };
  beforeEach(() => {
    useGrid.getState().enter("", String(Math.random()));
    useGrid.getState().chooseNone();
    render(
      <div role="grid">
        {rows.map((row, line) => (
          <GridRow
            key={row.shipmentId}
            line={line}
            row={row}
            columns={columns}
            offset={0}
            onPress={nothing}
            onTick={nothing}
            onDraw={onDraw}
          />
        ))}
      </div>,
    );
    drawn = [];
  });
  it("draws again alone when it is chosen", () => {
    const id = rows[3]?.shipmentId ?? "";
    act(() => useGrid.getState().choose([id], true));
    expect(drawn).toEqual([id]);
  });
  it("draws again with the one the cursor left, and no other", () => {
    act(() => useGrid.getState().moveTo(3, rows[3]?.shipmentId ?? ""));
    drawn = [];
    act(() => useGrid.getState().moveTo(4, rows[4]?.shipmentId ?? ""));
    expect(drawn.toSorted()).toEqual([rows[3]?.shipmentId, rows[4]?.shipmentId].toSorted());
  });
});
