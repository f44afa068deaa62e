import type { ReactNode } from "react";
import type { AppError, Asked, PreCheck } from "~/bindings";
import { CheckDialog } from "~/features/packing";
import { count } from "~/lib/format";
import { useOwnWords } from "~/lib/own-words";

type Props = {
  is: "send" | "delivered" | "attempt";
  check: PreCheck | undefined;
  checkError: AppError | null;
  /** Why it cannot be told yet. */
  reason: string | null;
  busy: boolean;
  error: AppError | null;
  asked: Asked | undefined;
  onConfirm: () => void;
  onClose: () => void;
  /** What has to be said besides. */
  children: ReactNode;
};

/** The check before something is told of parcels the seller delivers itself. */
export function Ask({ is, children, ...rest }: Props) {
  const { t } = useOwnWords();
  const goes = rest.check?.goes.length ?? 0;
  const n = { count: goes, n: count(goes) };
  return (
    <CheckDialog
      title={t(`selfShip.${is}.title`, n)}
      lead={t(`selfShip.${is}.lead`)}
      does={t(`selfShip.${is}.do`, n)}
      none={t("selfShip.none")}
      testId={`own-${is}`}
      {...rest}
    >
      {goes > 0 ? <div className="stack">{children}</div> : null}
    </CheckDialog>
  );
}
