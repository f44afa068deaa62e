import { useTranslation } from "react-i18next";
import type { HandoverRow } from "~/bindings";
import { Glyph, Icon, stateClass } from "~/components";
import { count as inWords, time } from "~/lib/format";
import styles from "./handover.module.css";
import { agreement } from "./pickup";

type Props = { row: HandoverRow; readAt: number | null };

/** The two counts of a pickup, large, with whether they agree; and what to do where they do not. */
export function Counts({ row, readAt }: Props) {
  const { t } = useTranslation();
  const verdict = agreement(row);
  const agree = verdict.kind === "agree";
  const by = verdict.kind === "agree" ? 0 : verdict.by;
  return (
    <>
      <section className={styles["counts"]} aria-label={t("handover.counts")}>
        <div>
          <span className="eyebrow">{t("handover.counted")}</span>
          <b data-testid="handover-counted">{inWords(row.counted)}</b>
          <span className="small muted">
            {readAt === null ? t("handover.neverRead") : t("handover.countedAt", { time: time(readAt) })}
          </span>
        </div>
        <div className={`${styles["eq"] ?? ""} ${stateClass(agree ? "done" : "breached")}`}>
          <Icon name={agree ? "equal" : "unequal"} />
          <span>{t(`handover.verdict.${verdict.kind}.word`, { count: by })}</span>
        </div>
        <div>
          <span className="eyebrow">{t("handover.here")}</span>
          <b data-testid="handover-here">{inWords(row.readyHere)}</b>
          <span className="small muted">{t("handover.hereNote")}</span>
        </div>
      </section>
      <p className={`${styles["verdict"] ?? ""} ${stateClass(agree ? "done" : "breached")}`}>
        <Glyph name={agree ? "done" : "breached"} />
        <span>
          <b>{t(`handover.verdict.${verdict.kind}.lead`, { count: by })}</b>{" "}
          {t(`handover.verdict.${verdict.kind}.text`, { count: by })}
        </span>
      </p>
    </>
  );
}
