// Takes the pictures in docs/screenshots/: each screen, light and dark, in the real window on a practice marketplace whose
// world is made from one seed. Run by ./dev screenshots.

import { join } from "node:path";
import { Key, openDesk, ROOT } from "./harness.mjs";

const FOLDER = join(ROOT, "docs/screenshots");
const WORLD = "orders=500,rate=0,seed=20,label-delay-ms=3000";
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
  const page = () => desk.rpc("batch", { batch: made.batch });
  await go(desk, `/batch/${made.batch}`);
  await desk.find("batch-title");
  await both(desk, "batch-running");
  // The practice marketplace lets a few labels take long, as the real one does.
  await desk.until(
    "most labels are here",
    async () => (await page()).rows.filter((row) => row.stage === "printed").length >= 18,
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
      await desk.until("nothing in sight is loading", () => desk.run(`
        return [...document.querySelectorAll("[aria-busy=true]")].every((e) => e.getBoundingClientRect().top > innerHeight);
      `));
      await both(desk, name);
    }
  } finally {
    await desk.close();
  }
}

await firstStart();
await work();
