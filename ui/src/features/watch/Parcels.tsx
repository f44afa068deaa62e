import { useState } from "react";
import type { WatchRow } from "~/bindings";
import { Button, Mark, Rows } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { useCommand } from "~/keys";
import { count } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { useOpenShipment } from "~/lib/open-shipment";
import { didSaid, KIND_MARK, leftSaid, type Line, linesOf, missingSaid, nextSaid } from "./said";
import styles from "./watch.module.css";
import { useWatchWords } from "./words";

type Props = { rows: readonly WatchRow[]; now: number; onMark: (shipments: string[]) => void };

/** Parcels by what they lack, the most pressing pickup first, each with what was tried, what comes next, and the deed. */
export function Parcels({ rows, now, onMark }: Props) {
  const { t } = useWatchWords();
  const { openShipment } = useOpenShipment();
  const readBack = useAction("shipment_read_back");
  const lines = linesOf(rows);
  const [cursor, setCursor] = useState<string | null>(null);
  const at = lines.findIndex((line) => "row" in line && line.row.shipmentId === cursor);
  const row = rowAt(lines, at);
  function step(by: 1 | -1) {
    for (let next = at + by; next >= 0 && next < lines.length; next += by) {
      const found = rowAt(lines, next);
      if (found !== undefined) {
        setCursor(found.shipmentId);
        return;
      }
    }
  }
  useCommand("down", { run: () => step(1) });
  useCommand("up", { run: () => step(-1) });
  useCommand("open", row === undefined ? undefined : { run: () => openShipment(row.shipmentId) });
  useCommand("dispatch", {
    run: () => (row === undefined ? undefined : onMark([row.shipmentId])),
    reason: row === undefined ? t("command.reason.chooseFirst") : null,
  });
  return (
    <>
      {readBack.error === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={readBack.error} />
        </div>
      )}
      <div
        className={`grid ${styles["parcels"] ?? ""}`}
        role="grid"
        tabIndex={0}
        aria-label={t("watch.lists")}
        aria-rowcount={lines.length + 1}
        aria-activedescendant={row === undefined ? undefined : `watch-${row.shipmentId}`}
      >
        <div className="grid__head" role="row">
          <span role="columnheader">{t("watch.column.left")}</span>
          <span role="columnheader">{t("watch.column.shipment")}</span>
          <span role="columnheader">{t("watch.column.sku")}</span>
          <span role="columnheader" className="hide-narrow">
            {t("watch.column.courier")}
          </span>
          <span role="columnheader">{t("watch.column.missing")}</span>
          <span role="columnheader">{t("watch.column.did")}</span>
          <span role="columnheader">{t("watch.column.next")}</span>
          <span role="columnheader">
            <span className="off">{t("watch.column.deed")}</span>
          </span>
        </div>
        <Rows
          count={lines.length}
          rowKey={(index) => keyAt(lines, index)}
          show={at < 0 ? undefined : at}
          testId="watch-rows"
        >
          {(index) => {
            const line = lines[index];
            if (line === undefined) return null;
            if ("rows" in line) return <Head {...line} onMark={onMark} />;
            return (
              <Parcel
                row={line.row}
                now={now}
                isCursor={line.row.shipmentId === cursor}
                onPick={() => setCursor(line.row.shipmentId)}
                onOpen={() => openShipment(line.row.shipmentId)}
                onMark={() => onMark([line.row.shipmentId])}
                onLook={() => readBack.mutate({ shipmentId: line.row.shipmentId })}
                isLooking={readBack.isPending && readBack.variables.shipmentId === line.row.shipmentId}
              />
            );
          }}
        </Rows>
      </div>
    </>
  );
}

function rowAt(lines: readonly Line[], index: number): WatchRow | undefined {
  const line = lines[index];
  return line !== undefined && "row" in line ? line.row : undefined;
}

function keyAt(lines: readonly Line[], index: number): string | number {
  const line = lines[index];
  return line === undefined ? index : "row" in line ? line.row.shipmentId : line.kind;
}

type HeadProps = { kind: WatchRow["missing"]; rows: WatchRow[]; onMark: (shipments: string[]) => void };

function Head({ kind, rows, onMark }: HeadProps) {
  const { t } = useWatchWords();
  return (
    <div className={styles["kind"]} role="row" data-testid={`watch-kind-${kind}`} data-count={rows.length}>
      <span role="gridcell">
        <Mark is={KIND_MARK[kind]}>{t(`watch.kind.${kind}`, { count: rows.length, n: count(rows.length) })}</Mark>
        <span className="muted cut">{t(`watch.why.${kind}`)}</span>
        <span className="grow" />
        {kind === "neverAsked" ? (
          <Button onClick={() => onMark(rows.map((row) => row.shipmentId))} data-testid="watch-mark-all">
            {t("watch.markAll", { count: rows.length, n: count(rows.length) })}
          </Button>
        ) : null}
      </span>
    </div>
  );
}

type ParcelProps = {
  row: WatchRow;
  now: number;
  isCursor: boolean;
  isLooking: boolean;
  onPick: () => void;
  onOpen: () => void;
  onMark: () => void;
  onLook: () => void;
};

function Parcel({ row, now, isCursor, isLooking, onPick, onOpen, onMark, onLook }: ParcelProps) {
  const { t } = useWatchWords();
  const left = leftSaid(row.pickupFrom, now, t);
  const missing = missingSaid(row, t);
  const [did, next] = [didSaid(row, now, t), nextSaid(row, now, t)];
  const named = shortId(row.shipmentId);
  return (
    <div
      className={isCursor ? "row is-cursor" : "row"}
      role="row"
      id={`watch-${row.shipmentId}`}
      aria-selected={isCursor}
      data-testid="watch-row"
      data-shipment={row.shipmentId}
      data-missing={row.missing}
      onClick={onPick}
      onDoubleClick={onOpen}
    >
      <span role="gridcell">{left.is === null ? left.words : <Mark is={left.is}>{left.words}</Mark>}</span>
      <span role="gridcell" className="id" title={row.shipmentId}>
        <button type="button" className={styles["link"]} onClick={onOpen}>
          {named}
        </button>
      </span>
      <span role="gridcell" className="id">
        {row.sku}
      </span>
      <span role="gridcell" className="hide-narrow">
        {row.courier === "" ? t("watch.noCourier") : row.courier}
      </span>
      <span role="gridcell" title={missing.words}>
        {missing.is === null ? missing.words : <Mark is={missing.is}>{missing.words}</Mark>}
      </span>
      <span role="gridcell" className="muted" title={did}>
        {did}
        {row.attempts > 1 ? <span className="faint"> · {t("watch.attempts", { count: row.attempts })}</span> : null}
      </span>
      <span role="gridcell" title={next}>
        {next}
      </span>
      <span role="gridcell" className={styles["deed"]}>
        {row.missing === "neverAsked" ? (
          <Button onClick={onMark} aria-label={`${t("watch.mark")}: ${named}`} data-testid="watch-mark">
            {t("watch.mark")}
          </Button>
        ) : (
          <Button
            busy={isLooking}
            onClick={onLook}
            aria-label={`${t("watch.look")}: ${named}`}
            data-testid="watch-read"
          >
            {t("watch.look")}
          </Button>
        )}
      </span>
    </div>
  );
}
