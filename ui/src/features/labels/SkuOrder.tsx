import { useId, useState } from "react";
import { Button, Dialog, DialogFoot } from "~/components";
import { count } from "~/lib/format";
import { skusOf } from "./layout-edit";
import styles from "./labels.module.css";
import { useWords } from "./use-words";

type Props = {
  order: readonly string[];
  /** SKUs of the labels at hand, as they stand. */
  known: readonly string[];
  onChange: (order: string[]) => void;
};

/** The seller's own order of SKUs, a line each; others follow by name. */
export function SkuOrder({ order, known, onChange }: Props) {
  const { t } = useWords();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const skus = skusOf(typed ?? "");
  const missing = known.filter((sku) => !skus.includes(sku));
  return (
    <>
      <Button onClick={() => setTyped(order.join("\n"))} data-testid="sku-order">
        {order.length === 0
          ? t("labels.skuOrder.none")
          : t("labels.skuOrder.some", { count: order.length, n: count(order.length) })}
      </Button>
      <Dialog
        open={typed !== null}
        onClose={() => setTyped(null)}
        title={t("labels.skuOrder.title")}
        lead={t("labels.skuOrder.lead")}
        width="28rem"
        testId="sku-order-dialog"
        foot={
          <DialogFoot back={t("word.back")} onBack={() => setTyped(null)}>
            <Button
              large
              look="primary"
              onClick={() => {
                onChange(skus);
                setTyped(null);
              }}
              data-testid="sku-order-take"
            >
              {skus.length === 0
                ? t("labels.skuOrder.clear")
                : t("labels.skuOrder.take", { count: skus.length, n: count(skus.length) })}
            </Button>
          </DialogFoot>
        }
      >
        <div className="field">
          <label htmlFor={id}>{t("labels.skuOrder.label")}</label>
          <textarea
            id={id}
            rows={12}
            className={`id ${styles["area"] ?? ""}`}
            value={typed ?? ""}
            onChange={(event) => setTyped(event.target.value)}
            data-testid="sku-order-text"
          />
          <span className="flex">
            <Button
              reason={missing.length === 0 ? t("labels.skuOrder.allIn") : null}
              onClick={() => setTyped([...skus, ...missing].join("\n"))}
              data-testid="sku-order-fill"
            >
              {t("labels.skuOrder.fill", { count: missing.length, n: count(missing.length) })}
            </Button>
          </span>
        </div>
      </Dialog>
    </>
  );
}
