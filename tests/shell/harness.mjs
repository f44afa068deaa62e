// Drives the real window: starts WebKitWebDriver, which starts target/debug/godown, and speaks the WebDriver protocol with
// plain fetch. One desk per test file: its own home and data folder under a temporary folder, and its own practice
// marketplace inside the app. Run through ./dev test, which brings a virtual screen and a session bus.
//
//   const desk = await openDesk({ practice: "orders=200,rate=0,seed=7,calm=true" });
//   await desk.click("nav-toPack");
//   await desk.until("the queue has rows", () => desk.count("[data-testid^=row-]"));
//   const truth = await desk.control("GET", "/summary");
//   await desk.close();

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const APP = process.env.GODOWN_APP ?? join(ROOT, "target/debug/godown");
const CLI = process.env.GODOWN_CLI ?? join(ROOT, "target/debug/godown-cli");
const RESULTS = join(ROOT, "test-results");
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
// Generous, because they only end what would otherwise hang; nothing waits for them when all is well.
const REQUEST_MS = 60_000;
const UNTIL_MS = 60_000;
// The engine is given 5 s for the call in flight.
const GONE_MS = 10_000;
/** Starts of the driver for one desk: it has been seen to hang once before its first answer. */
const STARTS = 2;
const PAST_MS = 300_000;
/** The account as it counts now. */
const BOARD = { location: null, basis: null, cancellationDay: null, asOf: null };

/** Keys as WebDriver writes them. */
export const Key = {
  enter: "\uE007",
  escape: "\uE00C",
  tab: "\uE004",
  space: " ",
  control: "\uE009",
  shift: "\uE008",
  down: "\uE015",
  up: "\uE013",
};

async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The plain view of To pack. */
export const TO_PACK = {
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

/** Asks the control port of a practice marketplace. */
export async function control(url, method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}

/** Asks again and again until the answer is truthy; says what it waited for, and the last answer, when it is not. */
export async function until(what, ask, ms = UNTIL_MS) {
  const end = Date.now() + ms;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      if (error.fatal) throw error;
      last = error;
    }
    if (Date.now() > end) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`waited ${ms / 1000} s in vain until ${what}; last answer: ${seen}`);
    }
    await pause(100);
  }
}

class WebDriver {
  constructor(port) {
    this.base = `http://127.0.0.1:${port}`;
  }

  async send(method, path, body) {
    const response = await fetch(this.base + path, {
      method,
      headers: { "content-type": "application/json" },
      body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
      signal: AbortSignal.timeout(REQUEST_MS),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }
}

/** Apps that run on a data folder. A second one would hand over to the first and end, and the driver would wait for it. */
function running(dataDir) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return program !== "WebKitWebDriver" && args.includes(dataDir);
      } catch {
        // It has ended since.
        return false;
      }
    })
    .map(Number);
}

/** Waits for the app to go by itself, which it does while the driver is there to tell it; then ends whatever is left of both. */
async function end(driverProcess, dataDir) {
  const deadline = Date.now() + GONE_MS;
  while (running(dataDir).length > 0 && Date.now() < deadline) await pause(50);
  for (const pid of running(dataDir)) process.kill(pid, "SIGKILL");
  if (driverProcess.exitCode === null && driverProcess.signalCode === null) {
    const gone = once(driverProcess, "exit");
    driverProcess.kill();
    const late = setTimeout(() => driverProcess.kill("SIGKILL"), GONE_MS);
    await gone;
    clearTimeout(late);
  }
}

/**
 * Opens a window of its own.
 * - practice: options of the practice marketplace, or false to start without a seller
 * - home: a folder from an earlier desk, to start again on the same data
 * - args: further arguments for the app
 * - app: another program to open
 */
export async function openDesk({ practice = "orders=200,rate=0,seed=7", home, args = [], app = APP } = {}) {
  const place = home ?? mkdtempSync(join(tmpdir(), "godown-desk-"));
  const dataDir = join(place, "desk");
  mkdirSync(RESULTS, { recursive: true });
  const appArgs = ["--data-dir", dataDir, ...(practice ? ["--practice"] : []), ...args];
  for (let start = 1; ; start += 1) {
    try {
      return await openOnce({ place, dataDir, app, appArgs, practice });
    } catch (error) {
      // Only silence is tried again. What the driver says, and everything after the first answer, stands.
      if (!(error instanceof Silence) || start === STARTS) throw error;
      console.error(`${error.message} The session is begun anew (start ${start + 1} of ${STARTS}).`);
    }
  }
}

/** The driver gave no answer when a session was asked for. */
class Silence extends Error {}

