import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { LabelRow, PrintRunHead, PrintRunPage } from "~/bindings";
import { Button, Empty, Glyph, Segmented, Skeleton } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { capsOf, useCommand } from "~/keys";
import { AgainDialog } from "./AgainDialog";
import { LabelStory } from "./LabelStory";
import { LabelTable } from "./LabelTable";
import { paperSaid } from "./paper";
import styles from "./printing.module.css";
import { isLive, mayHaveStopped, ranges, sumOf } from "./run-rules";
import { RunCounts } from "./RunCounts";
import { RunProgress } from "./RunProgress";
import { titleSaid, whenSaid } from "./said";
import { ScanPanel } from "./ScanPanel";
import { useChoice } from "./selection";
import { SelectionBar } from "./SelectionBar";
import { SpoilDialog } from "./SpoilDialog";
import { StoppedPanel } from "./StoppedPanel";
import { usePrintWords } from "./words";

/** One print run: its labels in order, where it stopped, what is there, and printing again. */
export function RunPage() {
  const { t } = usePrintWords();
  const { n } = useParams({ strict: false });
  const run = Number(n);
  const reply = useRpc("print_run", { run }, { keep: false });
  if (reply.data === undefined) {
    return (
      <main className="work" data-focus-area="run">
        <header className="head">
          <h1 className="h-title">{t("printing.runTitle", { run })}</h1>
        </header>
        {reply.error === null ? (
          <Skeleton label={t("printing.reading")} rows={8} />
        ) : (
          <div className={styles["note"]}>
            <ErrorNote error={reply.error} />
          </div>
        )}
      </main>
    );
  }
  return <Loaded key={run} page={reply.data} />;
}

type Side = "stopped" | "scan" | "label";
type Asks = { kind: "again" | "spoil"; labels: LabelRow[] } | null;

