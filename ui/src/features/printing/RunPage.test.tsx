import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { LabelRow, LabelScan, LabelState, PrintCheck } from "~/bindings";
import { makeClient, setHost } from "~/data";
import { offerScan, runCommand } from "~/keys";
import { RunPage } from "./RunPage";
import { aHead, aLabel, LAYOUT } from "~/test/print-rows";

/** Thirty sent, five to come, and the run stands still. */
const LABELS = Array.from({ length: 35 }, (_, at) =>
  aLabel({ position: at + 1, label: 101 + at, state: at < 30 ? "spooled" : "queued" }),
);

function check(part: Partial<PrintCheck>): PrintCheck {
  return { labels: [], goes: 0, needsReason: 0, needsLook: 0, stays: 0, changed: [], ...part };
}

function open(labels: LabelRow[] = LABELS, replies: Record<string, unknown> = {}) {
  const calls: [string, Record<string, unknown>][] = [];
  const states = [...new Set(labels.map((label) => label.state))];
  const counts = states.map((state: LabelState) => ({
    state,
    labels: labels.filter((label) => label.state === state).length,
  }));
  const printer = {
    printer: 3,
    name: "ZD230",
    station: "",
    route: { kind: "folder", path: "/tmp" },
    language: "zpl",
    dpi: 203,
    prints: ["labels"],
    layout: LAYOUT,
  };
  setHost({
    call(name, request) {
      calls.push([name, request as Record<string, unknown>]);
      const known: Record<string, unknown> = {
        print_run: { head: aHead({ labels: labels.length, counts }), labels },
        print_runs: { runs: [], asked: 0 },
        printers: { station: "desk 2", printers: [printer, { ...printer, printer: 4, name: "TE244" }], defaults: [] },
        print_ledger: { labels: [], all: 0 },
        print_stopped_at: { position: 17, confirmed: 17, spoiled: 13, waiting: 5 },
        print_go_on: { run: 13, labels: 18, stays: [] },
        print_start: { run: 14, labels: 2, stays: [] },
        print_confirm: { labels: 30 },
        print_check: check({ needsReason: 2 }),
        ...replies,
      };
      return Promise.resolve(known[name] ?? {});
    },
    listen: () => () => undefined,
  });
  const root = createRootRoute();
  const routes = [
    createRoute({ getParentRoute: () => root, path: "/printing/run/$n", component: RunPage }),
    createRoute({ getParentRoute: () => root, path: "/printing", component: () => <p>queue</p> }),
  ];
  const router = createRouter({
    routeTree: root.addChildren(routes),
    history: createMemoryHistory({ initialEntries: ["/printing/run/12"] }),
  });
  render(
    <QueryClientProvider client={makeClient()}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  const asked = (name: string) => calls.filter(([called]) => called === name).map(([, request]) => request);
  return { asked, user: userEvent.setup(), at: () => router.state.location.pathname };
}

describe("a run that stopped", () => {
  it("shows what becomes of every label before anything is sent, then goes on from the next one", async () => {
    const { asked, user, at } = open();
    await user.type(await screen.findByTestId("stopped-place"), "17");
    await user.click(screen.getByRole("radio", { name: "Jam" }));
    const plan = screen.getByTestId("stopped-plan");
    expect(plan.textContent).toContain("1–17 are there");
    expect(plan.textContent).toContain("18–30 printed again with the reason: jam");
    expect(plan.textContent).toContain("31–35 had not gone");
    expect(asked("print_stopped_at")).toEqual([]);
    await user.click(screen.getByTestId("print-from"));
    await waitFor(() => expect(at()).toBe("/printing/run/13"));
    expect(asked("print_stopped_at")).toEqual([
      { run: 12, lastGood: { kind: "place", position: 17 }, reason: "jam", words: "" },
    ]);
    expect(asked("print_go_on")).toMatchObject([{ run: 12, printer: 3 }]);
  });

  it("prints nothing again while nobody has said why", async () => {
    const { asked, user } = open();
    await user.type(await screen.findByTestId("stopped-place"), "17");
    const button = screen.getByTestId("print-from");
    expect(button.textContent).toBe("Print from 18");
    await user.click(button);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(button.title).toBe("Say first what happened");
    await user.click(screen.getByRole("radio", { name: "Something else" }));
    expect(button.title, "another reason needs words").toBe("Say it in a few words");
    expect(asked("print_stopped_at")).toEqual([]);
  });

  it("takes the last good label from the scanner, and says when it is not of this run", async () => {
    const { asked, user } = open();
    await screen.findByTestId("stopped-place");
    act(() => void offerScan("fmpp2210485217"));
    expect(screen.getByTestId<HTMLInputElement>("stopped-place").value).toBe("17");
    await user.click(screen.getByRole("radio", { name: "Roll ended" }));
    await user.click(screen.getByTestId("only-note"));
    await waitFor(() =>
      expect(asked("print_stopped_at")).toMatchObject([
        { lastGood: { kind: "scan", code: "FMPP2210485217" }, reason: "rollEnd" },
      ]),
    );
    expect(asked("print_go_on"), "only noted").toEqual([]);
    act(() => void offerScan("FMPP9999999999"));
    expect(await screen.findByText("FMPP9999999999 is not on a label of this run")).toBeTruthy();
  });

  it("takes the last good label from the list", async () => {
    const { user } = open();
    const line = (await screen.findAllByTestId("run-label")).find((row) => row.dataset["place"] === "9");
    await user.click(line as HTMLElement);
    expect(screen.getByTestId<HTMLInputElement>("stopped-place").value).toBe("9");
    expect(screen.getByTestId("print-from").textContent).toBe("Print from 10");
  });

  it("refuses a place the run does not have", async () => {
    const { user } = open();
    await user.type(await screen.findByTestId("stopped-place"), "36");
    expect(screen.getByText("This run has places up to 35")).toBeTruthy();
    expect(screen.getByTestId("print-from").getAttribute("aria-disabled")).toBe("true");
  });
});

describe("printing again", () => {
  it("of a range needs a reason, because it may be on paper", async () => {
    const { asked, user, at } = open();
    await user.type(await screen.findByTestId("choose-places"), "18-19{Enter}");
    await user.click(screen.getByTestId("sel-again"));
    const dialog = within(await screen.findByTestId("again-dialog"));
    const print = await dialog.findByTestId("again-print");
    await waitFor(() => expect(print.textContent).toBe("Print 2 labels"));
    await user.click(print);
    expect(asked("print_start")).toEqual([]);
    await user.click(dialog.getByRole("radio", { name: "Printed badly" }));
    await user.click(print);
    await waitFor(() => expect(at()).toBe("/printing/run/14"));
    expect(asked("print_start")).toMatchObject([
      { what: { kind: "labels", labels: [118, 119] }, reason: "badPrint", from: null, printer: 3 },
    ]);
  });

  it("says what cannot be printed and why, and asks for no reason where nothing is on paper", async () => {
    const row = {
      position: 1,
      shipmentId: "S1",
      orderId: "OD1",
      sku: "BED-BLU-K",
      skuUnits: 1,
      moreSkus: 0,
      courier: null,
      trackingId: null,
      document: null,
      page: 0,
      whyNot: "cancelled",
      copies: 0,
      state: null,
    };
    const { user } = open(LABELS, { print_check: check({ labels: [row] as never, goes: 1, stays: 1 }) });
    await user.type(await screen.findByTestId("choose-places"), "31-32{Enter}");
    await user.click(screen.getByTestId("sel-again"));
    const dialog = within(await screen.findByTestId("again-dialog"));
    expect((await dialog.findByTestId("again-check")).textContent).toContain("1 stays: cancelled");
    expect(dialog.queryByText("Why again?")).toBeNull();
    expect(dialog.getByTestId("again-print").getAttribute("aria-disabled")).toBeNull();
  });
});

describe("confirming", () => {
  it("all of a run is one press of its key", async () => {
    const { asked } = open();
    await screen.findByTestId("confirm-all");
    act(() => void runCommand("printConfirm"));
    await waitFor(() => expect(asked("print_confirm")).toEqual([{ which: { kind: "run", run: 12 } }]));
  });

  it("by scanning says of a changed order that its parcel must not travel", async () => {
    const scan: LabelScan = {
      shipmentId: "S4",
      label: aLabel({ position: 4, mustNotTravel: "stale" }),
      confirmed: true,
      stop: "stale",
    };
    const { asked } = open(LABELS, { print_scan: scan });
    await screen.findByTestId("confirm-all");
    act(() => void runCommand("printScan"));
    await screen.findByTestId("scan-panel");
    act(() => void offerScan("FMPP2210485204"));
    const verdict = await screen.findByTestId("scan-verdict");
    expect(verdict.dataset["stop"]).toBe("stale");
    expect(verdict.textContent).toContain("Stop: the order changed");
    expect(asked("print_scan")).toEqual([{ code: "FMPP2210485204" }]);
  });

  it("has nothing to confirm where nothing was sent", async () => {
    open([aLabel({ state: "queued" })]);
    expect((await screen.findByTestId("confirm-all")).getAttribute("aria-disabled")).toBe("true");
    expect(runCommand("printConfirm")).toBe(false);
  });
});

describe("stopping", () => {
  it("pauses with its key, and goes on with the same", async () => {
    const { asked } = open();
    await screen.findByTestId("pause-12");
    act(() => void runCommand("printPause"));
    await waitFor(() => expect(asked("print_pause")).toEqual([{ run: 12, paused: false }]));
  });
});

describe("labels that must not travel", () => {
  it("are named over the list and marked in it", async () => {
    const labels = [aLabel({ position: 1 }), aLabel({ position: 2, label: 102, mustNotTravel: "cancelled" })];
    open(labels);
    expect((await screen.findByTestId("must-not")).textContent).toContain("place 2");
    const line = screen.getAllByTestId("run-label")[1];
    expect(line?.textContent).toContain("cancelled");
    expect(line?.className).toContain("is-breached");
  });
});
