// Takes the pictures in docs/screenshots/: each screen, light and dark, in the real window on a practice marketplace whose
// world is made from one seed. Run by ./dev screenshots.

import { createServer } from "node:net";
import { join } from "node:path";
import { Key, openDesk, ROOT, TO_PACK } from "./harness.mjs";
import { openLine } from "./line.mjs";

const FOLDER = join(ROOT, "docs/screenshots");
const WORLD = "orders=500,rate=0,seed=20,label-delay-ms=3000";
/** Sellers of known standing, at an hour and a quarter before a cut-off: Sunday 22 November 2026, 14:47 in India. */
const STANDING = "rate=0,seed=1,epoch=1795339020000,tells-time=true";
const SCENARIOS = [
  ["gold-at-risk", "guardrails-at-risk"],
  ["small-seller", "guardrails-small"],
  ["gold-and-suspended", "guardrails-suspended"],
];
/** By custom, where label printers on a network listen. */
const PRINTER_PORT = 9100;

const say = (text) => process.stdout.write(`${text}\n`);

async function both(desk, name) {
  for (const theme of ["light", "dark"]) {
    await desk.theme(theme);
    await desk.closeNotices();
    // Two frames: one to restyle, one to paint.
    await desk.runAsync("await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    await desk.screenshot(join(FOLDER, `${name}-${theme}.png`));
  }
  say(`${name}`);
}

/** The first start, before there is any seller. */
async function firstStart() {
  const desk = await openDesk({ practice: false });
  try {
    await desk.resize(1280, 720);
    await desk.find("start-practice");
    await both(desk, "first-start");
  } finally {
    await desk.close();
  }
}

async function rowsAreThere(desk) {
  await desk.until("rows are drawn", () => desk.count('[data-testid^="row-"]'), 120_000);
}

/** The first two dozen of To pack through a batch, to the print file. */
async function batch(desk) {
  const made = await desk.rpc("pack_start", {
    selection: { kind: "view", spec: TO_PACK, except: [], first: 24 },
    clientKey: "screenshots",
    title: "First pickup",
  });
  await go(desk, `/batch/${made.batch}`);
  await desk.find("batch-title");
  await both(desk, "batch-running");
  // The practice marketplace lets a few labels take long, as the real one does.
  await desk.until(
    "most labels are here",
    async () => Number(await desk.attribute("stage-downloaded", "data-done")) >= 18,
    180_000,
  );
  await desk.rpc("print_file_make", { batch: made.batch });
  await both(desk, "batch-downloaded");
}

function go(desk, path) {
  return desk.run("window.location.hash = arguments[0]", path);
}

async function work() {
  const desk = await openDesk({ practice: WORLD });
  try {
    await desk.resize(1280, 720);
    await desk.find("practice-mark");
    await go(desk, "/q/to-pack");
    await rowsAreThere(desk);
    await desk.until("the picture is complete", async () => (await desk.rpc("frame")).status?.syncedAt, 120_000);
    await both(desk, "queue");
    await desk.click('[data-testid^="row-"]');
    await desk.find("shipment-panel");
    await both(desk, "shipment");
    await desk.click("close-panel");
    await desk.press(Key.control, "k");
    await desk.find("palette");
    await both(desk, "palette");
    await desk.press(Key.escape);
    await batch(desk);
    for (const [path, name] of [
      ["/batches", "batches"],
      ["/documents", "documents"],
      ["/q/to-print", "to-print"],
      ["/q/ready", "ready"],
      ["/handover", "handover"],
      ["/orders", "all-orders"],
      ["/activity", "activity"],
      ["/settings", "settings"],
    ]) {
      await go(desk, path);
      await nothingLoads(desk);
      await both(desk, name);
    }
  } finally {
    await desk.close();
  }
}

async function nothingLoads(desk) {
  await desk.until("nothing in sight is loading", () =>
    desk.run(`
    // What begins behind the status bar is out of sight, and is not fetched before it comes into it.
    const end = document.querySelector('[data-testid="status-bar"]').getBoundingClientRect().top;
    return [...document.querySelectorAll("[aria-busy=true]")].every((e) => e.getBoundingClientRect().top >= end - 1);
  `),
  );
}

/** Printers of a small packing room. The first is a port that takes everything, so that nothing has to stand on a bench. */
function printers(layout) {
  const one = (name, route, language, prints, station) => ({
    printer: 0,
    name,
    station,
    route,
    language,
    dpi: 203,
    prints,
    layout,
  });
  return [
    one("ZD230 at bench 1", { kind: "tcp", host: "127.0.0.1", port: PRINTER_PORT }, "zpl", ["labels"], ""),
    one("TE244 at bench 2", { kind: "tcp", host: "192.168.1.60", port: 9100 }, "tspl", [], ""),
    one(
      "Laser by the door",
      { kind: "folder", path: "/home/desk/laser" },
      "pdf",
      ["invoices", "lists", "manifests"],
      "",
    ),
  ];
}

/** Labels of a batch on their way to paper: how they will look, a run that jammed, the ledger, the printers. */
async function labels() {
  const bench = createServer((line) => line.resume());
  bench.listen(PRINTER_PORT, "127.0.0.1");
  const desk = await openDesk({ practice: `${WORLD},calm=true` });
  try {
    await desk.resize(1280, 720);
    await desk.until("the picture is complete", async () => (await desk.rpc("frame")).status?.syncedAt, 120_000);
    const { settings } = await desk.rpc("frame");
    for (const printer of printers(settings.layout)) await desk.rpc("printer_put", printer);
    const selection = { kind: "view", spec: TO_PACK, except: [], first: 24 };
    const { batch } = await desk.rpc("pack_start", { selection, clientKey: "labels", title: "First pickup" });
    const what = { kind: "batch", batch };
    await desk.until(
      "every label is here",
      async () => (await desk.rpc("print_check", { what, printer: null, layout: null })).goes >= 24,
      180_000,
    );
    await go(desk, `/labels/${batch}`);
    await desk.until("their page and ours are drawn", async () => (await desk.count("[data-focus-area=labels] img")) >= 2);
    await dialog(desk, "labels", "label-preview");
    await desk.click("labels-pages");
    await desk.until(
      "pages in sight are drawn",
      async () => (await desk.count('[data-testid="label-shot"] img')) >= 16,
    );
    await dialog(desk, "labels-pages", "label-shot");
    const order = { what, printer: null, layout: null, reason: null, words: "", from: null, stopAfter: 17 };
    const { run } = await desk.rpc("print_start", { ...order, hasLooked: true, clientKey: "jam" });
    await desk.until(
      "seventeen went",
      async () => (await desk.rpc("print_run", { run })).head.state === "paused",
      120_000,
    );
    await go(desk, `/printing/run/${run}`);
    await desk.click("side-stopped");
    await desk.type("stopped-place", "11");
    await desk.click('[data-testid="stopped-panel"] label:has(input[value="jam"])');
    await dialog(desk, "printing-jam", "stopped-plan");
    await desk.click('[data-testid="stopped-panel"] [data-testid="print-from"]');
    await desk.until("the rest went", async () => {
      const { runs } = await desk.rpc("print_runs", { live: false, count: 10 });
      return runs.some((one) => one.after === run && one.state === "done");
    });
    await go(desk, "/printing");
    await dialog(desk, "printing", "runs-over");
    await go(desk, "/ledger");
    await desk.click('[data-testid="ledger-row"][data-state="spoiled"]');
    await dialog(desk, "ledger", "label-story");
    await desk.rpc("print_file_make", { batch });
    const { documents } = await desk.rpc("documents", { kind: "printFile", count: 1 });
    await go(desk, "/documents");
    await desk.click(`document-${documents[0].document}`);
    await dialog(desk, "viewer", "document-viewer");
    await go(desk, "/settings?section=printers");
    await dialog(desk, "printers", "printer-1");
  } finally {
    bench.close();
    await desk.close();
  }
}

/** A dialog, or a board, once it stands. */
async function dialog(desk, name, inside) {
  await desk.find(inside);
  await nothingLoads(desk);
  await both(desk, name);
}

/** What couriers would leave behind, a quarter of an hour before the first of them comes. */
async function watch() {
  const desk = await openDesk({
    practice: "orders=200,rate=0,seed=20,calm=true,label-delay-ms=500,epoch=1795339020000,tells-time=true",
  });
  try {
    await desk.resize(1280, 720);
    await desk.until("the picture is complete", async () => (await desk.rpc("frame")).status?.syncedAt, 120_000);
    // The first walk began before the desk knew the marketplace's clock, so its hour is the computer's.
    await desk.rpc("sync_now", { full: true });
    const selection = { kind: "view", spec: TO_PACK, except: [], first: 32 };
    const { batch } = await desk.rpc("pack_start", { selection, clientKey: "watch", title: "" });
    const ids = await desk.until(
      "labels are here",
      async () => {
        const { rows } = await desk.rpc("batch", { batch });
        const here = rows.filter((row) => row.trackingId !== null).map((row) => row.shipmentId);
        return here.length >= 24 ? here : null;
      },
      120_000,
    );
    await desk.until(
      "each request is proven",
      async () => (await desk.rpc("frame")).status.waiting === 0,
      180_000,
    );
    await desk.control("POST", "/faults", { rtd_quiet_failure: { next: 3 }, handover_short: { rate: 1, value: 2 } });
    await desk.rpc("dispatch_start", { selection: { kind: "ids", ids: ids.slice(0, 18) } });
    const missing = async (kind) =>
      (await desk.rpc("watchdog", { location: null })).rows.filter((row) => row.missing === kind).length;
    await desk.until("what did not take is listed", async () => (await missing("notReady")) === 3);
    await desk.rpc("watchdog_look", { location: null });
    await desk.until("a count is short", async () => (await missing("notCounted")) > 0);
    await go(desk, "/watch");
    await dialog(desk, "watch", "watch-row");
  } finally {
    await desk.close();
  }
}

/** Work without a line: the picture of before, and what waits in its order. */
async function offline() {
  const line = await openLine({ orders: 300, rate: 0, seed: 20, calm: true, "label-delay-ms": 500 });
  const desk = await openDesk({ practice: false });
  try {
    await desk.resize(1280, 720);
    await desk.find("start-practice");
    await desk.rpc("account_add", { ...line.account, name: "Ambari Lane" });
    await desk.until("the picture is complete", async () => (await desk.rpc("frame")).status?.syncedAt, 120_000);
    await go(desk, "/q/to-pack");
    await rowsAreThere(desk);
    line.cut();
    const selection = { kind: "view", spec: TO_PACK, except: [], first: 14 };
    await desk.rpc("pack_start", { selection, clientKey: "offline", title: "" });
    await dialog(desk, "offline", "banner-offline");
    await go(desk, "/activity?show=waiting");
    await dialog(desk, "waiting", "waiting-row");
  } finally {
    await desk.close();
    await line.close();
  }
}

/** The board of a seller of known standing; the first one shows the dialogs as well. */
async function guardrails(scenario, name) {
  const desk = await openDesk({ practice: `scenario=${scenario},${STANDING}` });
  try {
    await desk.resize(1280, 720);
    await desk.until("the picture is complete", async () => (await desk.rpc("frame")).status?.syncedAt, 120_000);
    await desk.knowThePast();
    await desk.importReport("rts-breaches");
    // The first walk began before the desk knew the marketplace's clock, so its hour is the computer's.
    await desk.rpc("sync_now", { full: false });
    await desk.until("a walk by the marketplace's clock is done", async () => {
      const { status } = await desk.rpc("frame");
      return Math.abs(status.now - status.syncedAt) < 60_000;
    });
    await go(desk, "/guardrails");
    await dialog(desk, name, "board");
    if (scenario === "gold-at-risk") await dialogs(desk);
  } finally {
    await desk.close();
  }
}

async function dialogs(desk) {
  await desk.click("open-alerts");
  await dialog(desk, "alerts", "alert");
  await desk.press(Key.escape);
  await desk.click("counting");
  await desk.click("edit-lines");
  await dialog(desk, "limits", "limits-table");
  await desk.press(Key.escape);
  await go(desk, "/q/to-pack");
  await rowsAreThere(desk);
  await desk.click('[data-testid^="tick-"]:not([data-testid^="tick-group-"])');
  await desk.find("selection-count");
  await desk.press("c");
  await dialog(desk, "cancel-dialog", "change-table");
  await desk.press(Key.escape);
  await desk.until("the dialog is closed", async () => !(await desk.has("cancel-dialog")));
  await packInput(desk);
}

/** The form for what a label needs typed, where a shipment sold by serial number waits. */
async function packInput(desk) {
  const { shipments } = await desk.control("GET", "/truth?queue=to_pack&limit=200");
  const numbered = shipments.find((one) => one.items.some((item) => item.serialised));
  if (numbered === undefined) throw new Error("no shipment sold by serial number waits to be packed");
  await go(desk, `/q/to-pack?open=${numbered.shipmentId}`);
  await desk.click("type-serials");
  await dialog(desk, "pack-input", "pack-input-save");
}

// A name alone takes only that part: guardrails, labels, watch, offline, or work.
const only = process.argv[2];
if (only === undefined) await firstStart();
if (only === undefined || only === "work") await work();
if (only === undefined || only === "labels") await labels();
if (only === undefined || only === "watch") await watch();
if (only === undefined || only === "offline") await offline();
if (only === undefined || only === "guardrails") {
  for (const [scenario, name] of SCENARIOS) await guardrails(scenario, name);
}
