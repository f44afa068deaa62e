import type { AppError } from "~/bindings";
import { Empty, type IconName, Skeleton } from "~/components";
import { ErrorNote } from "./ErrorNote";

type Props = {
  /** What was asked for; `data` as long as there is some, also while it is read again. */
  reply: { error: AppError | null; isPending: boolean; data?: unknown };
  /** Said aloud while it is read. */
  reading: string;
  /** What to say where nothing came; `null` where something did. */
  empty: { icon: IconName; title: string; text: string } | null;
};

/** What stands over or instead of a list: what went wrong, that it is being read, or why there is nothing. */
export function ListState({ reply, reading, empty }: Props) {
  return (
    <>
      {reply.error === null ? null : (
        <div className="list-trouble">
          <ErrorNote error={reply.error} />
        </div>
      )}
      {reply.isPending ? <Skeleton label={reading} rows={8} /> : null}
      {reply.data !== undefined && empty !== null ? (
        <Empty icon={empty.icon} title={empty.title}>
          {empty.text}
        </Empty>
      ) : null}
    </>
  );
}
