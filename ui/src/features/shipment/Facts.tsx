import { useTranslation } from "react-i18next";
import type { ShipmentDetail } from "~/bindings";
import { Badge, PageImage } from "~/components";
import { useRpc } from "~/data";
import { dayTime } from "~/lib/format";
import { useNow } from "~/lib/now";
import { addressLines } from "./story";

/** Where it goes. */
export function AddressTab({ detail }: { detail: ShipmentDetail }) {
  const { t } = useTranslation();
  if (detail.shipTo === null || detail.buyer !== "known") {
    return (
      <p className="muted" data-testid="buyer-state">
        {t(`address.${detail.buyer === "known" ? "notRead" : detail.buyer}`)}
      </p>
    );
  }
  return (
    <address className="address">
      {addressLines(detail.shipTo).map((line) => (
        <span key={line}>{line}</span>
      ))}
    </address>
  );
}

/** Its label, seen as it will print, and its boxes. */
export function DocumentsTab({ detail }: { detail: ShipmentDetail }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const { label, boxes } = detail;
  const page = useRpc(
    "document_page",
    { document: label?.document ?? 0, page: label?.page ?? 0, width: 760 },
    { enabled: label !== null, keep: false },
  );
  return (
    <div className="stack">
      {label === null ? (
        <p className="muted">{t("paper.none")}</p>
      ) : (
        <>
          <p className="flex">
            <span>{t("paper.label", { at: label.fetchedAt === null ? "" : dayTime(label.fetchedAt, now) })}</span>
            {label.stale && <Badge is="stale">{t("note.labelStale")}</Badge>}
          </p>
          {page.data && <PageImage src={page.data.dataUrl} alt={t("paper.preview")} />}
        </>
      )}
      {boxes.length > 0 && (
        <dl className="kv">
          {boxes.map((box) => (
            <BoxLine
              key={box.subShipmentId}
              id={box.subShipmentId}
              size={box.size}
              courier={box.courier}
              awb={box.trackingId}
            />
          ))}
        </dl>
      )}
    </div>
  );
}

function BoxLine({
  id,
  size,
  courier,
  awb,
}: {
  id: string;
  size: string | null;
  courier: string | null;
  awb: string | null;
}) {
  return (
    <>
      <dt className="id">{id}</dt>
      <dd>
        {[size, courier].filter(Boolean).join(" · ")} {awb !== null && <span className="id muted">{awb}</span>}
      </dd>
    </>
  );
}

/** The whole ids, to be copied. */
export function Ids({ detail }: { detail: ShipmentDetail }) {
  const { t } = useTranslation();
  const { row, orderedAt } = detail;
  const now = useNow(60_000);
  return (
    <dl className="kv">
      <dt>{t("shipmentText.shipment")}</dt>
      <dd className="id">{row.shipmentId}</dd>
      <dt>{t("shipmentText.order")}</dt>
      <dd className="id">
        {row.orderId} {orderedAt !== null && <span className="muted">{dayTime(orderedAt, now)}</span>}
      </dd>
      {row.trackingId !== null && (
        <>
          <dt>{t("column.tracking")}</dt>
          <dd className="id">{row.trackingId}</dd>
        </>
      )}
    </dl>
  );
}