async function openOnce({ place, dataDir, app, appArgs, practice }) {
  const port = await freePort();
  // A file, never a pipe: the app inherits it, and a pipe would keep the test run from ending.
  const log = openSync(join(RESULTS, "webdriver.log"), "a");
  const driverProcess = spawn("WebKitWebDriver", ["--host=127.0.0.1", `--port=${port}`], {
    stdio: ["ignore", log, log],
    env: {
      ...process.env,
      HOME: place,
      XDG_DATA_HOME: join(place, "share"),
      XDG_CONFIG_HOME: join(place, "config"),
      XDG_CACHE_HOME: join(place, "cache"),
      GODOWN_KEY_STORE: "memory",
      GODOWN_PRACTICE: practice || "orders=0,rate=0",
      TAURI_WEBVIEW_AUTOMATION: "true",
    },
  });
  driverProcess.on("error", (error) => {
    throw new Error(`WebKitWebDriver does not start (${error.message}): run ./dev setup`);
  });
  const driver = new WebDriver(port);
  try {
    await until("WebKitWebDriver answers", async () => (await driver.send("GET", "/status")).ready !== undefined);
    const session = await driver
      .send("POST", "/session", {
        capabilities: {
          alwaysMatch: { browserName: "wry", "webkitgtk:browserOptions": { binary: app, args: appArgs } },
        },
      })
      .catch(async (error) => {
        throw error.name === "TimeoutError" ? new Silence(await silence(driver, dataDir)) : error;
      });
    return new Desk(driver, driverProcess, session.sessionId, place, dataDir);
  } catch (error) {
    await end(driverProcess, dataDir);
    throw error;
  }
}

/** What is known of a session that did not come: whether the driver itself still answers, and whether the app is up. */
async function silence(driver, dataDir) {
  const status = await driver.send("GET", "/status").then(
    () => "it answers when asked for its status",
    () => "nor does it when asked for its status",
  );
  const apps = running(dataDir).length;
  return `WebKitWebDriver gave no answer for ${REQUEST_MS / 1000} s when a session was asked for; ${status}; ${apps} app running.`;
}

class Desk {
  #driver;
  #process;
  #session;

  constructor(driver, process, sessionId, home, dataDir) {
    this.#driver = driver;
    this.#process = process;
    this.#session = `/session/${sessionId}`;
    this.home = home;
    this.dataDir = dataDir;
  }

  send(method, path, body) {
    return this.#driver.send(method, this.#session + path, body);
  }

  /** Runs the body of a function in the page; `arguments` are the values given. */
  run(script, ...values) {
    return this.send("POST", "/execute/sync", { script, args: values });
  }

  /** The same for a promise: the body of an async function. */
  runAsync(script, ...values) {
    const body = `const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);
      (async function () { ${script} }).apply(null, given).then((value) => done({ value }), (error) => done({ error: error?.message ?? JSON.stringify(error) }));`;
    return this.send("POST", "/execute/async", { script: body, args: values }).then((answer) => {
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.value;
    });
  }

  /** Calls a command of the contract through the page's own door. */
  rpc(name, payload = {}) {
    return this.runAsync(
      "return window.__TAURI_INTERNALS__.invoke('rpc', { name: arguments[0], payload: arguments[1] })",
      name,
      payload,
    );
  }

  until(what, ask, ms) {
    return until(what, ask, ms);
  }

  /** Finds by data-testid, or by a CSS selector that starts with one of . # [ . */
  async find(name, ms) {
    const value = selector(name);
    const found = await until(
      `there is ${name}`,
      async () => (await this.send("POST", "/elements", { using: "css selector", value }))[0],
      ms,
    );
    return found[ELEMENT];
  }

  /** Number of elements for a selector. */
  count(css) {
    return this.run("return document.querySelectorAll(arguments[0]).length", selector(css));
  }

  has(name) {
    return this.count(name).then((found) => found > 0);
  }

  /** Clicks as a person would: scrolled into view, not covered, enabled. Waits until that is so. */
  async click(name, ms) {
    const value = selector(name);
    await until(
      `${name} can be clicked`,
      async () => {
        const [found] = await this.send("POST", "/elements", { using: "css selector", value });
        if (!found) return false;
        const element = found[ELEMENT];
        if (!(await this.send("GET", `/element/${element}/enabled`))) return false;
        await this.send("POST", `/element/${element}/click`);
        return true;
      },
      ms,
    );
  }

  /** Types into a field. */
  async type(name, text) {
    const element = await this.find(name);
    await this.send("POST", `/element/${element}/value`, { text });
  }

