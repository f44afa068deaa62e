import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { At, LabelRow } from "~/bindings";
import { Button, Rows } from "~/components";
import { ListState, useAction } from "~/data";
import { MadeDialog } from "~/features/documents";
import { goodsSaid, LabelStory, noteSaid, Stand, usePrintWords, Words } from "~/features/printing";
import { useCommand } from "~/keys";
import { count, dayTime, indiaDay, timeWithSeconds } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { Filters } from "./Filters";
import styles from "./ledger.module.css";
import { askOf, EVERYTHING, type Filter, useLedger } from "./use-ledger";

/** Every physical label there ever was: find it, and read what became of it. */
export function LedgerPage() {
  const { t } = usePrintWords();
  const { text = "" } = useSearch({ strict: false }) as { text?: string };
  const [filter, setFilter] = useState<Filter>({ ...EVERYTHING, text });
  const [open, setOpen] = useState<number | null>(null);
  const [isExporting, setExporting] = useState(false);
  const reply = useLedger(filter);
  const rows = reply.data?.labels ?? [];
  const all = reply.data?.all ?? 0;
  const row = rows.find((one) => one.label === open) ?? null;
  const at = rows.findIndex((one) => one.label === open);
  function step(by: number) {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next !== undefined) setOpen(next.label);
  }
  useCommand("down", { run: () => step(1) });
  useCommand("up", { run: () => step(-1) });
  useCommand("close", row === null ? undefined : { run: () => setOpen(null) });
  const isNarrowed = JSON.stringify(filter) !== JSON.stringify(EVERYTHING);
  return (
    <main className="work" data-focus-area="ledger">
      <header className="head">
        <h1 className="h-title">{t("ledger.title")}</h1>
        <span className="sum cut" data-testid="ledger-sum">
          {reply.data === undefined ? "" : t("ledger.sum", { count: all, n: count(all) })}
        </span>
        <span className="does">
          <Button
            reason={all === 0 ? t("ledger.emptyTitle") : null}
            onClick={() => setExporting(true)}
            data-testid="ledger-export"
          >
            {t("ledger.export")}
          </Button>
        </span>
      </header>
      <Filters filter={filter} onFilter={setFilter} />
      {isExporting ? <Export filter={filter} all={all} onClose={() => setExporting(false)} /> : null}
      <ListState
        reply={reply}
        reading={t("ledger.reading")}
        empty={
          rows.length > 0
            ? null
            : {
                icon: "print",
                title: t(isNarrowed ? "ledger.noneTitle" : "ledger.emptyTitle"),
                text: t(isNarrowed ? "ledger.noneText" : "ledger.emptyText"),
              }
        }
      />
      {rows.length === 0 ? null : (
        <div className={row === null ? styles["room"] : `${styles["room"] ?? ""} ${styles["with"] ?? ""}`}>
          <Table
            rows={rows}
            open={open}
            onOpen={setOpen}
            onEnd={() => (reply.hasNextPage && !reply.isFetchingNextPage ? void reply.fetchNextPage() : undefined)}
          />
          {row === null ? null : (
            <aside className={styles["side"]} aria-label={t("printing.side.label")}>
              <LabelStory row={row} runLink />
            </aside>
          )}
        </div>
      )}
    </main>
  );
}

/** Everything the list finds, on all its pages, as a file. */
function Export({ filter, all, onClose }: { filter: Filter; all: number; onClose: () => void }) {
  const { t } = usePrintWords();
  const making = useAction("print_ledger_export");
  const { mutate } = making;
  return (
    <MadeDialog
      title={t("ledger.exportTitle")}
      lead={t("ledger.exportLead", { count: all, n: count(all) })}
      make={() => mutate(askOf(filter, null))}
      making={making}
      onClose={onClose}
    />
  );
}

type TableProps = {
  rows: readonly LabelRow[];
  open: number | null;
  onOpen: (label: number) => void;
  onEnd: () => void;
};

function Table({ rows, open, onOpen, onEnd }: TableProps) {
  const { t } = usePrintWords();
  return (
    <section className={`grid ${styles["rows"] ?? ""}`} aria-label={t("ledger.title")}>
      <div className="grid__head">
        <span>{t("ledger.column.when")}</span>
        <span>{t("printing.column.goods")}</span>
        <span>{t("printing.column.tracking")}</span>
        <span className={styles["order"]}>{t("ledger.column.order")}</span>
        <span>{t("printing.column.state")}</span>
        <span className="num">{t("ledger.column.copy")}</span>
        <span>{t("printing.column.note")}</span>
        <span className={styles["wide"]}>{t("printing.printer")}</span>
        <span className={styles["wide"]}>{t("ledger.column.by")}</span>
      </div>
      <Rows count={rows.length} rowKey={(at) => rows[at]?.label ?? at} testId="ledger-rows">
        {(at) => {
          const row = rows[at];
          return row === undefined ? null : (
            <>
              <Line row={row} isOpen={row.label === open} onOpen={() => onOpen(row.label)} />
              {at === rows.length - 1 ? <End onSeen={onEnd} /> : null}
            </>
          );
        }}
      </Rows>
    </section>
  );
}

/** Stands behind the last row: when it is drawn, older labels are wanted. */
function End({ onSeen }: { onSeen: () => void }) {
  useEffect(() => {
    onSeen();
  }, [onSeen]);
  return null;
}

type LineProps = { row: LabelRow; isOpen: boolean; onOpen: () => void };

function Line({ row, isOpen, onOpen }: LineProps) {
  const { t } = usePrintWords();
  const note = noteSaid(row, t);
  const mayTravel = row.mustNotTravel === null || row.state === "withdrawn";
  return (
    <button
      type="button"
      className={mayTravel ? "row" : "row is-breached"}
      aria-pressed={isOpen}
      onClick={onOpen}
      data-testid="ledger-row"
      data-label={row.label}
      data-state={row.state}
    >
      <span className="muted">{at(row.queuedAt)}</span>
      <span className="id" title={goodsSaid(row)}>
        {goodsSaid(row)}
      </span>
      <span className="id">{row.trackingId}</span>
      <span className={`id muted ${styles["order"] ?? ""}`}>{row.orderId}</span>
      <span>
        <Stand row={row} />
      </span>
      <span className="num">{row.copy > 1 ? <b>{row.copy}</b> : <span className="faint">1</span>}</span>
      <span title={note.words} className={note.is === null ? "muted" : undefined}>
        <Words said={note} />
      </span>
      <span className={`muted ${styles["wide"] ?? ""}`}>{row.printer}</span>
      <span className={`muted ${styles["wide"] ?? ""}`}>{row.by}</span>
    </button>
  );
}

/** `14:47:20` today, `20 Nov, 14:47` before. */
function at(instant: At): string {
  if (instant === null) return "";
  const now = currentTime();
  return indiaDay(instant) === indiaDay(now) ? timeWithSeconds(instant) : dayTime(instant, now);
}
