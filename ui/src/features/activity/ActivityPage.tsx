import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActivityRow, Subject } from "~/bindings";
import { Button, CopyButton, Glyph, Mark, Segmented } from "~/components";
import { ErrorNote, ListState, useAction, useRpc } from "~/data";
import { count, dayTime, duration, indiaDay, time, timeWithSeconds, when } from "~/lib/format";
import { currentTime, useNow } from "~/lib/now";
import { waitsSaid } from "~/lib/waits";
import { ActTable, OfBatch, OfSubject, type Withdraw } from "./ActTable";
import styles from "./activity.module.css";
import { rowText, standOf, wayOut } from "./said";
import { useActivity } from "./use-activity";
import { useWaiting } from "./use-waiting";
import { WaitingTable, WithdrawAll } from "./WaitingTable";

type Show = "all" | "waiting" | "unresolved";

/** Every action asked of the marketplace, with its outcome and what can still be done; and what waits, in its order. */
export function ActivityPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { show = "all" } = useSearch({ strict: false }) as { show?: Show };
  const frame = useRpc("frame", {});
  const status = frame.data?.status ?? null;
  const waits = useWaiting();
  const [isTakingBack, setTakingBack] = useState(false);
  const setShow = (id: Show) => void navigate({ to: "/activity", search: { show: id }, replace: true });
  const total = waits.data?.total ?? 0;
  const offlineSince = status?.offlineSince ?? null;
  return (
    <main className="work" data-focus-area="activity">
      <header className="head">
        <h1 className="h-title">{t("activity.title")}</h1>
        <span className="sum cut">{t(show === "waiting" ? "activity.waitingSum" : "activity.sum")}</span>
        <span className="does">
          <Segmented
            label={t("activity.filter")}
            value={show}
            onChange={setShow}
            options={[
              { id: "all", label: t("activity.all") },
              {
                id: "waiting",
                label: t("activity.waiting", { n: count(total) }),
                testId: "activity-waiting",
              },
              {
                id: "unresolved",
                label: t("activity.unresolved", { count: frame.data?.unresolved ?? 0 }),
                testId: "activity-unresolved",
              },
            ]}
          />
          {show === "waiting" ? (
            <Button
              reason={total === 0 ? t("activity.emptyWaitingTitle") : null}
              onClick={() => setTakingBack(true)}
              data-testid="withdraw-all-open"
            >
              {t("activity.withdrawAll.open")}
            </Button>
          ) : null}
        </span>
      </header>
      {show === "waiting" ? (
        <>
          {offlineSince === null ? null : (
            <div className="banner banner--hatched is-stale" role="status" data-testid="waiting-offline">
              <Glyph name="stale" />
              <span>
                <b>{t("banner.offline", { at: time(offlineSince) })}</b> {t("activity.offline")}
              </span>
            </div>
          )}
          <ListState
            reply={waits}
            reading={t("activity.reading")}
            empty={
              total > 0
                ? null
                : { icon: "activity", title: t("activity.emptyWaitingTitle"), text: t("activity.emptyWaitingText") }
            }
          />
          {total === 0 ? null : (
            <WaitingTable
              rows={waits.data?.rows ?? []}
              onEnd={() => (waits.hasNextPage && !waits.isFetchingNextPage ? void waits.fetchNextPage() : undefined)}
            />
          )}
          {isTakingBack ? <WithdrawAll total={total} onClose={() => setTakingBack(false)} /> : null}
        </>
      ) : (
        <Asked unresolved={show === "unresolved"} />
      )}
    </main>
  );
}

/** Everything asked, newest first. */
function Asked({ unresolved }: { unresolved: boolean }) {
  const { t } = useTranslation();
  const reply = useActivity(unresolved);
  const rows = reply.data ?? [];
  return (
    <>
      <ListState
        reply={reply}
        reading={t("activity.reading")}
        empty={
          rows.length > 0
            ? null
            : {
                icon: "activity",
                title: t(unresolved ? "activity.emptyUnresolvedTitle" : "activity.emptyTitle"),
                text: t(unresolved ? "activity.emptyUnresolvedText" : "activity.emptyText"),
              }
        }
      />
      {rows.length === 0 ? null : (
        <>
          <Table
            rows={rows}
            onEnd={() => (reply.hasNextPage && !reply.isFetchingNextPage ? void reply.fetchNextPage() : undefined)}
          />
          <div className={styles["foot"]}>
            <CopyButton
              text={() => rows.map((row) => rowText(row, at(row))).join("\n")}
              words={{ copy: t("activity.copy"), copied: t("activity.copied"), failed: t("activity.copyFailed") }}
            />
          </div>
        </>
      )}
    </>
  );
}

