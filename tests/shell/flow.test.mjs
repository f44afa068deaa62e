// The main job in the real window, from an approved order to the courier's list: narrow to one SKU, choose 30, pack, wait
// for labels, print file, ready to dispatch, manifest. Checked against the marketplace's ground truth, the store and the PDF.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before } from "node:test";
import { join } from "node:path";
import { Key, openDesk, ROOT } from "./harness.mjs";
import { step } from "./steps.mjs";

const CHOSEN = 30;
const LABELS = process.env.GODOWN_READ_LABELS ?? join(ROOT, "target/debug/read-labels");

let desk;
let sku;
let wanted;
let batch;

before(async () => {
  desk = await openDesk({ practice: "orders=150,rate=0,seed=11,calm=true,label-delay-ms=3000" });
  await desk.until(
    "the first walk over the marketplace is done",
    async () => (await desk.rpc("frame")).status?.syncedAt,
    180_000,
  );
});
after(() => desk?.close());

/** Row ids on screen, top to bottom. */
const shown = () =>
  desk.run(`
    return [...document.querySelectorAll('[data-testid^="row-"]')]
      .map((row) => ({ id: row.dataset.testid.slice(4), top: row.getBoundingClientRect().top }))
      .sort((a, b) => a.top - b.top)
      .map((row) => row.id)`);

step("35 new orders of one SKU come in and are on screen after a sync", async () => {
  const { products } = await desk.control("GET", "/catalogue");
  ({ sku } = products.filter((one) => !one.serialised && one.boxes === 1).at(-1));
  const { locations } = await desk.rpc("frame");
  const { shipmentIds } = await desk.control("POST", "/orders", {
    count: 35,
    sku,
    quantity: 1,
    locationId: locations[0].id,
    actionable: true,
  });
  assert.equal(shipmentIds.length, 35);
  await desk.rpc("sync_now", { full: true });
  const selection = (id) => ({ selection: { kind: "ids", ids: [id] } });
  await desk.until("the last new order is known", async () => {
    const sum = await desk.rpc("selection_sum", selection(shipmentIds.at(-1)));
    return sum.canPack === 1;
  });
});

step("narrowed to that SKU, the first 30 are chosen and packed", async () => {
  await desk.click("nav-to-pack");
  await desk.click("filter-sku");
  await desk.click(`filter-sku-${sku}`);
  await desk.until("only that SKU is left", async () => {
    const texts = await desk.texts('[data-testid^="row-"]');
    return texts.length > 0 && texts.every((text) => text.includes(sku));
  });
  await desk.press(Key.control, "k");
  await desk.type("palette-input", "first");
  await desk.click("palette-selectFirst");
  await desk.click("choose-first-confirm");
  await desk.until("30 are chosen", async () => (await desk.text("selection-count"))?.includes(String(CHOSEN)));
  wanted = (await shown()).slice(0, CHOSEN);
  await desk.press("p");
  await desk.click("pack-confirm");
  batch = Number(await desk.until("the batch page opens", () => desk.attribute("batch-title", "data-batch")));
  assert.ok(batch >= 1);
  const page = await desk.rpc("batch", { batch });
  const asked = page.rows.map((row) => row.shipmentId);
  assert.deepEqual(asked.slice(0, wanted.length), wanted, "the batch keeps the order of the screen");
  wanted = asked;
  assert.equal(wanted.length, CHOSEN);
});

step("labels come by themselves, each matched to its shipment", async () => {
  await desk.until(
    "all 30 labels are here",
    async () => Number(await desk.attribute("stage-downloaded", "data-done")) === CHOSEN,
    180_000,
  );
});

step("the print file holds 30 labels in the layout's order, every bar reads", async () => {
  await desk.click("make-print-file");
  const head = await desk.until("the print file is made", async () => {
    const { head } = await desk.rpc("batch", { batch });
    return head.printFile ? head : null;
  });
  // What is kept is sealed; a readable copy is laid open for whoever asks.
  const file = await desk.rpc("document_open", { document: head.printFile });
  assert.equal(file.pages, CHOSEN);
  const pages = JSON.parse(execFileSync(LABELS, [file.path], { maxBuffer: 64 << 20 }).toString());
  assert.equal(pages.length, CHOSEN);
  const { rows } = await desk.rpc("batch", { batch });
  // Of one SKU the layout asks for one courier after the other, and within one for the batch's order.
  const sorted = rows.toSorted((a, b) => (a.courier < b.courier ? -1 : a.courier > b.courier ? 1 : a.position - b.position));
  for (const [index, row] of sorted.entries()) {
    const page = pages[index];
    assert.ok(row.trackingId, "a packed shipment has a tracking id");
    assert.ok(page.text.includes(row.trackingId), `page ${index + 1} names ${row.trackingId}`);
    assert.ok(page.codes.includes(row.trackingId), `the bar on page ${index + 1} reads ${row.trackingId}`);
    const others = rows.filter((other) => other !== row && page.text.includes(other.trackingId));
    assert.deepEqual(others, [], "no other shipment's number is on the page");
  }
  await desk.click("print-file-printed");
  await desk.until(
    "all 30 count as printed",
    async () => Number(await desk.attribute("stage-printed", "data-done")) === CHOSEN,
  );
});

step("all 30 are marked ready, and read back", async () => {
  await desk.click("mark-ready");
  await desk.click("mark-ready-confirm");
  await desk.until(
    "all 30 are ready",
    async () => Number(await desk.attribute("stage-ready", "data-done")) === CHOSEN,
    120_000,
  );
});

step("the marketplace saw 30 packs and 30 ready marks, once each, and nothing else was touched", async () => {
  const { effects } = await desk.control("GET", "/effects");
  const of = (kind) => effects.filter((one) => one.kind === kind).map((one) => one.shipmentId);
  assert.deepEqual(of("pack").toSorted(), wanted.toSorted());
  assert.deepEqual(of("dispatch").toSorted(), wanted.toSorted());
  assert.deepEqual(of("cancel"), []);
  const { rows, head } = await desk.rpc("batch", { batch });
  assert.ok(rows.every((row) => row.outcome === "done" && row.state === "READY_TO_DISPATCH"));
  assert.ok(head.finished);
});

step("the courier's manifest is fetched from the handover screen", async () => {
  await desk.click("nav-handover");
  const { now } = await desk.control("GET", "/clock");
  await desk.click("handover-read");
  const { rows } = await desk.until("every warehouse is counted after the press", async () => {
    const handovers = await desk.rpc("handovers", { location: null });
    return handovers.readAt >= now ? handovers : null;
  });
  const counted = rows.filter((one) => one.counted > 0);
  assert.ok(counted.length > 0, "parcels are counted");
  for (const one of counted) {
    assert.equal(one.counted, one.readyHere, `the marketplace and this computer count the same parcels of ${one.courier}`);
  }
  const [row] = counted;
  assert.match(await desk.text(`pickup-${row.courier}`), /agree/, "and the screen says so");
  await desk.click(`pickup-${row.courier}`);
  await desk.click(`manifest-${row.courier}`);
  const manifest = await desk.until("the manifest is here", async () => {
    const { documents } = await desk.rpc("documents", { kind: "manifest", count: 10 });
    return documents[0];
  });
  assert.ok(manifest.pages >= 1);
  await desk.screenshot("handover-after-flow");
});
