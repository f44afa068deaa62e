import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Watchdog } from "~/bindings";
import { press as pressKey, showApp } from "~/test/screen";
import { aLateLabel, aMissing, aPickup, aWatch } from "~/test/watch-rows";
import "~/features/watch";

const press = (key: string) => act(() => pressKey(key));
const MINUTE = 60_000;

function open(make: (now: number) => Partial<Watchdog>) {
  let read = 0;
  const host = showApp({
    path: "#/watch",
    change: (fake) => {
      const now = Date.now();
      const watch = aWatch(now, make(now));
      fake.on("watchdog", () => watch);
      fake.on("support_text", () => ({ text: "Label not generated\nS9", shipments: watch.labels.length }));
      fake.on("watchdog_look", () => {
        read += 1;
        return {};
      });
    },
  });
  return { host, user: userEvent.setup(), read: () => read };
}

describe("the RTD watch", { timeout: 20_000 }, () => {
  it("lists what is missing, and marks what nobody asked only after its check", async () => {
    const { host, user } = open((now) => ({
      rows: [
        aMissing(now, { shipmentId: "NA-1", missing: "neverAsked", did: "nothing", next: "person" }),
        aMissing(now, { shipmentId: "NA-2", missing: "neverAsked", did: "nothing", next: "person" }),
        aMissing(now, { shipmentId: "NR-1" }),
      ],
      pickups: [aPickup(now, { missing: 3, level: 60 })],
    }));
    expect(await screen.findAllByTestId("watch-row")).toHaveLength(3);
    await user.click(screen.getByTestId("watch-mark-all"));
    await screen.findByTestId("mark-ready-dialog");
    expect(host.calls.find((call) => call.name === "dispatch_prepare")?.request).toEqual({
      selection: { kind: "ids", ids: ["NA-1", "NA-2"] },
    });
    expect(host.calls.some((call) => call.name === "dispatch_start")).toBe(false);
  });

  it("reads a parcel again, opens it and moves with the keys", async () => {
    const { host, user } = open((now) => ({ rows: [aMissing(now, { shipmentId: "NR-1" })] }));
    const row = await screen.findByTestId("watch-row");
    await press("j");
    expect(row.getAttribute("aria-selected")).toBe("true");
    await press("Enter");
    await waitFor(() => expect(window.location.hash).toContain("open=NR-1"));
    await user.click(within(row).getByTestId("watch-read"));
    await waitFor(() =>
      expect(host.calls.find((call) => call.name === "shipment_read_back")?.request).toEqual({ shipmentId: "NR-1" }),
    );
  });

  it("narrows to a pickup and back", async () => {
    const { user } = open((now) => ({
      rows: [aMissing(now, { shipmentId: "E" }), aMissing(now, { shipmentId: "V", courier: "Vayu" })],
      pickups: [aPickup(now, { missing: 1, level: 60 }), aPickup(now, { courier: "Vayu", missing: 1, level: 60 })],
    }));
    await user.click(await screen.findByTestId("watch-pickup-Vayu"));
    expect(screen.getAllByTestId("watch-row").map((row) => row.dataset["shipment"])).toEqual(["V"]);
    await user.click(screen.getByTestId("watch-pickup-Vayu"));
    expect(screen.getAllByTestId("watch-row")).toHaveLength(2);
  });

  it("says what the quiet rests on when nothing is missing, and looks again when asked", async () => {
    const { user, read } = open((now) => ({ pickups: [aPickup(now, { from: now + 42 * MINUTE })] }));
    expect(await screen.findByText(/^All 12 parcels for the \d\d:\d\d pickup are counted$/)).toBeInTheDocument();
    await user.click(screen.getByTestId("watch-look-empty"));
    await waitFor(() => expect(read()).toBe(1));
  });

  it("does not call a pickup quiet whose count was never read", async () => {
    open((now) => ({ pickups: [aPickup(now, { counted: null })], countedAt: null }));
    expect(await screen.findByText("Nothing is missing")).toBeInTheDocument();
    expect(screen.queryByText(/are counted$/)).toBeNull();
  });

  it("shows labels that do not come where only they are missing, with a text for support", async () => {
    open((now) => ({ labels: [aLateLabel(now, {}), aLateLabel(now, { shipmentId: "S8", age: "never" })] }));
    const rows = await screen.findAllByTestId("late-row");
    expect(rows.map((row) => row.dataset["age"])).toEqual(["late", "never"]);
    expect(await screen.findByTestId("watch-support")).toBeInTheDocument();
  });
});
