import { useState } from "react";
import type { Line } from "~/bindings";
import { Button, DayField, Dialog, DialogFoot, SelectField, TextField } from "~/components";
import { type Draft, newDraft, type Problem, problemsOf, toDraft, toLine } from "./line-form";
import { lineName } from "./line-words";
import styles from "./limits.module.css";
import { useWords } from "./use-words";

const METRICS = [
  "seller-cancellation",
  "rtd-breach",
  "reattempt",
  "customer-return",
  "regional-use",
  "sales",
  "backlog",
] as const;
const SENSES = ["below", "at-least", "reach"] as const;
const WINDOWS = ["days", "month", "quarter"] as const;

type Props = {
  /** The line to change; none makes a new one. */
  line: Line | null;
  /** Name of a new one. */
  id: string;
  /** First day of a new one: `2026-11-21`. */
  today: string;
  busy: boolean;
  onKeep: (line: Line) => void;
  /** Takes an own line away; shipped ones are switched off instead. */
  onRemove: (() => void) | null;
  onClose: () => void;
};

/** One line as a form. What cannot be taken says so in words, once it was tried. */
export function LineDialog({ line, id, today, busy, onKeep, onRemove, onClose }: Props) {
  const { t } = useWords();
  const [draft, setDraft] = useState<Draft>(() => (line === null ? newDraft(today) : toDraft(line)));
  const [tried, setTried] = useState(false);
  const problems = problemsOf(draft);
  const own = line === null || line.set === "own";
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const wrong = (problem: Problem) =>
    tried && problems.includes(problem) ? t(`limits.sheet.problem.${problem}`) : null;
  function keep() {
    setTried(true);
    if (problems.length > 0) return;
    onKeep(toLine(draft, line ?? { id, set: "own", certainty: "own", isOn: true }));
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={line === null ? t("limits.sheet.newTitle") : t("limits.sheet.editTitle", { line: lineName(line, t) })}
      lead={t("limits.sheet.formLead")}
      testId="line-dialog"
      foot={
        <DialogFoot back={t("limits.sheet.back")} onBack={onClose}>
          {onRemove === null ? null : (
            <Button large busy={busy} onClick={onRemove} data-testid="line-remove">
              {t("limits.sheet.remove")}
            </Button>
          )}
          <Button large look="primary" busy={busy} onClick={keep} data-testid="line-keep">
            {t("limits.sheet.keep")}
          </Button>
        </DialogFoot>
      }
    >
      <div className={styles["fields"]}>
        {own ? (
          <>
            <SelectField
              label={t("limits.sheet.metric")}
              value={draft.metric}
              onChange={(metric) => set({ metric })}
              options={METRICS.map((value) => ({ value, label: t(`limits.metric.${value}`) }))}
            />
            <SelectField
              label={t("limits.sheet.sense")}
              value={draft.sense}
              onChange={(sense) => set({ sense })}
              options={SENSES.map((value) => ({ value, label: t(`limits.sheet.senses.${value}`) }))}
            />
          </>
        ) : null}
        {draft.sense === "reach" ? (
          <>
            <TextField
              label={t("limits.sheet.units")}
              value={draft.units}
              problem={wrong("units")}
              inputMode="numeric"
              onChange={(units) => set({ units })}
            />
            <TextField
              label={t("limits.sheet.money")}
              value={draft.rupees}
              unit="₹"
              inputMode="numeric"
              onChange={(rupees) => set({ rupees })}
            />
          </>
        ) : (
          <TextField
            label={t("limits.sheet.percent")}
            help={t("limits.sheet.percentHelp")}
            problem={wrong("percent")}
            value={draft.percent}
            unit="%"
            inputMode="decimal"
            onChange={(percent) => set({ percent })}
            data-testid="line-percent"
          />
        )}
        <SelectField
          label={t("limits.sheet.window")}
          value={draft.windowKind}
          onChange={(windowKind) => set({ windowKind })}
          options={WINDOWS.map((value) => ({
            value,
            label: value === "days" ? t("limits.sheet.windowDays") : t(`limits.window.${value}`),
          }))}
        />
        {draft.windowKind === "days" ? (
          <TextField
            label={t("limits.sheet.windowDays")}
            value={draft.windowDays}
            problem={wrong("days")}
            inputMode="numeric"
            onChange={(windowDays) => set({ windowDays })}
            data-testid="line-days"
          />
        ) : null}
        <DayField
          label={t("limits.sheet.validFrom")}
          placeholder={t("limits.sheet.dayForm")}
          value={draft.validFrom}
          problem={wrong("from")}
          onChange={(validFrom) => set({ validFrom })}
        />
        <DayField
          label={t("limits.sheet.validTo")}
          placeholder={t("limits.sheet.dayForm")}
          help={t("limits.sheet.validToHelp")}
          value={draft.validTo}
          problem={wrong("to")}
          onChange={(validTo) => set({ validTo })}
        />
        <TextField
          label={t("limits.sheet.source")}
          help={t("limits.sheet.sourceHelp")}
          value={draft.source}
          problem={wrong("source")}
          onChange={(source) => set({ source })}
          data-testid="line-source"
        />
        <TextField
          label={t("limits.sheet.consequence")}
          value={draft.consequence}
          onChange={(consequence) => set({ consequence })}
          data-testid="line-consequence"
        />
        <TextField
          label={t("limits.sheet.consequenceDays")}
          value={draft.consequenceDays}
          problem={wrong("consequence")}
          inputMode="numeric"
          onChange={(consequenceDays) => set({ consequenceDays })}
        />
      </div>
    </Dialog>
  );
}
