import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActivityRow } from "~/bindings";
import { Button, Dialog, DialogFoot, Mark } from "~/components";
import { ErrorNote, rpc } from "~/data";
import { asAppError } from "~/host";
import { count, when } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { useNow } from "~/lib/now";
import { waitsSaid } from "~/lib/waits";
import type { AppError } from "~/bindings";
import styles from "./activity.module.css";
import { nameOf } from "./said";
import { ActTable, OfBatch, OfSubject } from "./ActTable";

/** Rows asked for at once when all are taken back. */
const PIECE = 500;

type Props = { rows: readonly ActivityRow[]; onEnd: () => void };

/** What waits to be sent, the next one to go on top; each can be taken back. */
export function WaitingTable({ rows, onEnd }: Props) {
  const { t } = useTranslation();
  const now = useNow(15_000);
  return (
    <ActTable
      is="waiting"
      label={t("activity.waitingTitle")}
      rows={rows}
      onEnd={onEnd}
      head={
        <>
          <span className="num">{t("activity.column.place")}</span>
          <span>{t("activity.column.action")}</span>
          <span>{t("activity.column.shipment")}</span>
          <span>{t("activity.column.waits")}</span>
          <span>{t("activity.column.when")}</span>
          <span className="hide-narrow">{t("activity.column.batch")}</span>
          <span>{t("activity.column.next")}</span>
        </>
      }
      line={(row, index, withdraw) => (
        <>
          <span className="num">{count(row.waiting?.place ?? index + 1)}</span>
          <span>{t(`activity.action.${row.action}`)}</span>
          <OfSubject row={row} />
          <span>
            <Mark is="waiting">
              {row.waiting === null ? t("activity.state.queued") : waitsSaid(row.waiting, now, t)}
            </Mark>
          </span>
          <span className="muted">{row.createdAt === null ? "" : when(row.createdAt, now)}</span>
          <OfBatch row={row} />
          <span className={styles["does"]}>
            <button
              type="button"
              className={styles["link"]}
              disabled={withdraw.busy}
              aria-label={`${t("activity.withdraw")}: ${shortId(nameOf(row))}`}
              onClick={() => withdraw.run(row.id)}
              data-testid="activity-withdraw"
            >
              {t("activity.withdraw")}
            </button>
          </span>
        </>
      )}
    />
  );
}

type Stand = { kind: "asked" } | { kind: "busy"; done: number } | { kind: "over"; done: number; gone: number };

/** Takes back everything that has not gone, after asking; what goes meanwhile is counted, not stopped. */
export function WithdrawAll({ total, onClose }: { total: number; onClose: () => void }) {
  const { t } = useTranslation();
  const [stand, setStand] = useState<Stand>({ kind: "asked" });
  const [error, setError] = useState<AppError | null>(null);
  async function run() {
    let done = 0;
    let gone = 0;
    setStand({ kind: "busy", done });
    // Read once: what is asked for meanwhile is not meant.
    const ids: number[] = [];
    for (;;) {
      const piece = await rpc("waiting_list", { start: ids.length, count: PIECE });
      ids.push(...piece.rows.map((row) => row.id));
      if (piece.rows.length < PIECE) break;
    }
    // From the end, so that nothing goes out of turn while the others are taken back.
    for (const id of ids.toReversed()) {
      try {
        await rpc("activity_withdraw", { id });
        done += 1;
      } catch (thrown) {
        if (asAppError(thrown).code !== "NOT_ACTIONABLE") throw thrown;
        gone += 1;
      }
      setStand({ kind: "busy", done });
    }
    setStand({ kind: "over", done, gone });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      width="32rem"
      title={t("activity.withdrawAll.title", { count: total, n: count(total) })}
      lead={t("activity.withdrawAll.lead")}
      testId="withdraw-all"
      foot={
        <DialogFoot
          back={t(stand.kind === "over" ? "activity.withdrawAll.close" : "activity.withdrawAll.back")}
          onBack={onClose}
        >
          {stand.kind === "over" ? null : (
            <Button
              large
              look="danger"
              busy={stand.kind === "busy"}
              onClick={() => void run().catch((thrown: unknown) => setError(asAppError(thrown)))}
              data-testid="withdraw-all-confirm"
            >
              {t("activity.withdrawAll.do", { count: total, n: count(total) })}
            </Button>
          )}
        </DialogFoot>
      }
    >
      <div aria-live="polite">
        {stand.kind === "asked" ? null : (
          <Mark is={stand.kind === "over" ? "done" : "waiting"}>
            {t("activity.withdrawAll.done", { count: stand.done, n: count(stand.done) })}
          </Mark>
        )}
        {stand.kind === "over" && stand.gone > 0 ? (
          <p className="muted">{t("activity.withdrawAll.gone", { count: stand.gone, n: count(stand.gone) })}</p>
        ) : null}
      </div>
      {error === null ? null : <ErrorNote error={error} />}
    </Dialog>
  );
}
