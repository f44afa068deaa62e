import { useState } from "react";
import type { LabelRow, LastGood, PrintRunHead, ReprintReason } from "~/bindings";
import { Button, Mark, TextField } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { useScan } from "~/keys";
import { soundFor } from "~/lib/sound";
import { PrinterChoice } from "./PrinterChoice";
import styles from "./printing.module.css";
import { ReasonFields } from "./ReasonFields";
import { hasUnseen, lacks, planStop, ranges, STOPS, type StopPlan } from "./run-rules";
import { reasonSaid } from "./said";
import { usePrintWords } from "./words";

type Props = {
  head: PrintRunHead;
  labels: readonly LabelRow[];
  /** The last good place as it was typed or clicked; empty while nobody has said. */
  place: string;
  onPlace: (place: string) => void;
  /** The rest went on in another run. */
  onWentOn: (run: number) => void;
};

/** "Where did it stop?": the last good label, what happened, what that means for every label, and then the next one. */
export function StoppedPanel({ head, labels, place, onPlace, onWentOn }: Props) {
  const { t } = usePrintWords();
  const [scanned, setScanned] = useState<{ code: string; place: string } | null>(null);
  const [unknown, setUnknown] = useState<string | null>(null);
  const [reason, setReason] = useState<ReprintReason | null>(null);
  const [words, setWords] = useState("");
  const [printer, setPrinter] = useState<number | null>(null);
  const [clientKey, setClientKey] = useState(() => crypto.randomUUID());
  const stopped = useAction("print_stopped_at");
  const goOn = useAction("print_go_on");
  const last = labels.at(-1)?.position ?? 0;
  const said = readPlace(place, labels);
  // Where everything that went was seen, nothing is asked: the rest is printed.
  const asks = hasUnseen(labels);
  const plan = !asks ? planStop(labels, last) : said === null ? null : planStop(labels, said);

  function say(code: string) {
    const row = labels.find((label) => label.trackingId.toLowerCase() === code.trim().toLowerCase());
    soundFor(row !== undefined);
    if (row === undefined) {
      setUnknown(code.trim());
      return;
    }
    setUnknown(null);
    setScanned({ code: row.trackingId, place: String(row.position) });
    onPlace(String(row.position));
  }
  useScan((code) => {
    say(code);
    return true;
  });
  function type(text: string) {
    setUnknown(null);
    onPlace(text);
  }

  const lack = plan === null ? "place" : lacks(plan.again.length, asks ? reason : null, words);
  const keeps = lack === null ? null : t(`printing.lacks.${lack}`);
  const lastGood = (): LastGood =>
    scanned !== null && scanned.place === place
      ? { kind: "scan", code: scanned.code }
      : { kind: "place", position: said ?? 0 };
  async function note() {
    const why = reason ?? "other";
    // Nothing is called unusable here where nothing was sent beyond the place; the words are then ours.
    const text = reason === null ? t("printing.stopped.nothingLost") : words.trim();
    await stopped.mutateAsync({ run: head.run, lastGood: lastGood(), reason: why, words: text });
  }
  async function settle(thenPrint: boolean) {
    if (asks) await note();
    if (!thenPrint) return;
    const begun = await goOn.mutateAsync({ run: head.run, printer: printer ?? head.printer, clientKey });
    setClientKey(crypto.randomUUID());
    if (begun.run !== null) onWentOn(begun.run);
  }
  // The error is shown from the mutation itself.
  const run = (thenPrint: boolean) => void settle(thenPrint).catch(() => undefined);
  const busy = stopped.isPending || goOn.isPending;
  const failed = stopped.error ?? goOn.error;
  return (
    <div className={styles["stopped"]} data-testid="stopped-panel">
      <div className={styles["body"]}>
        {asks ? (
          <>
            <p className={`muted ${styles["how"] ?? ""}`}>{t("printing.stopped.how")}</p>
            <div className={styles["place"]}>
              <TextField
                large
                label={t("printing.stopped.place")}
                value={place}
                problem={
                  unknown !== null
                    ? t("printing.stopped.notHere", { code: unknown })
                    : place.trim() !== "" && said === null
                      ? t("printing.stopped.placeOf", { last })
                      : null
                }
                good={goodWords(labels, said)}
                autoComplete="off"
                onChange={type}
                onKeyDown={(event) => (event.key === "Enter" && !isNumber(place) ? say(place) : undefined)}
                data-testid="stopped-place"
              />
              <Button large onClick={() => type("0")} aria-pressed={said === 0} data-testid="stopped-none">
                {t("printing.stopped.none")}
              </Button>
            </div>
            <ReasonFields
              label={t("printing.stopped.what")}
              reasons={STOPS}
              reason={reason}
              words={words}
              onReason={setReason}
              onWords={setWords}
            />
          </>
        ) : (
          <p className="muted">{t("printing.stopped.noneUnseen")}</p>
        )}
        {failed === null ? null : <ErrorNote error={failed} />}
      </div>
      <div className={styles["foot"]}>
        {plan === null ? null : <Plan plan={plan} labels={labels} reason={reason} words={words} />}
        {plan === null || plan.next === null ? null : (
          <div className={styles["on"]}>
            <PrinterChoice
              label={t("printing.stopped.printer")}
              value={printer ?? head.printer}
              onChange={setPrinter}
            />
          </div>
        )}
        <div className={styles["deeds"]}>
          {asks ? (
            <Button large reason={keeps} busy={busy} onClick={() => run(false)} data-testid="only-note">
              {t("printing.stopped.onlyNote")}
            </Button>
          ) : null}
          <Button
            large
            look="primary"
            reason={keeps ?? (plan?.next === null ? t("printing.stopped.nothingLeft") : null)}
            busy={busy}
            onClick={() => run(true)}
            data-testid="print-from"
          >
            {plan === null || plan.next === null
              ? t("printing.stopped.printRest")
              : t("printing.stopped.printFrom", { next: plan.next })}
          </Button>
        </div>
      </div>
    </div>
  );
}

