// Labels to paper in the real window: a printer that is a folder is set up, a batch is printed and stopped after 12, a person
// types the place of the last good label, the rest is printed, and the ledger tells it all. Checked against the files on disk.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before } from "node:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openDesk, ROOT } from "./harness.mjs";
import { step } from "./steps.mjs";

const LABELS = process.env.GODOWN_READ_LABELS ?? join(ROOT, "target/debug/read-labels");
const COUNT = 20;
const STOP_AFTER = 12;
const LAST_GOOD = 9;

let desk;
let folder;
let batch;
let plan;

before(async () => {
  desk = await openDesk({ practice: "orders=150,rate=0,seed=11,calm=true,label-delay-ms=500" });
  folder = join(desk.home, "paper");
  await desk.until(
    "the first walk over the marketplace is done",
    async () => (await desk.rpc("frame")).status?.syncedAt,
    180_000,
  );
  const { products } = await desk.control("GET", "/catalogue");
  const plain = products.filter((one) => !one.serialised && one.boxes === 1);
  const ids = [];
  for (const { sku } of plain.slice(0, 5)) {
    const made = await desk.control("POST", "/orders", { count: COUNT / 5, sku, quantity: 1, actionable: true });
    ids.push(...made.shipmentIds);
  }
  await desk.rpc("sync_now", { full: true });
  const selection = { kind: "ids", ids };
  await desk.until(
    "the new orders are known",
    async () => (await desk.rpc("selection_sum", { selection })).canPack === COUNT,
    120_000,
  );
  ({ batch } = await desk.rpc("pack_start", { selection, clientKey: "to-print", title: "To print" }));
  await desk.until(
    "every label may go",
    async () => {
      const check = await desk.rpc("print_check", { what: { kind: "batch", batch }, printer: null, layout: null });
      plan = check.labels.map((label) => label.trackingId);
      return check.goes === COUNT;
    },
    180_000,
  );
});
after(() => desk?.close());

/** What scans on the pages of every job in the folder, a list a job. */
function onPaper() {
  const files = readdirSync(folder).toSorted();
  return files.map((file) => {
    const pages = JSON.parse(execFileSync(LABELS, [join(folder, file)], { maxBuffer: 64 << 20 }).toString());
    return pages.map(({ codes }) => plan.find((id) => codes.includes(id)) ?? codes.join());
  });
}

const go = (path) => desk.run("window.location.hash = arguments[0]", path);

/** Replaces what a field holds, as a person who types over it. */
async function fill(name, text) {
  await desk.find(name);
  await desk.run(
    "const field = document.querySelector(arguments[0]); field.focus(); field.select?.()",
    `[data-testid="${name}"]`,
  );
  await desk.type(name, text);
}

/** Labels that the ledger says went. */
async function sent() {
  const { runs } = await desk.rpc("print_runs", { live: false, count: 20 });
  return runs
    .flatMap((run) => run.counts)
    .filter(({ state }) => state === "spooled")
    .reduce((sum, { labels }) => sum + labels, 0);
}

step("a folder is set up as this station's printer", async () => {
  await go("/settings?section=printers");
  await desk.click("printer-add");
  await desk.click("way-folder");
  await fill("printer-folder", folder);
  await fill("printer-name", "Folder at bench 1");
  await desk.click("printer-keep");
  await desk.until("it is kept", async () => (await desk.rpc("printers")).printers.length === 1);
  await desk.until("it is listed", async () => (await desk.text("printer-1"))?.includes("Folder at bench 1"));
});

step("the batch is printed from its page and stops after twelve", async () => {
  await go(`/labels/${batch}`);
  await desk.until("the labels are listed", async () => (await desk.count("label-row")) > 0);
  await desk.click("labels-print");
  await fill("print-stop-after", String(STOP_AFTER));
  await desk.click("print-confirm");
  await desk.until("twelve are on paper", async () => (await sent()) === STOP_AFTER, 90_000);
  await desk.click("print-open-run");
  await desk.find("run-title");
  assert.deepEqual(onPaper(), [plan.slice(0, STOP_AFTER)], "the first twelve, in the planned order, and not one more");
});

step("a person types where it stopped, and the rest comes out", async () => {
  await desk.click("side-stopped");
  await fill("stopped-place", String(LAST_GOOD));
  await desk.click('[data-testid="stopped-panel"] label:has(input[value="jam"])');
  await desk.until("it says what that means", () => desk.has("stopped-plan"));
  await desk.click('[data-testid="stopped-panel"] [data-testid="print-from"]');
  const next = await desk.until("the rest is a run of its own", async () => {
    const { runs } = await desk.rpc("print_runs", { live: false, count: 20 });
    return runs.find((run) => run.after !== null && run.state === "done");
  });
  assert.equal(next.labels, COUNT - LAST_GOOD);
  await desk.until("its page is open", async () => (await desk.text("run-title"))?.includes(String(next.run)));
  assert.deepEqual(
    onPaper(),
    [plan.slice(0, STOP_AFTER), plan.slice(LAST_GOOD)],
    "from the tenth, each exactly once more",
  );
});

step("the ledger tells every copy and why", async () => {
  const asks = {
    text: "",
    states: [],
    printer: null,
    run: null,
    from: null,
    to: null,
    again: true,
    before: null,
    count: 500,
  };
  const again = await desk.rpc("print_ledger", asks);
  const ids = again.labels.map((row) => row.trackingId);
  assert.deepEqual(ids.toSorted(), plan.slice(LAST_GOOD, STOP_AFTER).toSorted(), "three second copies");
  assert.ok(again.labels.every((row) => row.reason === "jam" && row.copy === 2));
  for (const [state, count] of [
    ["confirmed", LAST_GOOD],
    ["spoiled", STOP_AFTER - LAST_GOOD],
    ["spooled", COUNT - LAST_GOOD],
  ]) {
    assert.equal((await desk.rpc("print_ledger", { ...asks, again: false, states: [state] })).all, count, state);
  }
  await go("/ledger");
  // The newest are on top: the rest that was printed last.
  await desk.until("the ledger is drawn", async () => (await desk.count("ledger-row")) > 0);
  const newest = await desk.attribute("ledger-row", "data-state");
  assert.equal(newest, "spooled");
  await desk.click("ledger-row");
  await desk.find("label-story");
  await desk.screenshot("ledger-after-jam");
});
