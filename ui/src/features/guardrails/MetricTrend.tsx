import { useState } from "react";
import type { LineValue, MetricCard } from "~/bindings";
import { Button } from "~/components";
import { type TrendFan, Trend } from "~/components/Trend";
import { dayWords, limitWords, lineShort, num, shareWords, useWords, windowKey, windowWords } from "~/features/limits";
import { count } from "~/lib/format";
import { useOnBoard, useShow } from "./board-context";
import styles from "./guardrails.module.css";
import { NumberButton } from "./NumberButton";

/** The line whose forecast the chart draws: the first of the trend's own window. */
function drawnLine(card: MetricCard): LineValue | undefined {
  return card.lines.find((value) => windowKey(value.line.window) === windowKey(card.trendWindow));
}

/** Share in basis points; drawn, never judged. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 10_000;
}

/** The last 30 days of a metric with its lines and its forecast. */
export function MetricTrend({ card }: { card: MetricCard }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const show = useShow();
  const isSales = card.metric === "sales";
  const lines = card.lines.filter((value) => windowKey(value.line.window) === windowKey(card.trendWindow));
  const { forecast } = drawnLine(card) ?? { forecast: null };
  const of = num(forecast?.of);
  const fan: TrendFan | null =
    forecast === null || isSales || of === 0
      ? null
      : {
          at: forecast.day,
          low: share(num(forecast.low), of),
          middle: share(num(forecast.count), of),
          high: share(num(forecast.high), of),
          label: dayWords(forecast.day, board.today),
        };
  const first = card.trend[0];
  const last = card.trend.at(-1);
  const words = (day: MetricCard["trend"][number] | undefined) =>
    day === undefined ? "–" : isSales ? count(num(day.count)) : shareWords(num(day.count), num(day.of));
  return (
    <Trend
      label={t("guardrails.trend.label", {
        metric: t(`limits.metric.${card.metric}`),
        window: windowWords(card.trendWindow, t),
        n: card.trend.length,
        first: words(first),
        last: words(last),
        lines: lines.map((value) => limitWords(value.line, t)).join(", ") || t("guardrails.trend.noLines"),
      })}
      points={card.trend.map((day) => ({
        at: day.day,
        value: isSales ? num(day.count) : share(num(day.count), num(day.of)),
        title: `${dayWords(day.day, board.today)}: ${count(num(day.dayCount))} / ${count(num(day.dayOf))}`,
      }))}
      limits={lines.map((value) => ({
        value: value.line.sense === "reach" ? (value.line.reachUnits ?? 0) : value.line.limitBp,
        label:
          value.line.sense === "reach"
            ? lineShort(value.line, t)
            : `${limitWords(value.line, t)} ${lineShort(value.line, t)}`,
        least: value.line.sense !== "below",
      }))}
      fan={fan}
      start={first === undefined ? "" : dayWords(first.day, board.today)}
      now={board.isRewound ? dayWords(board.today, board.today) : t("guardrails.trend.now")}
      onPick={(day) => show(card.metric, { days: 1 }, { day })}
      testId={`trend-${card.metric}`}
    />
  );
}

/** The button that folds out the chart's numbers, for eyes and for readers. */
export function useNumbers(card: MetricCard) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const name = t("guardrails.trend.tableFor", { metric: t(`limits.metric.${card.metric}`) });
  return {
    button: (
      <Button
        look="ghost"
        className={styles["tiny"]}
        aria-expanded={open}
        aria-label={`${t(open ? "guardrails.trend.hide" : "guardrails.trend.table")}: ${name}`}
        onClick={() => setOpen(!open)}
        data-testid={`numbers-${card.metric}`}
      >
        {t(open ? "guardrails.trend.hide" : "guardrails.trend.table")}
      </Button>
    ),
    table: open ? <TrendTable card={card} label={name} /> : null,
  };
}

function TrendTable({ card, label }: { card: MetricCard; label: string }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const show = useShow();
  const { forecast } = drawnLine(card) ?? { forecast: null };
  const isSales = card.metric === "sales";
  return (
    <div className={styles["numbers"]}>
      <table aria-label={label} data-testid={`numbers-table-${card.metric}`}>
        <thead>
          <tr>
            <th scope="col">{t("guardrails.trend.day")}</th>
            <th scope="col">{t("guardrails.trend.onDay")}</th>
            <th scope="col">{t("guardrails.trend.inWindow", { window: windowWords(card.trendWindow, t) })}</th>
            <th scope="col">{t("guardrails.trend.share")}</th>
          </tr>
        </thead>
        <tbody>
          {card.trend.toReversed().map((day) => {
            const words = dayWords(day.day, board.today);
            const onDay = t("limits.countOf", { count: count(num(day.dayCount)), of: count(num(day.dayOf)) });
            return (
              <tr key={day.day}>
                <th scope="row">{words}</th>
                <td>
                  <NumberButton
                    label={`${onDay}; ${t("guardrails.trend.hits", { day: words })}`}
                    onPress={() => show(card.metric, { days: 1 }, { day: day.day })}
                  >
                    {onDay}
                  </NumberButton>
                </td>
                <td>{t("limits.countOf", { count: count(num(day.count)), of: count(num(day.of)) })}</td>
                <td>{isSales ? "–" : shareWords(num(day.count), num(day.of))}</td>
              </tr>
            );
          })}
          {forecast === null ? null : (
            <tr>
              <th scope="row">{t("guardrails.trend.range", { day: dayWords(forecast.day, board.today) })}</th>
              <td>–</td>
              <td>
                {t("limits.countOf", { count: count(num(forecast.count)), of: count(num(forecast.of)) })}{" "}
                {t("guardrails.forecast.range", { low: count(num(forecast.low)), high: count(num(forecast.high)) })}
              </td>
              <td>{shareWords(num(forecast.count), num(forecast.of))}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
