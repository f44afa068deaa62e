import type { LineValue, MetricCard } from "~/bindings";
import { Mark } from "~/components";
import { dayWords, isJudged, lineName, num, roomFigure, roomNoun, standingState, useWords } from "~/features/limits";
import { count, when } from "~/lib/format";
import { useOnBoard, useShow } from "./board-context";
import styles from "./guardrails.module.css";
import { LineTable } from "./LineTable";
import { MetricTrend, useNumbers } from "./MetricTrend";
import { NumberButton } from "./NumberButton";
import { WindowChoice } from "./WindowChoice";

/** One metric at full length: room, trend, every line, what leaves and comes, and each place. */
export function MetricSection({ card }: { card: MetricCard }) {
  const { t } = useWords();
  const tightest = card.lines[0];
  const numbers = useNumbers(card);
  const name = t(`limits.metric.${card.metric}`);
  return (
    <article className={styles["metric"]} aria-label={name} data-testid={`metric-${card.metric}`}>
      <div className={styles["head"]}>
        <h2 className="h-lead nowrap">{name}</h2>
        <span className="muted cut">
          {tightest === undefined ? t("guardrails.noLine") : t("guardrails.tightest", { line: lowered(tightest) })}
        </span>
        <span className="grow" />
        <WindowChoice card={card} />
        {numbers.button}
      </div>
      {tightest === undefined ? <div /> : <Room value={tightest} />}
      <div className={styles["chart"]}>
        <MetricTrend card={card} />
      </div>
      <div className={styles["linesBox"]}>
        <LineTable card={card} />
      </div>
      {numbers.table}
      <Foot card={card} />
    </article>
  );

  function lowered(value: LineValue): string {
    return lineName(value.line, t);
  }
}

/** The room of the tightest line, as the figure that decides. */
export function Room({ value }: { value: LineValue }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const show = useShow();
  const { line, standing } = value;
  const room = num(value.room);
  const judged = isJudged(standing);
  return (
    <div className={styles["room"]}>
      <NumberButton
        className={styles["figure"]}
        label={t("guardrails.hitsOf", {
          metric: t(`limits.metric.${line.metric}`),
          line: lineName(line, t),
          count: judged ? `${count(Math.abs(room))} ${roomNoun(line.metric, board.basis, room, t)}` : "–",
        })}
        onPress={() => show(line.metric, line.window)}
        testId={`room-${line.metric}`}
      >
        {judged ? count(Math.abs(room)) : "–"}
      </NumberButton>
      <Mark is={standingState(standing)} className={styles["wrap"]}>
        {judged
          ? roomNoun(line.metric, board.basis, room, t)
          : standing === "tooFew"
            ? value.judgedFrom === null
              ? t("guardrails.tooFew")
              : t("guardrails.tooFewBelow", { n: count(num(value.judgedFrom)) })
            : t("guardrails.nothing")}
      </Mark>
    </div>
  );
}

/** What leaves by itself, what is expected, each place, and how sure all that is. */
function Foot({ card }: { card: MetricCard }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const tightest = card.lines[0];
  const cutOff = card.metric === "rtd-breach" ? nextCutOff() : null;
  return (
    <p className={`small ${styles["foot"] ?? ""}`} data-testid={`foot-${card.metric}`}>
      {cutOff}
      {tightest?.drops ? (
        <>
          {t("guardrails.drops", {
            day: dayWords(tightest.drops.day, board.today),
            count: num(tightest.drops.count),
            n: count(num(tightest.drops.count)),
          })}{" "}
        </>
      ) : null}
      <ForecastWords value={tightest} />
      {card.places.length === 0 ? null : (
        <>
          <b>{t("guardrails.byPlace")}</b>{" "}
          {card.places
            .map((place) => {
              const value = place.tightest;
              if (value === null) return place.name;
              return t(isJudged(value.standing) ? "guardrails.placeRoom" : "guardrails.placeBare", {
                place: place.name,
                count: count(num(value.count)),
                of: count(num(value.of)),
                room: num(value.room) < 0 ? `−${count(-num(value.room))}` : count(num(value.room)),
              });
            })
            .join("; ")}
          .{" "}
        </>
      )}
      <Sureness card={card} />
    </p>
  );

  /** What the next cut-off does to the tightest line, if the expected happens. */
  function nextCutOff() {
    const cohort = board.cohorts.find((one) => one.forecast !== null && num(one.due) > num(board.at));
    const change =
      cohort?.forecast?.linesAfter.find((one) => one.before.line.id === tightest?.line.id) ??
      cohort?.forecast?.linesAfter[0];
    if (cohort === undefined || change === undefined) return null;
    return (
      <>
        <b>{t("guardrails.forecast.cutOff", { at: when(num(cohort.due), num(board.at)) })}</b>{" "}
        {t("guardrails.forecast.cutOffText", {
          units: count(cohort.units),
          count: count(num(change.countAfter)),
          of: count(num(change.ofAfter)),
          before: roomFigure(change.before.room, change.before.standing),
          after: roomFigure(change.roomAfter, change.standingAfter),
        })}{" "}
      </>
    );
  }
}

/** Where a line is going, in one sentence with its interval. */
export function ForecastWords({ value }: { value: LineValue | undefined }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const forecast = value?.forecast ?? null;
  if (forecast === null) return null;
  const room = num(forecast.room);
  return (
    <>
      <b>{t("guardrails.forecast.on", { day: dayWords(forecast.day, board.today) })}</b>{" "}
      {t(num(forecast.of) === 0 ? "guardrails.forecast.textBare" : "guardrails.forecast.text", {
        comes: count(num(forecast.comes)),
        leaves: count(num(forecast.leaves)),
        count: count(num(forecast.count)),
        of: count(num(forecast.of)),
        room: room < 0 ? `−${count(-room)}` : count(room),
      })}{" "}
      {t("guardrails.forecast.range", { low: count(num(forecast.low)), high: count(num(forecast.high)) })}.{" "}
      {forecast.worst === forecast.standing
        ? ""
        : `${t("guardrails.forecast.worst", {
            standing: t(`limits.standing.${forecast.worst}`),
          })} `}
    </>
  );
}

/** How sure a number is: days read to the end, estimated facts, assumed totals, the booking day. */
export function Sureness({ card }: { card: MetricCard }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const value = card.lines[0] ?? card.windows.at(-2);
  const estimated = num(value?.estimated);
  const might = num(card.lines[0]?.might);
  return (
    <span data-testid={`sureness-${card.metric}`}>
      {value !== undefined && value.daysCovered < value.days
        ? `${t("guardrails.covered", { covered: count(value.daysCovered), days: count(value.days) })} `
        : ""}
      {might > 0 ? `${t("guardrails.might", { count: might, n: count(might) })} ` : ""}
      {estimated > might ? `${t("guardrails.estimated", { count: estimated, n: count(estimated) })} ` : ""}
      {card.isTotalAssumed ? `${t("guardrails.assumed")} ` : ""}
      {card.metric === "seller-cancellation"
        ? t(board.cancellationDay === "event" ? "guardrails.bookedEvent" : "guardrails.bookedApproval")
        : ""}
      {card.metric === "regional-use" ? t("guardrails.zone") : ""}
    </span>
  );
}
