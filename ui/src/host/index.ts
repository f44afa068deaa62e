import { tauriHost } from "./tauri";
import type { Host } from "./types";
import { keyFrom, webHost } from "./web";

export type { Host } from "./types";
export { asAppError, isAppError } from "./error";

/** The host this page runs on, decided once at start. */
export function chooseHost(): Host {
  return "__TAURI_INTERNALS__" in window ? tauriHost() : webHost(keyFrom(window.location));
}
