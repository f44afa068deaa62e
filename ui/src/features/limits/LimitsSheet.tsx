import { Fragment, useState } from "react";
import type { LimitSet, Line, Policies } from "~/bindings";
import { Button, Dialog, DialogFoot, Skeleton, Switch } from "~/components";
import { ErrorNote } from "~/data";
import { day, indiaDay } from "~/lib/format";
import { isoDay } from "~/lib/iso-day";
import { currentTime } from "~/lib/now";
import { Choices } from "./Choices";
import { freeId } from "./line-form";
import { lineName, limitWords, windowWords } from "./line-words";
import { LineDialog } from "./LineDialog";
import styles from "./limits.module.css";
import { Reasons } from "./Reasons";
import { usePolicies } from "./use-policies";
import { useWords } from "./use-words";

const SETS = ["gold", "silver", "omni-gold", "suspension-a", "suspension-b", "own"] as const satisfies LimitSet[];

/** The sheet as a dialog over the guardrails. */
export function LimitsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  return (
    <Dialog
      open
      onClose={onClose}
      width="62rem"
      title={t("limits.sheet.title")}
      lead={t("limits.sheet.lead")}
      testId="limits-dialog"
      foot={<DialogFoot back={t("limits.sheet.close")} onBack={onClose} />}
    >
      <LimitsSheet />
    </Dialog>
  );
}

/** The sheet as a part of the settings. */
export function LimitsSection() {
  const { t } = useWords();
  return (
    <>
      <h2 className="h-title">{t("limits.sheet.title")}</h2>
      <p className="muted">{t("limits.sheet.lead")}</p>
      <LimitsSheet />
    </>
  );
}

