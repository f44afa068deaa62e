import type { Line } from "~/bindings";
import { useRpc } from "~/data";
import { useWords } from "~/features/limits";
import { day } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { useOnBoard } from "./board-context";
import styles from "./guardrails.module.css";

/** How sure the lines are and since when they hold; the source of each stands in the sheet. */
export function Sources() {
  const { t } = useWords();
  const { editLines } = useOnBoard();
  const lines = useRpc("policies", {}).data?.policies.lines ?? [];
  const byCertainty = new Map<string, Line[]>();
  for (const line of lines) {
    if (!(line.isOn ?? true) || line.validTo) continue;
    const key = `${line.certainty}|${line.validFrom}`;
    byCertainty.set(key, [...(byCertainty.get(key) ?? []), line]);
  }
  return (
    <p className={`small faint ${styles["sources"] ?? ""}`}>
      {[...byCertainty.values()].map((group) => {
        const [one] = group;
        if (one === undefined) return null;
        const sets = [...new Set(group.map((line) => t(`limits.setWhole.${line.set}`)))].join(", ");
        return `${t("guardrails.sourceNote", { sets, from: day(Date.parse(`${one.validFrom}T00:00:00Z`), currentTime()), certainty: t(`limits.sheet.certain.${one.certainty}`) })} `;
      })}
      <button type="button" className={styles["link"]} onClick={editLines} data-testid="edit-lines-link">
        {t("limits.sheet.edit")}
      </button>
    </p>
  );
}
