// The RTD watch in the real window: parcels that quietly stay unready and a count that is short are listed before the courier
// comes and told in the frame; what is counted leaves the list.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { openDesk, TO_PACK } from "./harness.mjs";
import { step } from "./steps.mjs";

let desk;
let ids;

before(async () => {
  desk = await openDesk({ practice: "orders=160,rate=0,seed=11,calm=true,label-delay-ms=500" });
  await desk.until("the picture is complete", async () => (await desk.rpc("frame")).status?.syncedAt, 180_000);
  const selection = { kind: "view", spec: TO_PACK, except: [], first: 30 };
  const { batch } = await desk.rpc("pack_start", { selection, clientKey: "watch", title: "" });
  ids = await desk.until(
    "labels are here",
    async () => {
      const { rows } = await desk.rpc("batch", { batch });
      const went = rows.filter((row) => row.blocked === null && row.outcome !== "refused");
      const here = went.filter((row) => row.stage === "downloaded" || row.stage === "printed");
      return here.length === went.length && here.length > 10 ? here.map((row) => row.shipmentId) : null;
    },
    180_000,
  );
  await desk.until("each request is proven", async () => (await desk.rpc("frame")).status.waiting === 0, 180_000);
});
after(() => desk?.close());

const watched = () => desk.rpc("watchdog", { location: null });
const missing = async (kind) => (await watched()).rows.filter((row) => row.missing === kind).map((row) => row.shipmentId);

step("what the courier would leave behind is listed and told in the frame", async () => {
  // The marketplace says yes to two and does nothing, and a courier's device lacks one parcel.
  await desk.control("POST", "/faults", { rtd_quiet_failure: { next: 2 }, handover_short: { rate: 1, value: 1 } });
  await desk.rpc("dispatch_start", { selection: { kind: "ids", ids: ids.slice(0, 8) } });
  await desk.until("two are not ready", async () => (await missing("notReady")).length === 2);
  await desk.click("nav-watch");
  await desk.click("watch-look");
  await desk.until("a count is short", async () => (await missing("notCounted")).length > 0);
  await desk.until("they are drawn", () => desk.count("watch-row"));
  await desk.until("the page, the frame and the engine say the same number", async () => {
    const shown = Number(await desk.attribute("watch-sum", "data-total"));
    const { watch } = await desk.rpc("frame");
    const inFrame = (await desk.text("nav-watch"))?.endsWith(String(shown));
    return inFrame && shown === (await watched()).total && shown === watch.notReady + watch.notCounted + watch.neverAsked;
  });
  await desk.screenshot("watch-missing");
});

step("what is counted leaves the list, and what did not take stays until it is proven", async () => {
  await desk.control("DELETE", "/faults");
  const left = await missing("notReady");
  await desk.click("watch-look");
  let looked = Date.now();
  await desk.until(
    "every ready one is counted",
    async () => {
      // What reads ready only now is counted by the next look. A look costs calls of the hour, so not without end.
      if (Date.now() - looked > 5_000) {
        await desk.rpc("watchdog_look", { location: null });
        looked = Date.now();
      }
      return (await missing("notCounted")).length === 0;
    },
    120_000,
  );
  await desk.until("the page shows no uncounted parcel", async () => !(await desk.has("watch-kind-notCounted")));
  const { effects } = await desk.control("GET", "/effects?kind=dispatch");
  const often = (id) => effects.filter((effect) => effect.shipmentId === id).length;
  for (const id of ids.slice(0, 8)) {
    // One that did not take may have been marked once more by now, after its proof; never twice.
    if (left.includes(id)) assert.ok(often(id) <= 1, id);
    else assert.equal(often(id), 1, `${id} reads ready because it is`);
  }
  await desk.screenshot("watch-after");
});
