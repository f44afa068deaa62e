import { useState } from "react";
import type { LabelCheck, PrintBegun, PrintCheck, PrintWhat, WhyNot } from "~/bindings";
import { Check, Mark, Skeleton } from "~/components";
import { useAction, useRpc } from "~/data";
import { count } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { PrinterChoice } from "./PrinterChoice";
import styles from "./printing.module.css";
import { ReasonDialog, useReason } from "./ReasonDialog";
import { lacks } from "./run-rules";
import { usePrintWords } from "./words";

type Props = {
  what: PrintWhat;
  /** What is meant, in words: `places 18–30`. */
  lead: string;
  printer: number | null;
  onClose: () => void;
  onBegun: (run: number) => void;
};

/** Printing again: what goes, what may be on paper already and needs a reason, what stays and why; then the reason. */
export function AgainDialog({ what, lead, printer: before, onClose, onBegun }: Props) {
  const { t } = usePrintWords();
  const [printer, setPrinter] = useState(before);
  const given = useReason();
  const { reason, words } = given;
  const [hasLooked, setLooked] = useState(false);
  const [clientKey] = useState(() => crypto.randomUUID());
  const check = useRpc("print_check", { what, printer, layout: null });
  const start = useAction("print_start");
  const [stayed, setStayed] = useState<PrintBegun | null>(null);
  const found = check.data;
  const lack = lacks(found?.needsReason ?? 0, reason, words);
  const goes = found === undefined ? 0 : found.goes + found.needsReason + (hasLooked ? found.needsLook : 0);
  const keeps = lack !== null ? t(`printing.lacks.${lack}`) : goes === 0 ? t("printing.again.nothing") : null;
  function print() {
    start.mutate(
      {
        what,
        printer,
        layout: null,
        reason,
        words: words.trim(),
        from: null,
        stopAfter: null,
        hasLooked,
        clientKey,
      },
      {
        onSuccess: (begun) => {
          if (begun.run === null) setStayed(begun);
          else onBegun(begun.run);
        },
      },
    );
  }
  return (
    <ReasonDialog
      title={t("printing.again.title")}
      lead={lead}
      width="38rem"
      testId="again-dialog"
      why={found === undefined || found.needsReason === 0 ? null : t("printing.again.why")}
      given={given}
      deed={t("printing.again.print", { count: goes, n: count(goes) })}
      keeps={found === undefined ? t("printing.reading") : keeps}
      busy={start.isPending}
      deedTestId="again-print"
      onDo={print}
      onClose={onClose}
      error={check.error ?? start.error}
      below={
        found === undefined ? null : (
          <>
            <PrinterChoice value={printer} onChange={setPrinter} />
            {stayed === null ? null : <Mark is="refused">{t("printing.again.nothing")}</Mark>}
          </>
        )
      }
    >
      {found !== undefined ? (
        <Found found={found} hasLooked={hasLooked} onLooked={setLooked} />
      ) : check.error === null ? (
        <Skeleton label={t("printing.reading")} rows={4} />
      ) : null}
    </ReasonDialog>
  );
}

type FoundProps = { found: PrintCheck; hasLooked: boolean; onLooked: (looked: boolean) => void };

/** What goes, what needs a reason or a look, and what stays. */
function Found({ found, hasLooked, onLooked }: FoundProps) {
  const { t } = usePrintWords();
  return (
    <>
      <ul className={styles["plan"]} data-testid="again-check">
        {found.goes > 0 ? (
          <li>
            <Mark is="done">{t("printing.again.goes", { count: found.goes })}</Mark>
          </li>
        ) : null}
        {found.needsReason > 0 ? (
          <li>
            <Mark is="urgent">{t("printing.again.needsReason", { count: found.needsReason })}</Mark>
          </li>
        ) : null}
        {stays(found.labels).map(({ why, labels }) => (
          <li key={why}>
            <Mark is={why === "stale" ? "stale" : "refused"}>
              {t("printing.again.stays", { count: labels.length, why: t(`printing.whyNot.${why}`) })}
            </Mark>
            <span className="id faint">
              {" "}
              {labels
                .slice(0, 6)
                .map((label) => shortId(label.shipmentId))
                .join(", ")}
              {labels.length > 6 ? ", …" : ""}
            </span>
          </li>
        ))}
      </ul>
      {found.needsLook > 0 ? (
        <Check checked={hasLooked} onChange={onLooked} testId="again-looked">
          {t("printing.again.looked", { count: found.needsLook })}
        </Check>
      ) : null}
    </>
  );
}

/** What cannot go however it is asked for, by its reason. */
function stays(labels: readonly LabelCheck[]): { why: WhyNot; labels: LabelCheck[] }[] {
  const groups = new Map<WhyNot, LabelCheck[]>();
  for (const label of labels) {
    const { whyNot } = label;
    if (whyNot === null || whyNot === "alreadyPrinted" || whyNot === "check" || whyNot === "shapeChanged") continue;
    groups.set(whyNot, [...(groups.get(whyNot) ?? []), label]);
  }
  return [...groups].map(([why, members]) => ({ why, labels: members }));
}
