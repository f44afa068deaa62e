import type { ReprintReason } from "~/bindings";
import { Radios, TextField } from "~/components";
import styles from "./printing.module.css";
import { usePrintWords } from "./words";

type Props = {
  label: string;
  reasons: readonly ReprintReason[];
  reason: ReprintReason | null;
  words: string;
  onReason: (reason: ReprintReason) => void;
  onWords: (words: string) => void;
  /** Words may stand beside every reason, not only where none of them says it. */
  hasWords?: boolean | undefined;
};

/** What happened: one of a few, and words where none of them says it. */
export function ReasonFields({ label, reasons, reason, words, onReason, onWords, hasWords = false }: Props) {
  const { t } = usePrintWords();
  const isOther = reason === "other";
  return (
    <div className={styles["reasons"]}>
      <Radios
        label={label}
        value={reason}
        onChange={onReason}
        options={reasons.map((value) => ({ value, label: t(`printing.reasonChoice.${value}`) }))}
      />
      {isOther || hasWords ? (
        <TextField
          label={isOther ? t("printing.wordsNeeded") : t("printing.words")}
          value={words}
          maxLength={120}
          onChange={onWords}
          data-testid="reason-words"
        />
      ) : null}
    </div>
  );
}
