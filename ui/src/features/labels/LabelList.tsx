import type { LabelCheck } from "~/bindings";
import { Mark, Rows } from "~/components";
import { shortId } from "~/lib/ids";
import { labelKey, markOf, standOf } from "./label-said";
import styles from "./labels.module.css";
import { useWords } from "./use-words";

type Props = {
  labels: readonly LabelCheck[];
  /** The label whose page is open. */
  open: number;
  /** The label that goes next. */
  next: LabelCheck | undefined;
  /** By what they are ordered, in words. */
  order: string;
  onOpen: (index: number) => void;
};

const ROW_REM = 2.625;

/** The labels in the order of printing, each with how it stands. */
export function LabelList({ labels, open, next, order, onOpen }: Props) {
  const { t } = useWords();
  const current = labels[open];
  return (
    <aside className={styles["list"]}>
      <div className={styles["cap"]}>
        <b>{t("labels.count", { count: labels.length })}</b>
        <span className="faint cut" title={order}>
          {order}
        </span>
      </div>
      <div
        className={styles["listbox"]}
        role="listbox"
        tabIndex={0}
        aria-label={t("labels.list")}
        aria-activedescendant={current === undefined ? undefined : idOf(current)}
        data-testid="label-list"
      >
        <Rows
          count={labels.length}
          rowRem={ROW_REM}
          show={open}
          rowKey={(at) => (labels[at] === undefined ? at : `${labelKey(labels[at])}${at}`)}
        >
          {(at) => {
            const label = labels[at];
            if (label === undefined) return null;
            const stand = standOf(label, label === next);
            return (
              <div
                id={idOf(label)}
                role="option"
                aria-selected={at === open}
                className={styles["label"]}
                data-testid="label-row"
                data-stand={stand}
                onClick={() => onOpen(at)}
              >
                <span className="id faint num">{label.position === 0 ? "–" : at + 1}</span>
                <span className="cut">
                  <b className="id cut">{label.sku === "" ? t("labels.noSku") : label.sku}</b>
                  <span className="id faint small">
                    {shortId(label.shipmentId)}
                    {label.skuUnits > 1 || label.moreSkus > 0
                      ? ` · ×${label.skuUnits}${label.moreSkus > 0 ? ` +${label.moreSkus}` : ""}`
                      : ""}
                  </span>
                </span>
                <Mark is={markOf(stand)} className="small">
                  {t(`labels.stand.${stand}`)}
                </Mark>
              </div>
            );
          }}
        </Rows>
      </div>
    </aside>
  );
}

function idOf(label: LabelCheck): string {
  return `label-${labelKey(label)}`;
}
