import { useAction } from "~/data";
import { ReasonDialog, useReason } from "./ReasonDialog";
import { lacks } from "./run-rules";
import { usePrintWords } from "./words";

type Props = { labels: number[]; lead: string; onClose: () => void };

/** Says that labels are not usable, and why. Printing them again needs no further reason then. */
export function SpoilDialog({ labels, lead, onClose }: Props) {
  const { t } = usePrintWords();
  const given = useReason();
  const spoil = useAction("print_spoil");
  const { reason, words } = given;
  const lack = lacks(labels.length, reason, words);
  function say() {
    if (reason === null) return;
    spoil.mutate({ which: { kind: "labels", labels }, reason, words: words.trim() }, { onSuccess: onClose });
  }
  return (
    <ReasonDialog
      title={t("printing.spoil.title")}
      lead={lead}
      width="34rem"
      testId="spoil-dialog"
      why={t("printing.spoil.why")}
      given={given}
      deed={t("printing.spoil.do", { count: labels.length })}
      keeps={lack === null ? null : t(`printing.lacks.${lack}`)}
      busy={spoil.isPending}
      deedTestId="spoil-do"
      onDo={say}
      onClose={onClose}
      error={spoil.error}
    >
      <p className="muted">{t("printing.spoil.text")}</p>
    </ReasonDialog>
  );
}
