import { useTranslation } from "react-i18next";
import type { FormBox } from "~/bindings";
import { TextField } from "~/components";
import { fieldKey, SIDES } from "./entry";
import styles from "./pack-input.module.css";

type Props = {
  box: FormBox;
  /** The only box of the shipment: its name tells nothing. */
  alone: boolean;
  texts: readonly string[];
  said: (place: number) => string | null;
  onChange: (texts: string[], place: number) => void;
};

/** The size of one box; left empty, what is known goes. */
export function BoxFields({ box, alone, texts, said, onChange }: Props) {
  const { t } = useTranslation();
  const { size } = box;
  const known = t("packInput.size", { l: size.length, b: size.breadth, h: size.height, kg: size.weight });
  return (
    <section className={styles["line"]} aria-label={t("packInput.box")}>
      <h3 className={styles["head"]}>
        <span>{t("packInput.box")}</span>
        {!alone && <span className="id">{box.subShipmentId}</span>}
        {!alone && box.title !== null && <span className="muted cut">{box.title}</span>}
        <span className="grow" />
        <span className="muted nowrap">{t(`packInput.from.${box.from}`, { size: known })}</span>
      </h3>
      <div className={styles["sides"]}>
        {SIDES.map((side, place) => (
          <TextField
            key={side}
            label={t(`packInput.side.${side}`)}
            problem={said(place)}
            value={texts[place] ?? ""}
            onChange={(text) =>
              onChange(
                SIDES.map((_, n) => (n === place ? text : (texts[n] ?? ""))),
                place,
              )
            }
            unit={side === "weight" ? "kg" : "cm"}
            placeholder={box.from === "typed" ? "" : String(size[side] ?? "")}
            inputMode="decimal"
            autoComplete="off"
            data-kind="side"
            data-field={fieldKey(box.subShipmentId, 0, place)}
            data-testid={`box-${side}`}
          />
        ))}
      </div>
    </section>
  );
}
