import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DataBackup } from "~/bindings";
import { Button, Dialog, DialogFoot, Mark, Skeleton, Trouble } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { bytes, count as inWords, when } from "~/lib/format";
import { useNow } from "~/lib/now";
import styles from "./settings.module.css";

/** The backups of the database: look it through, make one, put one back. Works where the database cannot be opened. */
export function Backups({ seller = null }: { seller?: string | null }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const kept = useRpc("data_backups", { seller });
  const check = useAction("data_check");
  const make = useAction("data_backup");
  const [restoring, setRestoring] = useState<DataBackup | null>(null);
  const damage = kept.data?.damage ?? check.data?.damage ?? null;
  const backups = kept.data?.backups ?? [];
  return (
    <>
      <h3 className="h-lead" style={{ marginTop: "var(--s-24)" }}>
        {t("settings.backups.title")}
      </h3>
      <p className="muted">{t("settings.backups.text")}</p>
      {damage === null ? null : (
        <Trouble is="refused" title={t("settings.backups.damaged")}>
          {damage}
        </Trouble>
      )}
      {kept.error === null ? null : <ErrorNote error={kept.error} />}
      {kept.isPending ? <Skeleton label={t("settings.reading")} rows={3} /> : null}
      {kept.data !== undefined && backups.length === 0 ? <p>{t("settings.backups.none")}</p> : null}
      <ul className={styles["table"]} data-testid="backups">
        {backups.map((backup) => (
          <li key={backup.name}>
            <b>{when(backup.at ?? 0, now)}</b>
            <span className="muted">
              {t(`settings.backups.kinds.${backup.kind}`)} ·{" "}
              {t("settings.backups.holds", {
                shipments: inWords(backup.shipments),
                actions: inWords(backup.actions),
                size: bytes(backup.bytes),
              })}
            </span>
            <span className="num">
              <Button onClick={() => setRestoring(backup)} data-testid="backup-restore">
                {t("settings.backups.restore")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <div className={styles["foot"]}>
        <Button
          busy={make.isPending}
          disabled={damage !== null}
          onClick={() => make.mutate({})}
          data-testid="backup-now"
        >
          {t("settings.backups.make")}
        </Button>
        <Button busy={check.isPending} onClick={() => check.mutate({ seller })} data-testid="data-check">
          {t("settings.backups.check")}
        </Button>
        {check.data?.damage === null ? <span className="muted">{t("settings.backups.sound")}</span> : null}
      </div>
      {make.error === null ? null : <ErrorNote error={make.error} />}
      {check.error === null ? null : <ErrorNote error={check.error} />}
      {restoring === null ? null : (
        <RestoreDialog seller={seller} backup={restoring} onClose={() => setRestoring(null)} />
      )}
    </>
  );
}

type Props = { seller: string | null; backup: DataBackup; onClose: () => void };

/** What a restore loses, what it keeps and what happens next; then the restore. */
function RestoreDialog({ seller, backup, onClose }: Props) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const check = useRpc("restore_check", { seller, backup: backup.name });
  const restore = useAction("data_restore");
  const told = check.data;
  const unreadable = told === undefined ? 0 : told.actions.unreadable + told.labels.unreadable;
  return (
    <Dialog
      open
      onClose={onClose}
      width="36rem"
      title={t("settings.backups.restoreTitle", { when: when(backup.at ?? 0, now) })}
      lead={t("settings.backups.restoreLead")}
      testId="restore-dialog"
      foot={
        <DialogFoot back={t("settings.backups.back")} onBack={onClose}>
          <Button
            large
            look="danger"
            busy={restore.isPending}
            disabled={told === undefined}
            onClick={() => restore.mutate({ seller, backup: backup.name }, { onSuccess: onClose })}
            data-testid="restore-confirm"
          >
            {t("settings.backups.restoreConfirm")}
          </Button>
        </DialogFoot>
      }
    >
      {check.isPending ? <Skeleton label={t("settings.reading")} rows={3} /> : null}
      {told === undefined ? null : (
        <ul className={styles["means"]}>
          <li>
            <Mark is="done">{t("settings.backups.word.carried")}</Mark>
            <span>
              {t("settings.backups.carried", {
                actions: inWords(told.actions.carried),
                labels: inWords(told.labels.carried),
              })}
            </span>
          </li>
          <li>
            <Mark is="unknown">{t("settings.backups.word.doubtful")}</Mark>
            <span>
              {t("settings.backups.doubtful", {
                actions: inWords(told.actions.doubtful),
                labels: inWords(told.labels.doubtful),
              })}
            </span>
          </li>
          {unreadable === 0 ? null : (
            <li>
              <Mark is="breached">{t("settings.backups.word.unreadable")}</Mark>
              <b>{t("settings.backups.unreadable", { rows: inWords(unreadable) })}</b>
            </li>
          )}
          <li>
            <Mark is="refused">{t("settings.backups.word.lost")}</Mark>
            <span>{t("settings.backups.lost")}</span>
          </li>
          <li>
            <Mark is="waiting">{t("settings.backups.word.next")}</Mark>
            <span>{t("settings.backups.next")}</span>
          </li>
        </ul>
      )}
      {check.error === null ? null : <ErrorNote error={check.error} />}
      {restore.error === null ? null : <ErrorNote error={restore.error} />}
    </Dialog>
  );
}
