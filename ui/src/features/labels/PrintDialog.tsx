import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import type { LabelCheck, PrintBegun, ReprintReason } from "~/bindings";
import {
  Button,
  Check,
  Dialog,
  DialogFoot,
  Mark,
  Progress,
  Rows,
  SelectField,
  Skeleton,
  TextField,
} from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { SaveCopy } from "~/features/documents";
import { count } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { type Group, labelKey, markOf, sortOut, standOf, willGo } from "./label-said";
import styles from "./labels.module.css";
import type { LayoutDesk } from "./use-layout-desk";
import { useWords } from "./use-words";

type Props = {
  batch: number;
  desk: LayoutDesk;
  onClose: () => void;
  /** Shows a label that must be looked at. */
  onLook: (label: LabelCheck) => void;
};

const REASONS = [
  "jam",
  "rollEnd",
  "powerCut",
  "badPrint",
  "lost",
  "changed",
  "other",
] as const satisfies ReprintReason[];

/** What goes to paper, what stays and why, before a label is used; then the run. */
export function PrintDialog({ batch, desk, onClose, onLook }: Props) {
  const [begun, setBegun] = useState<PrintBegun | null>(null);
  return begun === null || begun.run === null ? (
    <Ask batch={batch} desk={desk} none={begun} onClose={onClose} onLook={onLook} onBegun={setBegun} />
  ) : (
    <Going run={begun.run} begun={begun} onClose={onClose} />
  );
}

type AskProps = Props & { none: PrintBegun | null; onBegun: (begun: PrintBegun) => void };

function Ask({ batch, desk, none, onClose, onLook, onBegun }: AskProps) {
  const { t } = useWords();
  // Made once as the check opens, so that a second press can never print twice.
  const [clientKey] = useState(() => crypto.randomUUID());
  const confirm = useRef<HTMLButtonElement>(null);
  const printers = desk.printers?.printers ?? [];
  const [printer, setPrinter] = useState(() => desk.target.printer?.printer ?? usual(desk));
  const [from, setFrom] = useState<string | null>(null);
  const [stopAfter, setStopAfter] = useState("");
  const [again, setAgain] = useState(false);
  const [reason, setReason] = useState<ReprintReason>("jam");
  const [words, setWords] = useState("");
  const [looked, setLooked] = useState(false);
  const start = useAction("print_start");
  const layout = desk.isChanged && desk.target.printer?.printer === printer ? desk.layout : null;
  const check = useRpc("print_check", { what: { kind: "batch", batch }, printer, layout }, { keep: false });
  const labels = check.data?.labels ?? [];
  const sorted = sortOut(labels);
  // As long as nobody typed a place, it is the first one that goes as things are decided.
  const first = willGo(labels, { again, looked, from: 1 })[0]?.position ?? 1;
  const fromTyped = from ?? String(first);
  const fromPlace = wholeOf(fromTyped);
  const stop = stopAfter.trim() === "" ? null : wholeOf(stopAfter);
  const going = willGo(labels, { again, looked, from: fromPlace ?? 1 });
  const name = printers.find((one) => one.printer === printer)?.name ?? "";

  function begin() {
    const asks = {
      what: { kind: "batch", batch } as const,
      printer,
      layout,
      reason: again ? reason : null,
      words: again ? words.trim() : "",
      from: fromPlace !== null && fromPlace > first ? fromPlace : null,
      stopAfter: stop,
      hasLooked: looked,
      clientKey,
    };
    start.mutate(asks, { onSuccess: onBegun });
  }

  const why =
    printers.length === 0
      ? t("labels.print.noPrinter")
      : check.data === undefined
        ? t("labels.reading")
        : fromPlace === null || (stopAfter.trim() !== "" && stop === null)
          ? t("labels.print.badPlace")
          : again && reason === "other" && words.trim() === ""
            ? t("labels.print.needWords")
            : going.length === 0
              ? t("labels.print.nothingGoes")
              : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("labels.print.title", { batch })}
      lead={lead(check.data === undefined ? null : going.length, sorted, t)}
      width="44rem"
      focus={confirm}
      testId="print-dialog"
      foot={
        <DialogFoot back={t("word.back")} onBack={onClose} note={<PrintFile batch={batch} />}>
          <Button
            ref={confirm}
            large
            look="primary"
            keys="↵"
            reason={why}
            busy={start.isPending}
            onClick={begin}
            data-testid="print-confirm"
          >
            {name === "" || check.data === undefined
              ? t("labels.print.ahead")
              : t("labels.print.do", { count: going.length, n: count(going.length), printer: name })}
          </Button>
        </DialogFoot>
      }
    >
      <div className="stack">
        {check.error === null ? null : <ErrorNote error={check.error} />}
        {start.error === null ? null : <ErrorNote error={start.error} />}
        {none === null ? null : <Mark is="refused">{t("labels.print.noneWent", { count: none.stays.length })}</Mark>}
        <div className={styles["ask"]}>
          {printers.length === 0 ? (
            <p>
              <Mark is="urgent">{t("labels.print.noPrinter")}</Mark>
              <br />
              <a href="#/settings?section=printers">{t("labels.print.setUp")}</a>
            </p>
          ) : (
            <SelectField
              label={t("labels.print.printer")}
              value={String(printer ?? "")}
              onChange={(id) => setPrinter(Number(id))}
              options={printers.map((one) => ({ value: String(one.printer), label: one.name }))}
              help={layout === null ? undefined : t("labels.print.unkept")}
              testId="print-printer"
            />
          )}
          <TextField
            label={t("labels.print.fromPlace")}
            inputMode="numeric"
            value={fromTyped}
            onChange={setFrom}
            problem={fromPlace === null ? t("labels.print.number") : null}
            data-testid="print-from"
          />
          <TextField
            label={t("labels.print.stopAfter")}
            inputMode="numeric"
            value={stopAfter}
            placeholder={t("labels.print.noStop")}
            onChange={setStopAfter}
            problem={stopAfter.trim() !== "" && stop === null ? t("labels.print.number") : null}
            data-testid="print-stop-after"
          />
        </div>
        {check.data === undefined && check.error === null ? (
          <Skeleton label={t("labels.reading")} rows={4} />
        ) : (
          <>
            <Goes labels={going} />
            {sorted.again.length === 0 ? null : (
              <Decide
                group={{ why: "alreadyPrinted", labels: sorted.again }}
                onLook={onLook}
                on={again}
                onChange={setAgain}
                words={t("labels.print.again", { count: sorted.again.length, n: count(sorted.again.length) })}
                testId="print-again"
              >
                {again ? (
                  <div className={styles["reason"]}>
                    <SelectField
                      label={t("labels.print.reason")}
                      value={reason}
                      onChange={setReason}
                      options={REASONS.map((value) => ({ value, label: t(`labels.reason.${value}`) }))}
                      testId="print-reason"
                    />
                    <TextField
                      label={t(reason === "other" ? "labels.print.wordsNeeded" : "labels.print.words")}
                      value={words}
                      onChange={setWords}
                      data-testid="print-words"
                    />
                  </div>
                ) : null}
              </Decide>
            )}
            {sorted.look.map((group, at) => (
              <Decide
                key={group.why}
                group={group}
                onLook={onLook}
                on={looked}
                onChange={at + 1 === sorted.look.length ? setLooked : null}
                words={t("labels.print.looked")}
                testId="print-looked"
              />
            ))}
            {sorted.stays.map((group) => (
              <Decide key={group.why} group={group} onLook={onLook} on={false} onChange={null} words="" testId="" />
            ))}
          </>
        )}
      </div>
    </Dialog>
  );
}

