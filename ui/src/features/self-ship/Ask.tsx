import type { ReactNode } from "react";
import type { AppError, Asked, PreCheck } from "~/bindings";
import { CheckDialog } from "~/features/packing";
import { count } from "~/lib/format";
import { useOwnWords } from "~/lib/own-words";

type Props = {
  is: "send" | "delivered" | "attempt";
  /** What was looked up before asking. */
  prepared: { data: { check: PreCheck } | undefined; error: AppError | null };
  /** The asking itself. */
  start: { isPending: boolean; error: AppError | null; data: Asked | undefined };
  /** Why it cannot be told yet. */
  reason: string | null;
  onConfirm: () => void;
  onClose: () => void;
  /** What has to be said besides. */
  children: ReactNode;
};

/** The check before something is told of parcels the seller delivers itself. */
export function Ask({ is, prepared, start, reason, onConfirm, onClose, children }: Props) {
  const { t } = useOwnWords();
  const check = prepared.data?.check;
  const goes = check?.goes.length ?? 0;
  const n = { count: goes, n: count(goes) };
  return (
    <CheckDialog
      title={t(`selfShip.${is}.title`, n)}
      lead={t(`selfShip.${is}.lead`)}
      does={t(`selfShip.${is}.do`, n)}
      none={t("selfShip.none")}
      testId={`own-${is}`}
      check={check}
      checkError={prepared.error}
      reason={reason}
      busy={start.isPending}
      error={start.error}
      asked={start.data}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {goes > 0 ? <div className="stack">{children}</div> : null}
    </CheckDialog>
  );
}
