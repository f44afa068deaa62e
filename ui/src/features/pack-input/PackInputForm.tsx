import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldFault, FieldProblem, InputForm } from "~/bindings";
import { Button, Mark } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { blockSaid } from "~/lib/blocks";
import { currentTime } from "~/lib/now";
import { BoxFields } from "./BoxFields";
import { byField, type Entry, entryOf, fieldKey, nextField, typedOf } from "./entry";
import { LineFields } from "./LineFields";
import type { InputPart } from "./parts";
import styles from "./pack-input.module.css";

type Props = {
  id: string;
  form: InputForm;
  part: InputPart;
  isLast: boolean;
  onSaved: () => void;
  onSkip: () => void;
  onClose: () => void;
};

/** The fields of one shipment. Enter, a hand's or a scanner's, goes to the next field and saves behind the last. */
export function PackInputForm({ id, form, part, isLast, onSaved, onSkip, onClose }: Props) {
  const { t } = useTranslation();
  const [entry, setEntry] = useState<Entry>(() => entryOf(form));
  const [faults, setFaults] = useState<Record<string, FieldFault>>({});
  const fields = useRef<HTMLDivElement>(null);
  const save = useAction("set_pack_input");
  const locked = form.locked === null ? null : blockSaid(form.locked, t, currentTime()).words;
  const hasNumbers = part === "serials" || form.needs?.kind === "serialNeeded" || form.lines.some(isTyped);

  useEffect(() => {
    firstField(fields.current, part)?.focus();
  }, [part]);

  function keep() {
    if (locked !== null || save.isPending) return;
    const typed = typedOf(form, entry);
    save.mutate(
      { shipmentId: id, typed },
      {
        onSuccess: ({ problems }) => {
          setFaults(byField(problems));
          focusBad(fields.current, problems);
          if (problems.length === 0) onSaved();
        },
      },
    );
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || fields.current === null) return;
    event.preventDefault();
    const next = nextField(fields.current, event.target);
    if (next === null) keep();
    else {
      next.focus();
      next.select();
    }
  }
  /** A field that is being typed into is not called bad any more. */
  function change(next: Entry, key: string | null) {
    setEntry(next);
    setFaults(({ ...rest }) => {
      if (key === null) return {};
      delete rest[key];
      return rest;
    });
  }
  const said = (key: string) =>
    faults[key] === undefined ? null : t(`packInput.fault.${faults[key].kind}`, faults[key]);
  const nothing = nothingTyped(form, entry) ? t("packInput.nothing") : null;
  return (
    <>
      {/* The keys of all fields in one place; the fields themselves are what is operated. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className={styles["form"]} ref={fields} onKeyDown={onKeyDown}>
        {form.refused !== null && form.needs !== null && (
          <p className={styles["refused"]}>
            <Mark is="refused">{t("packInput.refused")}</Mark> {form.refused}
          </p>
        )}
        {hasNumbers && form.lines.length > 1 && <p className="muted">{t("packInput.mixed")}</p>}
        {hasNumbers &&
          form.lines.map((line) => (
            <LineFields
              key={line.orderItemId}
              line={line}
              entry={entry.lines[line.orderItemId] ?? { each: 1, units: [] }}
              said={(unit, place) => said(fieldKey(line.orderItemId, unit, place))}
              onChange={(changed, key) => {
                change({ ...entry, lines: { ...entry.lines, [line.orderItemId]: changed } }, key);
                // Other fields stand there now, and the next scan must find one.
                if (key === null) requestAnimationFrame(() => firstField(fields.current, "serials")?.focus());
              }}
            />
          ))}
        {form.boxes.map((box) => (
          <BoxFields
            key={box.subShipmentId}
            box={box}
            alone={form.boxes.length === 1}
            texts={entry.boxes[box.subShipmentId] ?? []}
            said={(place) => said(fieldKey(box.subShipmentId, 0, place))}
            onChange={(texts, place) =>
              change(
                { ...entry, boxes: { ...entry.boxes, [box.subShipmentId]: texts } },
                fieldKey(box.subShipmentId, 0, place),
              )
            }
          />
        ))}
      </div>
      {save.error && <ErrorNote error={save.error} />}
      <div className={styles["foot"]}>
        <Faults count={Object.keys(faults).length} />
        <span className="grow" />
        <Button keys="Esc" onClick={onClose}>
          {t("word.back")}
        </Button>
        {!isLast && <Button onClick={onSkip}>{t("packInput.skip")}</Button>}
        <Button
          look="primary"
          keys="↵"
          reason={locked ?? nothing}
          busy={save.isPending}
          data-testid="pack-input-save"
          onClick={keep}
        >
          {t(isLast ? "packInput.save" : "packInput.saveNext")}
        </Button>
      </div>
    </>
  );
}

/** How many fields are bad, said aloud once. */
function Faults({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <span role="status">
      {count > 0 && <Mark is="refused">{t("packInput.bad", { count })}</Mark>}
      {count === 0 && <span className="faint small">{t("packInput.hint")}</span>}
    </span>
  );
}

function isTyped(line: InputForm["lines"][number]): boolean {
  return line.numbers.length > 0;
}

function nothingTyped(form: InputForm, entry: Entry): boolean {
  const typed = typedOf(form, entry);
  return typed.serials.length === 0 && typed.boxes.length === 0;
}

/** Goes to the first bad field, in the order of the form. */
function focusBad(form: HTMLElement | null, problems: readonly FieldProblem[]): void {
  const bad = byField(problems);
  const inputs = [...(form?.querySelectorAll("input") ?? [])];
  inputs.find((field) => bad[field.dataset["field"] ?? ""] !== undefined)?.focus();
}

/** Where the hand begins: the first empty number, or the first side of a box. */
function firstField(form: HTMLElement | null, part: InputPart): HTMLInputElement | null {
  const kind = part === "box" ? "side" : "number";
  const fields = [...(form?.querySelectorAll<HTMLInputElement>(`input[data-kind=${kind}]`) ?? [])];
  return fields.find((field) => field.value === "") ?? fields[0] ?? null;
}
