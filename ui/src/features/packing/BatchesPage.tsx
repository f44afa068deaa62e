import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { BatchHead } from "~/bindings";
import { Mark, Rows, StageBar } from "~/components";
import { ListState, useRpc } from "~/data";
import { count as inWords, when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./packing.module.css";
import { partsOf, stageNow, stageOf } from "./stages";

/** All batches, newest first, each with where it stands. */
export function BatchesPage() {
  const { t } = useTranslation();
  const reply = useRpc("batches", {});
  const batches = reply.data?.batches ?? [];
  return (
    <main className="work" data-focus-area="batches">
      <header className="head">
        <h1 className="h-title">{t("packing.batches.title")}</h1>
        <span className="sum">
          {reply.data === undefined
            ? ""
            : t("packing.batches.sum", {
                count: batches.length,
                open: batches.filter((batch) => !batch.finished).length,
              })}
        </span>
      </header>
      <ListState
        reply={reply}
        reading={t("packing.reading")}
        empty={
          batches.length > 0
            ? null
            : { icon: "pack", title: t("packing.batches.emptyTitle"), text: t("packing.batches.emptyText") }
        }
      />
      {batches.length === 0 ? null : (
        <section className={`grid ${styles["batches"] ?? ""}`} aria-label={t("packing.batches.title")}>
          <div className="grid__head">
            <span>{t("packing.batches.number")}</span>
            <span>{t("packing.batches.what")}</span>
            <span>{t("packing.batches.begun")}</span>
            <span className="num">{t("packing.batches.went")}</span>
            <span>{t("packing.batches.ready")}</span>
            <span className="hide-narrow">{t("packing.batches.by")}</span>
            <span>{t("packing.batches.stands")}</span>
          </div>
          <Rows count={batches.length} rowKey={(at) => batches[at]?.batch ?? at}>
            {(at) => {
              const head = batches[at];
              return head === undefined ? null : <Line head={head} />;
            }}
          </Rows>
        </section>
      )}
    </main>
  );
}

function Line({ head }: { head: BatchHead }) {
  const { t } = useTranslation();
  const ready = stageOf(head, "ready");
  const whole = {
    ...ready,
    of: head.went,
    toCome: head.went - ready.done - ready.waiting - ready.unknown - ready.refused,
  };
  return (
    <Link to="/batch/$n" params={{ n: String(head.batch) }} className="row" data-testid={`batch-${head.batch}`}>
      <b>{head.batch}</b>
      <span>{head.title}</span>
      <span className="muted">{head.madeAt === null ? "" : when(head.madeAt, currentTime())}</span>
      <span className="num">
        {inWords(head.went)} <span className="faint">{t("packing.ofCount", { of: inWords(head.chosen) })}</span>
      </span>
      <span className="flex">
        <span className="grow">
          <StageBar parts={partsOf(whole)} of={head.went} />
        </span>
        <span style={{ minWidth: "2rem" }} className="num">
          {inWords(ready.done)}
        </span>
      </span>
      <span className="muted hide-narrow">{head.by}</span>
      <span>
        <Stands head={head} />
      </span>
    </Link>
  );
}

function Stands({ head }: { head: BatchHead }) {
  const { t } = useTranslation();
  const refused = head.stages.reduce((sum, stage) => sum + stage.refused, 0);
  const unknown = head.stages.reduce((sum, stage) => sum + stage.unknown, 0);
  if (unknown > 0) {
    return <Mark is="unknown">{t("packing.note.unknown", { count: unknown })}</Mark>;
  }
  if (refused > 0) {
    return <Mark is="refused">{t("packing.note.refused", { count: refused })}</Mark>;
  }
  if (head.finished) {
    return <Mark is="done">{t("packing.batches.done")}</Mark>;
  }
  if (head.paused) {
    return <Mark is="held">{t("packing.batches.paused")}</Mark>;
  }
  const now = stageNow(head);
  return <Mark is="waiting">{now === null ? t("packing.batches.open") : t(`packing.stage.${now}`)}</Mark>;
}
