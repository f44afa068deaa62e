import type { FileMode, Invoices } from "~/bindings";
import { Check, SelectField, Switch } from "~/components";
import styles from "./labels.module.css";
import { SEPARATORS } from "./layout-edit";
import { OrderChain } from "./OrderChain";
import type { FieldProps } from "./PaperFields";
import { SkuOrder } from "./SkuOrder";
import { useWords } from "./use-words";

const INVOICES = ["ownFile", "twoUp", "behindEach", "none"] as const satisfies Invoices[];
const MODES = ["slim", "lossless"] as const satisfies FileMode[];

/** The order labels come out in, and what stands between them. */
export function OrderFields({ layout, onChange, skus }: FieldProps & { skus: readonly string[] }) {
  const { t } = useWords();
  return (
    <section className={styles["fields"]} aria-label={t("labels.order.title")}>
      <OrderChain sort={layout.sort} onChange={(sort) => onChange({ sort })} />
      {layout.sort.includes("sku") ? (
        <SkuOrder order={layout.skuOrder} known={skus} onChange={(skuOrder) => onChange({ skuOrder })} />
      ) : null}
      <fieldset className={styles["set"]}>
        <legend>{t("labels.separators.label")}</legend>
        {SEPARATORS.map((by) => (
          <Check
            key={by}
            checked={layout.separators.includes(by)}
            onChange={(on) =>
              onChange({ separators: SEPARATORS.filter((one) => (one === by ? on : layout.separators.includes(one))) })
            }
            testId={`separator-${by}`}
          >
            {t(`labels.separators.${by}`)}
          </Check>
        ))}
      </fieldset>
      <Switch on={layout.header} onChange={(header) => onChange({ header })} testId="layout-header">
        {t("labels.header")}
      </Switch>
      <Switch on={layout.reverse} onChange={(reverse) => onChange({ reverse })} testId="layout-reverse">
        {t("labels.reverse")}
      </Switch>
    </section>
  );
}

/** Where invoices go and how the file is built. */
export function FileFields({ layout, onChange }: FieldProps) {
  const { t } = useWords();
  return (
    <section className={styles["fields"]} aria-label={t("labels.file.title")}>
      <SelectField
        label={t("labels.invoices.label")}
        value={layout.invoices}
        onChange={(invoices) => onChange({ invoices })}
        options={INVOICES.map((value) => ({ value, label: t(`labels.invoices.${value}`) }))}
        testId="layout-invoices"
      />
      <SelectField
        label={t("labels.file.label")}
        help={t(`labels.file.${layout.mode}Help`)}
        value={layout.mode}
        onChange={(mode) => onChange({ mode })}
        options={MODES.map((value) => ({ value, label: t(`labels.file.${value}`) }))}
        testId="layout-mode"
      />
    </section>
  );
}
