// What a seller does by itself, in the real window: parcels of its own couriers sent, brought in vain and delivered; stock
// set, and not written over where it moved. Checked against the marketplace's ground truth.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { openDesk } from "./harness.mjs";
import { step } from "./steps.mjs";

const COUNT = 6;

let desk;
let ids;
let mug;

/** Pictures for whoever looks at what a test saw; only where they are asked for. */
const look = async (name) => {
  const folder = process.env.GODOWN_LOOK;
  if (folder === undefined) return;
  await desk.theme("light");
  await desk.screenshot(`${folder}/${name}-light.png`);
  await desk.theme("dark");
  await desk.screenshot(`${folder}/${name}-dark.png`);
  await desk.theme("light");
};

before(async () => {
  desk = await openDesk({ practice: "orders=120,rate=0,seed=12,calm=true,self-ship-bp=0" });
  await desk.resize(1280, 720);
  await desk.until(
    "the first walk over the marketplace is done",
    async () => (await desk.rpc("frame")).status?.syncedAt,
    180_000,
  );
});
after(() => desk?.close());

const truth = (id) => desk.control("GET", `/truth/${id}`);
/** A call is of one warehouse, so they get there in several, in any order. */
const all = async (state) => (await Promise.all(ids.map(truth))).every((one) => one.state === state);
const chosenAll = async () => {
  await desk.click("select-all");
  await desk.until("all are chosen", async () => (await desk.text("selection-count"))?.includes(String(COUNT)));
};

step("own parcels stand apart, and no label can be asked for them", async () => {
  assert.equal(await desk.has("nav-own-to-pack"), false, "a seller without any is not bothered with them");
  ({ shipmentIds: ids } = await desk.control("POST", "/orders", { count: COUNT, selfShip: true }));
  await desk.rpc("sync_now", { full: true });
  await desk.click("nav-own-to-pack", 60_000);
  await desk.until("they are on screen", async () => (await desk.count('[data-testid^="row-"]')) === COUNT);
  assert.equal(await desk.attribute("nav-own-to-pack", "aria-current"), "page");
  assert.notEqual(await desk.attribute("nav-to-pack", "aria-current"), "page", "nobody is in two places at once");
  await chosenAll();
  await desk.until("nothing can be packed", async () => (await desk.attribute("pack-button", "aria-disabled")) === "true");
  await look("own-to-send");
});

step("they are sent with a courier and a number each", async () => {
  await desk.click("selfDispatch-button");
  await desk.find("own-send-courier");
  await desk.until("every parcel has a field", async () => (await desk.count("own-send-tracking")) === COUNT);
  await desk.type("own-send-tracking", "TEMPO-1");
  await look("own-send");
  await desk.click("own-send-confirm");
  await desk.until("the marketplace has them", () => all("SHIPPED"));
  const sent = await Promise.all(ids.map(truth));
  assert.deepEqual(sent.map((one) => one.effects.selfDispatch), Array(COUNT).fill(1));
  assert.deepEqual(sent.map((one) => one.ownCourier.tracking_id).filter(Boolean), ["TEMPO-1"]);
});

step("one is brought in vain, then all are delivered", async () => {
  await desk.click("nav-own-in-transit", 60_000);
  await desk.until("they are on the way", async () => (await desk.count('[data-testid^="row-"]')) === COUNT, 60_000);
  await desk.until("it can be told", async () => (await desk.rpc("shipment", { shipmentId: ids[0] })).deliveryBlock === null);
  await desk.click(`tick-${ids[0]}`);
  await desk.click("attempt-button");
  await desk.find("own-attempt-again");
  await look("own-attempt");
  await desk.click("own-attempt-confirm");
  await desk.until("it is told", async () => (await truth(ids[0])).effects.attempt === 1);
  const free = async (id) => (await desk.rpc("shipment", { shipmentId: id })).deliveryBlock === null;
  await desk.until("it is settled", async () => (await Promise.all(ids.map(free))).every(Boolean), 60_000);
  await chosenAll();
  await desk.click("delivery-button");
  await desk.find("own-delivered-day");
  await look("own-delivered");
  await desk.click("own-delivered-confirm");
  await desk.until("all are delivered", () => all("DELIVERED"));
  const told = await Promise.all(ids.map(truth));
  assert.deepEqual(told.map((one) => one.effects.delivery), Array(COUNT).fill(1), "each once");
  assert.deepEqual(told.map((one) => one.effects.attempt), [1, ...Array(COUNT - 1).fill(0)]);
});

step("stock is read and set, and not over a number that moved", async () => {
  await desk.click("nav-stock");
  await desk.click("stock-catalogue");
  await desk.until("the listings are here", async () => (await desk.count("stock-row")) > 5);
  await desk.click("stock-read");
  await desk.until("their stock is here", async () => (await desk.count("stock-number")) > 5, 60_000);
  await look("stock");
  const { rows } = await desk.rpc("stock", { text: "", start: 0, count: 1 });
  const { sku, stock } = rows[0];
  mug = { sku, location: stock[0].location };
  const stands = async () => {
    const told = await desk.control("GET", "/stock");
    return told.stock.find((one) => one.sku === sku && one.locationId === mug.location).units;
  };
  const wanted = stock[0].units + 7;
  await desk.click("stock-number");
  await desk.type("stock-units", String(wanted));
  await look("stock-set");
  await desk.click("stock-confirm");
  await desk.until("the number stands there", async () => (await stands()) === wanted);
  await desk.until("it is proven", async () => {
    const [listing] = (await desk.rpc("stock", { text: sku, start: 0, count: 1 })).rows;
    return listing.stock[0].units === wanted && listing.stock[0].asked === null;
  });
  await desk.until("the page shows it", async () => (await desk.text("stock-number")) === String(wanted));
  await desk.control("POST", "/stock", { sku, locationId: mug.location, units: 3 });
  await desk.click("stock-number");
  await desk.type("stock-units", "50");
  await desk.click("stock-confirm");
  await desk.until("it did not go", async () => {
    const { rows: acts } = await desk.rpc("activity", { unresolved: false, before: null, count: 5 });
    return acts[0].action === "stock" && acts[0].state === "superseded";
  });
  assert.equal(await stands(), 3, "what somebody else typed stands");
  await look("stock-moved");
  await desk.click("nav-activity");
  await desk.until("it stands in the list", async () => (await desk.texts("activity-row")).some((text) => text.includes(sku)));
  await look("activity-own");
});
