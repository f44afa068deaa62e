import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { AppEvent } from "~/bindings";
import { asAppError } from "./error";
import type { Host } from "./types";

/** The engine inside the window's own process. */
export function tauriHost(): Host {
  return {
    async call(name, request) {
      try {
        return await invoke("rpc", { name, payload: request });
      } catch (thrown) {
        throw asAppError(thrown);
      }
    },
    listen(handler) {
      let stopped = false;
      let stop: (() => void) | undefined;
      void listen<AppEvent>("app-event", (event) => handler(event.payload)).then((unlisten) => {
        if (stopped) unlisten();
        else stop = unlisten;
      });
      return () => {
        stopped = true;
        stop?.();
      };
    },
    async savePath(suggested) {
      try {
        return await invoke<string | null>("ask_save_path", { suggested });
      } catch (thrown) {
        throw asAppError(thrown);
      }
    },
    async openFile(path, reveal) {
      try {
        await invoke("open_file", { path, reveal });
      } catch (thrown) {
        throw asAppError(thrown);
      }
    },
  };
}
