import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, configure, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { LabelCheck, LabelLayout, LabelPreviewAsk, PrintCheck, PrintStart, Printer, WhyNot } from "~/bindings";
import { makeClient, setHost } from "~/data";
import { runCommand } from "~/keys";
import { LabelsPage } from "./LabelsPage";

// The whole screen with its menus takes its time on a busy computer.
configure({ asyncUtilTimeout: 5000 });
vi.setConfig({ testTimeout: 20_000 });

const LAYOUT: LabelLayout = {
  paper: { kind: "label3x5" },
  up: 1,
  size: { kind: "big" },
  turn: "none",
  margin: 0,
  gap: 0,
  shiftRight: 0,
  shiftDown: 0,
  wholePage: false,
  strip: "{sku}",
  sort: ["sku", "courier"],
  skuOrder: [],
  reverse: false,
  separators: [],
  header: false,
  invoices: "ownFile",
  mode: "slim",
  snapBars: true,
};
const PRINTER: Printer = {
  printer: 4,
  name: "ZD230",
  station: "Desk 2",
  route: { kind: "tcp", host: "10.0.0.9", port: 9100 },
  language: "zpl",
  dpi: 203,
  prints: ["labels"],
  layout: LAYOUT,
};

function label(position: number, whyNot: WhyNot | null, part: Partial<LabelCheck> = {}): LabelCheck {
  return {
    position,
    shipmentId: `S${position}`,
    orderId: "OD1",
    sku: "BED-BLU-K",
    skuUnits: 1,
    moreSkus: 0,
    courier: "Ekart",
    trackingId: `FMPP${position}`,
    document: whyNot === "noLabel" ? null : 3,
    page: position,
    whyNot,
    copies: 0,
    state: null,
    ...part,
  };
}

const CHECK: PrintCheck = {
  labels: [
    label(1, "alreadyPrinted", { copies: 1, state: "confirmed" }),
    label(2, null),
    label(3, null),
    label(4, "shapeChanged", { courier: "Vayu" }),
    label(0, "stale", { shipmentId: "S9", trackingId: "FMPP9" }),
  ],
  goes: 2,
  needsReason: 1,
  needsLook: 1,
  stays: 1,
  changed: [{ courier: "Vayu", document: 8, page: 0, words: "The bars stand 14 mm lower.", labels: 1 }],
};

function open() {
  const calls: [string, unknown][] = [];
  const picture = "data:image/png;base64,AAAA";
  const replies: Record<string, (request: never) => unknown> = {
    batches: () => ({
      batches: [{ batch: 41, stages: [{ stage: "downloaded", of: 5, done: 5 }], printFile: null }],
    }),
    printers: () => ({ station: "Desk 2", printers: [PRINTER], defaults: [{ kind: "labels", printer: 4 }] }),
    settings_get: () => ({ layout: LAYOUT, deskName: "Desk 2" }),
    print_check: () => CHECK,
    label_crops: () => ({ crops: [], changed: [] }),
    document_page: () => ({ dataUrl: picture, pages: 9 }),
    label_preview: (ask: LabelPreviewAsk) => ({
      dataUrl: picture,
      frame: ask.frame ?? { x0: 191.3, y0: 462, x1: 403.9, y1: 813.5 },
      pageWidth: 595.3,
      pageHeight: 841.9,
      check: false,
      dotsWide: 609,
      dotsHigh: 1015,
      reads: true,
      words: "quiet zone 3.2 mm",
      trackingId: `FMPP${ask.page}`,
      courier: "Ekart",
    }),
    print_start: () => ({ run: 12, labels: 2, stays: [] }),
    print_run: () => ({
      head: {
        run: 12,
        labels: 2,
        printerName: "ZD230",
        state: "running",
        counts: [{ state: "spooled", labels: 1 }],
        note: null,
      },
      labels: [],
    }),
    print_ledger: () => ({ labels: [], all: 0 }),
  };
  setHost({
    call(name, request) {
      calls.push([name, request]);
      return Promise.resolve(replies[name]?.(request as never) ?? {});
    },
    listen: () => () => undefined,
  });
  const root = createRootRoute();
  const routes = [
    createRoute({ getParentRoute: () => root, path: "/labels/$n", component: LabelsPage }),
    createRoute({ getParentRoute: () => root, path: "/printing/run/$n", component: () => <p>run 12</p> }),
  ];
  const router = createRouter({
    routeTree: root.addChildren(routes),
    history: createMemoryHistory({ initialEntries: ["/labels/41"] }),
  });
  render(
    <QueryClientProvider client={makeClient()}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  const asked = <T,>(name: string) => calls.filter(([called]) => called === name).map(([, request]) => request as T);
  return { asked, user: userEvent.setup() };
}

describe("the labels of a batch", () => {
  it("stand in the order of printing, each with how it stands, and open where printing begins", async () => {
    open();
    const rows = await screen.findAllByTestId("label-row");
    expect(rows.map((row) => row.dataset["stand"])).toEqual(["printed", "next", "ready", "shapeChanged", "stale"]);
    expect(rows[1]).toHaveAttribute("aria-selected", "true");
    expect(screen.getByTestId("labels-print")).toHaveTextContent("Print from 2");
    await screen.findByText("AWB matches S2");
    expect(screen.getByTestId("label-chips")).toHaveTextContent("order unchanged since");
    expect(await screen.findByTestId("bars-verdict")).toHaveTextContent("bars readablequiet zone 3.2 mm");
    expect(screen.getByText("609 × 1,015 dots, 76 KB")).toBeInTheDocument();
  });

  it("are walked through with the keys, each with its own page", async () => {
    const { asked } = open();
    await screen.findAllByTestId("label-row");
    act(() => void runCommand("down"));
    await screen.findByText("AWB matches S3");
    act(() => void runCommand("bottom"));
    expect(await screen.findByText("order changed since")).toBeInTheDocument();
    expect(asked<{ page: number }>("document_page").map(({ page }) => page)).toEqual([2, 3, 0]);
  });

  it("ask for one more picture when a hand stops changing the layout, and keep nothing by themselves", async () => {
    const { asked, user } = open();
    await screen.findByTestId("bars-verdict");
    const before = asked("label_preview").length;
    const shift = screen.getByTestId("layout-shift-right");
    await user.clear(shift);
    await user.type(shift, "1.5");
    await waitFor(() => expect(asked<LabelPreviewAsk>("label_preview").at(-1)?.layout.shiftRight).toBe(15));
    expect(asked("label_preview").length).toBeLessThanOrEqual(before + 2);
    expect(asked("printer_put")).toEqual([]);
    await user.click(screen.getByTestId("layout-keep"));
    expect(asked<Printer>("printer_put")).toMatchObject([{ printer: 4, layout: { shiftRight: 15 } }]);
  });

  it("are ordered anew from the keyboard, and only the order is asked again", async () => {
    const { asked, user } = open();
    await screen.findByTestId("bars-verdict");
    const pictures = asked("label_preview").length;
    screen.getByTestId("order-courier").focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() =>
      expect(asked<{ layout: LabelLayout }>("print_check").at(-1)?.layout.sort).toEqual(["courier", "sku"]),
    );
    expect(screen.getByTestId("order-courier")).toHaveFocus();
    await user.keyboard("{Delete}");
    await user.selectOptions(screen.getByTestId("order-add"), "dispatchBy");
    await waitFor(() =>
      expect(asked<{ layout: LabelLayout }>("print_check").at(-1)?.layout.sort).toEqual(["sku", "dispatchBy"]),
    );
    expect(asked("label_preview")).toHaveLength(pictures);
  });

  it("are framed by hand with the arrows, kept for their courier", async () => {
    const { asked, user } = open();
    await screen.findByText("AWB matches S2");
    await user.click(screen.getByTestId("frame-draw"));
    expect(screen.getByTestId("frame-handle")).toHaveFocus();
    await user.keyboard("{ArrowRight}{ArrowRight}{Shift>}{ArrowDown}{/Shift}");
    expect(screen.getByTestId("frame-left")).toHaveValue("68.5");
    expect(screen.getByTestId("frame-height")).toHaveValue("124.5");
    await user.click(screen.getByTestId("frame-keep"));
    const [kept] = asked<{ courier: string; frame: { x0: number } }>("label_crop_put");
    expect(kept?.courier).toBe("Ekart");
    expect(kept?.frame.x0).toBeCloseTo(191.3 + 2.83, 1);
    await waitFor(() => expect(screen.queryByTestId("frame-tools")).toBeNull());
  });

  it("wait where their courier's pages changed, until somebody looked", async () => {
    const { asked, user } = open();
    const banner = await screen.findByTestId("shape-Vayu");
    expect(banner).toHaveTextContent("The bars stand 14 mm lower.");
    await user.click(within(banner).getByTestId("shape-look"));
    await user.click(await screen.findByTestId("shape-agree"));
    expect(asked("label_shape_agree")).toEqual([{ courier: "Vayu" }]);
  });
});

