import { useState } from "react";
import type { LabelRow } from "~/bindings";
import { Button, Glyph } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./printing.module.css";
import { goodsSaid } from "./said";
import { usePrintWords } from "./words";

/** Labels that were on their way when the power went: is there paper? For all at once, or for each. */
export function AskedBanner({ asked }: { asked: number }) {
  const { t } = usePrintWords();
  const [isOpen, setOpen] = useState(false);
  const list = useRpc("print_ledger", {
    text: "",
    states: ["asked"],
    printer: null,
    run: null,
    from: null,
    to: null,
    again: false,
    before: null,
    count: 500,
  });
  const confirm = useAction("print_confirm");
  const spoil = useAction("print_spoil");
  // As they lie in the printer: the first one first.
  const rows = (list.data?.labels ?? []).toReversed();
  const failed = confirm.error ?? spoil.error ?? list.error;
  const busy = confirm.isPending || spoil.isPending;
  const yes = (labels: number[]) => confirm.mutate({ which: { kind: "labels", labels } });
  const no = (labels: number[]) => spoil.mutate({ which: { kind: "labels", labels }, reason: "powerCut", words: "" });
  const all = rows.map((row) => row.label);
  return (
    <section className={styles["asked"]} aria-label={t("printing.asked.title", { count: asked })} data-testid="asked">
      <div className="banner is-unknown" role="alert">
        <Glyph name="unknown" />
        <span>
          <b>{t("printing.asked.title", { count: asked })}</b> {t("printing.asked.text")}
        </span>
        <span className="grow" />
        <Button busy={busy} onClick={() => yes(all)} data-testid="asked-yes-all">
          {t("printing.asked.yesAll", { count: asked })}
        </Button>
        <Button busy={busy} onClick={() => no(all)} data-testid="asked-no-all">
          {t("printing.asked.noAll", { count: asked })}
        </Button>
        <Button
          look="ghost"
          icon={isOpen ? "up" : "down"}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          data-testid="asked-each"
        >
          {t("printing.asked.each")}
        </Button>
      </div>
      {failed === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={failed} />
        </div>
      )}
      {isOpen ? (
        <ul className={styles["askedList"]}>
          {rows.map((row) => (
            <Asked key={row.label} row={row} busy={busy} onYes={() => yes([row.label])} onNo={() => no([row.label])} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

type AskedProps = { row: LabelRow; busy: boolean; onYes: () => void; onNo: () => void };

function Asked({ row, busy, onYes, onNo }: AskedProps) {
  const { t } = usePrintWords();
  return (
    <li data-testid={`asked-${row.label}`}>
      <a href={`#/printing/run/${row.run}`}>{t("printing.placeInRun", { ...row })}</a>
      <span className="id cut">{goodsSaid(row)}</span>
      <span className="id muted">{row.trackingId}</span>
      <span className="muted cut">
        {row.printer}
        {row.sentAt === null ? "" : `, ${when(row.sentAt, currentTime())}`}
      </span>
      <Button busy={busy} onClick={onYes} aria-label={`${t("printing.asked.yes")}: ${row.trackingId}`}>
        {t("printing.asked.yes")}
      </Button>
      <Button busy={busy} onClick={onNo} aria-label={`${t("printing.asked.no")}: ${row.trackingId}`}>
        {t("printing.asked.no")}
      </Button>
    </li>
  );
}
