import { useInfiniteQuery } from "@tanstack/react-query";
import type { Activity, ActivityRow, AppError } from "~/bindings";
import { rpc } from "~/data";

const PAGE = 200;

/** Actions, newest first; older ones are read as they are needed. */
export function useActivity(unresolved: boolean) {
  const query = useInfiniteQuery<Activity, AppError, ActivityRow[], readonly unknown[], number | null>({
    queryKey: ["activity", { unresolved }],
    queryFn: ({ pageParam }) => rpc("activity", { unresolved, before: pageParam, count: PAGE }),
    initialPageParam: null,
    getNextPageParam: (last) => (last.more ? (last.rows.at(-1)?.id ?? null) : null),
    select: (data) => data.pages.flatMap((page) => page.rows),
  });
  return query;
}
