import { useState } from "react";
import type { ReprintReason } from "~/bindings";
import { Button, Dialog, DialogFoot } from "~/components";
import { ErrorNote, useAction } from "~/data";
import styles from "./printing.module.css";
import { ReasonFields } from "./ReasonFields";
import { lacks, REASONS } from "./run-rules";
import { usePrintWords } from "./words";

type Props = { labels: number[]; lead: string; onClose: () => void };

/** Says that labels are not usable, and why. Printing them again needs no further reason then. */
export function SpoilDialog({ labels, lead, onClose }: Props) {
  const { t } = usePrintWords();
  const [reason, setReason] = useState<ReprintReason | null>(null);
  const [words, setWords] = useState("");
  const spoil = useAction("print_spoil");
  const lack = lacks(labels.length, reason, words);
  function say() {
    if (reason === null) return;
    spoil.mutate({ which: { kind: "labels", labels }, reason, words: words.trim() }, { onSuccess: onClose });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("printing.spoil.title")}
      lead={lead}
      width="34rem"
      testId="spoil-dialog"
      foot={
        <DialogFoot back={t("printing.back")} onBack={onClose}>
          <Button
            large
            look="primary"
            reason={lack === null ? null : t(`printing.lacks.${lack}`)}
            busy={spoil.isPending}
            onClick={say}
            data-testid="spoil-do"
          >
            {t("printing.spoil.do", { count: labels.length })}
          </Button>
        </DialogFoot>
      }
    >
      <div className={styles["stack"]}>
        <p className="muted">{t("printing.spoil.text")}</p>
        <ReasonFields
          label={t("printing.spoil.why")}
          reasons={REASONS}
          reason={reason}
          words={words}
          onReason={setReason}
          onWords={setWords}
          hasWords
        />
        {spoil.error === null ? null : <ErrorNote error={spoil.error} />}
      </div>
    </Dialog>
  );
}
