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
import type { BatchPage as Page, BatchRow, Stage, StageCount } from "~/bindings";
import { makeClient, setHost } from "~/data";
import { runCommand } from "~/keys";
import { BatchPage } from "./BatchPage";

function stage(name: Stage, part: Partial<StageCount>): StageCount {
  return { stage: name, of: 0, done: 0, waiting: 0, refused: 0, unknown: 0, toCome: 0, ...part };
}

function row(id: string, part: Partial<BatchRow>): BatchRow {
  return {
    position: 1,
    shipmentId: id,
    sku: "TSH-BLK-M",
    units: 2,
    courier: null,
    trackingId: null,
    state: "PACKED",
    stage: "printed",
    outcome: "done",
    code: null,
    message: null,
    nextAt: null,
    blocked: null,
    needs: null,
    labelStale: false,
    waiting: null,
    ...part,
  };
}

/** Five chosen: one held, one refused when asked, one being checked, two printed. */
const PAGE: Page = {
  head: {
    batch: 41,
    title: "TSH-BLK-M",
    madeAt: 1_795_000_000_000,
    by: "desk 2",
    chosen: 5,
    went: 4,
    blocked: 1,
    paused: false,
    finished: false,
    stages: [
      stage("requested", { of: 4, done: 2, refused: 1, unknown: 1 }),
      stage("labelsReady", { of: 2, done: 2 }),
      stage("downloaded", { of: 2, done: 2 }),
      stage("printed", { of: 2, done: 2 }),
      stage("ready", { of: 2, toCome: 2 }),
    ],
    printFile: 7,
    printFileLabels: 2,
  },
  rows: [
    row("S1", {}),
    row("S2", {}),
    row("S3", {
      stage: "requested",
      state: "APPROVED",
      outcome: "refused",
      code: "INVALID_DIMENSION",
      message: "no breadth",
    }),
    row("S4", { stage: "requested", state: "APPROVED", outcome: "unknown" }),
    row("S5", { stage: "requested", state: "APPROVED", outcome: "didNotGo", blocked: { kind: "onHold" } }),
  ],
};

function open(page: Page = PAGE) {
  const calls: [string, unknown][] = [];
  setHost({
    call(name, request) {
      calls.push([name, request]);
      const replies: Record<string, unknown> = {
        batch: page,
        documents: { documents: [] },
        batch_retry: { queued: 1, outcomes: [] },
        dispatch_prepare: { check: { goes: ["S1", "S2"], units: 4, stays: [] } },
        dispatch_start: { queued: 2, outcomes: [] },
      };
      return Promise.resolve(replies[name] ?? {});
    },
    listen: () => () => undefined,
  });
  const root = createRootRoute();
  const routes = [
    createRoute({ getParentRoute: () => root, path: "/batch/$n", component: BatchPage }),
    createRoute({ getParentRoute: () => root, path: "/handover", component: () => <p>pickups</p> }),
  ];
  const router = createRouter({
    routeTree: root.addChildren(routes),
    history: createMemoryHistory({ initialEntries: ["/batch/41"] }),
  });
  render(
    <QueryClientProvider client={makeClient()}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  const asked = (name: string) => calls.filter(([called]) => called === name).map(([, request]) => request);
  return { asked, user: userEvent.setup() };
}

describe("a batch", () => {
  it("shows its five stages with what passed and what is to pass", async () => {
    open();
    const requested = await screen.findByTestId("stage-requested");
    expect(requested.dataset).toMatchObject({ done: "2", of: "4" });
    expect(requested.textContent).toContain("1 refused, 1 being checked");
    expect(screen.getByTestId("stage-ready").dataset).toMatchObject({ done: "0", of: "2" });
    expect(screen.getByText(/goes on if this window closes/)).toBeTruthy();
  });

  it("opens on what needs a look, with the marketplace's words", async () => {
    open();
    const rows = within(await screen.findByTestId("batch-rows")).getAllByTestId("batch-row");
    expect(rows.map((line) => line.dataset["shipment"])).toEqual(["S3", "S4"]);
    expect(rows[0]?.textContent).toContain("INVALID_DIMENSION: no breadth");
    expect(rows[1]?.textContent).toContain("being checked");
    expect(screen.getByText("1 did not go")).toBeTruthy();
  });

  it("asks again only for the stage that was refused", async () => {
    const { asked, user } = open();
    await user.click(await screen.findByTestId("ask-again-requested"));
    await waitFor(() => expect(asked("batch_retry")).toEqual([{ batch: 41, stage: "requested" }]));
  });

  it("marks ready after a check, and only what is printed", async () => {
    const { asked, user } = open();
    await user.click(await screen.findByTestId("mark-ready"));
    await user.click(await screen.findByTestId("mark-ready-confirm"));
    await waitFor(() => expect(asked("dispatch_start")).toEqual([{ selection: { kind: "ids", ids: ["S1", "S2"] } }]));
    expect(asked("dispatch_prepare")).toEqual([{ selection: { kind: "ids", ids: ["S1", "S2"] } }]);
  });

  it("says when it is finished, and then has nothing to pause", async () => {
    open({ ...PAGE, head: { ...PAGE.head, finished: true } });
    expect(await screen.findByTestId("batch-finished")).toBeTruthy();
    expect(screen.queryByTestId("batch-pause")).toBeNull();
  });

  it("goes to the courier with the manifest command", async () => {
    open();
    await screen.findByTestId("batch-title");
    act(() => void runCommand("manifest"));
    expect(await screen.findByText("pickups")).toBeTruthy();
  });

  it("marks a label that the order outgrew, and says to tear it up", async () => {
    open({ ...PAGE, rows: [row("S1", { labelStale: true }), row("S2", { labelStale: true, state: "CANCELLED" })] });
    const stale = await screen.findAllByTestId("label-stale");
    expect(stale, "a cancelled parcel says that first").toHaveLength(1);
    expect(screen.getByText(/^The order changed after its label was fetched/)).toBeInTheDocument();
  });

  it("says where an action stands that waits for the line, and why one was overtaken", async () => {
    const waits = { place: 3, of: 12, waitsFor: { kind: "line" } } as const;
    const code = { code: "CANCELLED", message: "It was cancelled. Take it out of the pile." };
    open({
      ...PAGE,
      rows: [
        row("S1", { stage: "requested", state: "APPROVED", outcome: "waiting", waiting: waits }),
        row("S2", { stage: "requested", state: "CANCELLED", outcome: "didNotGo", ...code }),
      ],
    });
    expect(await screen.findByText("3 of 12, waits for the line")).toBeInTheDocument();
    expect(screen.getByText("overtaken")).toBeInTheDocument();
    expect(screen.getByText("It was cancelled. Take it out of the pile.")).toBeInTheDocument();
  });
});
