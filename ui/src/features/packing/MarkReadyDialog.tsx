import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { OutcomeRow, Selection, Stays } from "~/bindings";
import { Button, Dialog, DialogFoot, Mark, Skeleton } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { shortId } from "~/lib/ids";
import { blockSaid } from "~/lib/blocks";
import { currentTime } from "~/lib/now";
import styles from "./packing.module.css";

type Props = {
  selection: Selection;
  onClose: () => void;
};

/** The check before parcels are marked ready: how many go, which stay and why, what it means. */
export function MarkReadyDialog({ selection, onClose }: Props) {
  const { t } = useTranslation();
  const prepared = useRpc("dispatch_prepare", { selection }, { keep: false });
  const start = useAction("dispatch_start");
  const live = useRef<HTMLButtonElement>(null);
  const check = prepared.data?.check;
  const goes = check?.goes.length ?? 0;
  function confirm() {
    if (check !== undefined) {
      start.mutate(
        { selection: { kind: "ids", ids: check.goes } },
        { onSuccess: (asked) => (asked.outcomes.length === 0 ? onClose() : undefined) },
      );
    }
  }
  const asked = start.data;
  return (
    <Dialog
      open
      onClose={onClose}
      focus={live}
      title={t("packing.markReady.title", { count: goes })}
      lead={t("packing.markReady.lead")}
      testId="mark-ready-dialog"
      foot={
        <DialogFoot back={asked === undefined ? t("packing.markReady.back") : t("packing.close")} onBack={onClose}>
          {asked === undefined ? (
            <Button
              large
              look="primary"
              ref={live}
              busy={start.isPending}
              reason={goes > 0 ? null : t("packing.markReady.none")}
              onClick={confirm}
              data-testid="mark-ready-confirm"
            >
              {t("packing.markReady.confirm", { count: goes })}
            </Button>
          ) : null}
        </DialogFoot>
      }
    >
      {prepared.isPending ? <Skeleton label={t("packing.reading")} rows={2} /> : null}
      {prepared.error === null ? null : <ErrorNote error={prepared.error} />}
      {start.error === null ? null : <ErrorNote error={start.error} />}
      {asked === undefined ? null : <LeftOut queued={asked.queued} outcomes={asked.outcomes} />}
      {check === undefined || asked !== undefined ? null : (
        <>
          <p>{t("packing.markReady.text", { count: check.units })}</p>
          {check.stays.length === 0 ? null : (
            <>
              <p style={{ marginTop: "var(--s-12)" }}>
                <b>{t("packing.markReady.stays", { count: check.stays.length })}</b>
              </p>
              <ul className={styles["list"]}>
                {check.stays.map((stay) => (
                  <Stay key={stay.shipmentId} stay={stay} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Dialog>
  );
}

function Stay({ stay }: { stay: Stays }) {
  const { t } = useTranslation();
  const why = blockSaid(stay.why, t, currentTime());
  return (
    <li>
      <Mark is={why.is}>{why.words}</Mark>
      <span className="id muted" title={stay.shipmentId}>
        {shortId(stay.shipmentId)}
      </span>
      <span className="cut">{why.advice}</span>
    </li>
  );
}

/** What was taken in and what was left out after all, with the reasons. */
export function LeftOut({ queued, outcomes }: { queued: number; outcomes: OutcomeRow[] }) {
  const { t } = useTranslation();
  return (
    <>
      <Mark is="done">{t("packing.asked", { count: queued })}</Mark>
      {outcomes.length === 0 ? null : (
        <ul className={styles["list"]}>
          {outcomes.map((row) => (
            <li key={row.shipmentId}>
              <Mark is={row.outcome === "unknown" ? "unknown" : "refused"}>
                {t(`packing.outcome.${row.outcome === "unknown" ? "unknown" : "didNotGo"}`)}
              </Mark>
              <span className="id muted" title={row.shipmentId}>
                {shortId(row.shipmentId)}
              </span>
              <span className="cut">{row.message ?? row.code ?? ""}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
