import { useNavigate, useSearch } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Queue, Scope, Selection } from "~/bindings";
import { Glyph, later, Skeleton } from "~/components";
import { ErrorNote, useAction, useDone, useRpc } from "~/data";
import { useOpenShipment } from "~/lib/open-shipment";
import { countChosen, filterKey, foldKey, Grid, scopeKey, toSelection, useGrid, useView } from "~/grid";
import { useCommand } from "~/keys";
import { count } from "~/lib/format";
import { SELF_SHIP } from "~/lib/queues";
import { Banner } from "./Banner";
import { columnsOf, groupName } from "./columns";
import { DayLine } from "./DayLine";
import { EmptyQueue } from "./EmptyQueue";
import { QueueHeader } from "./QueueHeader";
import { SelectionBar } from "./SelectionBar";
import { type Deed, deedsOf, isFiltered, type OwnDeed, type QueueSearch, specOf } from "./spec";

const PackDialog = later(async () => (await import("./PackDialog")).PackDialog);
const ChooseFirst = later(async () => (await import("./ChooseFirst")).ChooseFirst);
const MarkReadyDialog = later(async () => (await import("~/features/packing")).MarkReadyDialog);
const WhatIfDialog = later(async () => (await import("~/features/limits")).WhatIfDialog);
const OwnDialog = later(async () => (await import("~/features/self-ship")).OwnDialog);
const CancelDialog = later(async () => (await import("~/features/packing")).CancelDialog);

const withDayLine: readonly (Queue | null)[] = ["toPack", "upcoming", "generating", "toPrint", "ready"];

