import { useTranslation } from "react-i18next";
import type { ItemSeen } from "~/bindings";
import { Badge, Icon } from "~/components";
import { money, stateWords } from "~/lib/format";

/** One product line: what it is, how many, for how much. */
export function Item({ item, whole = false }: { item: ItemSeen; whole?: boolean }) {
  const { t } = useTranslation();
  const each = item.totalPrice === null || item.quantity === 0 ? null : Math.round(item.totalPrice / item.quantity);
  return (
    <div className={whole ? "item item--whole" : "item"}>
      <span className="thumb">
        <Icon name="pack" />
      </span>
      <span className="grow">
        <b className="id">{item.sku}</b> × {item.quantity}{" "}
        {item.cancelledAt !== null && <Badge is="refused">{t("item.cancelled")}</Badge>}
        {item.courierReturn && <Badge is="waiting">{t("item.comingBack")}</Badge>}
        <br />
        <span className="muted">{item.title}</span>
        {whole && (
          <dl className="kv small item__kv">
            <dt>FSN</dt>
            <dd className="id">{item.fsn}</dd>
            <dt>{t("item.listing")}</dt>
            <dd className="id">{item.listingId}</dd>
            <dt>{t("item.line")}</dt>
            <dd className="id">{item.orderItemId}</dd>
            <dt>{t("column.state")}</dt>
            <dd>{stateWords(item.state)}</dd>
            {item.cancelReason !== null && (
              <>
                <dt>{t("item.why")}</dt>
                <dd>{[item.cancelReason, item.cancelSubReason].filter(Boolean).join(", ")}</dd>
              </>
            )}
          </dl>
        )}
      </span>
      <span className="num">
        {money(item.totalPrice)}
        <br />
        <span className="faint small">
          {item.quantity > 1 && each !== null ? `${item.quantity} × ${money(each)}` : ""}
          {item.hsn === null ? "" : `${item.quantity > 1 ? " · " : ""}HSN ${item.hsn}`}
        </span>
      </span>
    </div>
  );
}
