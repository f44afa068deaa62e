import type { Basis, LineChange } from "~/bindings";
import { Icon } from "~/components";
import { countWords, lineName, lineTerms, roomFigure } from "./line-words";
import styles from "./limits.module.css";
import { StandingMark } from "./StandingMark";
import { useWords } from "./use-words";

type Props = {
  lines: readonly LineChange[];
  /** The same lines at warehouses whose standing changes. */
  places: readonly (readonly [string, LineChange])[];
  basis: Basis;
  label: string;
};

/** Every line by itself, before and after. */
export function ChangeTable({ lines, places, basis, label }: Props) {
  const { t } = useWords();
  const rows = [
    ...lines.map((change) => ({ place: "", change })),
    ...places.map(([place, change]) => ({ place, change })),
  ];
  return (
    <table className={styles["lines"]} aria-label={label} data-testid="change-table">
      <thead>
        <tr>
          <th scope="col">{t("limits.eachLine")}</th>
          <th scope="col">{t("limits.countedNow")}</th>
          <th scope="col" colSpan={3}>
            {t(`limits.roomHead.${basis}`)}
          </th>
          <th scope="col">
            <span className="off">{t("guardrails.standing")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ place, change }) => (
          <tr key={place + change.before.line.id} data-crosses={change.crosses ? "" : undefined}>
            <th scope="row" title={change.before.line.source}>
              {place === "" ? "" : `${place}: `}
              {lineName(change.before.line, t)}
              <span className="faint"> {lineTerms(change.before.line, t)}</span>
            </th>
            <td className="muted nowrap">{countWords(change.before, t)}</td>
            <td>{roomFigure(change.before.room, change.before.standing)}</td>
            <td className={styles["arrow"]}>
              <Icon name="arrow" />
            </td>
            <td>
              <b>{roomFigure(change.roomAfter, change.standingAfter)}</b>
            </td>
            <td>
              <StandingMark standing={change.standingAfter} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
