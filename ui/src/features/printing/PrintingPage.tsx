import { Link } from "@tanstack/react-router";
import type { PrintRunHead } from "~/bindings";
import { Rows } from "~/components";
import { ListState, useRpc } from "~/data";
import { count } from "~/lib/format";
import { AskedBanner } from "./AskedBanner";
import { Words } from "./LabelTable";
import styles from "./printing.module.css";
import { isLive, sumOf } from "./run-rules";
import { RunProgress } from "./RunProgress";
import { runSaid, titleSaid, whenSaid } from "./said";
import { usePrintWords } from "./words";

const SHOWN = 200;

/** What is printed now, what waits for a person, and what was printed before. */
export function PrintingPage() {
  const { t } = usePrintWords();
  const reply = useRpc("print_runs", { live: false, count: SHOWN });
  const runs = reply.data?.runs ?? [];
  const live = runs.filter(isLive);
  const over = runs.filter((run) => !isLive(run));
  const left = live.reduce((sum, run) => sum + sumOf(run).left, 0);
  const asked = reply.data?.asked ?? 0;
  return (
    <main className="work" data-focus-area="printing">
      <header className="head">
        <h1 className="h-title">{t("printing.title")}</h1>
        <span className="sum cut">
          {reply.data === undefined
            ? ""
            : live.length === 0
              ? t("printing.sumQuiet")
              : t("printing.sum", { count: live.length, left: count(left) })}
        </span>
        <span className="does">
          <Link to="/ledger" className="btn" data-testid="to-ledger">
            {t("ledger.title")}
          </Link>
          <Link to="/settings" search={{ section: "printers" }} className="btn" data-testid="to-printers">
            {t("printers.title")}
          </Link>
        </span>
      </header>
      {asked > 0 ? <AskedBanner asked={asked} /> : null}
      <ListState
        reply={reply}
        reading={t("printing.reading")}
        empty={
          runs.length > 0 ? null : { icon: "print", title: t("printing.emptyTitle"), text: t("printing.emptyText") }
        }
      />
      {live.map((head) => (
        <Live key={head.run} head={head} />
      ))}
      {over.length === 0 ? null : <Over runs={over} all={runs} />}
    </main>
  );
}

function Live({ head }: { head: PrintRunHead }) {
  const { t } = usePrintWords();
  return (
    <section className={styles["live"]} aria-label={t("printing.runTitle", { run: head.run })}>
      <div className={styles["liveHead"]}>
        <Link to="/printing/run/$n" params={{ n: String(head.run) }} data-testid={`run-${head.run}`}>
          {t("printing.runTitle", { run: head.run })}
        </Link>
        <b className="cut">{titleSaid(head, t)}</b>
        <span className="muted cut">{t("printing.begun", { at: whenSaid(head.createdAt), who: head.by })}</span>
        <span className="grow" />
        <Words said={runSaid(head, t)} />
      </div>
      <RunProgress head={head} />
    </section>
  );
}

function Over({ runs, all }: { runs: PrintRunHead[]; all: PrintRunHead[] }) {
  const { t } = usePrintWords();
  return (
    <section className={`grid ${styles["runs"] ?? ""}`} aria-label={t("printing.over")}>
      <div className="grid__head">
        <span>{t("printing.column.run")}</span>
        <span>{t("printing.column.what")}</span>
        <span>{t("printing.printer")}</span>
        <span>{t("printing.column.begun")}</span>
        <span className="hide-narrow">{t("printing.column.by")}</span>
        <span className="num">{t("printing.column.sent")}</span>
        <span>{t("printing.column.stands")}</span>
      </div>
      <Rows count={runs.length} rowKey={(at) => runs[at]?.run ?? at} testId="runs-over">
        {(at) => {
          const head = runs[at];
          return head === undefined ? null : (
            <Line head={head} wentOn={all.find((run) => run.after === head.run)?.run ?? null} />
          );
        }}
      </Rows>
    </section>
  );
}

function Line({ head, wentOn }: { head: PrintRunHead; wentOn: number | null }) {
  const { t } = usePrintWords();
  const sum = sumOf(head);
  return (
    <Link to="/printing/run/$n" params={{ n: String(head.run) }} className="row" data-testid={`run-${head.run}`}>
      <b>{head.run}</b>
      <span title={titleSaid(head, t)}>
        {titleSaid(head, t)}
        {head.after === null ? null : <span className="faint"> · {t("printing.restOf", { run: head.after })}</span>}
      </span>
      <span className="muted">{head.printerName}</span>
      <span className="muted">{whenSaid(head.createdAt)}</span>
      <span className="muted hide-narrow">{head.by}</span>
      <span className="num">
        {count(sum.gone)} <span className="faint">{t("printing.of", { of: count(head.labels) })}</span>
      </span>
      <span>
        {wentOn === null ? (
          <Words said={runSaid(head, t)} />
        ) : (
          <span className="muted">{t("printing.wentOnIn", { run: wentOn })}</span>
        )}
      </span>
    </Link>
  );
}
