import { useTranslation } from "react-i18next";
import type { LabelLayout } from "~/bindings";
import { SelectField, Switch } from "~/components";
import { ErrorNote } from "~/data";
import styles from "./settings.module.css";
import { useChoices } from "./use-choices";

const STOCKS = ["label4x6", "label3x5", "label100x150", "a6", "a4"] as const;
const STRIP = "{sku} × {units} {more}  {place}  B{batch}";
type Stock = (typeof STOCKS)[number];

/** A4 stands for the marketplace's page as it came. */
function stockOf(layout: LabelLayout): Stock {
  if (layout.wholePage) return "a4";
  return STOCKS.find((stock) => stock === layout.paper.kind) ?? "label4x6";
}

/** Paper for labels and what is printed under them. */
export function LabelSection() {
  const { t } = useTranslation();
  const { choices, error, put } = useChoices();
  return (
    <>
      <h2 className="h-title">{t("settings.sections.labels")}</h2>
      <p className="muted">{t("settings.labelsText")}</p>
      {error === null ? null : <ErrorNote error={error} />}
      {choices === undefined ? null : (
        <div className={styles["fields"]}>
          <SelectField
            label={t("settings.stock")}
            help={t("settings.stockHelp")}
            value={stockOf(choices.layout)}
            onChange={(stock) =>
              put({ layout: { ...choices.layout, paper: { kind: stock }, wholePage: stock === "a4" } })
            }
            options={STOCKS.map((value) => ({ value, label: t(`settings.stocks.${value}`) }))}
            testId="settings-stock"
          />
          <div className="field">
            <span className="label">{t("settings.stampLabel")}</span>
            <Switch
              on={choices.layout.strip !== ""}
              onChange={(on) => put({ layout: { ...choices.layout, strip: on ? STRIP : "" } })}
              testId="settings-stamp"
            >
              {t("settings.stamp")}
              <br />
              <span className="small faint">{t("settings.stampHelp")}</span>
            </Switch>
          </div>
        </div>
      )}
    </>
  );
}
