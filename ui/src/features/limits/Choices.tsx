import { useState } from "react";
import type { Policies } from "~/bindings";
import { SelectField, Switch, TextField } from "~/components";
import { clockOf, fromBasisPoints, minuteOf, toBasisPoints } from "./line-form";
import styles from "./limits.module.css";
import { useWords } from "./use-words";

type Props = { policies: Policies; onPut: (part: Partial<Policies>) => void };

/** Reads a whole number within bounds; `null` where it is none. */
const whole = (least: number, most: number) => (text: string) => {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : null;
  return number === null || number < least || number > most ? null : number;
};

/** What is counted, from where on it is tight, the own budget, the pace, the quiet hours. */
export function Choices({ policies, onPut }: Props) {
  const { t } = useWords();
  const number = (least: number, most: number) =>
    t("limits.sheet.number", { least: String(least), most: String(most) });
  return (
    <div className={styles["fields"]}>
      <SelectField
        label={t("limits.sheet.basis")}
        value={policies.basis}
        onChange={(basis) => onPut({ basis })}
        options={(["units", "orders"] as const).map((value) => ({ value, label: t(`limits.orderly.${value}`) }))}
        testId="limits-basis"
      />
      <SelectField
        label={t("limits.sheet.booked")}
        value={policies.cancellationDay}
        onChange={(cancellationDay) => onPut({ cancellationDay })}
        options={(["approval", "event"] as const).map((value) => ({
          value,
          label: t(`limits.sheet.bookings.${value}`),
        }))}
      />
      <Kept
        label={t("limits.sheet.alertRoom")}
        help={t("limits.sheet.alertRoomHelp")}
        problem={number(0, 9999)}
        value={String(policies.alertRoom)}
        read={whole(0, 9999)}
        onKeep={(alertRoom) => onPut({ alertRoom })}
      />
      <Kept
        label={t("limits.sheet.budget")}
        help={t("limits.sheet.budgetHelp")}
        problem={number(0, 9999)}
        value={String(policies.ownCancellationsADay)}
        read={whole(0, 9999)}
        onKeep={(ownCancellationsADay) => onPut({ ownCancellationsADay })}
        testId="limits-budget"
      />
      <Kept
        label={t("limits.sheet.packs")}
        help={t("limits.sheet.packsHelp")}
        problem={number(1, 999)}
        value={String(policies.packsPerHour)}
        read={whole(1, 999)}
        onKeep={(packsPerHour) => onPut({ packsPerHour })}
      />
      <Kept
        label={t("limits.sheet.benchmark")}
        help={t("limits.sheet.benchmarkHelp")}
        problem={t("limits.sheet.percentProblem")}
        value={fromBasisPoints(policies.returnBenchmarkBp)}
        read={toBasisPoints}
        onKeep={(returnBenchmarkBp) => onPut({ returnBenchmarkBp })}
      />
      <fieldset className={styles["quiet"]}>
        <legend>{t("limits.sheet.quiet")}</legend>
        <TextField
          label={t("limits.sheet.quietFrom")}
          type="time"
          value={clockOf(policies.quietFromMinute)}
          onChange={(text) => {
            const quietFromMinute = minuteOf(text);
            if (quietFromMinute !== null) onPut({ quietFromMinute });
          }}
        />
        <TextField
          label={t("limits.sheet.quietTo")}
          type="time"
          value={clockOf(policies.quietToMinute)}
          onChange={(text) => {
            const quietToMinute = minuteOf(text);
            if (quietToMinute !== null) onPut({ quietToMinute });
          }}
        />
        <span className="small muted">{t("limits.sheet.quietHelp")}</span>
      </fieldset>
      <Switch on={policies.isOmni} onChange={(isOmni) => onPut({ isOmni })} testId="limits-omni">
        {t("limits.sheet.omni")}
      </Switch>
    </div>
  );
}

type KeptProps = {
  label: string;
  help: string;
  problem: string;
  value: string;
  /** The number a text stands for; `null` where it cannot be taken. */
  read: (text: string) => number | null;
  onKeep: (number: number) => void;
  testId?: string | undefined;
};

/** A number that is kept on Enter or when the field is left, never half typed. */
function Kept({ label, help, problem, value, read, onKeep, testId }: KeptProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value;
  const number = read(text);
  function keep() {
    if (number === null) return;
    if (typed !== null && number !== read(value)) onKeep(number);
    setTyped(null);
  }
  return (
    <TextField
      label={label}
      help={help}
      problem={number === null ? problem : null}
      value={text}
      inputMode="decimal"
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => (event.key === "Enter" ? keep() : undefined)}
      data-testid={testId}
    />
  );
}