/** One queue, or all orders: how much, by when, the rows, and what can be done with those chosen. */
export function QueuePage({ queue }: { queue: Queue | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as QueueSearch;
  const { openShipment, openId, closeShipment } = useOpenShipment();
  const frame = useRpc("frame", {}).data;
  const location = frame?.settings.location ?? "";
  const scope: Scope = queue === null ? { kind: "all" } : { kind: "queue", queue };
  const spec = specOf(scope, search, location);
  const { head, lines, error } = useView(spec);
  const facets = useRpc("view_facets", { spec }).data;
  const [inScope, underFilter] = [scopeKey(spec), filterKey(spec)];
  useEffect(() => useGrid.getState().enter(inScope, underFilter), [inScope, underFilter]);

  const choice = useGrid((state) => state.choice);
  const cursorId = useGrid((state) => state.cursor?.id ?? null);
  const chosen = countChosen(choice, head?.shipments ?? 0);
  const selection: Selection = toSelection(choice, spec);
  // With nothing chosen a key acts on the row under the cursor.
  const target: Selection | null = chosen > 0 ? selection : cursorId === null ? null : { kind: "ids", ids: [cursorId] };
  const [asking, setAsking] = useState<{ deed: Deed; selection: Selection } | null>(null);
  const [weighing, setWeighing] = useState<Selection | null>(null);
  const [choosing, setChoosing] = useState(false);
  useDone("dispatch_start", () => useGrid.getState().chooseNone());
  useDone("cancel_start", () => useGrid.getState().chooseNone());
  useDone("self_dispatch_start", () => useGrid.getState().chooseNone());
  useDone("delivery_start", () => useGrid.getState().chooseNone());
  useDone("attempt_start", () => useGrid.getState().chooseNone());
  const pickList = useAction("pick_list_make");

  const locationName = (id: string) => frame?.locations.find((place) => place.id === id)?.name ?? id;
  const columns = columnsOf(queue, t, locationName, (facets?.couriers.length ?? 0) > 0);

  function change(part: Partial<QueueSearch>) {
    void navigate({ to: ".", search: (before) => ({ ...before, ...part }), replace: true });
  }
  const ask = (deed: Deed) => {
    if (target) setAsking({ deed, selection: target });
  };
  const makePickList = () => {
    if (target)
      pickList.mutate(
        { selection: target },
        { onSuccess: ({ document }) => void navigate({ to: "/documents", search: { document } }) },
      );
  };
  const deeds = deedsOf(queue);
  const hint = chosen > 0 ? t("selection.hint", { count: chosen, n: count(chosen) }) : null;
  const reasonFor = (deed: Exclude<Deed, OwnDeed>) =>
    target === null ? t("command.reason.chooseFirst") : deeds.includes(deed) ? null : t("command.reason.notInQueue");
  // An open panel has its own handlers, which stand before these.
  useCommand("pack", { run: () => ask("pack"), reason: reasonFor("pack"), hint });
  useCommand("dispatch", { run: () => ask("dispatch"), reason: reasonFor("dispatch"), hint });
  useCommand("cancel", { run: () => ask("cancel"), reason: reasonFor("cancel"), hint });
  const own = { reason: target === null ? t("command.reason.chooseFirst") : null, hint };
  useCommand("selfDispatch", { run: () => ask("selfDispatch"), ...own });
  useCommand("delivery", { run: () => ask("delivery"), ...own });
  useCommand("attempt", { run: () => ask("attempt"), ...own });
  useCommand("whatIf", {
    run: () => setWeighing(target),
    reason: target === null ? t("command.reason.chooseFirst") : null,
    hint,
  });
  useCommand("pickList", { run: makePickList, reason: target === null ? t("command.reason.chooseFirst") : null, hint });
  useCommand("selectFirst", lines && head ? { run: () => setChoosing(true) } : undefined);
  useCommand("close", {
    run: () => {
      if (openId !== undefined) closeShipment();
      else useGrid.getState().chooseNone();
    },
  });

  const title = titleOf(queue, search.type === SELF_SHIP, t);
  return (
    <main className="work">
      <QueueHeader
        title={title}
        head={head}
        fresh={frame?.freshness.find((one) => one.queue === queue)}
        facets={facets}
        spec={spec}
        search={search}
        onSearch={change}
        onOpen={openShipment}
      />
      {frame?.status && <Banner status={frame.status} />}
      {queue === "onHold" && (head?.shipments ?? 0) > 0 && (
        <div className="banner is-held">
          <Glyph name="held" />
          <span>{t("queue.held")}</span>
        </div>
      )}
      {withDayLine.includes(queue) && <DayLine location={spec.location} />}
      {error && (
        <div className="body--pad">
          <ErrorNote error={error} />
        </div>
      )}
      {pickList.error && <ErrorNote error={pickList.error} />}
      {!head && !error && <Skeleton label={t("queue.reading")} rows={12} />}
      {head && head.shipments === 0 && (
        <div className="body body--middle">
          <EmptyQueue
            queue={queue}
            filtered={isFiltered(search)}
            text={spec.text}
            frame={frame}
            onClear={() =>
              change({ courier: undefined, sku: undefined, type: undefined, pressure: undefined, text: undefined })
            }
          />
        </div>
      )}
      {head && lines && head.shipments > 0 && (
        <Grid
          label={title}
          head={head}
          lines={lines}
          foldKey={foldKey(spec)}
          columns={columns}
          groupHead={(group) => (
            <>
              <b className="id">{groupName(spec.groupBy, group.key, locationName)}</b>
              {group.title !== null && <span className="muted cut">{group.title}</span>}
              <span className="nowrap">
                {t("shipment", { count: group.shipments, n: count(group.shipments) })} ·{" "}
                {t("unit", { count: group.units, n: count(group.units) })}
              </span>
            </>
          )}
          onOpen={openShipment}
        />
      )}
      {chosen > 0 && (
        <SelectionBar
          queue={queue}
          selection={selection}
          chosen={chosen}
          onDeed={ask}
          onWhatIf={() => setWeighing(selection)}
          onPickList={makePickList}
          pickListBusy={pickList.isPending}
        />
      )}
      {asking?.deed === "pack" && <PackDialog selection={asking.selection} onClose={() => setAsking(null)} />}
      {asking?.deed === "dispatch" && <MarkReadyDialog selection={asking.selection} onClose={() => setAsking(null)} />}
      {asking?.deed === "cancel" && <CancelDialog selection={asking.selection} onClose={() => setAsking(null)} />}
      {asking !== null && isOwnDeed(asking.deed) && (
        <OwnDialog deed={asking.deed} selection={asking.selection} onClose={() => setAsking(null)} />
      )}
      {weighing && <WhatIfDialog selection={weighing} onClose={() => setWeighing(null)} />}
      {choosing && head && lines && (
        <ChooseFirst lines={lines} length={head.lines} shipments={head.shipments} onClose={() => setChoosing(false)} />
      )}
    </main>
  );
}

function titleOf(queue: Queue | null, isOwn: boolean, t: TFunction): string {
  if (queue === null) return t("nav.orders");
  if (isOwn && queue === "toPack") return t("queue.ownToSend");
  if (isOwn && queue === "inTransit") return t("queue.ownOnTheWay");
  return t(`queue.name.${queue}`);
}

function isOwnDeed(deed: Deed): deed is OwnDeed {
  return deed === "selfDispatch" || deed === "attempt" || deed === "delivery";
}
