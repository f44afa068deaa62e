import { useState } from "react";
import type { LabelLayout, LabelSize, Turn } from "~/bindings";
import { Segmented, SelectField, Switch, TextField } from "~/components";
import { type Frame, mm } from "./frame";
import styles from "./labels.module.css";
import { holdsMore, PAPERS, paperSize, UPS, withPaper } from "./layout-edit";
import { MmField } from "./MmField";
import { useWords } from "./use-words";

export type FieldProps = {
  layout: LabelLayout;
  onChange: (part: Partial<LabelLayout>) => void;
};

const TURNS = ["none", "quarter", "half", "threeQuarters"] as const satisfies Turn[];
const DEGREES: Record<Turn, string> = { none: "0°", quarter: "90°", half: "180°", threeQuarters: "270°" };
const SIZES = ["big", "exact", "percent"] as const satisfies LabelSize["kind"][];
const LEAST = 50;
const MOST = 120;

/** Paper, size and place of the label on it. */
export function PaperFields({ layout, onChange, frame }: FieldProps & { frame: Frame | null }) {
  const { t } = useWords();
  const { paper } = layout;
  return (
    <section className={styles["fields"]} aria-label={t("labels.paper.title")}>
      <SelectField
        label={t("labels.paper.label")}
        value={paper.kind}
        onChange={(kind) => onChange(withPaper(layout, kind))}
        options={PAPERS.map((value) => ({ value, label: t(`labels.paper.${value}`) }))}
        testId="layout-paper"
      />
      {paper.kind === "custom" ? (
        <div className={styles["two"]}>
          <MmField
            label={t("labels.paper.width")}
            value={paper.width}
            least={200}
            most={4200}
            onChange={(width) => onChange({ paper: { ...paper, width } })}
            testId="layout-paper-width"
          />
          <MmField
            label={t("labels.paper.height")}
            value={paper.height}
            least={200}
            most={6000}
            onChange={(height) => onChange({ paper: { ...paper, height } })}
            testId="layout-paper-height"
          />
        </div>
      ) : null}
      {paper.kind === "a4" ? (
        <Switch on={layout.wholePage} onChange={(wholePage) => onChange({ wholePage })} testId="layout-whole">
          {t("labels.paper.wholePage")}
        </Switch>
      ) : null}
      {holdsMore(paper) && !layout.wholePage ? (
        <div className="field">
          <span className="label">{t("labels.up")}</span>
          <Segmented
            label={t("labels.up")}
            value={String(layout.up) as (typeof UPS)[number]}
            onChange={(up) => onChange({ up: Number(up) })}
            options={UPS.map((id) => ({ id, label: id, testId: `layout-up-${id}` }))}
          />
        </div>
      ) : null}
      <SizeFields layout={layout} onChange={onChange} frame={frame} />
      <div className={styles["two"]}>
        <MmField
          label={t("labels.shift.right")}
          value={layout.shiftRight}
          least={-200}
          most={200}
          onChange={(shiftRight) => onChange({ shiftRight })}
          testId="layout-shift-right"
        />
        <MmField
          label={t("labels.shift.down")}
          value={layout.shiftDown}
          least={-200}
          most={200}
          onChange={(shiftDown) => onChange({ shiftDown })}
          testId="layout-shift-down"
        />
      </div>
      <div className="field">
        <span className="label">{t("labels.turn")}</span>
        <Segmented
          label={t("labels.turn")}
          value={layout.turn}
          onChange={(turn) => onChange({ turn })}
          options={TURNS.map((id) => ({ id, label: DEGREES[id], testId: `layout-turn-${id}` }))}
        />
      </div>
      <div className={styles["two"]}>
        <MmField
          label={t("labels.margin")}
          value={layout.margin}
          least={0}
          most={300}
          onChange={(margin) => onChange({ margin })}
          testId="layout-margin"
        />
        {layout.up > 1 ? (
          <MmField
            label={t("labels.gap")}
            value={layout.gap}
            least={0}
            most={300}
            onChange={(gap) => onChange({ gap })}
            testId="layout-gap"
          />
        ) : null}
      </div>
      <Switch on={layout.snapBars} onChange={(snapBars) => onChange({ snapBars })} testId="layout-snap">
        {t("labels.snap")}
        <br />
        <span className="small faint">{t("labels.snapHelp")}</span>
      </Switch>
    </section>
  );
}

function SizeFields({ layout, onChange, frame }: FieldProps & { frame: Frame | null }) {
  const { t } = useWords();
  const { size } = layout;
  const [typed, setTyped] = useState<string | null>(null);
  const most = frame === null ? null : mostPercent(layout, frame);
  const percent = size.kind === "percent" ? size.percent : 100;
  const number = typed === null ? percent : /^\d{1,3}$/.test(typed) ? Number(typed) : 0;
  const isWrong = number < LEAST || number > MOST;
  function type(text: string) {
    setTyped(text);
    const next = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
    if (next >= LEAST && next <= MOST) onChange({ size: { kind: "percent", percent: next } });
  }
  const help =
    percent < 100
      ? t("labels.size.small")
      : most === null
        ? t("labels.size.percentHelp")
        : `${t("labels.size.percentHelp")} ${t("labels.size.most", { most })}`;
  return (
    <>
      <div className="field">
        <span className="label">{t("labels.size.label")}</span>
        <Segmented
          label={t("labels.size.label")}
          value={size.kind}
          onChange={(kind) => onChange({ size: kind === "percent" ? { kind, percent: 100 } : { kind } })}
          options={SIZES.map((id) => ({ id, label: t(`labels.size.${id}`), testId: `layout-size-${id}` }))}
        />
        {size.kind === "percent" ? null : <span className="help">{t(`labels.size.${size.kind}Help`)}</span>}
      </div>
      {size.kind === "percent" ? (
        <TextField
          label={t("labels.size.scale")}
          unit="%"
          inputMode="numeric"
          value={typed ?? String(percent)}
          help={help}
          problem={isWrong ? t("labels.size.problem") : null}
          onChange={type}
          onBlur={() => setTyped(null)}
          data-testid="layout-percent"
        />
      ) : null}
    </>
  );
}

/** What the strip takes from the paper's height, in millimetres. */
const STRIP = 7.8;

/** The largest size, in hundredths, that fits one label a sheet; never over what is allowed. */
export function mostPercent(layout: LabelLayout, frame: Frame): number {
  const [width, height] = paperSize(layout.paper);
  const turned = layout.turn === "quarter" || layout.turn === "threeQuarters";
  const [across, down] = turned ? [height, width] : [width, height];
  const margin = (2 * layout.margin) / 10;
  const strip = layout.strip === "" ? 0 : STRIP;
  const wide = (across / 10 - margin) / mm(frame.x1 - frame.x0);
  const high = (down / 10 - margin - strip) / mm(frame.y1 - frame.y0);
  return Math.min(MOST, Math.floor(100 * Math.min(wide, high)));
}