describe("printing them", () => {
  it("says what goes, what stays and why, before anything is printed", async () => {
    const { asked, user } = open();
    await screen.findAllByTestId("label-row");
    await act(async () => void runCommand("labels"));
    const rows = await screen.findAllByTestId("print-goes-row");
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining("2BED-BLU-K × 1S2"),
      expect.stringContaining("3BED-BLU-K × 1S3"),
    ]);
    expect(screen.getByTestId("print-group-stale")).toHaveTextContent("1 label is stale");
    expect(screen.getByTestId("print-group-stale")).toHaveTextContent("the new label is being fetched");
    expect(within(screen.getByTestId("print-group-stale")).queryByRole("checkbox")).toBeNull();
    expect(asked("print_start")).toEqual([]);
    await user.click(screen.getByTestId("print-confirm"));
    expect(asked<PrintStart>("print_start")).toMatchObject([
      { what: { kind: "batch", batch: 41 }, printer: 4, layout: null, reason: null, from: null, hasLooked: false },
    ]);
    expect(await screen.findByTestId("print-progress")).toHaveTextContent("1 of 2");
    await user.click(screen.getByTestId("print-open-run"));
    expect(await screen.findByText("run 12")).toBeInTheDocument();
  });

  it("prints again only with a reason, in words where it is none of the usual ones", async () => {
    const { asked, user } = open();
    await screen.findAllByTestId("label-row");
    await act(async () => void runCommand("labels"));
    await user.click(await screen.findByTestId("print-again"));
    expect(screen.getByTestId("print-from")).toHaveValue("1");
    await user.selectOptions(screen.getByTestId("print-reason"), "other");
    await user.click(screen.getByTestId("print-confirm"));
    expect(asked("print_start")).toEqual([]);
    await user.type(screen.getByTestId("print-words"), "wet");
    await user.clear(screen.getByTestId("print-from"));
    await user.type(screen.getByTestId("print-from"), "2");
    await user.type(screen.getByTestId("print-stop-after"), "2");
    await user.click(screen.getByTestId("print-looked"));
    expect(screen.getByTestId("print-confirm")).toHaveTextContent("Print 3 on ZD230");
    await user.click(screen.getByTestId("print-confirm"));
    expect(asked<PrintStart>("print_start")).toMatchObject([
      { reason: "other", words: "wet", from: 2, stopAfter: 2, hasLooked: true },
    ]);
  });
});
