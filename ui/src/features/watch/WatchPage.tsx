import { useState } from "react";
import type { Selection, Watchdog } from "~/bindings";
import { Button, CopyButton, Empty, Mark, Segmented, Skeleton } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { MarkReadyDialog } from "~/features/packing";
import { capsOf, useCommand } from "~/keys";
import { count, duration, time, timeWithSeconds } from "~/lib/format";
import { useNow } from "~/lib/now";
import { LateLabels } from "./LateLabels";
import { Parcels } from "./Parcels";
import { Pickups } from "./Pickups";
import { keyOf, nextPickup } from "./said";
import styles from "./watch.module.css";
import { useWatchWords } from "./words";

type List = "parcels" | "labels";

/** What couriers would leave behind, until nothing is; and labels that do not come. */
export function WatchPage() {
  const { t } = useWatchWords();
  const frame = useRpc("frame", {});
  const location = frame.data?.settings.location ?? "";
  const where = { location: location === "" ? null : location };
  const reply = useRpc("watchdog", where);
  const look = useAction("watchdog_look");
  const now = useNow(15_000);
  const [list, setList] = useState<List | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [marking, setMarking] = useState<Selection | null>(null);
  const watch = reply.data;
  const late = watch?.labels ?? [];
  const support = useRpc("support_text", { shipments: [] }, { enabled: watch !== undefined });
  const checkNow = () => look.mutate(where);
  useCommand("readBack", { run: checkNow, hint: t("watch.checkNow") });
  // Where only labels are missing, they are what one comes for.
  const shown: List = list ?? (watch !== undefined && watch.total === 0 && late.length > 0 ? "labels" : "parcels");
  const pickup = watch?.pickups.find((one) => keyOf(one) === chosen);
  const rows = (watch?.rows ?? []).filter((row) => pickup === undefined || keyOf(row) === keyOf(pickup));
  return (
    <main className="work" data-focus-area="watch">
      <header className="head">
        <h1 className="h-title">{t("watch.title")}</h1>
        {watch === undefined ? null : <Sum watch={watch} now={now} />}
        <span className="does">
          {support.data === undefined || support.data.shipments === 0 ? null : (
            <CopyButton
              text={support.data.text}
              words={{ copy: t("watch.copySupport"), copied: t("watch.copied"), failed: t("watch.copyFailed") }}
              data-testid="watch-support"
            />
          )}
          <Button keys={capsOf("readBack")} busy={look.isPending} onClick={checkNow} data-testid="watch-look">
            {t("watch.checkNow")}
          </Button>
        </span>
      </header>
      {look.error === null && reply.error === null ? null : (
        <div className={styles["note"]}>
          {look.error === null ? null : <ErrorNote error={look.error} />}
          {reply.error === null ? null : <ErrorNote error={reply.error} />}
        </div>
      )}
      {watch === undefined ? (
        reply.error === null ? (
          <Skeleton label={t("watch.reading")} rows={8} />
        ) : null
      ) : (
        <>
          <Pickups pickups={watch.pickups} chosen={chosen} now={now} onChoose={setChosen} />
          <div className={styles["bar"]}>
            <Segmented
              label={t("watch.lists")}
              value={shown}
              onChange={setList}
              options={[
                { id: "parcels", label: t("watch.parcels", { n: count(watch.total) }), testId: "watch-parcels" },
                { id: "labels", label: t("watch.labels", { n: count(late.length) }), testId: "watch-labels" },
              ]}
            />
            <CountedAt watch={watch} now={now} />
          </div>
          {shown === "labels" ? (
            <LateLabels labels={late} now={now} />
          ) : rows.length === 0 ? (
            <AllCounted watch={watch} now={now} isNarrowed={pickup !== undefined} onLook={checkNow} />
          ) : (
            <Parcels rows={rows} now={now} onMark={(ids) => setMarking({ kind: "ids", ids })} />
          )}
        </>
      )}
      {marking === null ? null : <MarkReadyDialog selection={marking} onClose={() => setMarking(null)} />}
    </main>
  );
}

type Props = { watch: Watchdog; now: number };

function Sum({ watch, now }: Props) {
  const { t } = useWatchWords();
  const next = watch.counts.nextPickup;
  const parts = [
    watch.total === 0 ? t("watch.sumNone") : t("watch.sum", { count: watch.total, n: count(watch.total) }),
    next === null || next <= now ? "" : t("watch.sumNext", { at: time(next), left: duration(next - now) }),
  ];
  return (
    <span className="sum cut" data-testid="watch-sum" data-total={watch.total}>
      {parts.filter(Boolean).join(" · ")}
    </span>
  );
}

/** How old the couriers' counts are, and when they are read next. */
function CountedAt({ watch, now }: Props) {
  const { t } = useWatchWords();
  const { countedAt, nextCountAt } = watch;
  if (countedAt === null) return <Mark is="waiting">{t("watch.neverCounted")}</Mark>;
  return (
    <span className="muted">
      {t("watch.countedAt", { at: timeWithSeconds(countedAt) })}
      {nextCountAt === null || nextCountAt <= now
        ? ""
        : ` · ${t("watch.nextCount", { left: duration(nextCountAt - now) })}`}
    </span>
  );
}

/** Nothing is missing, said with what that rests on. */
function AllCounted({ watch, now, isNarrowed, onLook }: Props & { isNarrowed: boolean; onLook: () => void }) {
  const { t } = useWatchWords();
  const next = nextPickup(watch.pickups, now);
  const notRead = watch.pickups.some((pickup) => pickup.counted === null && pickup.ready > 0);
  const title =
    watch.total > 0 && isNarrowed
      ? t("watch.none.here")
      : notRead || next === null || next.ready === 0
        ? t("watch.none.nothing")
        : t("watch.none.all", { count: next.ready, n: count(next.ready), at: time(next.at) });
  return (
    <Empty
      icon="ready"
      title={title}
      actions={
        <Button onClick={onLook} data-testid="watch-look-empty">
          {t("watch.checkNow")}
        </Button>
      }
    >
      {t(notRead ? "watch.none.notRead" : "watch.none.text")}
    </Empty>
  );
}
