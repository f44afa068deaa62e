import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BatchHead, BatchPage as Page, BatchRow } from "~/bindings";
import { Button, CopyButton, Mark, Segmented, Skeleton } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { useOpenDocument } from "~/features/documents";
import { partOf } from "~/features/pack-input";
import { blockSaid } from "~/lib/blocks";
import { when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { outcomesCsv } from "./csv";
import { ListsMenu } from "./ListsMenu";
import { NextSteps } from "./NextSteps";
import { askAgain, LISTS, outcomeOf, sortIntoLists, type List, wasTyped } from "./outcome";
import { OutcomeTable } from "./OutcomeTable";
import { shortId } from "~/lib/ids";
import styles from "./packing.module.css";
import { RunningLine } from "./RunningLine";
import { ShipmentLink } from "./ShipmentLink";
import { Stages } from "./Stages";
import { TypeIt } from "./TypeIt";

/** One batch: five stages, the work under way, every shipment's outcome. */
export function BatchPage() {
  const { t } = useTranslation();
  const { n } = useParams({ strict: false }) as { n?: string };
  const number = Number(n);
  const page = useRpc("batch", { batch: number }, { keep: false });
  return (
    <main className="work" data-focus-area="batch">
      {page.error !== null ? (
        <div className={styles["note"]}>
          <ErrorNote error={page.error} />
        </div>
      ) : page.data === undefined ? (
        <>
          <header className="head">
            <h1 className="h-title">{t("packing.title", { batch: number })}</h1>
          </header>
          <Skeleton label={t("packing.reading")} rows={8} />
        </>
      ) : (
        <Loaded page={page.data} />
      )}
    </main>
  );
}

function Loaded({ page }: { page: Page }) {
  const lists = sortIntoLists(page.rows);
  const [chosen, setChosen] = useState<List | null>(null);
  const list = chosen ?? (LISTS.find((name) => lists[name].length > 0) || "underWay");
  return (
    <>
      <Head page={page} />
      <Stages head={page.head} />
      <RunningLine head={page.head} />
      <NextSteps page={page} />
      <ListBar page={page} list={list} counts={lists} onChoose={setChosen} />
      <OutcomeTable list={list} rows={lists[list]} />
      {list === "didNotGo" ? null : <DidNotGo rows={lists.didNotGo} />}
    </>
  );
}

function Head({ page }: { page: Page }) {
  const { t } = useTranslation();
  const open = useOpenDocument();
  const lists = useAction("list_make");
  const invoices = useAction("invoices_make");
  const { head } = page;
  const went = page.rows.some((row) => row.blocked === null);
  const failed = lists.error ?? invoices.error;
  return (
    <>
      <header className="head">
        <h1 className={`h-title ${styles["title"] ?? ""}`} data-testid="batch-title" data-batch={head.batch}>
          {t("packing.title", { batch: head.batch })}
        </h1>
        <HeadSum head={head} />
        <span className="does">
          <ListsMenu
            batch={head.batch}
            reason={went ? null : t("packing.nothingWent")}
            busy={lists.isPending}
            onMake={(ask) => lists.mutate(ask, { onSuccess: (made) => open(made.document) })}
          />
          <Button
            className="hide-narrow"
            busy={invoices.isPending}
            reason={
              head.stages.some((stage) => stage.stage === "downloaded" && stage.done > 0)
                ? null
                : t("packing.next.noLabels")
            }
            onClick={() => invoices.mutate({ batch: head.batch }, { onSuccess: (made) => open(made.document) })}
          >
            {t("packing.invoices")}
          </Button>
          <CopyButton
            text={() => outcomesCsv(page)}
            words={{ copy: t("packing.copyCsv"), copied: t("packing.copied"), failed: t("packing.copyFailed") }}
          />
        </span>
      </header>
      {failed === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={failed} />
        </div>
      )}
    </>
  );
}

