import type { AppEvent } from "~/bindings";
import { isAppError, unreachable } from "./error";
import type { Host } from "./types";

/** Where the key of the local server was handed over: in the query, or in the hash before routing began. */
export function keyFrom(location: { hash: string; search: string }): string {
  const fromQuery = new URLSearchParams(location.search).get("key");
  if (fromQuery) return fromQuery;
  const hash = location.hash.replace(/^#/, "");
  return new URLSearchParams(hash.includes("?") ? hash.slice(hash.indexOf("?") + 1) : hash).get("key") ?? "";
}

/** The engine behind a local web server; used by browser specs. */
export function webHost(key: string): Host {
  return {
    async call(name, request) {
      let response: Response;
      try {
        response = await fetch(`/rpc/${name}`, {
          method: "POST",
          headers: { "content-type": "application/json", "x-godown-key": key },
          body: JSON.stringify(request),
        });
      } catch (thrown) {
        throw unreachable(thrown instanceof Error ? thrown.message : String(thrown));
      }
      const text = await response.text();
      let reply: unknown;
      try {
        reply = text === "" ? {} : JSON.parse(text);
      } catch {
        throw unreachable(`${name}: ${response.status}, not JSON`);
      }
      if (response.ok) return reply;
      throw isAppError(reply) ? reply : unreachable(`${name}: ${response.status}`);
    },
    listen(handler) {
      const source = new EventSource(`/events?key=${encodeURIComponent(key)}`);
      source.addEventListener("message", (message) => {
        handler(JSON.parse(String(message.data)) as AppEvent);
      });
      return () => source.close();
    },
  };
}
