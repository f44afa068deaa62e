import type { TFunction } from "i18next";
import type { At, LabelRow, LabelState, PrintRunHead, RunState, WhyNot } from "~/bindings";
import type { State } from "~/components";
import { when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { countOf, sumOf } from "./run-rules";

/** A word with the mark it carries; without one it is plain. */
export type Said = { is: State | null; words: string };

const LABEL: Record<LabelState, State | null> = {
  queued: "waiting",
  sending: "waiting",
  spooled: null,
  asked: "unknown",
  confirmed: "done",
  spoiled: "refused",
  failed: "refused",
  withdrawn: null,
};

const RUN: Record<RunState, State | null> = {
  running: "waiting",
  paused: "held",
  stopping: "waiting",
  done: null,
  stopped: null,
};

/** Whether somebody must look at what a reason says, rather than at the printer. */
const HELD: readonly WhyNot[] = ["heldBack", "check", "shapeChanged", "unreadable"];

/** How a physical label stands. */
export function labelSaid(row: Pick<LabelRow, "state" | "whyNot">, t: TFunction): Said {
  if (row.state === "failed" && row.whyNot !== null && HELD.includes(row.whyNot)) {
    return { is: "held", words: t("printing.label.heldBack") };
  }
  return { is: LABEL[row.state], words: t(`printing.label.${row.state}`) };
}

/** Why a paper must not travel. */
export function stopSaid(why: WhyNot, t: TFunction): Said & { is: State } {
  const is = why === "cancelled" ? "breached" : why === "onHold" ? "held" : "stale";
  return { is, words: t(`printing.whyNot.${why}`) };
}

/** What else there is to say of a label: what stops it first, then why it did not go, then why it was printed again. */
export function noteSaid(row: LabelRow, t: TFunction): Said {
  if (row.mustNotTravel !== null && row.state !== "withdrawn") return stopSaid(row.mustNotTravel, t);
  if (row.state === "failed") {
    const why = row.whyNot === null ? "" : t(`printing.whyNot.${row.whyNot}`);
    return { is: null, words: [why, row.message].filter(Boolean).join(": ") };
  }
  const parts = [
    row.spoiled === null ? "" : reasonSaid(row.spoiled, row.words, t),
    row.copy > 1
      ? t("printing.copyBecause", { copy: row.copy, why: reasonSaid(row.reason ?? "other", row.words, t) })
      : "",
    row.state === "asked" ? t("printing.askedNote") : "",
  ];
  return { is: null, words: parts.filter(Boolean).join(" · ") };
}

/** A reason in words; what a person added follows it. */
export function reasonSaid(reason: NonNullable<LabelRow["reason"]>, words: string, t: TFunction): string {
  const ours = t(`printing.reason.${reason}`);
  const theirs = words.trim();
  return theirs === "" ? ours : reason === "other" ? theirs : `${ours}, ${theirs}`;
}

/** Where a run stands. What needs a person comes first. */
export function runSaid(head: PrintRunHead, t: TFunction): Said {
  const asked = countOf(head, "asked");
  if (asked > 0) return { is: "unknown", words: t("printing.run.asked", { count: asked }) };
  if (head.state === "stopping" && head.stopAfter !== null) {
    return { is: "waiting", words: t("printing.run.stopping", { count: head.stopAfter }) };
  }
  const failed = countOf(head, "failed");
  if (head.state === "done" || head.state === "stopped") {
    if (failed > 0) return { is: "refused", words: t("printing.run.failed", { count: failed }) };
    const { unseen } = sumOf(head);
    if (unseen > 0) return { is: null, words: t("printing.run.unseen", { count: unseen }) };
    if (head.state === "done") return { is: "done", words: t("printing.run.allThere") };
  }
  return { is: RUN[head.state], words: t(`printing.run.${head.state}`) };
}

/** What a run holds. */
export function titleSaid(head: PrintRunHead, t: TFunction): string {
  return head.batch === null ? head.title : t("printing.ofBatch", { batch: head.batch, count: head.labels });
}

/** When something was, as far as that is known. */
export function whenSaid(at: At): string {
  return at === null ? "" : when(at, currentTime());
}

/** `BED-BLU-K × 2 +1 more` */
export function goodsSaid(row: Pick<LabelRow, "sku" | "skuUnits" | "moreSkus">): string {
  const more = row.moreSkus > 0 ? ` +${row.moreSkus}` : "";
  return `${row.sku} × ${row.skuUnits}${more}`;
}
