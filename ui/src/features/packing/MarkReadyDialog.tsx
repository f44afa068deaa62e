import { useTranslation } from "react-i18next";
import type { Selection } from "~/bindings";
import { useAction, useRpc } from "~/data";
import { CheckDialog } from "./CheckDialog";

type Props = {
  selection: Selection;
  onClose: () => void;
};

/** The check before parcels are marked ready: how many go, which stay and why, what it means. */
export function MarkReadyDialog({ selection, onClose }: Props) {
  const { t } = useTranslation();
  const prepared = useRpc("dispatch_prepare", { selection }, { keep: false });
  const start = useAction("dispatch_start");
  const check = prepared.data?.check;
  const goes = check?.goes.length ?? 0;
  function confirm() {
    if (check !== undefined) {
      start.mutate(
        { selection: { kind: "ids", ids: check.goes } },
        { onSuccess: (asked) => (asked.outcomes.length === 0 ? onClose() : undefined) },
      );
    }
  }
  return (
    <CheckDialog
      title={t("packing.markReady.title", { count: goes })}
      lead={t("packing.markReady.lead")}
      does={t("packing.markReady.confirm", { count: goes })}
      none={t("packing.markReady.none")}
      testId="mark-ready"
      check={check}
      checkError={prepared.error}
      busy={start.isPending}
      error={start.error}
      asked={start.data}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>{t("packing.markReady.text", { count: check?.units ?? 0 })}</p>
    </CheckDialog>
  );
}
