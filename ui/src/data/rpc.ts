import type { Commands } from "~/bindings";
import { asAppError } from "~/host";
import { host } from "./host";

export type CommandName = keyof Commands;
export type Request<K extends CommandName> = Commands[K][0];
export type Reply<K extends CommandName> = Commands[K][1];

/** Calls one command of the contract. Rejects with an `AppError`, never with anything else. */
export async function rpc<K extends CommandName>(name: K, request: Request<K>): Promise<Reply<K>> {
  try {
    return (await host().call(name, request)) as Reply<K>;
  } catch (thrown) {
    throw asAppError(thrown);
  }
}
