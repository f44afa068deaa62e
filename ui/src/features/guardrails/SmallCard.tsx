import type { LineValue, MetricCard } from "~/bindings";
import { Mark } from "~/components";
import {
  countWords,
  isJudged,
  lineName,
  limitWords,
  num,
  percent,
  roomFigure,
  roomNoun,
  StandingMark,
  useWords,
  windowWords,
} from "~/features/limits";
import { useRpc } from "~/data";
import { count } from "~/lib/format";
import { useOnBoard, useShow } from "./board-context";
import styles from "./guardrails.module.css";
import { ForecastWords, Sureness } from "./MetricSection";
import { MetricTrend, useNumbers } from "./MetricTrend";
import { NumberButton } from "./NumberButton";
import { WindowChoice } from "./WindowChoice";

/** One metric in short: its figure, its lines in words, its trend folded away. */
export function SmallCard({ card }: { card: MetricCard }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const show = useShow();
  const numbers = useNumbers(card);
  const tightest = card.lines[0];
  const name = t(`limits.metric.${card.metric}`);
  const isBacklog = card.metric === "backlog";
  const judged = tightest !== undefined && isJudged(tightest.standing);
  const figure = isBacklog ? count(board.backlog[0]) : judged ? count(Math.abs(num(tightest.room))) : "–";
  const noun = isBacklog
    ? t("guardrails.backlogNoun")
    : judged
      ? roomNoun(card.metric, board.basis, num(tightest.room), t)
      : tightest === undefined
        ? t("guardrails.noLine")
        : tightest.judgedFrom === null
          ? t("guardrails.nothing")
          : t("guardrails.tooFewBelow", { n: count(num(tightest.judgedFrom)) });
  return (
    <article className={styles["small"]} aria-label={name} data-testid={`metric-${card.metric}`}>
      <div className={styles["head"]}>
        <h2 className="h-lead nowrap">{name}</h2>
        <span className="grow" />
        {tightest === undefined ? (
          isBacklog ? null : (
            <Mark is="waiting">{t("guardrails.benchmark")}</Mark>
          )
        ) : (
          <StandingMark standing={tightest.standing} />
        )}
      </div>
      <div className={styles["smallRoom"]}>
        {isBacklog ? (
          <span className={styles["smallFigure"]}>{figure}</span>
        ) : (
          <NumberButton
            className={styles["smallFigure"]}
            label={t("guardrails.hitsOf", { metric: name, line: noun, count: figure })}
            onPress={() => show(card.metric, tightest?.line.window ?? card.trendWindow)}
            testId={`room-${card.metric}`}
          >
            {figure}
          </NumberButton>
        )}
        <span className="muted">{noun}</span>
      </div>
      {isBacklog ? (
        <p className="small muted">
          {board.backlog[1] > 0
            ? t("guardrails.backlogText", { usual: count(board.backlog[1]) })
            : t("guardrails.backlogNone")}
        </p>
      ) : (
        <>
          <WindowChoice card={card} />
          <ul className={styles["smallLines"]}>
            {card.lines.map((value) => (
              <SmallLine key={value.line.id} value={value} />
            ))}
          </ul>
          {card.metric === "customer-return" ? <Benchmark /> : null}
          <p className="small muted">
            <ForecastWords value={tightest} />
            <Sureness card={card} />
          </p>
          <details className={styles["fold"]}>
            <summary className="small muted">{t("guardrails.trend.table")}</summary>
            <MetricTrend card={card} />
            {numbers.button}
            {numbers.table}
          </details>
        </>
      )}
    </article>
  );
}

function SmallLine({ value }: { value: LineValue }) {
  const { t } = useWords();
  const show = useShow();
  const { line } = value;
  return (
    <li className="small" data-testid={`line-${line.id}`}>
      <span className="grow">
        <b>{lineName(line, t)}</b>{" "}
        <span className="faint">
          {limitWords(line, t)}, {windowWords(line.window, t)}
        </span>
        <br />
        <NumberButton
          label={t("guardrails.hitsOf", {
            metric: t(`limits.metric.${line.metric}`),
            line: lineName(line, t),
            count: countWords(value, t),
          })}
          onPress={() => show(line.metric, line.window)}
        >
          {line.sense === "reach" ? count(num(value.count)) : countWords(value, t)}
        </NumberButton>
      </span>
      <span className={styles["smallStand"]}>
        <b>{roomFigure(value.room, value.standing)}</b>
        <StandingMark standing={value.standing} />
      </span>
    </li>
  );
}

/** What is usual in the seller's vertical, where it was entered. */
function Benchmark() {
  const { t } = useWords();
  const { editLines } = useOnBoard();
  const usual = useRpc("policies", {}).data?.policies.returnBenchmarkBp ?? 0;
  return (
    <p className="small muted">
      {usual > 0 ? (
        t("guardrails.benchmarkText", { percent: percent(usual) })
      ) : (
        <button type="button" className={styles["link"]} onClick={editLines}>
          {t("guardrails.benchmarkNone")}
        </button>
      )}
    </p>
  );
}
