import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { BoardAsk, LineValue } from "~/bindings";
import { fakeBoard, fakePolicies } from "~/test/fake-board";
import type { FakeHost } from "~/test/fake-host";
import { press as pressKey, showApp } from "~/test/screen";
import { fromIndia, toIndia } from "./Rewind";

const press = (key: string, change?: KeyboardEventInit) => act(() => pressKey(key, change));
const open = async (change?: Parameters<typeof showApp>[0]) => {
  const host = showApp({ path: "#/guardrails", ...change });
  await screen.findByTestId("board", {}, { timeout: 15_000 });
  return host;
};
const named = (name: string) => (call: { name: string }) => call.name === name;

/** A board some of whose lines stand otherwise. */
const told = (change: (value: LineValue) => LineValue) => (host: FakeHost) =>
  host.on("guardrail_board", (ask) => {
    const board = fakeBoard(ask, Date.now(), fakePolicies(), host.rows);
    const cards = board.cards.map((card) => ({ ...card, lines: card.lines.map(change) }));
    const crossed = cards.flatMap((card) => card.lines).filter((value) => value.standing === "crossed");
    return {
      ...board,
      daysCovered: 1,
      cards,
      headline: { ...board.headline, crossed, nearest: crossed[0] ?? null },
    };
  });

