import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Block, Selection, ShipmentDetail } from "~/bindings";
import { Badge, Button, CopyButton, copyText, Mark, Skeleton, Tabs } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { canType, PackInputButtons, partOf } from "~/features/pack-input";
import { CancelDialog, MarkReadyDialog } from "~/features/packing";
import { OwnDialog } from "~/features/self-ship";
import { PackDialog } from "~/features/queues";
import { capsOf, useCommand } from "~/keys";
import { blockSaid } from "~/lib/blocks";
import { duration, service, when } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { noteOf } from "~/lib/notes";
import { useNow } from "~/lib/now";
import { AddressTab, DocumentsTab, Ids } from "./Facts";
import { FactList } from "./FactList";
import { FormAck } from "./FormAck";
import { Item } from "./Items";
import { Story } from "./Story";
import { storyText } from "./story";
import { WhatNext } from "./WhatNext";

type TabId = "story" | "items" | "documents" | "address";

/** One shipment over the queue: what is known, what to do next, the whole story. */
export function ShipmentPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: detail, error } = useRpc("shipment", { shipmentId: id }, { keep: false });
  useCommand("close", { run: onClose });
  return (
    <aside className="panel" aria-label={t("panel.label", { id })} data-testid="shipment-panel">
      {error && (
        <div className="panel__body">
          <ErrorNote error={error} actions={<Button onClick={onClose}>{t("word.close")}</Button>} />
        </div>
      )}
      {!detail && !error && <Skeleton label={t("queue.reading")} rows={8} />}
      {detail && <Panel detail={detail} onClose={onClose} />}
    </aside>
  );
}

