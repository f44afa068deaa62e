import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { ShipmentDetail, TimelineEntry } from "~/bindings";
import { Badge, Glyph, stateClass } from "~/components";
import { day, indiaDay, timeWithSeconds } from "~/lib/format";
import { useNow } from "~/lib/now";
import { storyLine } from "./story";

function batchOf(entry: TimelineEntry): number | null {
  return entry.what.kind === "intent" || entry.what.kind === "printed" ? entry.what.batch : null;
}

/** Every step this computer saw, newest first, with how it was learned; the next check heads it. */
export function Story({ detail }: { detail: ShipmentDetail }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const { timeline, nextCheckAt } = detail;
  return (
    <>
      <h3 className="eyebrow story__head">{t("story.title")}</h3>
      <ol className="timeline" data-testid="timeline">
        {nextCheckAt !== null && (
          <li className="is-waiting">
            <time>{timeWithSeconds(nextCheckAt)}</time>
            <Glyph name="waiting" />
            <span>
              <b>{t("story.nextCheck")}</b>
            </span>
          </li>
        )}
        {timeline.map((entry, index) => {
          const line = storyLine(entry, t);
          const before = timeline[index - 1];
          const at = entry.at ?? 0;
          const isNewDay = before === undefined || indiaDay(before.at ?? 0) !== indiaDay(at);
          const batch = batchOf(entry);
          return (
            // The story only grows at its head, and two entries may share an instant.
            // oxlint-disable-next-line react/no-array-index-key
            <Fragment key={`${at}-${timeline.length - index}`}>
              {isNewDay && (
                <li className="day">
                  {indiaDay(at) === indiaDay(now) ? t("story.today", { day: day(at, now) }) : day(at, now)}
                </li>
              )}
              <li className={line.is === null ? undefined : stateClass(line.is)}>
                <time dateTime={new Date(at).toISOString()}>{timeWithSeconds(at)}</time>
                <Glyph name={line.glyph} />
                <span>
                  <b>{line.head}</b>
                  {line.rest && `, ${line.rest}`}
                  {line.isElsewhere && (
                    <>
                      {" "}
                      <Badge>{t("story.elsewhere")}</Badge>
                    </>
                  )}
                  {batch !== null && (
                    <>
                      {" "}
                      {t("story.in")} <a href={`#/batch/${batch}`}>{t("story.batch", { n: batch })}</a>
                    </>
                  )}
                  <br />
                  <span className="how">{line.how}</span>
                </span>
              </li>
            </Fragment>
          );
        })}
      </ol>
    </>
  );
}
