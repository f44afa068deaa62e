// Cold start to the first rows in the window, and the memory of the whole process tree, against an empty window of the same
// kind, in turn, in one run. Part of ./dev bench; asserts nothing about time.
//
//   node tests/shell/start.bench.mjs APP EMPTY_WINDOW BENCH [SHIPMENTS] [RUNS]

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDesk, until } from "./harness.mjs";

const [app, empty, bench, shipments = "100000", runs = "7"] = process.argv.slice(2);
const SELLER = "bench";

/** A seller with many shipments and no login: what a start without a line looks like. */
function home() {
  const place = mkdtempSync(join(tmpdir(), "godown-start-"));
  const folder = join(place, "desk", "sellers", SELLER);
  mkdirSync(folder, { recursive: true });
  execFileSync(bench, ["--make", join(folder, "godown.db"), shipments], { stdio: "inherit" });
  const record = { id: SELLER, name: "Bench", practice: false, client_id: "bench", base_url: "http://127.0.0.1:9" };
  writeFileSync(join(place, "desk", "sellers.json"), JSON.stringify({ last: SELLER, sellers: [record] }));
  return place;
}

const stat = (pid) => {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { parent: Number(fields[1]), startedTicks: Number(fields[19]) };
};
const pids = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);
const soft = (ask, otherwise) => {
  try {
    return ask();
  } catch {
    return otherwise; // a process that ended meanwhile
  }
};

function pidOf(binary) {
  const name = binary.split("/").at(-1);
  return pids().find((pid) => soft(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"), "").split("\0")[0].endsWith(`/${name}`));
}

/** When a process began, ms since 1970. The kernel counts in hundredths of a second. */
function startedAt(pid) {
  const boot = Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))[1]);
  const up = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
  // btime is whole seconds; now minus uptime is the same instant, finer.
  const fine = Date.now() - up * 1000;
  return (Math.abs(fine / 1000 - boot) < 2 ? fine : boot * 1000) + stat(pid).startedTicks * 10;
}

/** Proportional memory of a process and everything below it, bytes. */
function memory(root) {
  const parents = new Map(pids().map((pid) => [pid, soft(() => stat(pid).parent, 0)]));
  const isBelow = (pid) => pid === root || (parents.has(pid) && parents.get(pid) > 1 && isBelow(parents.get(pid)));
  let sum = 0;
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    const rollup = soft(() => readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"), "");
    sum += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  }
  return sum;
}

async function once(binary, place) {
  const desk = await openDesk({ practice: false, home: place, app: binary });
  try {
    const at = await desk.until("the first rows are marked", () =>
      desk.run(`const [mark] = performance.getEntriesByName("rows");
        return mark ? performance.timeOrigin + mark.startTime : null`),
    );
    const pid = pidOf(binary);
    return { ms: at - startedAt(pid), bytes: memory(pid) };
  } finally {
    await desk.close({ keep: true });
    // The driver sometimes goes before it has closed the window, and a window left open would take the next start for a
    // second one of its own.
    const left = pidOf(binary);
    if (left !== undefined) process.kill(left, "SIGKILL");
    await until("the window's program has ended", () => pidOf(binary) === undefined);
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const full = home();
const bare = mkdtempSync(join(tmpdir(), "godown-start-"));
const ours = [];
const floor = [];
for (let run = 0; run <= Number(runs); run += 1) {
  // In turn, so that a machine that slows down slows both. The first pair warms the disk and is not counted.
  // oxlint-disable-next-line no-await-in-loop
  const pair = [await once(empty, bare), await once(app, full)];
  if (run > 0) {
    floor.push(pair[0]);
    ours.push(pair[1]);
  }
}
rmSync(full, { recursive: true, force: true });
rmSync(bare, { recursive: true, force: true });
const row = (what, pick, words) => {
  const [a, b] = [median(ours.map(pick)), median(floor.map(pick))];
  console.log(`| ${what} | ${words(a)} | ${words(b)} (an empty window) | ${(a / b).toFixed(2)} |`);
};
row(`process start to first rows, ${shipments} shipments, median of ${runs}`, (one) => one.ms, (ms) => `${ms.toFixed(0)} ms`);
row("memory of the process tree (PSS)", (one) => one.bytes, (bytes) => `${(bytes / 1e6).toFixed(0)} MB`);
