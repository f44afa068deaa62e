import { useState } from "react";
import type { LabelRow } from "~/bindings";
import { Button } from "~/components";
import { capsOf } from "~/keys";
import styles from "./printing.module.css";
import { readPlaces } from "./run-rules";
import type { Choice } from "./selection";
import { usePrintWords } from "./words";

type Props = {
  labels: readonly LabelRow[];
  choice: Choice;
  places: string;
  onAgain: () => void;
  onSpoil: () => void;
  onThere: () => void;
};

/** What is chosen and what can be said of it. Places can be typed: `18-30, 33`. */
export function SelectionBar({ labels, choice, places, onAgain, onSpoil, onThere }: Props) {
  const { t } = usePrintWords();
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const none = choice.chosen.size === 0;
  const needs = none ? t("printing.chooseFirst") : null;
  const unseen = labels.some(
    (label) => choice.chosen.has(label.label) && (label.state === "spooled" || label.state === "asked"),
  );
  function take() {
    const isMeant = readPlaces(typed);
    setWrong(isMeant === null && typed.trim() !== "");
    if (isMeant === null) return;
    const found = labels.filter((label) => isMeant(label.position)).map((label) => label.label);
    setWrong(found.length === 0);
    choice.choose(found);
  }
  return (
    <div className={`selbar ${styles["selbar"] ?? ""}`} data-testid="run-selection">
      <label className={`input ${styles["typed"] ?? ""}`} aria-invalid={isWrong ? true : undefined}>
        <input
          value={typed}
          placeholder={t("printing.choosePlaces")}
          aria-label={t("printing.choosePlaces")}
          aria-invalid={isWrong ? true : undefined}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => (event.key === "Enter" ? take() : undefined)}
          data-testid="choose-places"
        />
      </label>
      {none ? (
        <span className="faint cut hide-narrow">{t("printing.chooseHow")}</span>
      ) : (
        <b className="cut">{places}</b>
      )}
      <span className="grow" />
      <Button reason={needs ?? (unseen ? null : t("printing.nothingUnseen"))} onClick={onThere} data-testid="sel-there">
        {t("printing.there")}
      </Button>
      <Button keys={capsOf("printSpoil")} reason={needs} onClick={onSpoil} data-testid="sel-spoil">
        {t("printing.spoil.button")}
      </Button>
      <Button icon="print" keys={capsOf("printAgain")} reason={needs} onClick={onAgain} data-testid="sel-again">
        {t("printing.again.button")}
      </Button>
    </div>
  );
}
