import { useState, type ReactNode } from "react";
import type { AppError, ReprintReason } from "~/bindings";
import { Button, Dialog, DialogFoot } from "~/components";
import { ErrorNote } from "~/data";
import styles from "./printing.module.css";
import { ReasonFields } from "./ReasonFields";
import { REASONS } from "./run-rules";
import { usePrintWords } from "./words";

/** What somebody says happened, while it is being said. */
export type Given = {
  reason: ReprintReason | null;
  words: string;
  setReason: (reason: ReprintReason) => void;
  setWords: (words: string) => void;
};

export function useReason(): Given {
  const [reason, setReason] = useState<ReprintReason | null>(null);
  const [words, setWords] = useState("");
  return { reason, words, setReason, setWords };
}

type Props = {
  title: string;
  /** What is meant, in words: `places 18–30`. */
  lead: string;
  width: string;
  testId: string;
  /** The question the reason answers; none where no reason is needed. */
  why: string | null;
  given: Given;
  deed: string;
  /** Why the deed cannot be done yet. */
  keeps: string | null;
  busy: boolean;
  deedTestId: string;
  onDo: () => void;
  onClose: () => void;
  error: AppError | null;
  children?: ReactNode | undefined;
  /** What stands below the reason. */
  below?: ReactNode | undefined;
};

/** A deed on labels that says why it is done. */
export function ReasonDialog(props: Props) {
  const { title, lead, width, testId, why, given, deed, keeps, busy, deedTestId, onDo, onClose } = props;
  const { t } = usePrintWords();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      lead={lead}
      width={width}
      testId={testId}
      foot={
        <DialogFoot back={t("printing.back")} onBack={onClose}>
          <Button large look="primary" reason={keeps} busy={busy} onClick={onDo} data-testid={deedTestId}>
            {deed}
          </Button>
        </DialogFoot>
      }
    >
      <div className={styles["stack"]}>
        {props.children}
        {why === null ? null : (
          <ReasonFields
            label={why}
            reasons={REASONS}
            reason={given.reason}
            words={given.words}
            onReason={given.setReason}
            onWords={given.setWords}
            hasWords
          />
        )}
        {props.below}
        {props.error === null ? null : <ErrorNote error={props.error} />}
      </div>
    </Dialog>
  );
}
