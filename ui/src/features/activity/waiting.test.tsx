import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { ActivityRow } from "~/bindings";
import { showApp } from "~/test/screen";
import "~/features/activity";

function aWaiting(id: number, of: number): ActivityRow {
  return {
    id,
    action: "pack",
    subject: { kind: "shipment", id: `S${id}` },
    batch: 41,
    state: "queued",
    outcome: "waiting",
    code: null,
    message: null,
    createdAt: Date.now() - 60_000,
    settledAt: null,
    lookedAt: null,
    nextAt: null,
    attempts: 0,
    waiting: { place: id, of, waitsFor: { kind: "line" } },
  };
}

/** Three actions wait without a line; the second one is gone by the time it is taken back. */
function open() {
  let rows = [1, 2, 3].map((id) => aWaiting(id, 3));
  const taken: number[] = [];
  showApp({
    path: "#/activity?show=waiting",
    change: (host) => {
      if (host.frame.status !== null) {
        host.frame.status.offlineSince = Date.now() - 240_000;
        host.frame.status.waiting = 3;
      }
      host.on("waiting_list", ({ start, count }) => ({
        rows: rows.slice(start, start + count),
        total: rows.length,
        offlineSince: host.frame.status?.offlineSince ?? null,
      }));
      host.on("activity_withdraw", ({ id }) => {
        if (id === 2) {
          const gone = { code: "NOT_ACTIONABLE", message: "It has gone.", nextStep: "", shipmentIds: [] };
          // oxlint-disable-next-line typescript/only-throw-error
          throw { ...gone, changed: "no", detail: null };
        }
        taken.push(id);
        rows = rows.filter((row) => row.id !== id);
        return {};
      });
    },
  });
  return { taken, user: userEvent.setup() };
}

describe("what waits without a line", { timeout: 20_000 }, () => {
  it("stands in its order with its place and what it waits for", async () => {
    open();
    const rows = await screen.findAllByTestId("waiting-row");
    expect(rows.map((row) => row.dataset["shipment"])).toEqual(["S1", "S2", "S3"]);
    expect(rows[1]).toHaveTextContent("2 of 3, waits for the line");
    expect(screen.getByTestId("waiting-offline")).toBeInTheDocument();
  });

  it("is taken back one by one, or all at once after a question; what has gone is told, not lost", async () => {
    const { taken, user } = open();
    await screen.findAllByTestId("waiting-row");
    await user.click(screen.getAllByTestId("activity-withdraw")[0] as HTMLElement);
    await waitFor(() => expect(taken).toEqual([1]));
    await user.click(screen.getByTestId("withdraw-all-open"));
    expect(taken, "nothing is taken back before the answer").toEqual([1]);
    await user.click(await screen.findByTestId("withdraw-all-confirm"));
    await waitFor(() => expect(taken).toEqual([1, 3]));
    expect(await screen.findByText(/^1 had gone already/)).toBeInTheDocument();
  });
});
