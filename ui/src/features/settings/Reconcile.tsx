import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Difference, ReconcileRun } from "~/bindings";
import { Button, Dialog, DialogFoot, Empty, Mark, Rows, Skeleton, type State } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { ShipmentLink } from "~/features/packing";
import { count, dayTime, money, stateWords, when } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { useNow } from "~/lib/now";
import styles from "./settings.module.css";

/** Differences read at once; a night's list is far below. */
const MOST = 1000;

const STATE: Record<ReconcileRun["state"], State> = { running: "waiting", done: "done", brokeOff: "stale" };

/** Compares everything open with the marketplace, now or each night, and lists what stood here otherwise. */
export function Reconcile() {
  const { t } = useTranslation();
  const now = useNow(15_000);
  const reply = useRpc("reconcile_runs", {});
  const start = useAction("reconcile_start");
  const [open, setOpen] = useState<number | null>(null);
  const runs = reply.data?.runs ?? [];
  const isRunning = runs.some((run) => run.state === "running");
  return (
    <>
      <h3 className="h-lead" style={{ marginTop: "var(--s-24)" }}>
        {t("settings.reconcile.title")}
      </h3>
      <p className="muted">{t("settings.reconcile.text")}</p>
      {reply.error === null ? null : <ErrorNote error={reply.error} />}
      {reply.isPending ? <Skeleton label={t("settings.reading")} rows={3} /> : null}
      {reply.data !== undefined && runs.length === 0 ? <p>{t("settings.reconcile.none")}</p> : null}
      <ul className={styles["table"]} data-testid="reconcile-runs">
        {runs.map((run) => (
          <li key={run.run}>
            <b>{run.begunAt === null ? "" : when(run.begunAt, now)}</b>
            <span className="muted cut" title={run.trouble ?? undefined}>
              <Mark is={STATE[run.state]}>{t(`settings.reconcile.state.${run.state}`)}</Mark>{" "}
              {t(`settings.reconcile.why.${run.why}`)} ·{" "}
              {t("settings.reconcile.compared", { count: run.compared, n: count(run.compared) })}
              {run.trouble === null ? "" : ` · ${run.trouble}`}
            </span>
            <span className="num">
              <Button
                reason={run.differences === 0 ? t("settings.reconcile.noDifference") : null}
                onClick={() => setOpen(run.run)}
                data-testid="reconcile-show"
              >
                {t("settings.reconcile.differences", { count: run.differences, n: count(run.differences) })}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <div className={styles["foot"]}>
        <Button
          busy={start.isPending}
          reason={isRunning ? t("settings.reconcile.running") : null}
          onClick={() => start.mutate({})}
          data-testid="reconcile-now"
        >
          {t("settings.reconcile.now")}
        </Button>
      </div>
      {start.error === null ? null : <ErrorNote error={start.error} />}
      {open === null ? null : <Differences run={open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** What one comparison repaired: which fact, how it stood here, how it stands there, and the likely cause. */
function Differences({ run, onClose }: { run: number; onClose: () => void }) {
  const { t } = useTranslation();
  const page = useRpc("reconcile_run", { run, start: 0, limit: MOST }, { keep: false });
  const rows = page.data?.differences ?? [];
  const all = page.data?.head.differences ?? 0;
  return (
    <Dialog
      open
      onClose={onClose}
      width="58rem"
      title={t("settings.reconcile.listTitle", { count: all, n: count(all) })}
      lead={t("settings.reconcile.listLead")}
      testId="reconcile-dialog"
      foot={<DialogFoot back={t("settings.reconcile.close")} onBack={onClose} />}
    >
      {page.error === null ? null : <ErrorNote error={page.error} />}
      {page.isPending ? <Skeleton label={t("settings.reading")} rows={4} /> : null}
      {page.data !== undefined && rows.length === 0 ? (
        <Empty icon="check" title={t("settings.reconcile.noDifference")} />
      ) : null}
      {rows.length === 0 ? null : (
        <section className={`grid ${styles["differences"] ?? ""}`} aria-label={t("settings.reconcile.title")}>
          <div className="grid__head">
            <span>{t("settings.reconcile.column.shipment")}</span>
            <span>{t("settings.reconcile.column.fact")}</span>
            <span>{t("settings.reconcile.column.ours")}</span>
            <span>{t("settings.reconcile.column.theirs")}</span>
            <span>{t("settings.reconcile.column.cause")}</span>
          </div>
          <Rows count={rows.length} rowKey={(at) => at} testId="reconcile-rows">
            {(at) => {
              const row = rows[at];
              return row === undefined ? null : <Line row={row} />;
            }}
          </Rows>
          {all > rows.length ? (
            <p className="muted">{t("settings.reconcile.more", { n: count(all - rows.length) })}</p>
          ) : null}
        </section>
      )}
    </Dialog>
  );
}

/** Facts with a word of ours; another one stands under the marketplace's name. */
const FACTS = new Set([
  "shipment",
  "value",
  "state",
  "hold",
  "dispatch-by",
  "dispatch-after",
  "location",
  "item-state",
  "item-quantity",
  "item-cancellation",
  "ordered-at",
]);

function Line({ row }: { row: Difference }) {
  const { t } = useTranslation();
  const fact = FACTS.has(row.field) ? t(`settings.reconcile.fact.${row.field as "state"}`) : row.field;
  const said = (value: string | null) =>
    value === null ? t("settings.reconcile.notThere") : valueSaid(row.field, value, t);
  return (
    <div className="row" data-testid="reconcile-row" data-cause={row.cause}>
      <span className="id" title={row.shipmentId}>
        <ShipmentLink id={row.shipmentId}>{shortId(row.shipmentId)}</ShipmentLink>
      </span>
      <span title={row.part ?? undefined}>
        {fact}
        {row.part === null ? null : <span className="faint id"> {row.part}</span>}
      </span>
      <span className="muted" title={said(row.ours)}>
        {said(row.ours)}
      </span>
      <span title={said(row.theirs)}>{said(row.theirs)}</span>
      <span className="muted" title={t(`settings.reconcile.cause.${row.cause}`)}>
        {t(`settings.reconcile.cause.${row.cause}`)}
      </span>
    </div>
  );
}

/** A fact's value as people read it: instants as times, states in words, paise as rupees. */
export function valueSaid(field: string, value: string, t: ReturnType<typeof useTranslation>["t"]): string {
  switch (field) {
    case "state":
    case "item-state":
    case "shipment":
      return stateWords(value);
    case "hold":
      return t(value === "1" ? "settings.reconcile.held" : "settings.reconcile.notHeld");
    case "value":
      return money(Number(value));
    case "dispatch-by":
    case "dispatch-after":
    case "ordered-at":
      return /^-?\d+$/.test(value) ? dayTime(Number(value)) : value;
    default:
      return value;
  }
}
