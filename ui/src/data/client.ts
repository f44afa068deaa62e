import { QueryClient } from "@tanstack/react-query";

/** Replies stay fresh until the change feed says otherwise; the engine is local, so there is nothing to retry. */
export function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        retry: false,
        networkMode: "always",
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
