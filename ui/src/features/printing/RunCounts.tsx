import type { PrintRunHead } from "~/bindings";
import { StageBar, type StagePart } from "~/components";
import { count } from "~/lib/format";
import styles from "./printing.module.css";
import { countOf } from "./run-rules";
import { usePrintWords } from "./words";

/** A run in four figures: what waits, what was sent and not seen, what is there, what is not usable or did not go. */
export function RunCounts({ head }: { head: PrintRunHead }) {
  const { t } = usePrintWords();
  const of = head.labels;
  const asked = countOf(head, "asked");
  const spoiled = countOf(head, "spoiled");
  const failed = countOf(head, "failed");
  const withdrawn = countOf(head, "withdrawn");
  const figures: { id: "waiting" | "sent" | "there" | "lost"; n: number; parts: StagePart[]; note: string }[] = [
    {
      id: "waiting",
      n: countOf(head, "queued", "sending"),
      parts: [
        { is: "next", count: countOf(head, "queued") },
        { is: "waiting", count: countOf(head, "sending") },
      ],
      note: withdrawn > 0 ? t("printing.counts.withdrawn", { count: withdrawn }) : t("printing.counts.waitingNote"),
    },
    {
      id: "sent",
      n: countOf(head, "spooled", "asked"),
      parts: [
        { is: "waiting", count: countOf(head, "spooled") },
        { is: "unknown", count: asked },
      ],
      note: asked > 0 ? t("printing.counts.asked", { count: asked }) : t("printing.counts.sentNote"),
    },
    {
      id: "there",
      n: countOf(head, "confirmed"),
      parts: [{ is: "done", count: countOf(head, "confirmed") }],
      note: t("printing.counts.thereNote"),
    },
    {
      id: "lost",
      n: spoiled + failed,
      parts: [
        { is: "refused", count: spoiled },
        { is: "held", count: failed },
      ],
      note:
        spoiled + failed === 0
          ? t("printing.counts.lostNone")
          : [
              spoiled > 0 ? t("printing.counts.spoiled", { count: spoiled }) : "",
              failed > 0 ? t("printing.counts.failed", { count: failed }) : "",
            ]
              .filter(Boolean)
              .join(", "),
    },
  ];
  return (
    <ul className={styles["counts"]} aria-label={t("printing.counts.title")}>
      {figures.map((figure) => (
        <li key={figure.id} data-testid={`count-${figure.id}`} data-count={figure.n}>
          <span className="eyebrow">{t(`printing.counts.${figure.id}`)}</span>
          <span className="figure">
            {count(figure.n)} <small className={styles["of"]}>{t("printing.of", { of: count(of) })}</small>
          </span>
          <StageBar parts={figure.parts} of={of} />
          <span className="small muted cut" title={figure.note}>
            {figure.note}
          </span>
        </li>
      ))}
    </ul>
  );
}