type Words = ReturnType<typeof useWords>["t"];

function lead(going: number | null, sorted: ReturnType<typeof sortOut>, t: Words): string {
  if (going === null) return t("labels.reading");
  const stays = sorted.stays.reduce((sum, { labels }) => sum + labels.length, 0);
  const look = sorted.look.reduce((sum, { labels }) => sum + labels.length, 0);
  return [
    t("labels.print.sum.goes", { count: going, n: count(going) }),
    sorted.again.length === 0 ? "" : t("labels.print.sum.again", { count: sorted.again.length }),
    look === 0 ? "" : t("labels.print.sum.look", { count: look }),
    stays === 0 ? "" : t("labels.print.sum.stays", { count: stays }),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** The station's own printer for labels. */
function usual(desk: LayoutDesk): number | null {
  const standing = desk.printers?.defaults.find(({ kind }) => kind === "labels")?.printer;
  return standing ?? desk.printers?.printers[0]?.printer ?? null;
}

/** A whole number from 1 on; none where it is none. */
function wholeOf(text: string): number | null {
  const plain = text.trim();
  return /^\d{1,6}$/.test(plain) && Number(plain) > 0 ? Number(plain) : null;
}

/** Height of a line, and of the list before it scrolls. */
const ROW_REM = 2;
const MOST_REM = 13;

function Goes({ labels }: { labels: readonly LabelCheck[] }) {
  const { t } = useWords();
  if (labels.length === 0) return <p className="muted">{t("labels.print.nothingGoes")}</p>;
  return (
    <section aria-label={t("labels.print.order")}>
      <h3 className="eyebrow">{t("labels.print.order")}</h3>
      <div className={styles["goes"]} style={{ height: `${Math.min(labels.length * ROW_REM, MOST_REM)}rem` }}>
        <Rows count={labels.length} rowKey={(at) => (labels[at] ? labelKey(labels[at]) : at)} testId="print-goes">
          {(at) => {
            const label = labels[at];
            if (label === undefined) return null;
            return (
              <div className={styles["going"]} data-testid="print-goes-row">
                <span className="num faint">{label.position}</span>
                <span className="id cut">
                  {label.sku} × {label.skuUnits}
                  {label.moreSkus > 0 ? ` +${label.moreSkus}` : ""}
                </span>
                <span className="id muted">{shortId(label.shipmentId)}</span>
                <span className="muted cut">{label.courier}</span>
              </div>
            );
          }}
        </Rows>
      </div>
    </section>
  );
}

type DecideProps = {
  group: Group;
  onLook: (label: LabelCheck) => void;
  on: boolean;
  /** None where nobody can let them go. */
  onChange: ((on: boolean) => void) | null;
  words: string;
  testId: string;
  children?: ReactNode;
};

const SHOWN = 40;

/** Labels with one reason: how many, what to do, which; and the decision where it is a person's. */
function Decide({ group, onLook, on, onChange, words, testId, children }: DecideProps) {
  const { t } = useWords();
  const { why, labels } = group;
  const first = labels[0];
  const stand = first === undefined ? "ready" : standOf(first, false);
  return (
    <section className={styles["group"]} data-testid={`print-group-${why}`}>
      <details>
        <summary>
          <Mark is={markOf(stand)}>{t(`labels.why.${why}`, { count: labels.length, n: count(labels.length) })}</Mark>{" "}
          <span className="muted">{t(`labels.advice.${why}`)}</span>
        </summary>
        <div className={styles["ids"]}>
          {labels.slice(0, SHOWN).map((label) =>
            label.document === null ? (
              <span key={labelKey(label)} className="id muted">
                {shortId(label.shipmentId)}
              </span>
            ) : (
              <button key={labelKey(label)} type="button" className="id" onClick={() => onLook(label)}>
                {shortId(label.shipmentId)}
              </button>
            ),
          )}
          {labels.length > SHOWN ? (
            <span className="faint">{t("labels.print.more", { n: count(labels.length - SHOWN) })}</span>
          ) : null}
        </div>
      </details>
      {onChange === null ? null : (
        <Check checked={on} onChange={onChange} testId={testId}>
          {words}
        </Check>
      )}
      {children}
    </section>
  );
}

/** The way without a printer: the same labels as a PDF. */
function PrintFile({ batch }: { batch: number }) {
  const { t } = useWords();
  const make = useAction("print_file_make");
  const made = make.data?.document;
  return made === undefined ? (
    <Button large busy={make.isPending} onClick={() => make.mutate({ batch })} data-testid="print-as-file">
      {make.error === null ? t("labels.print.asFile") : make.error.message}
    </Button>
  ) : (
    <SaveCopy document={made.document} suggested={`${t("labels.print.fileName", { batch })}.pdf`}>
      {t("labels.print.saveFile", { count: make.data?.labels ?? 0 })}
    </SaveCopy>
  );
}

/** The run as it goes; its own page has the rest. */
function Going({ run, begun, onClose }: { run: number; begun: PrintBegun; onClose: () => void }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const open = useRef<HTMLButtonElement>(null);
  const page = useRpc("print_run", { run });
  const head = page.data?.head;
  const of = head?.labels ?? begun.labels;
  const done = head?.counts
    .filter(({ state }) => state !== "queued" && state !== "sending" && state !== "withdrawn")
    .reduce((sum, { labels }) => sum + labels, 0);
  const failed = head?.counts.find(({ state }) => state === "failed")?.labels ?? 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("labels.going.title", { run })}
      lead={head === undefined ? "" : `${head.printerName} · ${t(`labels.going.${head.state}`)}`}
      width="34rem"
      focus={open}
      testId="print-going"
      foot={
        <DialogFoot back={t("word.close")} onBack={onClose}>
          <Button
            ref={open}
            large
            look="primary"
            keys="↵"
            onClick={() => void navigate({ to: "/printing/run/$n", params: { n: String(run) } })}
            data-testid="print-open-run"
          >
            {t("labels.going.open")}
          </Button>
        </DialogFoot>
      }
    >
      <div className="stack">
        {page.error === null ? null : <ErrorNote error={page.error} />}
        <div className="flex">
          <Progress done={done ?? 0} of={of} label={t("labels.going.label")} />
          <b data-testid="print-progress">{t("labels.going.of", { n: count(done ?? 0), of: count(of) })}</b>
        </div>
        {failed === 0 ? null : <Mark is="breached">{t("labels.going.failed", { count: failed })}</Mark>}
        {head?.note ? <p>{head.note}</p> : null}
        {begun.stays.length === 0 ? null : (
          <p className="muted">{t("labels.going.stay", { count: begun.stays.length })}</p>
        )}
      </div>
    </Dialog>
  );
}
