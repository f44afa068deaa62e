import type { LateLabel } from "~/bindings";
import { Empty, Mark, Rows } from "~/components";
import { duration, when } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { useOpenShipment } from "~/lib/open-shipment";
import { ageMark } from "./said";
import styles from "./watch.module.css";
import { useWatchWords } from "./words";

type Props = { labels: readonly LateLabel[]; now: number };

/** Labels that take longer than they should, the oldest first. */
export function LateLabels({ labels, now }: Props) {
  const { t } = useWatchWords();
  const { openShipment } = useOpenShipment();
  if (labels.length === 0) {
    return (
      <Empty icon="print" title={t("watch.late.none")}>
        {t("watch.late.noneText")}
      </Empty>
    );
  }
  return (
    <section className={`grid ${styles["late"] ?? ""}`} aria-label={t("watch.late.title")}>
      <div className="grid__head">
        <span>{t("watch.late.age")}</span>
        <span>{t("watch.column.shipment")}</span>
        <span>{t("watch.column.sku")}</span>
        <span>{t("watch.late.state")}</span>
        <span>{t("watch.late.asked")}</span>
        <span>{t("watch.column.next")}</span>
      </div>
      <Rows count={labels.length} rowKey={(at) => labels[at]?.shipmentId ?? at} testId="late-rows">
        {(at) => {
          const label = labels[at];
          return label === undefined ? null : <Line label={label} now={now} onOpen={openShipment} />;
        }}
      </Rows>
    </section>
  );
}

type LineProps = { label: LateLabel; now: number; onOpen: (shipment: string) => void };

function Line({ label, now, onOpen }: LineProps) {
  const { t } = useWatchWords();
  const since = label.since ?? now;
  const asked = label.askedAt === null ? t("watch.late.notHere") : when(label.askedAt, now);
  const next =
    label.nextAt === null
      ? t("watch.late.withPolls")
      : label.nextAt > now
        ? t("watch.late.lookIn", { left: duration(label.nextAt - now) })
        : t("watch.late.lookNow");
  return (
    <div className="row" data-testid="late-row" data-age={label.age} data-shipment={label.shipmentId}>
      <span>
        <Mark is={ageMark(label.age)}>{t(`watch.late.is.${label.age}`)}</Mark>{" "}
        <span className="muted">{duration(now - since)}</span>
      </span>
      <span className="id" title={label.shipmentId}>
        <button type="button" className={styles["link"]} onClick={() => onOpen(label.shipmentId)}>
          {shortId(label.shipmentId)}
        </button>
      </span>
      <span className="id">{label.sku}</span>
      <span className="muted">{t(`watch.late.${label.state === "PACKING_IN_PROGRESS" ? "making" : "made"}`)}</span>
      <span className="muted">
        {asked}
        {label.attempts > 1 ? ` · ${t("watch.attempts", { count: label.attempts })}` : ""}
      </span>
      <span>{label.age === "never" || label.age === "late" ? t("watch.late.ask", { next }) : next}</span>
    </div>
  );
}
