import { useInfiniteQuery } from "@tanstack/react-query";
import type { AppError, WaitingList } from "~/bindings";
import { rpc } from "~/data";

const PAGE = 200;

/** What waits to be sent, in the order it goes; more is read as it comes into sight. */
export function useWaiting() {
  return useInfiniteQuery<WaitingList, AppError, WaitingList, readonly unknown[], number>({
    queryKey: ["waiting_list", { pages: true }],
    queryFn: ({ pageParam }) => rpc("waiting_list", { start: pageParam, count: PAGE }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.rows.length < PAGE ? null : pages.length * PAGE),
    select: (data) => ({
      rows: data.pages.flatMap((page) => page.rows),
      total: data.pages.at(-1)?.total ?? 0,
      offlineSince: data.pages.at(-1)?.offlineSince ?? null,
    }),
  });
}
