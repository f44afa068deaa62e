import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { SelectionSum } from "~/bindings";
import { makeClient, setHost } from "~/data";
import { fakeHost } from "~/test/fake-host";
import { SelectionBar } from "./SelectionBar";

const two: SelectionSum = {
  shipments: 2,
  units: 2,
  value: 200_000,
  canPack: 0,
  canDispatch: 0,
  canCancel: 2,
  canSelfDispatch: 2,
  canTellDelivery: 0,
  stays: [{ why: { kind: "selfShip" }, shipments: 2 }],
};

function open(sum: SelectionSum) {
  const host = fakeHost(Date.now());
  host.on("selection_sum", () => sum);
  setHost(host);
  const press = vi.fn<() => void>();
  render(
    <QueryClientProvider client={makeClient()}>
      <SelectionBar
        queue="toPack"
        selection={{ kind: "ids", ids: ["S1", "S2"] }}
        chosen={2}
        onDeed={press}
        onWhatIf={press}
        onPickList={press}
        pickListBusy={false}
      />
    </QueryClientProvider>,
  );
}

describe("what stays of a choice", () => {
  it("is no news where all of it goes with the seller's own courier", async () => {
    open(two);
    await screen.findByText("Send with own courier 2");
    expect(screen.queryByText(/stay/)).toBeNull();
  });

  it("is told where some of it can be packed", async () => {
    open({ ...two, shipments: 3, canPack: 1 });
    expect(await screen.findByText(/2 stay/)).toBeInTheDocument();
  });
});
