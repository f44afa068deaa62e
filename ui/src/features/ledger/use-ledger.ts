import { useInfiniteQuery } from "@tanstack/react-query";
import type { AppError, LabelState, LedgerAsk, LedgerPage } from "~/bindings";
import { rpc } from "~/data";

const PAGE = 200;

/** What of the ledger is looked at. */
export type Filter = {
  text: string;
  state: LabelState | null;
  printer: string | null;
  run: number | null;
  from: number | null;
  to: number | null;
  again: boolean;
};

/** Everything. */
export const EVERYTHING: Filter = {
  text: "",
  state: null,
  printer: null,
  run: null,
  from: null,
  to: null,
  again: false,
};

/** Asks for the labels a filter finds that are older than one. */
export function askOf({ state, ...rest }: Filter, before: number | null): LedgerAsk {
  return { ...rest, states: state === null ? [] : [state], before, count: PAGE };
}

/** The ledger, newest first; older labels are read as they come into sight. */
export function useLedger(filter: Filter) {
  return useInfiniteQuery<LedgerPage, AppError, LedgerPage, readonly unknown[], number | null>({
    queryKey: ["print_ledger", { pages: filter }],
    queryFn: ({ pageParam }) => rpc("print_ledger", askOf(filter, pageParam)),
    initialPageParam: null,
    getNextPageParam: (last) => (last.labels.length < PAGE ? null : (last.labels.at(-1)?.label ?? null)),
    placeholderData: (before) => before,
    select: (data) => ({
      labels: data.pages.flatMap((page) => page.labels),
      all: data.pages.at(0)?.all ?? 0,
    }),
  });
}
