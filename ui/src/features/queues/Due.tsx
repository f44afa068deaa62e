import { useTranslation } from "react-i18next";
import type { ShipmentRow } from "~/bindings";
import { Mark } from "~/components";
import { countdown, dayTime, duration, indiaDay, time } from "~/lib/format";
import { useNow } from "~/lib/now";

const HOUR = 3_600_000;

/** Minutes no longer matter after ten hours, and the column has no room for them. */
function roughly(length: number): number {
  return length >= 10 * HOUR ? length - (length % HOUR) : length;
}

/** Dispatch-by with what is left of it; the day where it is not today. */
export function Due({ row }: { row: ShipmentRow }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const at = row.dispatchBy;
  if (at === null) return <span className="faint">{t("row.noDeadline")}</span>;
  const iso = new Date(at).toISOString();
  if (row.pressure === "calm") {
    const isToday = indiaDay(at) === indiaDay(now);
    return (
      <span className={isToday ? "due" : "due due--day"}>
        <time dateTime={iso}>{isToday ? time(at) : dayTime(at, now)}</time>
        {isToday && at > now && <span className="muted">{duration(at - now)}</span>}
      </span>
    );
  }
  const isToday = indiaDay(at) === indiaDay(now);
  return (
    <span className="due" title={dayTime(at, now)}>
      <time dateTime={iso}>{isToday ? time(at) : dayTime(at, now).split(",")[0]}</time>
      {row.pressure === "late" ? (
        <Mark is="breached">{t("row.late", { by: duration(roughly(now - at)) })}</Mark>
      ) : (
        <Mark is="urgent">{duration(at - now)}</Mark>
      )}
    </span>
  );
}

/** When it may be packed: counts down, watched to the second in the last hour. */
export function Opens({ row }: { row: ShipmentRow }) {
  const { t } = useTranslation();
  const left = (row.dispatchAfter ?? 0) - useNow(60_000);
  const now = useNow(left < HOUR ? 1000 : 60_000);
  const at = row.dispatchAfter;
  if (at === null) return <span className="faint">{t("row.noDeadline")}</span>;
  const isToday = indiaDay(at) === indiaDay(now);
  return (
    <span className="due" title={dayTime(at, now)}>
      <time dateTime={new Date(at).toISOString()}>{isToday ? time(at) : dayTime(at, now).split(",")[0]}</time>
      <Mark is="waiting">{at <= now ? t("row.opening") : countdown(at - now)}</Mark>
    </span>
  );
}
