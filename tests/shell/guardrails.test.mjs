// The guardrails in the real window, on a seller whose standing is known: Gold, with room for exactly 3 more cancellations.
// One shipment is cancelled through the dialog; its price must be what the board then shows and the marketplace counts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openDesk } from "./harness.mjs";

const DAYS = 90;
/** Sunday 22 November 2026, 14:47 in India: the standing depends on the day, and on the hour before the cut-off. */
const AFTERNOON = 1_795_339_020_000;

let desk;
before(async () => {
  desk = await openDesk({ practice: `scenario=gold-at-risk,rate=0,seed=1,epoch=${AFTERNOON},tells-time=true` });
  await desk.until(
    "the first walk over the marketplace is done",
    async () => (await desk.rpc("frame")).status?.syncedAt,
    180_000,
  );
  await desk.knowThePast();
});
after(() => desk?.close());

/** What the marketplace itself counts against the Gold line of cancellations. */
async function truth() {
  const { lines } = await desk.control("GET", `/truth/guardrails?days=${DAYS}`);
  return lines.find((one) => one.metric === "sellerCancellation" && one.line === "gold" && one.days === DAYS);
}

/** The texts of the cells of a row of the dialog's table. */
const cells = (start) =>
  desk.run(
    `const row = [...document.querySelectorAll('[data-testid="change-table"] tbody tr')]
       .find((row) => row.cells[0].textContent.startsWith(arguments[0]));
     return row ? [...row.cells].map((cell) => cell.textContent.trim()) : null`,
    start,
  );

/** Room of the Gold line of cancellations, as the board's table has it. */
const roomOnBoard = async () => Number(await desk.text('[data-testid="line-gold-cancellation"] td:nth-of-type(2)'));

/** Waits for the headline itself, not what stands under it, to say so. */
const headlineSays = (what, words) =>
  desk.until(`the headline says ${what}`, async () => {
    const headline = (await desk.text('[data-testid="headline"] h2'))?.trim() ?? "";
    return words.test(headline) ? headline : null;
  });

const units = (shipment) => shipment.items.reduce((sum, item) => sum + item.liveQuantity, 0);

/** A shipment on screen that is one unit, by the marketplace's word. */
async function oneUnit() {
  const ids = await desk.run(
    `return [...document.querySelectorAll('[data-testid^="row-"]')].map((row) => row.dataset.testid.slice(4))`,
  );
  for (const id of ids) {
    if (units(await desk.control("GET", `/truth/${encodeURIComponent(id)}`)) === 1) return id;
  }
  return null;
}

test("a cancellation costs what the dialog says, on the board and at the marketplace", async () => {
  const first = await truth();
  assert.equal(first.room, 3, "the known seller: the tenth cancellation is still inside, the eleventh is not");

  await desk.click("nav-guardrails");
  await desk.find("board", 120_000);
  await headlineSays("Gold and room for 3", /^Gold, with room for 3 more cancellations( until .+)?$/);
  assert.equal(await roomOnBoard(), first.room);

  await desk.click("nav-to-pack");
  await desk.until("rows are drawn", () => desk.count('[data-testid^="row-"]'), 120_000);
  const shipment = await desk.until("a shipment of one unit is in sight", oneUnit);
  await desk.click(`tick-${shipment}`);
  await desk.until("one shipment is chosen", async () => /^1\b/.test(await desk.text("selection-count")));
  await desk.press("c");
  await desk.find("cancel-dialog");
  const row = await desk.until("the price on the Gold line is counted", () => cells("Gold"));
  assert.deepEqual(
    [row[2], row[4]],
    [String(first.room), String(first.room - 1)],
    "room for cancellations below the Gold line, before and after",
  );
  await desk.screenshot("cancel-price");

  assert.deepEqual((await desk.control("GET", "/effects?kind=cancel")).effects, [], "looking costs nothing");
  await desk.click('[data-testid="cancel-reason"] option[value="not_enough_inventory"]');
  await desk.closeNotices();
  await desk.click("cancel-confirm");
  // It is the second of the week, which crosses the line of the shortest suspension: that has to be said by typing.
  assert.deepEqual((await cells("Suspension, 3 days")).slice(2, 5), ["0", "", "−1"]);
  await desk.type("cancel-word", "CANCEL 1");
  await desk.click("cancel-confirm");
  await desk.until("the dialog closes by itself", async () => !(await desk.has("cancel-dialog")));
  await desk.until("it has left To pack", async () => !(await desk.has(`row-${shipment}`)), 120_000);

  await desk.click("nav-guardrails");
  // One line is crossed now: that comes before the room that is left for Gold.
  await headlineSays("the crossed line", /Seller cancellation is over Suspension, 3 days/);
  assert.equal(await roomOnBoard(), first.room - 1);

  const { effects } = await desk.control("GET", "/effects?kind=cancel");
  assert.deepEqual(
    effects.map((one) => one.shipmentId),
    [shipment],
    "the marketplace saw this one cancellation, once",
  );
  const last = await truth();
  assert.deepEqual([last.count, last.room], [first.count + 1, first.room - 1]);
});
