import { useEffect, useRef } from "react";
import type { CommandId } from "./commands";

/** What a screen does for a command while it is shown. */
export type Handler = {
  run: () => void;
  /** Why it cannot run now, in words. */
  reason?: string | null | undefined;
  /** What it would act on: `9 shipments, 12 units`. */
  hint?: string | null | undefined;
};

type Held = { current: Handler };

const stacks = new Map<CommandId, Held[]>();

/** The handler in force: the one of the screen shown last. */
export function handlerOf(id: CommandId): Handler | undefined {
  return stacks.get(id)?.at(-1)?.current;
}

/** Runs a command where something handles it and nothing speaks against it. Says whether it ran. */
export function runCommand(id: CommandId): boolean {
  const handler = handlerOf(id);
  if (!handler || handler.reason) return false;
  handler.run();
  return true;
}

function hold(id: CommandId, held: Held): () => void {
  const stack = stacks.get(id) ?? [];
  stack.push(held);
  stacks.set(id, stack);
  return () => {
    stack.splice(stack.indexOf(held), 1);
  };
}

/** Handles a command while the calling component is shown. `undefined`: leaves it to whoever stands behind. */
export function useCommand(id: CommandId, handler: Handler | undefined): void {
  const held = useRef<Handler>({ run: () => undefined });
  useEffect(() => {
    if (handler) held.current = handler;
  });
  const active = handler !== undefined;
  useEffect(() => (active ? hold(id, held) : undefined), [id, active]);
}