/** Every line with its limit, window, day, source and certainty, to be changed, switched off or added to. */
function LimitsSheet() {
  const { t } = useWords();
  const { sheet, error, busy, put, reset } = usePolicies();
  const [editing, setEditing] = useState<Line | "new" | null>(null);
  const [asking, setAsking] = useState(false);
  if (sheet === undefined) {
    return error === null ? <Skeleton label={t("limits.sheet.reading")} rows={8} /> : <ErrorNote error={error} />;
  }
  const { policies } = sheet;
  const change = (line: Line) => {
    const known = policies.lines.some((one) => one.id === line.id);
    return known
      ? policies.lines.map((one) => (one === editing || one.id === line.id ? line : one))
      : [...policies.lines, line];
  };
  return (
    <>
      {error === null ? null : <ErrorNote error={error} />}
      <div className={styles["bar"]}>
        <span className="muted grow">{t(sheet.isChanged ? "limits.sheet.changed" : "limits.sheet.asShipped")}</span>
        {asking ? (
          <>
            <span>{t("limits.sheet.resetAsk")}</span>
            <Button busy={busy} onClick={() => reset(() => setAsking(false))} data-testid="limits-reset-yes">
              {t("limits.sheet.resetDo")}
            </Button>
            <Button look="ghost" onClick={() => setAsking(false)}>
              {t("limits.sheet.back")}
            </Button>
          </>
        ) : (
          <Button
            look="ghost"
            reason={sheet.isChanged ? null : t("limits.sheet.asShipped")}
            onClick={() => setAsking(true)}
            data-testid="limits-reset"
          >
            {t("limits.sheet.reset")}
          </Button>
        )}
        <Button icon="plus" onClick={() => setEditing("new")} data-testid="limits-add">
          {t("limits.sheet.add")}
        </Button>
      </div>
      <Table
        policies={policies}
        onEdit={setEditing}
        onSwitch={(line, isOn) => put({ lines: policies.lines.map((one) => (one === line ? { ...one, isOn } : one)) })}
      />
      <h3 className="h-lead" style={{ marginTop: "var(--s-16)" }}>
        {t("limits.sheet.choices")}
      </h3>
      <Choices policies={policies} onPut={put} />
      <Reasons sheet={sheet} />
      {editing === null ? null : (
        <LineDialog
          line={editing === "new" ? null : editing}
          id={freeId(policies.lines)}
          today={isoDay(indiaDay(currentTime()))}
          busy={busy}
          onKeep={(line) => put({ lines: change(line) }, () => setEditing(null))}
          onRemove={
            editing === "new" || editing.set !== "own"
              ? null
              : () => put({ lines: policies.lines.filter((one) => one !== editing) }, () => setEditing(null))
          }
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

type TableProps = {
  policies: Policies;
  onEdit: (line: Line) => void;
  onSwitch: (line: Line, on: boolean) => void;
};

/** Widths of the columns stand in the style; a text longer than its column is cut and told by a hint. */
const COLUMNS = ["line", "limit", "windowHead", "from", "source", "certainty", "on"] as const;

function Table({ policies, onEdit, onSwitch }: TableProps) {
  const { t } = useWords();
  return (
    <table className={styles["sheet"]} aria-label={t("limits.sheet.title")} data-testid="limits-table">
      <colgroup>
        {[...COLUMNS, "change"].map((column) => (
          <col key={column} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {COLUMNS.map((head) => (
            <th key={head} scope="col">
              {t(`limits.sheet.${head}`)}
            </th>
          ))}
          <th scope="col">
            <span className="off">{t("limits.sheet.change")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {SETS.map((set) => {
          const lines = policies.lines.filter((line) => line.set === set);
          return lines.length === 0 ? null : (
            <Fragment key={set}>
              <tr className={styles["setHead"]}>
                <th scope="colgroup" colSpan={8}>
                  {t(`limits.setWhole.${set}`)}
                </th>
              </tr>
              {lines.map((line) => (
                <Row key={`${line.id}${line.validFrom}`} line={line} onEdit={onEdit} onSwitch={onSwitch} />
              ))}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

/** `2026-11-21` as `21 Nov`, with its year where that is not this one. */
function dayOf(date: string): string {
  return day(Date.parse(`${date}T00:00:00Z`), currentTime());
}

function Row({ line, onEdit, onSwitch }: Omit<TableProps, "policies"> & { line: Line }) {
  const { t } = useWords();
  const name = `${t(`limits.metric.${line.metric}`)}, ${lineName(line, t)}`;
  const isOn = line.isOn ?? true;
  return (
    <tr className={isOn ? undefined : styles["isOff"]} data-testid={`limit-${line.id}`}>
      <th scope="row" title={line.consequence || undefined}>
        <span className={styles["what"]}>
          {t(`limits.metric.${line.metric}`)}
          {line.consequence ? <span className="small faint"> {line.consequence}</span> : null}
        </span>
      </th>
      <td className="nowrap">{t(`limits.sense.${line.sense}`, { limit: limitWords(line, t) })}</td>
      <td className="nowrap">{windowWords(line.window, t)}</td>
      <td>
        <span className="nowrap">{dayOf(line.validFrom)}</span>
        {line.validTo ? ` ${t("limits.sheet.past", { day: dayOf(line.validTo) })}` : ""}
      </td>
      <td>
        <span className={styles["source"]} title={line.source}>
          {line.source}
        </span>
      </td>
      <td>{t(`limits.sheet.certain.${line.certainty}`)}</td>
      <td className="nowrap">
        <Switch on={isOn} onChange={(on) => onSwitch(line, on)} testId={`limit-on-${line.id}`}>
          <span className="off">{t("limits.sheet.onFor", { line: name })}</span>
        </Switch>{" "}
        {t(isOn ? "limits.sheet.on" : "limits.sheet.off")}
      </td>
      <td className="nowrap">
        <Button
          look="ghost"
          aria-label={t("limits.sheet.changeLine", { line: name })}
          onClick={() => onEdit(line)}
          data-testid={`limit-edit-${line.id}`}
        >
          {t("limits.sheet.change")}
        </Button>
      </td>
    </tr>
  );
}
