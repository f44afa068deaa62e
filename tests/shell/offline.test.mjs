// Without a line, in the real window: what is asked waits in its order and is shown with its place; one is taken back; what
// was cancelled elsewhere meanwhile is overtaken with its reason; the rest goes by itself when the line is back, once each.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { openDesk, TO_PACK } from "./harness.mjs";
import { openLine } from "./line.mjs";
import { step } from "./steps.mjs";

const CHOSEN = 12;

let line;
let desk;
let batch;
let order;

before(async () => {
  line = await openLine({ orders: 0, rate: 0, seed: 7, calm: true, "label-delay-ms": 500 });
  const { products } = await line.control("GET", "/catalogue");
  const plain = products.filter((one) => !one.serialised && one.boxes === 1);
  for (const { sku } of plain.slice(0, 4)) {
    await line.control("POST", "/orders", { count: CHOSEN / 4, sku, quantity: 1, actionable: true });
  }
  desk = await openDesk({ practice: false });
  await desk.find("start-practice");
  await desk.rpc("account_add", { ...line.account, name: "Ambari Lane" });
  await desk.until("the picture is complete", async () => (await desk.rpc("frame")).status?.syncedAt, 120_000);
});
after(async () => {
  await desk?.close();
  await line?.close();
});

const go = (path) => desk.run("window.location.hash = arguments[0]", path);

step("a batch without a line waits, and the window says so", async () => {
  line.cut();
  await go("/q/to-pack");
  await desk.until("rows are drawn", () => desk.count('[data-testid^="row-"]'));
  const selection = { kind: "view", spec: TO_PACK, except: [], first: CHOSEN };
  ({ batch } = await desk.rpc("pack_start", { selection, clientKey: "offline", title: "Without a line" }));
  await desk.find("banner-offline");
  await desk.click("banner-show-waiting");
  await desk.until("all of them wait", async () => (await desk.count("waiting-row")) === CHOSEN);
  order = await desk.run(
    `return [...document.querySelectorAll('[data-testid="waiting-row"]')].map((row) => row.dataset.shipment)`,
  );
  assert.match(await desk.text("waiting-row"), /1 of 12, waits for the line/);
  await desk.screenshot("offline-waiting");
});

step("one is taken back, another is cancelled by its buyer meanwhile", async () => {
  await desk.click("activity-withdraw");
  await desk.until("one less waits", async () => (await desk.count("waiting-row")) === CHOSEN - 1);
  await line.control("POST", "/buyer_cancel", { shipmentId: order[1] });
});

step("when the line is back each goes once, in order, and what was overtaken says why", async () => {
  await line.mend();
  const rows = await desk.until(
    "every one has an outcome",
    async () => {
      const page = await desk.rpc("batch", { batch });
      const isOver = (row) => row.outcome === "didNotGo" || row.trackingId !== null;
      return page.rows.every(isOver) ? page.rows : null;
    },
    120_000,
  );
  const { effects } = await line.control("GET", "/effects?kind=pack");
  const packed = effects.map((effect) => effect.shipmentId);
  assert.deepEqual(packed.toSorted(), order.slice(2).toSorted(), "ten went, none twice");
  const overtaken = rows.find((row) => row.shipmentId === order[1]);
  assert.equal(overtaken.outcome, "didNotGo");
  assert.equal(overtaken.code, "CANCELLED");
  await go(`/batch/${batch}`);
  await desk.until("the page tells it", async () => (await desk.text(".work"))?.includes("overtaken"));
  assert.equal(await desk.has("banner-offline"), false);
  await desk.screenshot("offline-and-back");
});
