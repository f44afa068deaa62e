// Takes the pictures in docs/screenshots/: each screen, light and dark, in the real window on a practice marketplace whose
// world is made from one seed. Run by ./dev screenshots.

import { join } from "node:path";
import { Key, openDesk, ROOT } from "./harness.mjs";

const FOLDER = join(ROOT, "docs/screenshots");
const WORLD = "orders=500,rate=0,seed=20,label-delay-ms=3000";
/** Sellers of known standing, at an hour and a quarter before a cut-off: Sunday 22 November 2026, 14:47 in India. */
const STANDING = "rate=0,seed=1,epoch=1795339020000,tells-time=true";
const SCENARIOS = [
  ["gold-at-risk", "guardrails-at-risk"],
  ["small-seller", "guardrails-small"],
  ["gold-and-suspended", "guardrails-suspended"],
];
/** The plain view of To pack. */
const TO_PACK = {
  scope: { kind: "queue", queue: "toPack" },
  location: null,
  courier: null,
  sku: null,
  shipmentType: null,
  pressure: null,
  text: null,
  groupBy: "none",
  sortBy: "dispatchBy",
  descending: false,
};

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
  await desk.until("nothing in sight is loading", () => desk.run(`
    // What begins behind the status bar is out of sight, and is not fetched before it comes into it.
    const end = document.querySelector('[data-testid="status-bar"]').getBoundingClientRect().top;
    return [...document.querySelectorAll("[aria-busy=true]")].every((e) => e.getBoundingClientRect().top >= end - 1);
  `));
}

/** A dialog, or a board, once it stands. */
async function dialog(desk, name, inside) {
  await desk.find(inside);
  await nothingLoads(desk);
  await both(desk, name);
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

// A name alone takes only that part: guardrails, or work.
const only = process.argv[2];
if (only === undefined) await firstStart();
if (only === undefined || only === "work") await work();
if (only === undefined || only === "guardrails") {
  for (const [scenario, name] of SCENARIOS) await guardrails(scenario, name);
}