function isNumber(text: string): boolean {
  return /^\d{1,6}$/.test(text.trim());
}

/** The place that is meant: a number of the run, or a tracking id typed in full; 0 where none came out. */
function readPlace(text: string, labels: readonly LabelRow[]): number | null {
  const typed = text.trim();
  if (!isNumber(typed)) {
    return labels.find((label) => label.trackingId.toLowerCase() === typed.toLowerCase())?.position ?? null;
  }
  const place = Number(typed);
  return place <= (labels.at(-1)?.position ?? 0) ? place : null;
}

function goodWords(labels: readonly LabelRow[], place: number | null): string | null {
  const row = labels.find((label) => label.position === place);
  return row === undefined ? null : row.trackingId;
}

type PlanProps = { plan: StopPlan; labels: readonly LabelRow[]; reason: ReprintReason | null; words: string };

/** What will be said of every label, before it is. */
function Plan({ plan, labels, reason, words }: PlanProps) {
  const { t } = usePrintWords();
  const why = reason === null ? t("printing.stopped.someReason") : reasonSaid(reason, words, t);
  const held = labels.filter((label) => label.state === "failed" && label.whyNot !== "printerRefused");
  const line = (places: readonly number[], key: string) =>
    t(`printing.plan.${key}`, { count: places.length, places: ranges(places), why });
  return (
    <ul className={styles["plan"]} aria-live="polite" data-testid="stopped-plan">
      {plan.there.length === 0 ? null : (
        <li>
          <Mark is="done">{line(plan.there, "there")}</Mark>
        </li>
      )}
      {plan.again.length === 0 ? null : (
        <li>
          <Mark is="urgent">{line(plan.again, "again")}</Mark>
        </li>
      )}
      {plan.before.length === 0 ? null : (
        <li>
          <Mark is="refused">{line(plan.before, "before")}</Mark>
        </li>
      )}
      {plan.refused.length === 0 ? null : (
        <li>
          <Mark is="refused">{line(plan.refused, "refused")}</Mark>
        </li>
      )}
      {plan.stay.length === 0 ? null : (
        <li>
          <Mark is="done">{line(plan.stay, "stay")}</Mark>
        </li>
      )}
      {plan.rest.length === 0 ? null : (
        <li>
          <Mark is="waiting">{line(plan.rest, "rest")}</Mark>
        </li>
      )}
      {held.length === 0 ? null : (
        <li>
          <Mark is="held">
            {line(
              held.map((label) => label.position),
              "held",
            )}
          </Mark>
        </li>
      )}
    </ul>
  );
}
