import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import type { AppError, queryTags } from "~/bindings";
import { oneOfFew } from "./few";
import { type CommandName, type Reply, type Request, rpc } from "./rpc";

/** Commands that only read. */
export type QueryName = keyof typeof queryTags;
/** Commands that do something. */
export type ActionName = Exclude<CommandName, QueryName>;

/** The key a query is kept under: its name first, so that the feed can find it by its tags. */
export function queryKey<K extends QueryName>(name: K, request: Request<K>) {
  return [name, request] as const;
}

/** A picture that can wait: a few at a time, the newest asked for first; what left the page is not drawn. */
export function usePicture<K extends "document_page" | "label_preview">(
  name: K,
  request: Request<K>,
  enabled: boolean,
) {
  return useQuery<Reply<K>, AppError>({
    queryKey: queryKey(name, request),
    queryFn: ({ signal }) => oneOfFew(() => rpc(name, request), signal),
    enabled,
  });
}

type Options = {
  /** Off: nothing is asked until it turns on. */
  enabled?: boolean;
  /** Show the former reply while a new request is under way (default: yes). */
  keep?: boolean;
};

/** A query of the contract, kept fresh by the change feed. */
export function useRpc<K extends QueryName>(name: K, request: Request<K>, options: Options = {}) {
  return useQuery<Reply<K>, AppError>({
    queryKey: queryKey(name, request),
    queryFn: () => rpc(name, request),
    enabled: options.enabled ?? true,
    ...(options.keep === false ? {} : { placeholderData: keepPreviousData as never }),
  });
}

/** An action of the contract. What it changes comes back through the change feed, not from here. */
export function useAction<K extends ActionName>(name: K) {
  return useMutation<Reply<K>, AppError, Request<K>>({
    mutationKey: [name],
    mutationFn: (request) => rpc(name, request),
  });
}

/** Hears that an action was taken, whichever part of the screen asked for it. */
export function useDone(name: ActionName, then: () => void): void {
  const client = useQueryClient();
  const onDone = useEffectEvent(then);
  useEffect(
    () =>
      client.getMutationCache().subscribe((event) => {
        const isOurs = event.mutation?.options.mutationKey?.[0] === name;
        if (isOurs && event.type === "updated" && event.action.type === "success") onDone();
      }),
    [client, name],
  );
}
