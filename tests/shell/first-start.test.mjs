// The first start, without an account: one click leads to a working desk.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openDesk } from "./harness.mjs";

let desk;
before(async () => {
  desk = await openDesk({ practice: false });
});
after(() => desk?.close());

test("one click opens the practice seller, and the next start finds it again", async () => {
  await desk.find("start-practice");
  assert.equal((await desk.rpc("sellers")).all.length, 0, "a fresh folder knows no seller");
  await desk.click("start-practice");
  await desk.find("practice-mark");
  await desk.until("the marketplace was read", async () => (await desk.rpc("frame")).status?.syncedAt, 120_000);

  await desk.close({ keep: true });
  desk = await openDesk({ practice: false, home: desk.home });
  await desk.find("practice-mark");
  const frame = await desk.rpc("frame");
  assert.equal(frame.seller?.id, "practice", "the seller of the last time opens by itself");
});
