import { useTranslation } from "react-i18next";
import type { BatchRow } from "~/bindings";
import { Empty, Mark, Rows } from "~/components";
import { partOf } from "~/features/pack-input";
import { ShipmentLink } from "./ShipmentLink";
import { TypeIt } from "./TypeIt";
import { blockSaid } from "~/lib/blocks";
import { duration, timeWithSeconds } from "~/lib/format";
import { currentTime, useNow } from "~/lib/now";
import { waitsSaid } from "~/lib/waits";
import { outcomeOf, type List, wasTyped } from "./outcome";
import { shortId } from "~/lib/ids";
import styles from "./packing.module.css";

type Props = { list: List; rows: readonly BatchRow[] };

/** One line a shipment: what became of it, where it stopped, what to do, when it is looked at again. */
export function OutcomeTable({ list, rows }: Props) {
  const { t } = useTranslation();
  if (rows.length === 0) {
    return (
      <div className="grid">
        <Empty icon="ready" title={t(`packing.empty.${list}.title`)}>
          {t(`packing.empty.${list}.text`)}
        </Empty>
      </div>
    );
  }
  return (
    <section className={`grid ${styles["outcomes"] ?? ""}`} aria-label={t(`packing.list.${list}`)}>
      <div className="grid__head">
        <span>{t("packing.column.outcome")}</span>
        <span>{t("packing.column.shipment")}</span>
        <span>{t("packing.column.sku")}</span>
        <span className="hide-narrow">{t("packing.column.stage")}</span>
        <span>{t("packing.column.what")}</span>
        <span>{t("packing.column.next")}</span>
      </div>
      <Rows count={rows.length} rowKey={(at) => rows[at]?.shipmentId ?? at} testId="batch-rows">
        {(at) => {
          const row = rows[at];
          return row === undefined ? null : <Line row={row} />;
        }}
      </Rows>
    </section>
  );
}

function Line({ row }: { row: BatchRow }) {
  const { t } = useTranslation();
  const said = outcomeOf(row);
  const isStale = row.labelStale && row.blocked === null && row.state !== "CANCELLED";
  // What a person must type is said before the refusal that told it.
  const block = row.blocked ?? row.needs;
  const blocked = block === null ? null : blockSaid(block, t, currentTime());
  const text = isStale
    ? t("packing.said.stale")
    : blocked !== null
      ? blocked.advice
      : row.waiting !== null
        ? waitsSaid(row.waiting, currentTime(), t)
        : whatHappened(row, t("packing.said." + said.word));
  return (
    <div className="row" data-testid="batch-row" data-shipment={row.shipmentId} data-outcome={row.outcome}>
      <span>
        {isStale ? (
          <Mark is="stale" data-testid="label-stale">
            {t("packing.outcome.stale")}
          </Mark>
        ) : blocked === null ? (
          <Mark is={said.is}>{t(`packing.outcome.${said.word}`)}</Mark>
        ) : (
          <Mark is={blocked.is}>{blocked.words}</Mark>
        )}
      </span>
      <span className="id muted" title={row.shipmentId}>
        {shortId(row.shipmentId)}
      </span>
      <span className={`id ${styles["goods"] ?? ""}`} title={row.sku}>
        <span className="cut">{row.sku}</span>
        <span className="nowrap">× {row.units}</span>
      </span>
      <span className="muted hide-narrow">{row.blocked === null ? t(`packing.stage.${row.stage}`) : "–"}</span>
      <span title={text}>{text}</span>
      <span>
        <Next row={row} />
      </span>
    </div>
  );
}

/** The marketplace's own words where there are some, with its code where it refused; otherwise ours for where it stands. */
function whatHappened(row: BatchRow, ours: string): string {
  const words = row.message === null || row.message === "" ? ours : row.message;
  const ownWord = row.outcome !== "refused" || row.state === "FORM_FAILED";
  return row.code === null || wasTyped(row) || ownWord || words.includes(row.code) ? words : `${row.code}: ${words}`;
}

function Next({ row }: { row: BatchRow }) {
  const { t } = useTranslation();
  const part = partOf(row.needs);
  if (part !== null) {
    return <TypeIt shipmentId={row.shipmentId} part={part} />;
  }
  // Where it stands and what it waits for is said before it.
  if (row.waiting !== null) return null;
  if (row.nextAt !== null) {
    return <NextLook at={row.nextAt} />;
  }
  if (row.trackingId !== null && row.outcome === "done") {
    return <span className="id faint">{row.trackingId}</span>;
  }
  return <ShipmentLink id={row.shipmentId}>{t("packing.seeShipment")}</ShipmentLink>;
}

function NextLook({ at }: { at: number }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <span className="faint" title={timeWithSeconds(at)}>
      {at > now ? t("packing.lookIn", { time: duration(at - now) }) : t("packing.lookNow")}
    </span>
  );
}
