import { useTranslation } from "react-i18next";
import type { HandoverRow, LocationName } from "~/bindings";
import { Icon, Mark } from "~/components";
import { count as inWords, time } from "~/lib/format";
import styles from "./handover.module.css";
import { agreement, pickupKey, timing } from "./pickup";

type Props = {
  rows: HandoverRow[];
  locations: LocationName[];
  open: string;
  now: number;
  onOpen: (key: string) => void;
};

/** All pickups, earliest first; the open one is the one above. */
export function Pickups({ rows, locations, open, now, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <section className={`grid ${styles["pickups"] ?? ""}`} aria-label={t("handover.all")}>
      <div className={styles["cap"]}>
        <b>{t("handover.pickups", { count: rows.length })}</b>
        <span className="muted">{t("handover.pickupsNote")}</span>
      </div>
      <div className="grid__head">
        <span>{t("handover.column.window")}</span>
        <span>{t("handover.column.courier")}</span>
        <span className="hide-narrow">{t("handover.column.place")}</span>
        <span>{t("handover.column.here")}</span>
        <span>{t("handover.column.verdict")}</span>
        <span>{t("handover.column.code")}</span>
        <span>{t("handover.column.manifest")}</span>
      </div>
      <div className="grid__rows">
        {rows.map((row) => (
          <Line
            key={pickupKey(row)}
            row={row}
            now={now}
            place={locations.find((place) => place.id === row.locationId)?.name ?? row.locationId}
            open={pickupKey(row) === open}
            onOpen={() => onOpen(pickupKey(row))}
          />
        ))}
      </div>
    </section>
  );
}

type LineProps = { row: HandoverRow; place: string; open: boolean; now: number; onOpen: () => void };

function Line({ row, place, open, now, onOpen }: LineProps) {
  const { t } = useTranslation();
  const verdict = agreement(row);
  const when = timing(row, now);
  const made = row.manifest?.madeAt ?? null;
  return (
    <button
      type="button"
      className="row"
      aria-pressed={open}
      onClick={onOpen}
      data-testid={`pickup-${row.courier}`}
      data-counted={row.counted}
      data-here={row.readyHere}
    >
      <span>
        <Window row={row} /> {when.is === null ? null : <Mark is={when.is}>{t(`handover.when.${when.kind}`)}</Mark>}
      </span>
      <span>
        <b>{row.courier}</b> {row.isMps ? <span className="faint">{t("handover.mps")}</span> : null}
      </span>
      <span className="muted hide-narrow" title={place}>
        {place}
      </span>
      <span className={styles["both"]}>
        {inWords(row.counted)} <Icon name={verdict.kind === "agree" ? "equal" : "unequal"} /> {inWords(row.readyHere)}
      </span>
      <span>
        <Mark is={verdict.is}>{t(`handover.verdict.${verdict.kind}.word`, { count: verdict.by })}</Mark>
      </span>
      <span className="id">{row.otc ?? "–"}</span>
      <span className="muted">
        {made === null ? t("handover.noManifest") : t("handover.manifestAt", { time: time(made) })}
      </span>
    </button>
  );
}

/** `15:00 to 16:00`, as far as it is known. */
export function Window({ row }: { row: HandoverRow }) {
  const { t } = useTranslation();
  if (row.pickupFrom === null) {
    return <span className="faint">{t("handover.noWindow")}</span>;
  }
  return (
    <>
      {row.pickupTo === null
        ? time(row.pickupFrom)
        : t("handover.window", { from: time(row.pickupFrom), to: time(row.pickupTo) })}
    </>
  );
}
