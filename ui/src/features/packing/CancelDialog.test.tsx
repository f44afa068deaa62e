import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { CancelCheck } from "~/bindings";
import { makeClient, setHost } from "~/data";
import { CancelDialog } from "./CancelDialog";

const CHECK: CancelCheck = {
  goes: ["S1", "S2"],
  units: 2,
  skus: ["LIN-OFF-40"],
  cancelled7d: 6,
  approved7d: 4310,
  stays: [],
};

function open() {
  const sent = vi.fn<(name: string, request: unknown) => void>();
  setHost({
    call(name, request) {
      sent(name, request);
      return Promise.resolve(name === "cancel_prepare" ? CHECK : { queued: 2, outcomes: [] });
    },
    listen: () => () => undefined,
  });
  const onClose = vi.fn<() => void>();
  render(
    <QueryClientProvider client={makeClient()}>
      <CancelDialog selection={{ kind: "ids", ids: ["S1", "S2"] }} onClose={onClose} />
    </QueryClientProvider>,
  );
  const cancelled = () => sent.mock.calls.filter(([name]) => name === "cancel_start").map(([, request]) => request);
  return { cancelled, onClose, user: userEvent.setup() };
}

describe("cancelling", () => {
  it("shows its price before anything can be pressed", async () => {
    open();
    const price = await screen.findByTestId("cancel-price");
    expect(price.textContent).toContain("6 of 4,310 → 8 of 4,310 units in 7 days, as seen by this computer");
    expect(screen.getByText(/cannot be undone/)).toBeTruthy();
    expect(screen.getByText("LIN-OFF-40")).toBeTruthy();
  });

  it("stays locked with a reason alone, and with a confirmation alone", async () => {
    const { cancelled, user } = open();
    await screen.findByTestId("cancel-price");
    const button = screen.getByTestId("cancel-confirm");
    await user.click(screen.getByLabelText("Not enough in stock"));
    await user.click(button);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(button.title).toBe("Type CANCEL 2 or tick the box");
    expect(cancelled()).toEqual([]);
  });

  it("stays locked with the wrong count typed", async () => {
    const { cancelled, user } = open();
    await screen.findByTestId("cancel-price");
    await user.click(screen.getByLabelText("The item cannot be got"));
    await user.type(screen.getByTestId("cancel-word"), "CANCEL 3");
    await user.click(screen.getByTestId("cancel-confirm"));
    expect(cancelled()).toEqual([]);
  });

  it("goes once reason and word are there, with exactly the checked shipments", async () => {
    const { cancelled, onClose, user } = open();
    await screen.findByTestId("cancel-price");
    await user.type(screen.getByTestId("cancel-word"), "cancel 2");
    expect(screen.getByTestId("cancel-confirm").getAttribute("aria-disabled"), "no reason yet").toBe("true");
    await user.click(screen.getByLabelText("The item cannot be got"));
    await user.click(screen.getByTestId("cancel-confirm"));
    await waitFor(() => expect(cancelled()).toEqual([{ ids: ["S1", "S2"], reason: "cannot_procure_item" }]));
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  });

  it("takes a tick for the typed word, and names the count on the button", async () => {
    const { cancelled, user } = open();
    await screen.findByTestId("cancel-price");
    expect(screen.getByTestId("cancel-confirm").textContent).toBe("Cancel 2 units");
    await user.click(screen.getByLabelText("A business order"));
    await user.click(screen.getByTestId("cancel-tick"));
    await user.click(screen.getByTestId("cancel-confirm"));
    await waitFor(() => expect(cancelled()).toHaveLength(1));
  });
});
