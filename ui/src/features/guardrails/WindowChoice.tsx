import { useState } from "react";
import type { MetricCard, WindowValue } from "~/bindings";
import { num, shareWords, useWords, windowKey, windowShort, windowWords } from "~/features/limits";
import { count, money } from "~/lib/format";
import { useShow } from "./board-context";
import styles from "./guardrails.module.css";
import { NumberButton } from "./NumberButton";

/** The window a card opens with: that of its tightest line, else the longest of days. */
function first(card: MetricCard): WindowValue | undefined {
  const key = windowKey(card.lines[0]?.line.window ?? card.trendWindow);
  return card.windows.find((value) => windowKey(value.window) === key) ?? card.windows.at(-2) ?? card.windows[0];
}

/** A metric over a window of choice, whether or not a line asks for it. */
export function WindowChoice({ card }: { card: MetricCard }) {
  const { t } = useWords();
  const show = useShow();
  const [chosen, setChosen] = useState<string | null>(null);
  const value = card.windows.find((one) => windowKey(one.window) === chosen) ?? first(card);
  if (value === undefined) return null;
  const metric = t(`limits.metric.${card.metric}`);
  const window = windowWords(value.window, t);
  const counted = num(value.count);
  const of = num(value.of);
  return (
    <span className={styles["window"]}>
      <select
        aria-label={t("guardrails.showFor", { metric })}
        value={windowKey(value.window)}
        onChange={(event) => setChosen(event.target.value)}
        data-testid={`window-${card.metric}`}
      >
        {card.windows.map((one) => (
          <option key={windowKey(one.window)} value={windowKey(one.window)}>
            {windowShort(one.window, t)}
          </option>
        ))}
      </select>
      <NumberButton
        label={t("guardrails.hitsFor", { metric, window, count: count(counted), of: count(of) })}
        onPress={() => show(card.metric, value.window)}
        testId={`window-number-${card.metric}`}
      >
        {card.metric === "sales"
          ? `${count(counted)} · ${money(value.value)}`
          : t("limits.countOf", { count: count(counted), of: count(of) })}
      </NumberButton>
      {card.metric === "sales" || of === 0 ? null : (
        <span className="faint hide-narrow">{shareWords(counted, of)}</span>
      )}
      {value.daysCovered < value.days ? (
        <span className="faint">
          {t("guardrails.coverage", { covered: count(value.daysCovered), days: count(value.days) })}
        </span>
      ) : null}
    </span>
  );
}
