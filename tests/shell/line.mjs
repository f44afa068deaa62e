// A marketplace in its own process, and the line to it: a port that can be cut, so that connections are refused, and mended.
//
//   const line = await openLine({ orders: 200, seed: 7 });
//   await desk.rpc("account_add", { ...line.account, name: "Ambari Lane" });
//   line.cut();  await line.mend();  await line.control("GET", "/summary");  await line.close();

import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { CLI, control } from "./harness.mjs";

/** Starts a practice marketplace of its own, and a line to it. Options are those of `godown-cli sandbox`. */
export async function openLine(options) {
  const args = Object.entries(options).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, value]));
  const market = spawn(CLI, ["sandbox", ...args.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
  const [first] = await once(createInterface({ input: market.stdout }), "line");
  const told = JSON.parse(first);
  const line = new Line(market, told);
  await line.mend();
  return line;
}

class Line {
  #market;
  #told;
  #server;
  #port = 0;
  #open = new Set();

  constructor(market, told) {
    this.#market = market;
    this.#told = told;
  }

  /** What an account on this marketplace is made of; its address is the near end of the line. */
  get account() {
    const { app_id: clientId, app_secret: clientSecret } = this.#told;
    return { clientId, clientSecret, baseUrl: `http://127.0.0.1:${this.#port}` };
  }

  async mend() {
    const { port } = new URL(this.#told.base_url);
    this.#server = createServer((near) => {
      const far = connect(Number(port), "127.0.0.1");
      for (const end of [near, far]) {
        this.#open.add(end);
        end.on("error", () => undefined);
        end.on("close", () => this.#open.delete(end));
      }
      near.pipe(far);
      far.pipe(near);
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = this.#server.address().port;
  }

  cut() {
    this.#server.close();
    for (const end of this.#open) end.destroy();
  }

  /** Asks the marketplace's control port, which the line does not reach. */
  control(method, path, body) {
    return control(this.#told.control_url, method, path, body);
  }

  async close() {
    this.cut();
    const gone = once(this.#market, "exit");
    this.#market.kill();
    await gone;
  }
}
