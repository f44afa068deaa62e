import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { LedgerAsk } from "~/bindings";
import { aLabel } from "~/test/print-rows";
import { showApp } from "~/test/screen";
import "~/features/ledger";
import "~/features/printing";
import { dayStart, readDay, writeDay } from "./days";

/** Five hundred labels, newest first. */
const ALL = Array.from({ length: 500 }, (_, at) => aLabel({ position: 500 - at, label: 500 - at }));

function open() {
  const asks: LedgerAsk[] = [];
  const host = showApp({
    path: "#/ledger",
    change: (fake) => {
      fake.on("print_ledger", (ask) => {
        asks.push(ask);
        const older = ALL.filter((row) => ask.before === null || row.label < ask.before);
        const found = older.filter((row) => row.trackingId.includes(ask.text));
        return { labels: found.slice(0, ask.count), all: found.length };
      });
      fake.on("print_ledger_export", () => ({
        document: 19,
        kind: "table",
        title: "Label ledger 2026-11-21, 500 labels",
        pages: 0,
        bytes: 90_000,
        madeAt: Date.now(),
        batch: null,
        path: "/sellers/a/opened/table-19.csv",
      }));
    },
  });
  return { asks, host, user: userEvent.setup() };
}

describe("the ledger", () => {
  it("reads older labels from the last one on as they come into sight", async () => {
    const { asks } = open();
    await screen.findByText("500 physical labels");
    const rows = screen.getByTestId("ledger-rows");
    // Near the end of the first two hundred rows of 32 pixels.
    Object.defineProperty(rows, "scrollTop", { value: 5_800, configurable: true });
    rows.dispatchEvent(new Event("scroll"));
    await waitFor(() => expect(asks.some((ask) => ask.before === 301)).toBe(true));
    expect(asks[0]).toMatchObject({ text: "", states: [], before: null, count: 200 });
  });

  it("narrows by words, by a state and to second copies", async () => {
    const { asks, user } = open();
    await user.type(await screen.findByTestId("ledger-search"), "FMPP221048520");
    await waitFor(() => expect(asks.at(-1)?.text).toBe("FMPP221048520"));
    await user.click(screen.getByTestId("ledger-again"));
    await waitFor(() => expect(asks.at(-1)?.again).toBe(true));
    await user.click(screen.getByTestId("ledger-state"));
    await user.click(await screen.findByTestId("ledger-state-asked"));
    await waitFor(() => expect(asks.at(-1)?.states).toEqual(["asked"]));
  });

  it("takes a day as it is written in India, and exports what the list finds", async () => {
    const { asks, user, host } = open();
    await user.type(await screen.findByTestId("ledger-day-input"), "21-11-2026{Enter}");
    await waitFor(() => expect(asks.at(-1)?.from).toBe(readDay("2026-11-21")));
    await user.click(screen.getByTestId("ledger-export"));
    await screen.findByTestId("export-made");
    const exported = host.calls.filter((call) => call.name === "print_ledger_export");
    expect(exported).toHaveLength(1);
    expect(exported[0]?.request).toMatchObject({ from: readDay("2026-11-21"), states: [], before: null });
  });

  it("opens a label's story beside the list", async () => {
    const { user } = open();
    await user.click((await screen.findAllByTestId("ledger-row"))[0] as HTMLElement);
    expect((await screen.findByTestId("label-story")).textContent).toContain("run 12, place 500");
  });

  it("means whole days of India", () => {
    const from = readDay("2026-11-21") ?? 0;
    expect(new Date(from).toISOString()).toBe("2026-11-20T18:30:00.000Z");
    expect(writeDay(from)).toBe("2026-11-21");
    expect(dayStart(20_778)).toBe(from);
    expect(readDay("")).toBeNull();
  });
});
