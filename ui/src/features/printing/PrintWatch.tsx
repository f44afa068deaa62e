import { useEffect, useRef } from "react";
import type { PrintRuns } from "~/bindings";
import { useRpc } from "~/data";
import { countOf } from "./run-rules";
import { usePrintWords } from "./words";

const SHOWN = 20;

/** What is worth a notice between two looks at the runs. */
export type PrintNews =
  | { kind: "stopped"; run: number; printer: string; note: string }
  | { kind: "heldBack" | "done"; run: number; printer: string; count: number };

/** Compares two looks: runs that stopped by themselves, labels held back since, runs that ended. */
export function newsOf(before: PrintRuns, after: PrintRuns): PrintNews[] {
  return after.runs.flatMap((head): PrintNews[] => {
    const old = before.runs.find((run) => run.run === head.run);
    if (old === undefined) return [];
    const named = { run: head.run, printer: head.printerName };
    const held = countOf(head, "failed") - countOf(old, "failed");
    const news: PrintNews[] = [];
    if (head.state === "paused" && head.note !== null && head.note !== old.note) {
      news.push({ kind: "stopped", ...named, note: head.note });
    } else if (held > 0) {
      news.push({ kind: "heldBack", ...named, count: held });
    }
    if (head.state === "done" && old.state !== "done") {
      news.push({ kind: "done", ...named, count: countOf(head, "spooled", "confirmed") });
    }
    return news;
  });
}

/** Watches the runs from any screen, and says when one stands still, ends, or a label is held back. */
export function PrintWatch({ onSay }: { onSay: (good: boolean, text: string) => void }) {
  const { t } = usePrintWords();
  const { data } = useRpc("print_runs", { live: false, count: SHOWN });
  const last = useRef<PrintRuns | undefined>(undefined);
  useEffect(() => {
    const before = last.current;
    last.current = data;
    if (before === undefined || data === undefined) return;
    for (const news of newsOf(before, data)) onSay(news.kind === "done", t(`printing.news.${news.kind}`, { ...news }));
  }, [data, onSay, t]);
  return null;
}