  /** Presses keys on whatever has the focus: press("p"), press(Key.control, "k"). */
  async press(...keys) {
    const down = keys.map((value) => ({ type: "keyDown", value }));
    const up = keys.toReversed().map((value) => ({ type: "keyUp", value }));
    await this.send("POST", "/actions", { actions: [{ type: "key", id: "keys", actions: [...down, ...up] }] });
    await this.send("DELETE", "/actions");
  }

  /** Text as in the document. The driver's own answer is empty for rows that are placed by transform. */
  text(name) {
    return this.run("return document.querySelector(arguments[0])?.textContent ?? null", selector(name));
  }

  /** Texts of all elements for a selector. */
  texts(name) {
    return this.run("return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)", selector(name));
  }

  attribute(name, attribute) {
    return this.run(
      "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null",
      selector(name),
      attribute,
    );
  }

  /** Sets the size of the window. */
  resize(width, height) {
    return this.send("POST", "/window/rect", { width, height });
  }

  /**
   * A picture of the page into `file` (absolute, or a name under test-results/). The driver waits for a frame, which an
   * idle page never draws: while it waits, one pixel changes with every frame.
   */
  async screenshot(file) {
    await this.run(`
      // A change of colour under way would be caught half done: an idle page draws no frame to end it.
      for (const moving of document.getAnimations()) {
        if (moving.effect?.getComputedTiming().endTime !== Infinity) moving.finish();
      }
      const dot = document.createElement("i");
      dot.id = "godown-frame-dot";
      dot.style.cssText = "position:fixed;left:0;top:0;width:1px;height:1px;z-index:2147483647";
      document.documentElement.append(dot);
      let odd = false;
      const beat = () => {
        if (!dot.isConnected) return;
        odd = !odd;
        dot.style.background = odd ? "rgb(127 127 127 / .02)" : "rgb(127 127 127 / .03)";
        requestAnimationFrame(beat);
      };
      beat();
    `);
    try {
      const picture = Buffer.from(await this.send("GET", "/screenshot"), "base64");
      const path = resolve(RESULTS, file.endsWith(".png") ? file : `${file}.png`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, picture);
      return picture;
    } finally {
      await this.run(`document.getElementById("godown-frame-dot")?.remove()`);
    }
  }

  /** Light or dark, whatever the system says. */
  theme(name) {
    return this.run("document.documentElement.setAttribute('data-theme', arguments[0])", name);
  }

  /** Where the practice marketplace listens: { baseUrl, controlUrl }. */
  market() {
    return until("the practice marketplace is up", () =>
      JSON.parse(readFileSync(join(this.dataDir, "sellers/practice/marketplace.address.json"), "utf8")),
    );
  }

  /** Asks the marketplace's control port: its ground truth, clock and faults. */
  async control(method, path, body) {
    const { controlUrl } = await this.market();
    return control(controlUrl, method, path, body);
  }

  /** Waits until the past 90 days are read and counted. More calls an hour than usual: nobody waits. */
  async knowThePast() {
    const { settings } = await this.rpc("frame");
    await this.rpc("settings_put", { ...settings, callsPerHour: 10_000 });
    await until(
      "the past 90 days are counted",
      async () => {
        const board = await this.rpc("guardrail_board", BOARD);
        return board.daysCovered >= 90 && board.pending === 0;
      },
      PAST_MS,
    );
  }

  /** Takes over what only Seller Hub knows: `rts-breaches`, `pickup-reattempts`, `returns`, `orders`. */
  async importReport(name) {
    const { controlUrl } = await this.market();
    const report = await fetch(`${controlUrl}/hub/${name}`, { signal: AbortSignal.timeout(REQUEST_MS) });
    const bytes = Buffer.from(await report.arrayBuffer()).toString("base64");
    await this.rpc("hub_import", { name: `${name}.csv`, bytes });
    await until(`${name} is counted`, async () => (await this.rpc("guardrail_board", BOARD)).pending === 0);
  }

  /** Closes the notices in the corner, which lie over what is below them. */
  async closeNotices() {
    await until("no notice is left", () =>
      this.run(`
        const close = [...document.querySelectorAll('[role="log"] .toast button:last-child')];
        for (const button of close) button.click();
        return close.length === 0;
      `),
    );
  }

  /** Closes the window and the driver. `keep` leaves the data for another desk. */
  async close({ keep = false } = {}) {
    try {
      await this.#driver.send("DELETE", this.#session);
    } finally {
      await end(this.#process, this.dataDir);
      if (!keep) rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  }
}

function selector(name) {
  return /^[.#[]/.test(name) ? name : `[data-testid="${name}"]`;
}

export { APP, CLI, RESULTS, ROOT };