function Table({ rows, onEnd }: { rows: ActivityRow[]; onEnd: () => void }) {
  const { t } = useTranslation();
  return (
    <ActTable
      is="rows"
      label={t("activity.title")}
      rows={rows}
      onEnd={onEnd}
      head={
        <>
          <span>{t("activity.column.when")}</span>
          <span>{t("activity.column.action")}</span>
          <span>{t("activity.column.shipment")}</span>
          <span>{t("activity.column.outcome")}</span>
          <span>{t("activity.column.what")}</span>
          <span className="hide-narrow">{t("activity.column.batch")}</span>
          <span>{t("activity.column.next")}</span>
        </>
      }
      line={(row, _, withdraw) => <Line row={row} withdraw={withdraw} />}
    />
  );
}

type LineProps = { row: ActivityRow; withdraw: Withdraw };

function Line({ row, withdraw }: LineProps) {
  const { t } = useTranslation();
  const waits = row.waiting === null ? null : waitsSaid(row.waiting, currentTime(), t);
  const text = waits ?? row.message ?? (row.code === null ? t(`activity.said.${row.state}`) : row.code);
  const full =
    row.state === "refused" && row.code !== null && row.message !== null && !row.message.includes(row.code)
      ? `${row.code}: ${text}`
      : text;
  const more = [
    row.attempts > 1 ? t("activity.attempts", { count: row.attempts }) : "",
    row.lookedAt === null || row.nextAt === null
      ? ""
      : t("activity.lookedAt", { at: when(row.lookedAt, currentTime()) }),
  ].filter((part) => part !== "");
  return (
    <>
      <span className="muted">{at(row)}</span>
      <span>{t(`activity.action.${row.action}`)}</span>
      <OfSubject row={row} />
      <span>
        <Mark is={standOf(row.state)}>{t(`activity.state.${row.state}`)}</Mark>
      </span>
      <span title={[full, ...more].join(" · ")}>
        {full}
        {more.map((part) => (
          <span key={part} className="faint">
            {" "}
            · {part}
          </span>
        ))}
      </span>
      <OfBatch row={row} />
      <span className={styles["does"]}>
        <Does row={row} withdraw={withdraw} />
        <CopyButton
          bare
          look="ghost"
          className={styles["copy"]}
          text={() => rowText(row, at(row))}
          words={{ copy: t("activity.copyOne"), copied: t("activity.copied"), failed: t("activity.copyFailed") }}
        />
      </span>
    </>
  );
}

function Does({ row, withdraw }: LineProps) {
  const { t } = useTranslation();
  const way = wayOut(row);
  if (way !== null) {
    return (
      <button
        type="button"
        className={styles["link"]}
        disabled={withdraw.busy}
        onClick={() => withdraw.run(row.id)}
        data-testid={`activity-${way}`}
      >
        {t(`activity.${way}`)}
      </button>
    );
  }
  return row.nextAt === null ? null : <NextLook at={row.nextAt} subject={row.subject} />;
}

/** Looks further off than this can be asked for at once. */
const SOON_MS = 60_000;

function NextLook({ at: due, subject }: { at: number; subject: Subject }) {
  const { t } = useTranslation();
  const now = useNow();
  const look = useAction("shipment_read_back");
  const lookAtStock = useAction("stock_read");
  const lookNow = () =>
    subject.kind === "shipment" ? look.mutate({ shipmentId: subject.id }) : lookAtStock.mutate({ skus: [subject.sku] });
  const inWords = due > now ? t("activity.lookIn", { time: duration(due - now) }) : t("activity.lookNow");
  const error = look.error ?? lookAtStock.error;
  if (error !== null) return <ErrorNote error={error} />;
  return due - now > SOON_MS ? (
    <button
      type="button"
      className={styles["link"]}
      disabled={look.isPending || lookAtStock.isPending}
      title={inWords}
      onClick={lookNow}
      data-testid="activity-look"
    >
      {t("activity.checkNow")}
    </button>
  ) : (
    <span className="faint">{inWords}</span>
  );
}

/** `14:47:20` today, `20 Nov, 14:47` before. */
function at(row: ActivityRow): string {
  if (row.createdAt === null) {
    return "";
  }
  const today = indiaDay(row.createdAt) === indiaDay(currentTime());
  return today ? timeWithSeconds(row.createdAt) : dayTime(row.createdAt, currentTime());
}
