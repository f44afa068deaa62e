import type { Cohort } from "~/bindings";
import { dayWords, num, useWords } from "~/features/limits";
import { count, duration, indiaDay, when } from "~/lib/format";
import { useOnBoard, useShow } from "./board-context";
import styles from "./guardrails.module.css";
import { NumberButton } from "./NumberButton";

const PARTS = ["done", "labelled", "making", "toPack", "late", "forms", "held", "upcoming"] as const;
type Part = (typeof PARTS)[number];

/** With fewer comparisons than this a backtest says nothing (docs/guardrails.md 8). */
const ENOUGH = 10;

/** Cut-offs of today and tomorrow as bars, with the forecast of each and how good forecasts have been. */
export function Cohorts() {
  const { t } = useWords();
  const { board } = useOnBoard();
  const { cohorts, backtest } = board;
  const longest = Math.max(1, ...cohorts.map((cohort) => cohort.shipments));
  return (
    <section className={styles["cohorts"]} aria-label={t("guardrails.cohorts.title")}>
      <h2 className="h-lead">
        {t("guardrails.cohorts.title")} <span className="faint small">{t("guardrails.cohorts.unit")}</span>
      </h2>
      {cohorts.length === 0 ? <p className="muted">{t("guardrails.cohorts.none")}</p> : null}
      <ul>
        {cohorts.map((cohort) => (
          <Bar key={`${cohort.due ?? 0}${cohort.location ?? ""}`} cohort={cohort} longest={longest} />
        ))}
      </ul>
      <p className={`small faint ${styles["keys"] ?? ""}`}>
        {PARTS.filter((part) => cohorts.some((cohort) => cohort[part] > 0)).map((part) => (
          <span key={part}>
            <i className={styles[part]} />
            {t(`guardrails.cohorts.part.${part}`)}
          </span>
        ))}
      </p>
      <p className="small muted" data-testid="backtest">
        {backtest.forecasts < ENOUGH
          ? t("guardrails.cohorts.backtestFew", { n: count(backtest.forecasts) })
          : t("guardrails.cohorts.backtest", {
              error: (backtest.meanErrorTenths / 10).toFixed(1),
              inside: backtest.insidePercent,
              n: count(backtest.forecasts),
              day: backtest.fromDay === null ? "" : dayWords(backtest.fromDay, board.today),
            })}
      </p>
    </section>
  );
}

function Bar({ cohort, longest }: { cohort: Cohort; longest: number }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const show = useShow();
  const due = num(cohort.due);
  const at = when(due, num(board.at));
  const isPast = due <= num(board.at);
  const isNext = board.cohorts.find((one) => num(one.due) > num(board.at))?.due === cohort.due;
  const toGo = cohort.shipments - cohort.done - cohort.late - cohort.held;
  const said: Record<Part, number> = cohort;
  const words = isPast
    ? cohort.late > 0
      ? [t("guardrails.cohorts.done", { n: count(cohort.done) }), <b key="l">{late()}</b>]
      : []
    : [
        cohort.done > 0 || isNext ? t("guardrails.cohorts.done", { n: count(cohort.done) }) : null,
        toGo > 0 ? <b key="g">{t("guardrails.cohorts.toGo", { n: count(toGo) })}</b> : null,
        cohort.late > 0 ? <b key="l">{late()}</b> : null,
        cohort.held > 0 ? t("guardrails.cohorts.held", { n: count(cohort.held) }) : null,
      ].filter((part) => part !== null);
  return (
    <li
      className={styles["cohort"]}
      data-past={isPast ? "" : undefined}
      data-next={isNext ? "" : undefined}
      data-testid="cohort"
    >
      <time>{at}</time>
      <span className={styles["bar"]} aria-hidden="true">
        {PARTS.filter((part) => said[part] > 0).map((part) => (
          <i
            key={part}
            className={styles[part]}
            style={{ width: `${(said[part] / longest) * 100}%` }}
            title={`${count(said[part])} ${t(`guardrails.cohorts.part.${part}`)}`}
          />
        ))}
      </span>
      <NumberButton
        className={styles["right"]}
        label={t("guardrails.cohorts.hits", { at, n: count(cohort.shipments) })}
        onPress={() =>
          show("rtd-breach", { days: 1 }, { measure: "due", day: indiaDay(due), location: cohort.location })
        }
      >
        {count(cohort.shipments)}
      </NumberButton>
      {words.length === 0 ? null : (
        <span className="small muted">
          {words.map((part, index) => (
            <span key={typeof part === "string" ? part : part.key}>
              {index > 0 ? ", " : ""}
              {part}
            </span>
          ))}
        </span>
      )}
      {cohort.forecast === null || toGo === 0 ? null : <Forecast cohort={cohort} isNext={isNext} />}
    </li>
  );

  function late(): string {
    return t("guardrails.cohorts.late", { n: count(cohort.late) });
  }
}

/** Where a cut-off is going; that nothing moves at all is said once, at the next one. */
function Forecast({ cohort, isNext }: { cohort: Cohort; isNext: boolean }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const { forecast } = cohort;
  if (forecast === null || (forecast.rate === 0 && !isNext)) return null;
  const isCertain = forecast.missesLow === forecast.misses && forecast.missesHigh === forecast.misses;
  const parts = [
    forecast.rate === 0
      ? t("guardrails.cohorts.never")
      : `${t("guardrails.cohorts.rate", { rate: count(forecast.rate) })}, ${
          forecast.finish === null
            ? t("guardrails.cohorts.never")
            : t("guardrails.cohorts.finish", { at: when(forecast.finish, num(board.at)) })
        }`,
    forecast.misses > 0
      ? t(isCertain ? "guardrails.cohorts.missesAll" : "guardrails.cohorts.misses", {
          n: count(forecast.misses),
          low: count(forecast.missesLow),
          high: count(forecast.missesHigh),
        })
      : forecast.missesHigh > 0
        ? t("guardrails.cohorts.noMisses", { high: count(forecast.missesHigh) })
        : null,
    forecast.extraPackers > 0
      ? t("guardrails.cohorts.packers", {
          count: forecast.extraPackers,
          n: count(forecast.extraPackers),
          time: duration(forecast.packerMinutes * 60_000),
        })
      : null,
  ].filter((part) => part !== null);
  return (
    <span className={`small ${forecast.misses > 0 ? "mark is-urgent" : "faint"} ${styles["wrap"] ?? ""}`}>
      {parts.join("; ")}
    </span>
  );
}