describe("the guardrails", { timeout: 30_000 }, () => {
  it("say the tier and its room in words, and the nearest line where that is another one", async () => {
    await open();
    const head = screen.getByTestId("headline");
    expect(head).toHaveTextContent(/^Gold, with room for 3 more cancellations until /);
    expect(head).toHaveTextContent("RTD breach, Suspension, 1 day: 2 more late units away.");
  });

  it("show each line by itself, nearest metric first, room as a count", async () => {
    await open();
    const sections = screen.getAllByTestId(/^metric-/).map((one) => one.dataset["testid"]);
    expect(sections.slice(0, 2)).toEqual(["metric-rtd-breach", "metric-seller-cancellation"]);
    expect(screen.getByTestId("line-gold-cancellation")).toHaveTextContent("Gold 0.15%, 90 days78 of 54,1203tight");
    expect(screen.getByTestId("line-suspension-reattempt-week")).toHaveTextContent("–too few");
    expect(screen.getByTestId("sureness-rtd-breach")).toHaveTextContent("12 of them are estimated.");
    expect(screen.getByTestId("sureness-rtd-breach")).toHaveTextContent("the total is our assumption");
  });

  it("lead from a number to its shipments, from there to one of them, and back with Esc", async () => {
    const user = userEvent.setup();
    const host = await open();
    await user.click(screen.getByTestId("room-seller-cancellation"));
    const panel = await screen.findByTestId("hits-panel");
    expect(host.calls.findLast(named("guardrail_hits"))?.request).toMatchObject({
      metric: "seller-cancellation",
      window: { days: 90 },
      day: null,
      measure: null,
      asOf: null,
    });
    const [first] = await within(panel).findAllByTestId("hit");
    if (first) await user.click(first);
    await screen.findByTestId("shipment-panel");
    await press("Escape");
    await waitFor(() => expect(screen.queryByTestId("shipment-panel")).toBeNull());
    expect(screen.getByTestId("hits-panel")).toBeInTheDocument();
    await press("Escape");
    await waitFor(() => expect(screen.queryByTestId("hits-panel")).toBeNull());
  });

  it("give the numbers of a chart as a table, each day leading to its shipments", async () => {
    const user = userEvent.setup();
    const host = await open();
    expect(screen.queryByTestId("numbers-table-rtd-breach")).toBeNull();
    await user.click(screen.getByTestId("numbers-rtd-breach"));
    const table = screen.getByTestId("numbers-table-rtd-breach");
    expect(within(table).getAllByRole("row").length).toBe(32);
    const [day] = within(table).getAllByRole("button");
    if (day) await user.click(day);
    await screen.findByTestId("hits-panel");
    expect(host.calls.findLast(named("guardrail_hits"))?.request).toMatchObject({ window: { days: 1 } });
  });

  it("open the check for what saves most with its number key", async () => {
    const host = await open();
    await press("2");
    expect(await screen.findByTestId("pack-dialog")).toBeInTheDocument();
    const prepared = host.calls.findLast(named("pack_prepare"))?.request as { selection: { ids: string[] } };
    expect(prepared.selection.ids).toHaveLength(7);
    expect(host.calls.some(named("pack_start")), "nothing goes before the check").toBe(false);
  });

  it("open the queue with the shipments chosen that packers are wanted for", async () => {
    await open();
    await press("1");
    await waitFor(() => expect(window.location.hash).toContain("/q/to-pack"));
    await waitFor(() => expect(screen.getByTestId("selection-count")).toHaveTextContent("61 selected"));
  });

  it("leave out held and not yet open ones, with the reason", async () => {
    await open();
    expect(screen.getByTestId("left-out")).toHaveTextContent("2 on hold, 40 upcoming");
  });

  it("stand beside how good their forecast has been", async () => {
    const host = await open();
    expect(screen.getByTestId("backtest")).toHaveTextContent("3.2 shipments off on average, 81 of 100");
    expect(host.calls.some(named("guardrail_board"))).toBe(true);
  });

  it("leave the tier and the sales out where one warehouse is chosen", async () => {
    await open();
    expect(screen.getByTestId("metric-sales")).toBeInTheDocument();
    cleanup();
    await open({ path: "#/guardrails?place=LOC2" });
    expect(screen.getByTestId("headline")).toHaveTextContent(/^Peenya, with room for /);
    expect(screen.getByTestId("headline")).not.toHaveTextContent(/Gold lines|sales/);
    expect(screen.queryByTestId("metric-sales")).toBeNull();
  });

  it("say what was compared, and offer it again", async () => {
    const user = userEvent.setup();
    await open({
      change: told((value) =>
        value.line.metric === "rtd-breach" ? { ...value, standing: "unsure", might: 40 } : value,
      ),
    });
    expect(screen.getByTestId("headline-compare")).toHaveTextContent("Compare with Seller Hub");
    await user.click(screen.getByTestId("headline-compare"));
    const file = new File(["Order ID,Breached\n"], "rts.csv", { type: "text/csv" });
    await user.upload(await screen.findByTestId("import-file"), file);
    await screen.findByTestId("import-result");
    await press("Escape");
    expect(await screen.findByTestId("headline-compared")).toHaveTextContent(
      /^Compared with Seller Hub’s RTS Breaches of .*: 19 of 21 rows matched\./,
    );
    expect(screen.getByTestId("headline-compare")).toHaveTextContent("Compare again");
    expect(screen.getByTestId("compare")).toHaveTextContent("Compare again");
  });

  it("count orders, another booking day, and one warehouse, as the address says", async () => {
    const user = userEvent.setup();
    const host = await open();
    await user.click(screen.getByTestId("place-LOC2"));
    await user.click(screen.getByTestId("counting"));
    await user.click(await screen.findByTestId("basis-orders"));
    await waitFor(() =>
      expect(host.calls.findLast(named("guardrail_board"))?.request).toMatchObject({
        location: "LOC2",
        basis: "orders",
      }),
    );
    expect(window.location.hash).toContain("place=LOC2");
  });

  it("are wound back to a past moment, say so, let nothing be done there, and come back", async () => {
    const user = userEvent.setup();
    const host = await open();
    await user.click(screen.getByTestId("rewind"));
    await screen.findByTestId("rewind-dialog");
    await user.click(screen.getByText("A week ago"));
    await user.click(screen.getByTestId("rewind-go"));
    expect(await screen.findByTestId("rewound")).toHaveTextContent("This is the past");
    expect(screen.getByTestId("todo")).toHaveTextContent("The past cannot be acted on.");
    expect(screen.queryByTestId("todo-do-1")).toBeNull();
    const wound = host.calls.findLast(named("guardrail_board"))?.request as BoardAsk | undefined;
    expect(Date.now() - (wound?.asOf ?? 0)).toBeGreaterThan(6.9 * 86_400_000);
    await user.click(screen.getByTestId("rewind-now"));
    await waitFor(() => expect(screen.queryByTestId("rewound")).toBeNull());
  });

  it("open wound back where the address says so", async () => {
    const at = Date.now() - 3 * 86_400_000;
    await open({ path: `#/guardrails?at=${at}` });
    expect(screen.getByTestId("rewound")).toBeInTheDocument();
  });

  it("compare a report of Seller Hub and take over the reading that explains it", async () => {
    const user = userEvent.setup();
    const host = await open();
    await user.click(screen.getByTestId("compare"));
    const file = new File(["Order ID,Breached\n"], "rts.csv", { type: "text/csv" });
    await user.upload(await screen.findByTestId("import-file"), file);
    const result = await screen.findByTestId("import-result");
    expect(host.calls.findLast(named("hub_import"))?.request).toEqual({
      name: "rts.csv",
      bytes: btoa("Order ID,Breached\n"),
    });
    expect(result).toHaveTextContent("19 of 21 rows matched");
    expect(result).toHaveTextContent("Minutes around the cut-off.");
    expect(within(result).getAllByTestId("diff")).toHaveLength(3);
    await user.click(screen.getByTestId("reading-use-0"));
    await waitFor(() =>
      expect(host.calls.filter(named("hub_adopt")).map((call) => call.request)).toEqual([{ id: 1, reading: 0 }]),
    );
    await user.click(screen.getByTestId("import-another"));
    expect(await screen.findByText("rts.csv")).toBeInTheDocument();
  });

  it("are exported as they stand on the screen, and saved", async () => {
    const user = userEvent.setup();
    const host = await open({ path: "#/guardrails?place=LOC1" });
    await user.click(screen.getByTestId("export"));
    await user.click(await screen.findByTestId("export-pdf"));
    await screen.findByTestId("export-made");
    expect(host.calls.filter(named("guardrail_export")).map((call) => call.request)).toMatchObject([
      { form: "pdf", board: { location: "LOC1" } },
    ]);
    await user.click(screen.getByTestId("export-save"));
    await user.click(await screen.findByTestId("save-confirm"));
    await waitFor(() => expect(host.calls.findLast(named("document_save"))?.request).toMatchObject({ document: 9 }));
  });

  it("have their lines edited in plain words, an own one added, and are set back", async () => {
    const user = userEvent.setup();
    const host = await open();
    await user.click(screen.getByTestId("edit-lines-link"));
    expect(await screen.findByTestId("reasons")).toHaveTextContent("anycannot_procure_itemthe seller’s");
    await user.click(await screen.findByTestId("limit-edit-gold-cancellation"));
    const percent = await screen.findByTestId("line-percent");
    await user.clear(percent);
    await user.type(percent, "0.155");
    await user.click(screen.getByTestId("line-keep"));
    expect(screen.getByText("A percentage above 0 and up to 100, with two decimals at most.")).toBeInTheDocument();
    await user.clear(percent);
    await user.type(percent, "0.2");
    await user.click(screen.getByTestId("line-keep"));
    await waitFor(() => expect(screen.getByTestId("limit-gold-cancellation")).toHaveTextContent("under 0.2%"));
    const put = host.calls.findLast(named("policies_put"))?.request as { lines: { id: string; limitBp: number }[] };
    expect(put.lines.find((line) => line.id === "gold-cancellation")?.limitBp).toBe(20);
    await user.click(screen.getByTestId("limit-on-gold-rtd"));
    await waitFor(() => expect(screen.getByTestId("limit-gold-rtd")).toHaveTextContent("Off"));
    await user.click(screen.getByTestId("limits-reset"));
    expect(host.calls.some(named("policies_reset")), "asks first").toBe(false);
    await user.click(screen.getByTestId("limits-reset-yes"));
    await waitFor(() => expect(screen.getByTestId("limit-gold-cancellation")).toHaveTextContent("under 0.15%"));
  });

  it("say what went wrong with a way on, and draw once it is gone", async () => {
    const user = userEvent.setup();
    let broken = true;
    showApp({
      path: "#/guardrails",
      change: (host) => {
        host.on("guardrail_board", (ask) => {
          if (!broken) return fakeBoard(ask, Date.now(), fakePolicies(), host.rows);
          throw Object.assign(new Error("busy"), {
            code: "STORE_BUSY",
            message: "The database is busy.",
            nextStep: "Try again.",
            shipmentIds: [],
            changed: "no",
            detail: null,
          });
        });
      },
    });
    await screen.findByText("The database is busy.");
    broken = false;
    await user.click(screen.getByText("Try again"));
    expect(await screen.findByTestId("headline")).toHaveTextContent("Gold, with room");
  });

  it("say from when on they count while there is nothing to judge, and which line is crossed", async () => {
    await open({ change: told((value) => ({ ...value, count: 0, of: 0, standing: "nothing" })) });
    expect(screen.getByTestId("headline")).toHaveTextContent(/^Nothing counted yetCounting from /);
    cleanup();
    await open({
      change: told((value) =>
        value.line.id === "suspension-rtd-1" ? { ...value, count: 23, room: -2, standing: "crossed" } : value,
      ),
    });
    expect(screen.getByTestId("headline-crossed")).toHaveTextContent(
      "RTD breach is over Suspension, 1 day: 2 units too many",
    );
    expect(screen.getByTestId("headline")).toHaveTextContent(/5 fall out of the window on .* All Gold lines hold/);
    expect(screen.getByTestId("line-suspension-rtd-1")).toHaveTextContent("−2crossed");
  });

  it("are reached with g g, carry their mark in the nav, and list alerts that are seen on opening", async () => {
    const host = showApp();
    await screen.findAllByTestId(/^row-/);
    expect(
      within(screen.getByTestId("nav-guardrails")).getByLabelText("little room left to a line"),
    ).toBeInTheDocument();
    expect(screen.getByTestId("open-alerts")).toHaveTextContent("2");
    await press("g");
    await press("l");
    const dialog = await screen.findByTestId("alerts-dialog");
    expect(await within(dialog).findAllByTestId("alert")).toHaveLength(4);
    expect(dialog).toHaveTextContent("2 will miss; 1 more packers fix it.");
    await waitFor(() =>
      expect(host.calls.filter(named("alert_seen")).map((call) => call.request)).toEqual([{ id: null }]),
    );
    await press("Escape");
    await waitFor(() => expect(screen.queryByTestId("alerts-dialog")).toBeNull());
    await press("g");
    await press("g");
    await waitFor(() => expect(window.location.hash).toContain("/guardrails"));
  });

  it("tell what leaving the chosen shipments would cost, in the bar and with w", async () => {
    const user = userEvent.setup();
    showApp();
    await screen.findAllByTestId(/^row-/);
    await press("j");
    await press("x");
    expect(await screen.findByTestId("if-not-sent")).toHaveTextContent("If not sent: room 2 → 1");
    await press("w");
    const dialog = await screen.findByTestId("what-if-dialog");
    expect(await within(dialog).findAllByTestId("change-table")).toHaveLength(2);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("what-if-dialog")).toBeNull());
  });
});

describe("a past moment", () => {
  it("is typed in India time", () => {
    expect(fromIndia("2026-11-21T14:48")).toBe(Date.parse("2026-11-21T09:18:00Z"));
    expect(toIndia(Date.parse("2026-11-21T09:18:00Z"))).toBe("2026-11-21T14:48");
    expect(fromIndia("yesterday")).toBeNull();
  });
});
