import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HandoverRow, Handovers, ListForm, LocationName } from "~/bindings";
import { Button, Empty, Skeleton } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { useOpenDocument } from "~/features/documents";
import { useCommand } from "~/keys";
import { duration, timeWithSeconds } from "~/lib/format";
import { currentTime, useNow } from "~/lib/now";
import { Counts } from "./Counts";
import styles from "./handover.module.css";
import { agreement, firstPickup, pickupKey } from "./pickup";
import { Pickups } from "./Pickups";
import { Side } from "./Side";

/** Counts older than this, or than what is ready here, are read again as the screen opens: they decide whether a person signs. */
const OLD_MS = 60_000;

/** Courier pickups: what the marketplace counts, what is ready here, the code, the manifest. */
export function HandoverPage() {
  const { t } = useTranslation();
  const frame = useRpc("frame", {});
  const location = frame.data?.settings.location ?? "";
  const reply = useRpc("handovers", { location: location === "" ? null : location });
  return (
    <main className="work" data-focus-area="handover">
      {reply.data === undefined ? (
        <>
          <header className="head">
            <h1 className="h-title">{t("handover.title")}</h1>
          </header>
          {reply.error === null ? (
            <Skeleton label={t("handover.reading")} rows={6} />
          ) : (
            <div className={styles["note"]}>
              <ErrorNote error={reply.error} />
            </div>
          )}
        </>
      ) : (
        <Loaded handovers={reply.data} locations={frame.data?.locations ?? []} location={location} />
      )}
    </main>
  );
}

type Props = { handovers: Handovers; locations: LocationName[]; location: string };

function Loaded({ handovers, locations, location }: Props) {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const [chosen, setChosen] = useState<string | null>(null);
  const read = useAction("handovers_read");
  const fetchManifest = useAction("manifest_fetch");
  const own = useAction("list_make");
  const open = useOpenDocument();
  const { rows } = handovers;
  const row = rows.find((candidate) => pickupKey(candidate) === chosen) ?? firstPickup(rows, now);
  function manifest(of: HandoverRow) {
    fetchManifest.mutate(
      { locationId: of.locationId, courier: of.courier, isMps: of.isMps },
      { onSuccess: (made) => open(made.document) },
    );
  }
  function ownList(of: HandoverRow, form: ListForm) {
    const { locationId, courier, isMps } = of;
    own.mutate(
      { list: { kind: "handoverList", locationId, courier, isMps }, form },
      { onSuccess: (made) => open(made.document) },
    );
  }
  useCommand(
    "manifest",
    row === undefined
      ? undefined
      : {
          run: () => manifest(row),
          reason: row.counted + row.readyHere === 0 ? t("handover.nothingCounted") : null,
          hint: row.courier,
        },
  );
  const readIfOld = useEffectEvent(() => {
    const isOld = handovers.readAt === null || currentTime() - handovers.readAt > OLD_MS;
    if (isOld || rows.some((one) => agreement(one).kind === "older")) {
      read.mutate({ location: location === "" ? null : location });
    }
  });
  useEffect(() => readIfOld(), []);
  const failed = read.error ?? fetchManifest.error ?? own.error;
  const refresh = (
    <Button
      busy={read.isPending}
      onClick={() => read.mutate({ location: location === "" ? null : location })}
      data-testid="handover-read"
    >
      {t("handover.readNow")}
    </Button>
  );
  return (
    <>
      <header className="head">
        <h1 className="h-title">{t("handover.title")}</h1>
        <Sum handovers={handovers} now={now} />
        <span className="does">{refresh}</span>
      </header>
      {failed === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={failed} />
        </div>
      )}
      {row === undefined ? (
        <Empty icon="handover" title={t("handover.emptyTitle")} actions={refresh}>
          {t("handover.emptyText")}
        </Empty>
      ) : (
        <div className={styles["room"]}>
          <div className={styles["main"]}>
            <Counts row={row} />
            <Pickups rows={rows} locations={locations} open={pickupKey(row)} now={now} onOpen={setChosen} />
          </div>
          <Side
            row={row}
            place={locations.find((place) => place.id === row.locationId)?.name ?? row.locationId}
            busy={fetchManifest.isPending}
            onManifest={() => manifest(row)}
            ownBusy={own.isPending}
            onOwn={(form) => ownList(row, form)}
          />
        </div>
      )}
    </>
  );
}

function Sum({ handovers, now }: { handovers: Handovers; now: number }) {
  const { t } = useTranslation();
  const ready = handovers.rows.reduce((sum, row) => sum + row.readyHere, 0);
  const next = handovers.rows.find((row) => row.pickupFrom !== null && row.pickupFrom > now);
  const opens = next?.pickupFrom ?? null;
  const parts = [
    t("handover.ready", { count: ready }),
    next === undefined || opens === null
      ? ""
      : t("handover.next", { courier: next.courier, left: duration(opens - now) }),
    handovers.readAt === null
      ? t("handover.neverRead")
      : t("handover.readAt", { time: timeWithSeconds(handovers.readAt) }),
  ].filter((part) => part !== "");
  return <span className="sum cut">{parts.join(" · ")}</span>;
}