function Loaded({ page }: { page: PrintRunPage }) {
  const { t } = usePrintWords();
  const navigate = useNavigate();
  const { head, labels } = page;
  const sum = sumOf(head);
  const wentOn = useWentOn(head, labels);
  const stopped = wentOn === null && mayHaveStopped(head, labels);
  const [side, setSide] = useState<Side>(head.state === "running" ? "scan" : stopped ? "stopped" : "label");
  const [place, setPlace] = useState("");
  const [asks, setAsks] = useState<Asks>(null);
  const choice = useChoice(
    labels.map((label) => label.label),
    (line) => {
      const row = labels[line];
      if (row !== undefined && side === "stopped") setPlace(String(row.position));
    },
  );
  const confirm = useAction("print_confirm");
  const pause = useAction("print_pause");
  const chosen = labels.filter((label) => choice.chosen.has(label.label));
  const atCursor = labels[choice.cursor];
  // Without a choice the label under the cursor is meant.
  const meant = chosen.length > 0 ? chosen : atCursor === undefined ? [] : [atCursor];
  const placesOf = (rows: readonly LabelRow[]) =>
    t("printing.places", { count: rows.length, places: ranges(rows.map((row) => row.position)) });
  const needsChoice = meant.length === 0 ? t("printing.chooseFirst") : null;
  const confirmAll = () => confirm.mutate({ which: { kind: "run", run: head.run } });
  const nothingUnseen = sum.unseen === 0 ? t("printing.nothingUnseen") : null;
  useCommand("printPause", {
    run: () => pause.mutate({ run: head.run, paused: head.state !== "paused" }),
    reason: isLive(head) ? null : t("printing.isOver"),
  });
  useCommand("printStopped", { run: () => setSide("stopped"), reason: stopped ? null : t("printing.nothingStopped") });
  useCommand("printScan", { run: () => setSide("scan") });
  useCommand("printConfirm", { run: confirmAll, reason: nothingUnseen, hint: String(sum.unseen) });
  useCommand("printAgain", {
    run: () => setAsks({ kind: "again", labels: meant }),
    reason: needsChoice,
    hint: placesOf(meant),
  });
  useCommand("printSpoil", {
    run: () => setAsks({ kind: "spoil", labels: meant }),
    reason: needsChoice,
    hint: placesOf(meant),
  });
  useCommand("open", atCursor === undefined ? undefined : { run: () => setSide("label") });
  const goTo = (run: number) => void navigate({ to: "/printing/run/$n", params: { n: String(run) } });
  const stoppedAt = side === "stopped" && /^\d+$/.test(place) ? Number(place) : null;
  const mustNot = labels.filter((label) => label.mustNotTravel !== null && label.state !== "withdrawn");
  const failed = confirm.error ?? pause.error;
  return (
    <main className="work" data-focus-area="run">
      <header className="head">
        <h1 className="h-title" data-testid="run-title">
          {t("printing.runTitle", { run: head.run })}
        </h1>
        <Sum head={head} />
        <span className="does">
          <Link to="/printing" className="btn" data-testid="to-queue">
            {t("printing.title")}
          </Link>
          <Button
            look={sum.unseen > 0 && !isLive(head) ? "primary" : "plain"}
            keys={capsOf("printConfirm")}
            reason={nothingUnseen}
            busy={confirm.isPending}
            onClick={confirmAll}
            data-testid="confirm-all"
          >
            {sum.unseen === 0 ? t("printing.there") : t("printing.confirmAll", { count: sum.unseen })}
          </Button>
        </span>
      </header>
      <RunCounts head={head} />
      <RunProgress head={head} own />
      {wentOn === null ? null : (
        <div className="banner is-waiting" role="status">
          <Glyph name="waiting" />
          <span>{t("printing.wentOn")}</span>
          <Link to="/printing/run/$n" params={{ n: String(wentOn) }}>
            {t("printing.runTitle", { run: wentOn })}
          </Link>
        </div>
      )}
      {mustNot.length === 0 ? null : (
        <div className="banner is-breached" role="alert" data-testid="must-not">
          <Glyph name="breached" />
          <span>
            <b>{t("printing.mustNot", { count: mustNot.length })}</b>{" "}
            {ranges(
              mustNot.map((label) => label.position),
              8,
            )}
          </span>
          <span className="grow" />
          <Button onClick={() => choice.choose(mustNot.map((label) => label.label))}>{t("printing.chooseThem")}</Button>
        </div>
      )}
      {failed === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={failed} />
        </div>
      )}
      <div className={styles["room"]}>
        <div className={styles["main"]}>
          <LabelTable labels={labels} choice={choice} stoppedAt={stoppedAt} />
          <SelectionBar
            labels={labels}
            choice={choice}
            places={placesOf(chosen)}
            onAgain={() => setAsks({ kind: "again", labels: chosen })}
            onSpoil={() => setAsks({ kind: "spoil", labels: chosen })}
            onThere={() => confirm.mutate({ which: { kind: "labels", labels: chosen.map((label) => label.label) } })}
          />
        </div>
        <aside
          className={`${styles["side"] ?? ""} ${side === "stopped" && stopped ? (styles["whole"] ?? "") : ""}`}
          aria-label={t(`printing.side.${side}`)}
        >
          <Segmented
            label={t("printing.side.label")}
            value={side}
            onChange={setSide}
            options={[
              { id: "stopped", label: t("printing.side.stopped"), testId: "side-stopped" },
              { id: "scan", label: t("printing.side.scan"), testId: "side-scan" },
              { id: "label", label: t("printing.side.story"), testId: "side-label" },
            ]}
          />
          {side === "stopped" ? (
            stopped ? (
              <StoppedPanel head={head} labels={labels} place={place} onPlace={setPlace} onWentOn={goTo} />
            ) : (
              <Empty icon="check" title={t("printing.nothingStopped")} />
            )
          ) : side === "scan" ? (
            <ScanPanel run={head.run} unseen={sum.unseen} />
          ) : atCursor === undefined ? (
            <Empty icon="print" title={t("printing.chooseOne")} />
          ) : (
            <LabelStory row={atCursor} />
          )}
        </aside>
      </div>
      {asks?.kind === "again" ? (
        <AgainDialog
          what={{ kind: "labels", labels: asks.labels.map((label) => label.label) }}
          lead={placesOf(asks.labels)}
          printer={head.printer}
          onClose={() => setAsks(null)}
          onBegun={goTo}
        />
      ) : null}
      {asks?.kind === "spoil" ? (
        <SpoilDialog
          labels={asks.labels.map((label) => label.label)}
          lead={placesOf(asks.labels)}
          onClose={() => setAsks(null)}
        />
      ) : null}
    </main>
  );
}

/** The run that printed the rest of this one, where there is one. */
function useWentOn(head: PrintRunHead, labels: readonly LabelRow[]): number | null {
  const wanted = !isLive(head) && mayHaveStopped(head, labels);
  const reply = useRpc("print_runs", { live: false, count: 200 }, { enabled: wanted });
  return reply.data?.runs.find((run) => run.after === head.run)?.run ?? null;
}

function Sum({ head }: { head: PrintRunHead }) {
  const { t } = usePrintWords();
  const parts = [
    titleSaid(head, t),
    `${head.printerName}, ${paperSaid(head.layout.paper, t)}`,
    t("printing.begun", { at: whenSaid(head.createdAt), who: head.by }),
    head.after === null ? "" : t("printing.restOf", { run: head.after }),
  ];
  return <span className="sum cut">{parts.filter(Boolean).join(" · ")}</span>;
}
