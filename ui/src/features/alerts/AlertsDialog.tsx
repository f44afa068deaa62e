import { useEffect, useState } from "react";
import type { Alert } from "~/bindings";
import { Badge, Button, Dialog, DialogFoot, Empty, Mark, Skeleton } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { useWords } from "~/features/limits";
import { dayTime, when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { alertSaid } from "./alert-said";
import styles from "./alerts.module.css";

type Props = { onClose: () => void; onShow: () => void };

/** Every alert so far, newest first. Opening the list says that they were seen. */
export function AlertsDialog({ onClose, onShow }: Props) {
  const { t } = useWords();
  const { data, error } = useRpc("alerts", {});
  const { mutate: see } = useAction("alert_seen");
  // What was new when the list was opened stays marked as long as it is open.
  const [since, setSince] = useState<ReadonlySet<number> | null>(null);
  if (data !== undefined && since === null) {
    setSince(new Set(data.alerts.filter((alert) => alert.seenAt === null).map((alert) => alert.id)));
  }
  const unseen = data?.unseen ?? 0;
  useEffect(() => {
    if (unseen > 0) see({ id: null });
  }, [unseen, see]);
  return (
    <Dialog
      open
      onClose={onClose}
      width="44rem"
      title={t("alerts.title")}
      lead={t("alerts.lead")}
      testId="alerts-dialog"
      foot={
        <DialogFoot back={t("alerts.close")} onBack={onClose}>
          <Button large onClick={onShow}>
            {t("alerts.show")}
          </Button>
        </DialogFoot>
      }
    >
      {error === null ? null : <ErrorNote error={error} />}
      {data === undefined && error === null ? <Skeleton label={t("guardrails.reading")} rows={4} /> : null}
      {data?.alerts.length === 0 ? (
        <Empty icon="bell" title={t("alerts.none")}>
          {t("alerts.noneText")}
        </Empty>
      ) : null}
      <ol className={styles["list"]}>
        {data?.alerts.map((alert) => (
          <Row key={alert.id} alert={alert} isNew={since?.has(alert.id) ?? false} />
        ))}
      </ol>
    </Dialog>
  );
}

function Row({ alert, isNew }: { alert: Alert; isNew: boolean }) {
  const { t } = useWords();
  const now = currentTime();
  const { is, words } = alertSaid(alert, t, now);
  return (
    <li data-testid="alert">
      <time className="muted nowrap">{alert.at === null ? "" : dayTime(alert.at, now)}</time>
      <Mark is={alert.overAt === null ? is : "done"} className={styles["words"]}>
        {words}
      </Mark>
      <span className="small faint nowrap">
        {isNew ? <Badge>{t("alerts.new")}</Badge> : null}{" "}
        {alert.overAt === null ? "" : t("alerts.over", { at: when(alert.overAt, now) })}
        {alert.quiet ? ` ${t("alerts.quiet")}` : ""}
      </span>
    </li>
  );
}
