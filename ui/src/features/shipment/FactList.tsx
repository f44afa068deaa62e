import { useState } from "react";
import type { ShipmentFacts } from "~/bindings";
import { Badge, Glyph, Skeleton } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import { useWords } from "~/features/limits";
import { useNow } from "~/lib/now";
import { factsSaid } from "./fact-words";
import styles from "./facts.module.css";

/** What the guardrails count this shipment by; read when it is folded out. */
export function FactList({ shipmentId }: { shipmentId: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const { data, error } = useRpc("shipment_facts", { shipmentId }, { enabled: open, keep: false });
  return (
    <details className={styles["facts"]} onToggle={(event) => setOpen(event.currentTarget.open)} data-testid="facts">
      <summary className="eyebrow">{t("facts.title")}</summary>
      {error === null ? null : <ErrorNote error={error} />}
      {open && data === undefined && error === null ? <Skeleton label={t("facts.reading")} rows={3} /> : null}
      {data === undefined ? null : <Known known={data} />}
    </details>
  );
}

function Known({ known }: { known: ShipmentFacts }) {
  const { t } = useWords();
  const now = useNow(60_000);
  const facts = factsSaid(known.facts, now, t);
  const { metGone, toldLate } = known.story;
  return (
    <>
      {metGone ? <p className="small muted">{t("facts.metGone")}</p> : null}
      {toldLate ? <p className="small muted">{t("facts.toldLate")}</p> : null}
      {facts.length === 0 ? <p className="muted">{t("facts.none")}</p> : null}
      <ol>
        {facts.map((fact, at) => (
          // Facts are only ever added, and the newest stands first.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={facts.length - at} data-replaced={fact.isReplaced ? "" : undefined}>
            <Glyph name={fact.glyph} />
            <span>
              <b>{fact.head}</b> {fact.isReplaced ? <Badge is="stale">{t("facts.replaced")}</Badge> : null}
              {fact.happened === "" ? null : <span className="muted"> {fact.happened}</span>}
              <span className={`small faint ${styles["how"] ?? ""}`}>{fact.learned}</span>
              {fact.how === "" ? null : <span className={`small muted ${styles["how"] ?? ""}`}>{fact.how}</span>}
              {fact.reason === "" ? null : (
                <span className={`small muted ${styles["how"] ?? ""}`}>
                  {t("facts.reason")} <span className="id">{fact.reason}</span>
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
