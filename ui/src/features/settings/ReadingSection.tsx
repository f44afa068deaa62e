import { useTranslation } from "react-i18next";
import { Button } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { count as inWords, when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { NumberChoice } from "./NumberChoice";
import { Reconcile } from "./Reconcile";
import styles from "./settings.module.css";
import { useChoices } from "./use-choices";

/** How often the marketplace is read, and how many calls that may take. */
export function ReadingSection() {
  const { t } = useTranslation();
  const { choices, error, put } = useChoices();
  const frame = useRpc("frame", {});
  const sync = useAction("sync_now");
  const status = frame.data?.status ?? null;
  return (
    <>
      <h2 className="h-title">{t("settings.sections.reading")}</h2>
      <p className="muted">{t("settings.readingText")}</p>
      {error === null ? null : <ErrorNote error={error} />}
      {choices === undefined ? null : (
        <div className={styles["fields"]}>
          <NumberChoice
            label={t("settings.poll")}
            help={t("settings.pollHelp")}
            problem={t("settings.pollProblem")}
            unit="s"
            value={choices.pollSeconds}
            least={30}
            most={3600}
            onChoose={(pollSeconds) => put({ pollSeconds })}
            testId="settings-poll"
          />
          <NumberChoice
            label={t("settings.calls")}
            help={t("settings.callsHelp")}
            problem={t("settings.callsProblem")}
            value={choices.callsPerHour}
            least={60}
            most={100_000}
            onChoose={(callsPerHour) => put({ callsPerHour })}
            testId="settings-calls"
          />
        </div>
      )}
      {status === null ? null : (
        <dl className="kv" style={{ marginTop: "var(--s-20)" }}>
          <dt>{t("settings.lastRead")}</dt>
          <dd>{status.syncedAt === null ? t("settings.never") : when(status.syncedAt, currentTime())}</dd>
          <dt>{t("settings.callsLeft")}</dt>
          <dd>{t("settings.callsLeftOf", { left: inWords(status.callsLeft), of: inWords(status.callsLimit) })}</dd>
          <dt>{t("settings.quarantined")}</dt>
          <dd>{status.quarantined === 0 ? t("settings.none") : inWords(status.quarantined)}</dd>
        </dl>
      )}
      <div className={styles["foot"]}>
        <Button busy={sync.isPending} onClick={() => sync.mutate({ full: false })}>
          {t("settings.readNow")}
        </Button>
        <Button busy={sync.isPending} onClick={() => sync.mutate({ full: true })}>
          {t("settings.readAll")}
        </Button>
      </div>
      {sync.error === null ? null : <ErrorNote error={sync.error} />}
      <Reconcile />
    </>
  );
}
