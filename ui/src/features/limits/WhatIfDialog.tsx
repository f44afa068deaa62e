import type { Selection, WhatIfAct } from "~/bindings";
import { Dialog, DialogFoot, Skeleton } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import { count } from "~/lib/format";
import { ChangeTable } from "./ChangeTable";
import styles from "./limits.module.css";
import { useWords } from "./use-words";

type Props = { selection: Selection; onClose: () => void };

/** What leaving these shipments, or cancelling them, would do to each line. Counts only. */
export function WhatIfDialog({ selection, onClose }: Props) {
  const { t } = useWords();
  const cost = useRpc("what_if", { selection, what: "notDispatch" }, { keep: false }).data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("limits.whatIf.title", { count: cost?.shipments ?? 0, n: count(cost?.shipments ?? 0) })}
      lead={
        cost === undefined
          ? t("limits.whatIf.lead")
          : `${t("limits.whatIf.units", { count: cost.units, n: count(cost.units) })} · ${t("limits.whatIf.lead")}`
      }
      testId="what-if-dialog"
      foot={<DialogFoot back={t("limits.whatIf.close")} onBack={onClose} />}
    >
      <Part selection={selection} what="notDispatch" />
      <Part selection={selection} what="cancel" />
    </Dialog>
  );
}

function Part({ selection, what }: { selection: Selection; what: WhatIfAct }) {
  const { t } = useWords();
  const { data: cost, error } = useRpc("what_if", { selection, what }, { keep: false });
  const basis = useRpc("policies", {}).data?.policies.basis ?? "units";
  const title = t(`limits.whatIf.${what}`);
  return (
    <section className={styles["part"]} aria-label={title} data-testid={`what-if-${what}`}>
      <h3 className="h-lead">{title}</h3>
      {error === null ? null : <ErrorNote error={error} />}
      {cost === undefined && error === null ? <Skeleton label={t("limits.whatIf.counting")} rows={3} /> : null}
      {cost === undefined ? null : cost.lines.length + cost.places.length === 0 ? (
        <p className="muted">{t("limits.whatIf.nothing")}</p>
      ) : (
        <ChangeTable lines={cost.lines} places={cost.places} basis={basis} label={title} />
      )}
      {cost !== undefined && cost.free > 0 ? (
        <p className="small muted">{t("limits.whatIf.free", { count: cost.free, n: count(cost.free) })}</p>
      ) : null}
    </section>
  );
}
