import type { Host } from "~/host";

let current: Host | undefined;

/** Sets the host for the whole page; called once by `main` and by each test. */
export function setHost(host: Host): void {
  current = host;
}

/** The host set at start. */
export function host(): Host {
  if (!current) throw new Error("no host was set");
  return current;
}
