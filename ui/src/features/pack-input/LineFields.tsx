import { useTranslation } from "react-i18next";
import type { FormLine } from "~/bindings";
import { Segmented, TextField } from "~/components";
import { fieldKey, type LineEntry, withEach } from "./entry";
import styles from "./pack-input.module.css";

type Props = {
  line: FormLine;
  entry: LineEntry;
  said: (unit: number, place: number) => string | null;
  onChange: (entry: LineEntry, key: string | null) => void;
};

/** The numbers of one line: a field for every unit, two where a unit has two. */
export function LineFields({ line, entry, said, onChange }: Props) {
  const { t } = useTranslation();
  const set = (unit: number, place: number, text: string) =>
    onChange(
      {
        ...entry,
        units: entry.units.map((numbers, n) =>
          n === unit ? numbers.map((number, m) => (m === place ? text : number)) : numbers,
        ),
      },
      fieldKey(line.orderItemId, unit, place),
    );
  const label = (unit: number, place: number) =>
    t(`packInput.${entry.each === 2 ? "numberOfTwo" : "number"}.${line.imei ? "imei" : "serial"}`, {
      unit: unit + 1,
      n: place + 1,
    });
  return (
    <section className={styles["line"]} aria-label={line.sku}>
      <h3 className={styles["head"]}>
        <span className="id">{line.sku}</span>
        <span className="muted cut" title={line.title}>
          {line.title}
        </span>
        <span className="nowrap muted">{t("packInput.units", { count: line.units })}</span>
        <span className="grow" />
        <Segmented
          label={t("packInput.each.label")}
          value={entry.each === 2 ? "two" : "one"}
          onChange={(each) => onChange(withEach(entry, each === "two" ? 2 : 1), null)}
          options={[
            { id: "one", label: t("packInput.each.one") },
            { id: "two", label: t("packInput.each.two"), testId: "two-numbers" },
          ]}
        />
      </h3>
      <div className={styles["numbers"]}>
        {entry.units.map((numbers, unit) =>
          numbers.map((number, place) => (
            <TextField
              // Units have no name but their place, and their places do not move.
              // oxlint-disable-next-line react/no-array-index-key
              key={`${unit}/${place}`}
              label={label(unit, place)}
              problem={said(unit, place)}
              value={number}
              onChange={(text) => set(unit, place, text)}
              code
              autoComplete="off"
              spellCheck={false}
              inputMode={line.imei ? "numeric" : "text"}
              data-kind="number"
              data-field={fieldKey(line.orderItemId, unit, place)}
              data-testid={`number-${unit}-${place}`}
            />
          )),
        )}
      </div>
    </section>
  );
}
