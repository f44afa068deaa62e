import type { MouseEvent } from "react";
import type { LabelRow } from "~/bindings";
import { Mark, Rows } from "~/components";
import { TickBox } from "~/grid";
import { when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./printing.module.css";
import { goodsSaid, labelSaid, noteSaid, type Said } from "./said";
import type { Choice } from "./selection";
import { usePrintWords } from "./words";

type Props = {
  labels: readonly LabelRow[];
  choice: Choice;
  /** The last good place, while it is being said: a line stands beneath it. */
  stoppedAt: number | null;
};

/** A run's labels in its order, each with where it is. */
export function LabelTable({ labels, choice, stoppedAt }: Props) {
  const { t } = usePrintWords();
  const { cursor } = choice;
  const said = stoppedAt === null ? -1 : labels.findIndex((label) => label.position === stoppedAt);
  const shown = said < 0 ? cursor : said;
  const isAll = choice.chosen.size > 0 && choice.chosen.size === labels.length;
  return (
    <section
      className={`grid ${styles["labels"] ?? ""}`}
      role="grid"
      aria-label={t("printing.labelsOf")}
      aria-multiselectable="true"
      aria-rowcount={labels.length + 1}
      aria-activedescendant={cursor < 0 ? undefined : `label-${labels[cursor]?.label ?? 0}`}
      tabIndex={0}
      data-focus-area="run"
    >
      <div className="grid__head" role="row">
        <span
          role="columnheader"
          className="tickcell"
          title={t("printing.chooseAll")}
          onClick={() => choice.choose(isAll ? [] : labels.map((label) => label.label))}
        >
          <TickBox tick={isAll ? true : choice.chosen.size > 0 ? "mixed" : false} />
        </span>
        <span role="columnheader" className="num">
          {t("printing.column.place")}
        </span>
        <span role="columnheader">{t("printing.column.goods")}</span>
        <span role="columnheader">{t("printing.column.tracking")}</span>
        <span role="columnheader">{t("printing.column.state")}</span>
        <span role="columnheader">{t("printing.column.note")}</span>
      </div>
      <Rows
        count={labels.length}
        rowKey={(at) => labels[at]?.label ?? at}
        show={shown < 0 ? undefined : shown}
        testId="run-labels"
      >
        {(at) => {
          const row = labels[at];
          return row === undefined ? null : (
            <Line row={row} at={at} choice={choice} isLastGood={row.position === stoppedAt} />
          );
        }}
      </Rows>
    </section>
  );
}

type LineProps = { row: LabelRow; at: number; choice: Choice; isLastGood: boolean };

function Line({ row, at, choice, isLastGood }: LineProps) {
  const { t } = usePrintWords();
  const isChosen = choice.chosen.has(row.label);
  const mayTravel = row.mustNotTravel === null || row.state === "withdrawn";
  const note = noteSaid(row, t);
  function press(event: MouseEvent) {
    if (event.target instanceof Element && event.target.closest("button, a")) return;
    if (event.ctrlKey || event.metaKey) choice.toggle(row.label);
    else choice.stand(at, event.shiftKey);
  }
  const edges = [
    "row",
    at === choice.cursor ? "is-cursor" : "",
    mayTravel ? "" : "is-breached",
    isLastGood ? (styles["lastGood"] ?? "") : "",
  ];
  return (
    <div
      className={edges.filter(Boolean).join(" ")}
      role="row"
      id={`label-${row.label}`}
      aria-rowindex={at + 2}
      aria-selected={isChosen}
      data-testid="run-label"
      data-place={row.position}
      data-state={row.state}
      onClick={press}
    >
      <span
        role="gridcell"
        className="tickcell"
        onClick={(event) => {
          event.stopPropagation();
          if (event.shiftKey) choice.stand(at, true);
          else choice.toggle(row.label);
        }}
      >
        <TickBox tick={isChosen} />
      </span>
      <span role="gridcell" className="num muted">
        {row.position}
      </span>
      <span role="gridcell" className="id" title={goodsSaid(row)}>
        {goodsSaid(row)}
      </span>
      <span role="gridcell" className="id muted">
        {row.trackingId}
      </span>
      <span role="gridcell">
        <Stand row={row} />
      </span>
      <span role="gridcell" title={note.words} className={note.is === null ? "muted" : undefined}>
        <Words said={note} />
      </span>
    </div>
  );
}

/** How a label stands, with when. */
export function Stand({ row }: { row: LabelRow }) {
  const { t } = usePrintWords();
  const said = labelSaid(row, t);
  const at = row.settledAt ?? (row.state === "spooled" || row.state === "sending" ? row.sentAt : null);
  return (
    <>
      <Words said={said} /> {at === null ? null : <span className="faint">{when(at, currentTime())}</span>}
    </>
  );
}

/** A word with its mark, or plain. */
export function Words({ said }: { said: Said }) {
  return said.is === null ? <>{said.words}</> : <Mark is={said.is}>{said.words}</Mark>;
}
