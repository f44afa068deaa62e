import type { HubImport, HubReport, Metric } from "~/bindings";
import { useRpc } from "~/data";
import { dayWords, useWords } from "~/features/limits";
import { count, dayTime, indiaDay } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./guardrails.module.css";

/** The report of Seller Hub that speaks of a metric. */
const REPORTS: Partial<Record<Metric, HubReport>> = {
  "rtd-breach": "rts-breaches",
  reattempt: "pickup-reattempts",
  "customer-return": "returns",
  "seller-cancellation": "orders",
  sales: "orders",
};

/** Reports taken so far, newest first. */
export function useImports(): readonly HubImport[] {
  return useRpc("hub_imports", {}).data?.imports ?? [];
}

type Props = { metrics: readonly Metric[]; onCompare: () => void };

/** What of these metrics was compared with Seller Hub and when, and the way to do it, or to do it again. */
export function Compared({ metrics, onCompare }: Props) {
  const { t } = useWords();
  const imports = useImports();
  const now = currentTime();
  const last = metrics
    .map((metric) => imports.find((one) => one.report === REPORTS[metric]))
    .filter((one) => one !== undefined);
  return (
    <>
      {[...new Set(last)].map((one) => (
        <span key={one.id} data-testid="headline-compared">{`${said(one)} `}</span>
      ))}
      <button type="button" className={styles["link"]} onClick={onCompare} data-testid="headline-compare">
        {t(last.length === 0 ? "guardrails.tier.unsureDo" : "guardrails.compareAgain")}
      </button>
      .
    </>
  );

  function said(one: HubImport): string {
    const today = indiaDay(now);
    return t(one.days === null ? "guardrails.tier.comparedBare" : "guardrails.tier.compared", {
      report: t(`guardrails.import.report.${one.report}`),
      from: one.days === null ? "" : dayWords(one.days[0], today),
      to: one.days === null ? "" : dayWords(one.days[1], today),
      at: one.at === null ? "" : dayTime(one.at, now),
      matched: count(one.matched),
      rows: count(one.rows),
    });
  }
}