function HeadSum({ head }: { head: BatchHead }) {
  const { t } = useTranslation();
  const begun = head.madeAt === null ? "" : when(head.madeAt, currentTime());
  const parts = [
    t("packing.chosen", { count: head.chosen }),
    t("packing.went", { count: head.went }),
    head.by === "" ? t("packing.begun", { time: begun }) : t("packing.begunBy", { time: begun, by: head.by }),
    head.finished ? "" : t("packing.goesOn"),
    head.title,
  ].filter((part) => part !== "");
  return (
    <span className="sum cut" title={parts.join(" · ")}>
      {parts.join(" · ")}
    </span>
  );
}

type BarProps = {
  page: Page;
  list: List;
  counts: Record<List, unknown[]>;
  onChoose: (list: List) => void;
};

function ListBar({ page, list, counts, onChoose }: BarProps) {
  const { t } = useTranslation();
  const retry = useAction("batch_retry");
  const again = askAgain(page.rows);
  return (
    <>
      <div className={styles["lists"]}>
        <Segmented
          label={t("packing.column.outcome")}
          value={list}
          onChange={onChoose}
          options={LISTS.map((id) => ({
            id,
            label: `${t(`packing.list.${id}`)} ${counts[id].length}`,
            testId: `list-${id}`,
          }))}
        />
        <span className="grow" />
        {again.map(({ stage, shipments }) => (
          <Button
            key={stage}
            busy={retry.isPending}
            onClick={() => retry.mutate({ batch: page.head.batch, stage })}
            data-testid={`ask-again-${stage}`}
          >
            {again.length === 1
              ? t("packing.askAgain", { count: shipments })
              : t("packing.askAgainAt", { count: shipments, stage: t(`packing.stage.${stage}`) })}
          </Button>
        ))}
        <CopyButton
          className="hide-narrow"
          text={() => supportText(page)}
          words={{ copy: t("packing.copySupport"), copied: t("packing.copied"), failed: t("packing.copyFailed") }}
        />
      </div>
      {retry.error === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={retry.error} />
        </div>
      )}
    </>
  );
}

/** What a support ticket needs: the shipments that need a look, with codes, and nothing of buyers. */
export function supportText(page: Page): string {
  const look = sortIntoLists(page.rows).look;
  const head = `Batch ${page.head.batch}: ${page.head.chosen} chosen, ${page.head.went} went, ${look.length} need a look`;
  const lines = look.map((row) =>
    [row.shipmentId, row.state, row.stage, row.outcome, row.code, row.message].filter(Boolean).join(" · "),
  );
  return [head, ...lines].join("\n");
}

function DidNotGo({ rows }: { rows: Page["rows"] }) {
  const { t } = useTranslation();
  if (rows.length === 0) {
    return null;
  }
  return (
    <details className={styles["fold"]} open>
      <summary>
        <b>{t("packing.didNotGo.count", { count: rows.length })}</b>{" "}
        <span className="muted">· {t("packing.didNotGo.note")}</span>
      </summary>
      <ul className={styles["nogo"]}>
        {rows.slice(0, 60).map((row) => (
          <Stayed key={row.shipmentId} row={row} />
        ))}
        {rows.length > 60 ? <li className="muted">{t("packing.more", { count: rows.length - 60 })}</li> : null}
      </ul>
    </details>
  );
}

function Stayed({ row }: { row: BatchRow }) {
  const { t } = useTranslation();
  const why = row.blocked === null ? null : blockSaid(row.blocked, t, currentTime());
  const said = outcomeOf(row);
  const part = partOf(row.needs);
  const typed = wasTyped(row);
  return (
    <li>
      <Mark is={why?.is ?? said.is}>{why?.words ?? t(`packing.outcome.${said.word}`)}</Mark>
      <span className="id muted">
        <ShipmentLink id={row.shipmentId}>{shortId(row.shipmentId)}</ShipmentLink>
      </span>
      {part === null ? (
        <span className="cut">{typed ? t("packing.said.typed") : (why?.advice ?? row.message)}</span>
      ) : (
        <TypeIt shipmentId={row.shipmentId} part={part} />
      )}
    </li>
  );
}
