import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Basis, BoardAsk, CancellationDay } from "~/bindings";
import { useRpc } from "~/data";

const MINUTE = 60_000;

/** What the address bar keeps of the board. */
export type BoardSearch = {
  /** A warehouse; none: the account. */
  place?: string | undefined;
  count?: Basis | undefined;
  booked?: CancellationDay | undefined;
  /** A past moment. */
  at?: number | undefined;
};

/** The board as the address says, with ways to change that. Without a past moment it is counted again every minute. */
export function useBoard() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const search = useSearch({ strict: false }) as BoardSearch;
  // An address typed by hand may hold anything; what is no moment is now.
  const at = Number.parseInt(String(search.at ?? ""), 10);
  const ask: BoardAsk = {
    location: search.place ?? null,
    basis: search.count ?? null,
    cancellationDay: search.booked ?? null,
    asOf: Number.isNaN(at) ? null : at,
  };
  const reply = useRpc("guardrail_board", ask);
  const live = ask.asOf === null;
  useEffect(() => {
    // A cut-off comes nearer without anything changing in the store.
    if (!live) return undefined;
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ["guardrail_board"] }), MINUTE);
    return () => clearInterval(timer);
  }, [live, client]);
  function change(part: BoardSearch): void {
    void navigate({ to: ".", search: (before) => ({ ...before, ...part }), replace: true });
  }
  return { ask, change, board: reply.data, error: reply.error, again: () => void reply.refetch() };
}
