import type { LineValue, MetricCard } from "~/bindings";
import {
  countWords,
  lineName,
  lineTerms,
  limitWords,
  roomFigure,
  StandingMark,
  useWords,
  windowWords,
} from "~/features/limits";
import { useShow } from "./board-context";
import styles from "./guardrails.module.css";
import { NumberButton } from "./NumberButton";

/** Every line of a metric by itself, worst first. */
export function LineTable({ card }: { card: MetricCard }) {
  const { t } = useWords();
  return (
    <table className={styles["lines"]} aria-label={`${t(`limits.metric.${card.metric}`)}: ${t("limits.eachLine")}`}>
      <thead>
        <tr>
          <th scope="col">{t("limits.eachLine")}</th>
          <th scope="col">{t("limits.counted")}</th>
          <th scope="col" className={styles["right"]}>
            {t("guardrails.room")}
          </th>
          <th scope="col">
            <span className="off">{t("guardrails.standing")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {card.lines.map((value) => (
          <LineRow key={value.line.id} value={value} />
        ))}
      </tbody>
    </table>
  );
}

function LineRow({ value }: { value: LineValue }) {
  const { t } = useWords();
  const show = useShow();
  const { line } = value;
  const counted = countWords(value, t);
  return (
    <tr data-testid={`line-${line.id}`}>
      <th scope="row" title={`${lineTerms(line, t)} · ${line.source} (${t(`limits.sheet.certain.${line.certainty}`)})`}>
        {lineName(line, t)}{" "}
        <span className="faint">
          {limitWords(line, t)}, {windowWords(line.window, t)}
        </span>
      </th>
      <td>
        <NumberButton
          label={t("guardrails.hitsOf", {
            metric: t(`limits.metric.${line.metric}`),
            line: lineName(line, t),
            count: counted,
          })}
          onPress={() => show(line.metric, line.window)}
        >
          {counted}
        </NumberButton>
      </td>
      <td className={styles["right"]}>{roomFigure(value.room, value.standing)}</td>
      <td>
        <StandingMark standing={value.standing} />
      </td>
    </tr>
  );
}
