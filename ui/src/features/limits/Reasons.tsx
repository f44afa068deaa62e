import type { PolicySheet } from "~/bindings";
import styles from "./limits.module.css";
import { useWords } from "./use-words";

/** Whose a cancellation counts as, by the reason the marketplace gives: data with its source, as everything here. */
export function Reasons({ sheet }: { sheet: PolicySheet }) {
  const { t } = useWords();
  const title = t("limits.sheet.reasons");
  if (sheet.reasons.length === 0) return null;
  return (
    <section className={styles["reasons"]} aria-label={title}>
      <h3 className="h-lead">{title}</h3>
      <p className="muted">{t("limits.sheet.reasonsLead")}</p>
      <table aria-label={title} data-testid="reasons">
        <thead>
          <tr>
            {(["reason", "subReason", "countsAs"] as const).map((head) => (
              <th key={head} scope="col">
                {t(`limits.sheet.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.reasons.map(({ reason = "", subReason = "", by }) => (
            <tr key={`${reason}/${subReason}`}>
              {[reason, subReason].map((word, column) => (
                // Two columns that never change places.
                // oxlint-disable-next-line react/no-array-index-key
                <td key={column} className={word === "" ? "faint" : "id"}>
                  {word === "" ? t("limits.sheet.anyReason") : word}
                </td>
              ))}
              <td className={styles["who"]}>{t(`facts.by.${by}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small faint">{t("limits.sheet.reasonsSource", { source: sheet.reasonsSource })}</p>
    </section>
  );
}
