import { useTranslation } from "react-i18next";
import type { BatchHead, StageCount } from "~/bindings";
import { StageBar } from "~/components";
import { count as inWords } from "~/lib/format";
import styles from "./packing.module.css";
import { partsOf, stageNow, stageOf, STAGES } from "./stages";

/** The five stages with their counts, the one at work marked by the ink stroke. */
export function Stages({ head }: { head: BatchHead }) {
  const { t } = useTranslation();
  const now = head.finished ? null : stageNow(head);
  return (
    <ol className={styles["stages"]} aria-label={t("packing.stages")}>
      {STAGES.map((stage, at) => {
        const count = stageOf(head, stage);
        return (
          <li
            key={stage}
            className={`${styles["stage"] ?? ""} ${stage === now ? (styles["now"] ?? "") : ""}`}
            aria-current={stage === now ? "step" : undefined}
            data-testid={`stage-${stage}`}
            data-done={count.done}
            data-of={count.of}
          >
            <span className="eyebrow">
              {at + 1} {t(`packing.stage.${stage}`)}
            </span>
            <span className={`figure ${styles["count"] ?? ""}`}>
              {inWords(count.done)} <small>{t("packing.ofCount", { of: inWords(count.of) })}</small>
            </span>
            <StageBar parts={partsOf(count)} of={count.of} />
            <StageNote count={count} />
          </li>
        );
      })}
    </ol>
  );
}

/** What stands between the count and the whole, in words. */
function StageNote({ count }: { count: StageCount }) {
  const { t } = useTranslation();
  const parts = [
    count.refused > 0 ? t("packing.note.refused", { count: count.refused }) : "",
    count.unknown > 0 ? t("packing.note.unknown", { count: count.unknown }) : "",
    count.waiting > 0 ? t(`packing.note.waiting.${count.stage}`, { count: count.waiting }) : "",
    count.toCome > 0 ? t(`packing.note.toCome.${count.stage}`, { count: count.toCome }) : "",
  ].filter((part) => part !== "");
  const text = parts.length > 0 ? parts.join(", ") : count.of > 0 ? t("packing.note.all") : t("packing.note.none");
  return (
    <span className="small muted cut" title={text}>
      {text}
    </span>
  );
}
