import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { ShipmentRow } from "~/bindings";
import { makeClient, setHost } from "~/data";
import { fakeHost } from "~/test/fake-host";
import { CancelDialog } from "./CancelDialog";

/** Opens the dialog over the first shipments that together have so many units. */
function open(units: number, isPriced = true) {
  const host = fakeHost(Date.now());
  const rows: ShipmentRow[] = host.rows.filter((row) => row.units === 1).slice(0, units);
  const ids = rows.map((row) => row.shipmentId);
  if (!isPriced) {
    host.on("what_if", () => {
      throw Object.assign(new Error("no"), {
        code: "STORE_BUSY",
        message: "The database is busy.",
        nextStep: "Try again.",
        shipmentIds: [],
        changed: "no",
        detail: null,
      });
    });
  }
  setHost(host);
  const onClose = vi.fn<() => void>();
  render(
    <QueryClientProvider client={makeClient()}>
      <CancelDialog selection={{ kind: "ids", ids }} onClose={onClose} />
    </QueryClientProvider>,
  );
  const cancelled = () => host.calls.filter((call) => call.name === "cancel_start").map((call) => call.request);
  return { cancelled, onClose, ids, user: userEvent.setup() };
}

const button = () => screen.getByTestId("cancel-confirm");
const choose = (user: ReturnType<typeof userEvent.setup>, value: string) =>
  user.selectOptions(screen.getByTestId("cancel-reason"), value);

describe("cancelling", () => {
  it("shows its price on every line before anything can be pressed", async () => {
    open(2);
    const price = await screen.findByTestId("cancel-price");
    expect(price).toHaveTextContent("Still inside Gold, with room for 1 more cancellation");
    expect(price).toHaveTextContent("80 of 54,120 units approved in 90 days; the 82nd crosses Gold.");
    const rows = within(screen.getByTestId("change-table")).getAllByRole("row").slice(1);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toHaveTextContent("Gold under 0.15%, 90 days78 of 54,12031tight");
    expect(screen.getByText(/cannot be undone/)).toBeInTheDocument();
    expect(button()).toHaveAttribute("aria-disabled", "true");
  });

  it("names the day it is booked on, the own budget and what could be done instead", async () => {
    open(1);
    await screen.findByTestId("cancel-price");
    expect(screen.getByText(/2 left of the 3 you allow yourself; 1 after this/)).toBeInTheDocument();
    expect(screen.getByText(/the day of approval, so the figure of that day changes/)).toBeInTheDocument();
    expect(screen.getByText(/12 other shipments are not touched/)).toBeInTheDocument();
    expect(screen.getByTestId("cancel-instead")).toBeInTheDocument();
  });

  it("stays locked without a reason", async () => {
    const { cancelled, user } = open(2);
    await screen.findByTestId("cancel-price");
    await user.click(button());
    expect(button().title).toBe("Choose the reason first");
    expect(cancelled()).toEqual([]);
  });

  it("goes with a reason alone while no line is crossed, with exactly the checked shipments", async () => {
    const { cancelled, onClose, ids, user } = open(3);
    await screen.findByTestId("cancel-price");
    await choose(user, "cannot_procure_item");
    expect(button()).toHaveTextContent("Cancel 3 units");
    await user.click(button());
    await waitFor(() => expect(cancelled()).toEqual([{ ids, reason: "cannot_procure_item" }]));
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  });

  it("asks a second time where a line is crossed, and takes nothing but the word", async () => {
    const { cancelled, ids, user } = open(4);
    expect(await screen.findByTestId("cancel-price")).toHaveTextContent("This crosses Gold");
    await choose(user, "not_enough_inventory");
    await user.click(button());
    expect(cancelled(), "the first press only asks").toEqual([]);
    const word = await screen.findByTestId("cancel-word");
    await user.type(word, "CANCEL 3");
    await user.click(button());
    expect(cancelled(), "the wrong count").toEqual([]);
    await user.clear(word);
    await user.type(word, "cancel 4");
    await user.click(button());
    await waitFor(() => expect(cancelled()).toEqual([{ ids, reason: "not_enough_inventory" }]));
  });

  it("asks a second time where the price could not be counted", async () => {
    const { cancelled, user } = open(1, false);
    await screen.findByText("The database is busy.");
    await choose(user, "b2b_order");
    await user.click(button());
    await user.type(await screen.findByTestId("cancel-word"), "CANCEL 1");
    expect(cancelled()).toEqual([]);
    await user.click(button());
    await waitFor(() => expect(cancelled()).toHaveLength(1));
  });
});
