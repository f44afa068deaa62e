import type { AppEvent } from "~/bindings";

/** The one door to the engine: a call with a reply, and a stream of what happened. */
export type Host = {
  /** Rejects with an `AppError` where the engine said no, or with one made here where it could not be reached. */
  call(name: string, request: unknown): Promise<unknown>;
  /** Hears events until the returned function is called. */
  listen(handler: (event: AppEvent) => void): () => void;
};
