import { useTranslation } from "react-i18next";
import type { HandoverRow } from "~/bindings";
import { Glyph, Icon, stateClass, stateGlyph } from "~/components";
import { count as inWords, time } from "~/lib/format";
import styles from "./handover.module.css";
import { agreement } from "./pickup";

type Props = { row: HandoverRow };

/** The two counts of a pickup, large, with whether they agree; and what to do where they do not. */
export function Counts({ row }: Props) {
  const { t } = useTranslation();
  const { kind, by, is } = agreement(row);
  const counted = time(row.countedAt ?? 0);
  return (
    <>
      <section className={styles["counts"]} aria-label={t("handover.counts")}>
        <div>
          <span className="eyebrow">{t("handover.counted")}</span>
          <b data-testid="handover-counted">{inWords(row.counted)}</b>
          <span className="small muted">{t("handover.countedAt", { time: counted })}</span>
        </div>
        <div className={`${styles["eq"] ?? ""} ${stateClass(is)}`}>
          <Icon name={kind === "agree" ? "equal" : "unequal"} />
          <span>{t(`handover.verdict.${kind}.word`, { count: by })}</span>
        </div>
        <div>
          <span className="eyebrow">{t("handover.here")}</span>
          <b data-testid="handover-here">{inWords(row.readyHere)}</b>
          <span className="small muted">{t("handover.hereNote")}</span>
        </div>
      </section>
      <p className={`${styles["verdict"] ?? ""} ${stateClass(is)}`}>
        <Glyph name={stateGlyph(is)} />
        <span>
          <b>{t(`handover.verdict.${kind}.lead`, { count: by, time: counted })}</b>{" "}
          {t(`handover.verdict.${kind}.text`, { count: by, ready: inWords(row.readyThen) })}
        </span>
      </p>
    </>
  );
}
