import type { QueryClient } from "@tanstack/react-query";
import { type Alert, type AppEvent, type Tag, queryTags } from "~/bindings";
import type { Host } from "~/host";

type Notice = Extract<AppEvent, { kind: "notice" }>;

/** Whether a change with these tags makes the named query stale. */
export function isStale(name: unknown, tags: readonly Tag[]): boolean {
  const own: readonly Tag[] | undefined =
    typeof name === "string" && name in queryTags ? queryTags[name as keyof typeof queryTags] : undefined;
  return own !== undefined && own.some((tag) => tags.includes(tag));
}

/**
 * Turns the engine's events into refetches. A gap in `seq` means that a change was missed, so everything is stale.
 * Returns the function that stops listening.
 */
export function startFeed(
  host: Host,
  client: QueryClient,
  onNotice: (notice: Notice) => void,
  onAlert: (alert: Alert) => void,
): () => void {
  let last: number | undefined;
  return host.listen((event) => {
    if (event.kind === "notice") {
      onNotice(event);
      return;
    }
    if (event.kind === "alert") {
      onAlert(event.alert);
      return;
    }
    const missed = last !== undefined && event.seq !== last + 1;
    last = event.seq;
    void client.invalidateQueries(missed ? {} : { predicate: (query) => isStale(query.queryKey[0], event.tags) });
  });
}
