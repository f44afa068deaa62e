import type { AppEvent } from "~/bindings";

/** The one door to the engine: a call with a reply, and a stream of what happened. */
export type Host = {
  /** Rejects with an `AppError` where the engine said no, or with one made here where it could not be reached. */
  call(name: string, request: unknown): Promise<unknown>;
  /** Hears events until the returned function is called. */
  listen(handler: (event: AppEvent) => void): () => void;
  /** Asks the person where to save a file; `null` where they closed the question. Absent where there is no such question. */
  savePath?(suggested: string): Promise<string | null>;
  /** Opens a file of ours in its usual program, or shows it in its folder. Absent where a page may not do that. */
  openFile?(path: string, reveal: boolean): Promise<void>;
};