function Panel({ detail, onClose }: { detail: ShipmentDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<TabId>("story");
  const { items, label } = detail;
  return (
    <>
      <div className="panel__head">
        <Head detail={detail} onClose={onClose} />
        <div className="panel__tabs">
          <Tabs<TabId>
            label={t("panel.tabs")}
            value={tab}
            onChange={setTab}
            tabs={[
              { id: "story", label: t("panel.story") },
              { id: "items", label: t("panel.items", { n: items.length }) },
              { id: "documents", label: t("panel.documents", { n: label === null ? 0 : 1 }), faint: label === null },
              { id: "address", label: t("panel.address") },
            ]}
          />
        </div>
      </div>
      <div className="panel__body">
        {tab === "story" && (
          <>
            <WhatNext detail={detail} />
            {canType(detail.row.state) && (
              <PackInputButtons shipmentId={detail.row.shipmentId} needs={partOf(detail.packBlock)} />
            )}
            {detail.row.queue === "forms" && <FormAck shipmentId={detail.row.shipmentId} forms={detail.forms} />}
            {items.slice(0, 3).map((item) => (
              <Item key={item.orderItemId} item={item} />
            ))}
            <Story detail={detail} />
            <FactList shipmentId={detail.row.shipmentId} />
          </>
        )}
        {tab === "items" && (
          <>
            <Ids detail={detail} />
            {items.map((item) => (
              <Item key={item.orderItemId} item={item} whole />
            ))}
          </>
        )}
        {tab === "documents" && <DocumentsTab detail={detail} />}
        {tab === "address" && <AddressTab detail={detail} />}
      </div>
      <Foot detail={detail} />
    </>
  );
}

function Head({ detail, onClose }: { detail: ShipmentDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const { row } = detail;
  // What a person must type is shorter than the refusal that told it, and says more.
  const waits = partOf(detail.packBlock) === null ? null : detail.packBlock;
  const note = waits === null ? noteOf(row, now, t) : blockSaid(waits, t, now);
  const frame = useRpc("frame", {}).data;
  const location = frame?.locations.find((place) => place.id === row.locationId)?.name ?? row.locationId;
  const facts = [row.courier, location, service(row.shipmentType), row.cod ? t("panel.cod") : t("panel.prepaid")];
  if (detail.replacement) facts.push(t("panel.replacement"));
  const left = row.dispatchBy === null ? 0 : row.dispatchBy - now;
  const due =
    row.dispatchBy === null
      ? t("row.noDeadline")
      : row.pressure === "late"
        ? t("panel.byLate", { at: when(row.dispatchBy, now), by: duration(left) })
        : left < 0
          ? t("panel.byPast", { at: when(row.dispatchBy, now) })
          : t("panel.by", { at: when(row.dispatchBy, now), left: duration(left) });
  return (
    <>
      <div className="flex">
        <h2 className="h-title id panel__id cut" title={row.shipmentId}>
          {shortId(row.shipmentId)}
        </h2>
        <Badge is={note?.is ?? undefined}>{note?.words ?? t(`queue.name.${row.queue}`)}</Badge>
        <span className="grow" />
        <Button look="ghost" icon="x" aria-label={t("word.close")} data-testid="close-panel" onClick={onClose} />
      </div>
      <p className="muted panel__facts">
        {row.pressure === "calm" ? due : <Mark is={row.pressure === "late" ? "breached" : "urgent"}>{due}</Mark>}
        {facts.filter(Boolean).map((fact) => ` · ${fact}`)}
      </p>
    </>
  );
}

function Foot({ detail }: { detail: ShipmentDetail }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"pack" | "dispatch" | "cancel" | null>(null);
  const [telling, setTelling] = useState<"selfDispatch" | "attempt" | "delivery" | null>(null);
  const readBack = useAction("shipment_read_back");
  const pickList = useAction("pick_list_make");
  const { row } = detail;
  const selection: Selection = { kind: "ids", ids: [row.shipmentId] };
  const said = (block: Block | null) => (block === null ? null : blockSaid(block, t, now).words);
  const reasons = {
    pack: said(detail.packBlock),
    dispatch: said(detail.dispatchBlock),
    cancel: said(detail.cancelBlock),
  };
  const ownReasons = {
    selfDispatch: said(detail.selfDispatchBlock),
    attempt: said(detail.deliveryBlock),
    delivery: said(detail.deliveryBlock),
  };
  const own =
    detail.row.queue === "inTransit" || detail.row.queue === "delivered"
      ? (["attempt", "delivery"] as const)
      : (["selfDispatch"] as const);
  const read = () => readBack.mutate({ shipmentId: row.shipmentId });
  const copy = () => storyText(detail, t);
  useCommand("pack", { run: () => setAsking("pack"), reason: reasons.pack });
  useCommand("dispatch", { run: () => setAsking("dispatch"), reason: reasons.dispatch });
  useCommand("cancel", { run: () => setAsking("cancel"), reason: reasons.cancel });
  useCommand("selfDispatch", { run: () => setTelling("selfDispatch"), reason: ownReasons.selfDispatch });
  useCommand("attempt", { run: () => setTelling("attempt"), reason: ownReasons.attempt });
  useCommand("delivery", { run: () => setTelling("delivery"), reason: ownReasons.delivery });
  useCommand("readBack", { run: read });
  useCommand("copy", { run: () => void copyText(window.getSelection()?.toString() || copy()) });
  useCommand("pickList", {
    run: () =>
      pickList.mutate(
        { selection },
        { onSuccess: ({ document }) => void navigate({ to: "/documents", search: { document } }) },
      ),
  });
  const isAfterPacking = row.queue === "toPrint";
  const main = isAfterPacking ? "dispatch" : "pack";
  return (
    <>
      {readBack.error && <ErrorNote error={readBack.error} />}
      <div className="panel__foot">
        <CopyButton
          text={copy}
          words={{ copy: t("error.copy"), copied: t("error.copied"), failed: t("error.copyFailed") }}
        />
        <Button keys={capsOf("readBack")} busy={readBack.isPending} data-testid="read-back" onClick={read}>
          {t("panel.readBack")}
        </Button>
        <span className="grow" />
        <Button
          reason={reasons.cancel}
          keys={capsOf("cancel")}
          data-testid="panel-cancel"
          onClick={() => setAsking("cancel")}
        >
          {t("word.cancel")}
        </Button>
        {detail.selfShip ? (
          own.map((deed) => (
            <Button key={deed} reason={ownReasons[deed]} data-testid={`panel-${deed}`} onClick={() => setTelling(deed)}>
              {t(`selection.do.${deed}`, { n: "" }).trim()}
            </Button>
          ))
        ) : (
          <Button
            reason={reasons[main]}
            keys={capsOf(main)}
            data-testid={`panel-${main}`}
            onClick={() => setAsking(main)}
          >
            {t(`word.${main}`)}
          </Button>
        )}
      </div>
      {telling !== null && <OwnDialog deed={telling} selection={selection} onClose={() => setTelling(null)} />}
      {asking === "pack" && <PackDialog selection={selection} onClose={() => setAsking(null)} />}
      {asking === "dispatch" && <MarkReadyDialog selection={selection} onClose={() => setAsking(null)} />}
      {asking === "cancel" && <CancelDialog selection={selection} onClose={() => setAsking(null)} />}
    </>
  );
}
