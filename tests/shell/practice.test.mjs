// The window on the practice marketplace, as `./dev run` opens it: queues fill by themselves, nothing needs an account.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openDesk } from "./harness.mjs";

let desk;
before(async () => {
  desk = await openDesk({ practice: "orders=300,rate=0,seed=7" });
});
after(() => desk?.close());

test("the page keeps to its policy: no foreign source, no inline script", async () => {
  const policy = await desk.run(`
    const seen = [];
    const hear = (event) => seen.push(event.violatedDirective);
    document.addEventListener("securitypolicyviolation", hear);
    const script = document.createElement("script");
    script.textContent = "window.slipped = true";
    document.head.append(script);
    script.remove();
    return [window.slipped === true, document.title];
  `);
  assert.deepEqual(policy, [false, "Godown"]);
});

test("the queues fill from the practice marketplace, and agree with its truth", async () => {
  await desk.find("practice-mark");
  const frame = await desk.until(
    "the first walk over the marketplace is done",
    async () => {
      const frame = await desk.rpc("frame");
      return frame.status?.syncedAt ? frame : null;
    },
    120_000,
  );
  assert.ok(frame.seller.practice, "the seller says of itself that it is the practice one");
  await desk.click("nav-to-pack");
  await desk.until("rows are drawn", () => desk.count('[data-testid^="row-"]'), 120_000);
  const shown = await desk.run(
    `return [...document.querySelectorAll('[data-testid^="row-"]')].map((row) => row.dataset.testid.slice(4))`,
  );
  for (const shipmentId of shown.slice(0, 5)) {
    const truth = await desk.control("GET", `/truth/${encodeURIComponent(shipmentId)}`);
    assert.match(JSON.stringify(truth), /APPROVED/, `${shipmentId} stands in To pack, so it must be approved`);
  }
});

test("light and dark, at the smallest and the usual size", async () => {
  for (const [width, height] of [
    [1280, 720],
    [1024, 640],
  ]) {
    await desk.resize(width, height);
    for (const theme of ["light", "dark"]) {
      await desk.theme(theme);
      const picture = await desk.screenshot(`to-pack-${theme}-${width}`);
      assert.ok(picture.length > 10_000, "an empty page compresses to almost nothing");
      const across = await desk.run("return document.documentElement.scrollWidth - window.innerWidth");
      assert.ok(across <= 0, `nothing may stick out sideways at ${width} × ${height}`);
    }
  }
});
