import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { AttemptStart, Selection, Sending } from "~/bindings";
import { makeClient, setHost } from "~/data";
import { fakeHost } from "~/test/fake-host";
import { OwnDialog } from "./OwnDialog";

const selection: Selection = { kind: "ids", ids: ["S1", "S2", "S3"] };
const check = {
  goes: ["S1", "S2"],
  units: 2,
  stays: [{ shipmentId: "S3", sku: "MUG", why: { kind: "onHold" } as const }],
};

function open(deed: "selfDispatch" | "attempt" | "delivery") {
  const sent: Sending[] = [];
  const told: AttemptStart[] = [];
  const host = fakeHost(Date.now());
  const partners = [{ name: "Own fleet", code: "OWNFLEET" }];
  host.on("partners", () => ({ partners, readAt: Date.now() }));
  host.on("self_dispatch_prepare", () => ({ check }));
  host.on("delivery_prepare", () => ({ check }));
  host.on("self_dispatch_start", (sending) => {
    sent.push(sending);
    return { queued: 2, outcomes: [] };
  });
  host.on("attempt_start", (attempt) => {
    told.push(attempt);
    return { queued: 2, outcomes: [] };
  });
  setHost(host);
  const onClose = vi.fn<() => void>();
  render(
    <QueryClientProvider client={makeClient()}>
      <OwnDialog deed={deed} selection={selection} onClose={onClose} />
    </QueryClientProvider>,
  );
  return { sent, told, onClose, user: userEvent.setup() };
}

describe("parcels of the seller's own courier", { timeout: 20_000 }, () => {
  it("are sent with a courier, a day and a number of their own; what stays is told with its reason", async () => {
    const { user, sent, onClose } = open("selfDispatch");
    const [first, second] = await screen.findAllByTestId("own-send-tracking");
    expect(screen.getByText("on hold")).toBeInTheDocument();
    await user.type(first as HTMLElement, "A1");
    await user.type(second as HTMLElement, "A1");
    const confirm = screen.getByTestId("own-send-confirm");
    expect(confirm, "two parcels never share a number").toHaveAttribute("aria-disabled", "true");
    await user.type(second as HTMLElement, "2");
    await user.click(confirm);
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(sent[0]?.partner.code).toBe("OWNFLEET");
    expect(sent[0]?.parcels.map((one) => one.trackingId)).toEqual(["A1", "A12"]);
  });

  it("were not in vain tomorrow", async () => {
    const { user, told, onClose } = open("attempt");
    const again = await screen.findByTestId("own-attempt-again");
    await user.clear(again);
    await user.type(again, "01-01-2020");
    const confirm = screen.getByTestId("own-attempt-confirm");
    expect(confirm, "nobody comes again before he was there").toHaveAttribute("aria-disabled", "true");
    await user.clear(again);
    await user.type(again, "01-01-2099");
    await user.click(confirm);
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(told[0]).toMatchObject({ ids: ["S1", "S2"], reason: "customerNotAvailable" });
  });
});
