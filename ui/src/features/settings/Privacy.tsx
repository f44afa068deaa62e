import { useTranslation } from "react-i18next";
import type { DataPlace } from "~/bindings";
import { Button, Mark, type State } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { count } from "~/lib/format";
import { NumberChoice } from "./NumberChoice";
import styles from "./settings.module.css";
import { useChoices } from "./use-choices";

const KEY: Record<DataPlace["key"], State> = { keyStore: "done", folder: "urgent", locked: "breached" };

/** Buyers' names and addresses: how long they are kept, and whether the disk gives them away. */
export function Privacy({ place }: { place: DataPlace }) {
  const { t } = useTranslation();
  const { choices, error, put } = useChoices();
  const erase = useAction("erase_now");
  return (
    <>
      <h3 className="h-lead" style={{ marginTop: "var(--s-24)" }}>
        {t("settings.privacy.title")}
      </h3>
      <p className={styles["key"]} data-testid="key-place" data-key={place.key}>
        <Mark is={KEY[place.key]}>{t(`settings.privacy.key.${place.key}`)}</Mark>{" "}
        <span className="muted">{t(`settings.privacy.keyText.${place.key}`)}</span>
      </p>
      {error === null ? null : <ErrorNote error={error} />}
      {choices === undefined ? null : (
        <div className={styles["fields"]}>
          <NumberChoice
            label={t("settings.privacy.days")}
            help={t("settings.privacy.daysHelp")}
            problem={t("settings.privacy.daysProblem")}
            unit={t("settings.privacy.daysUnit")}
            value={choices.keepBuyerDays}
            least={1}
            most={365}
            onChoose={(keepBuyerDays) => put({ keepBuyerDays })}
            testId="settings-keep-buyers"
          />
        </div>
      )}
      <div className={styles["foot"]}>
        <Button busy={erase.isPending} onClick={() => erase.mutate({})} data-testid="erase-now">
          {t("settings.privacy.eraseNow")}
        </Button>
        <span className="muted" aria-live="polite" data-testid="erased">
          {erase.data === undefined
            ? ""
            : erase.data.buyers + erase.data.files === 0
              ? t("settings.privacy.erasedNone")
              : t("settings.privacy.erased", { buyers: count(erase.data.buyers), files: count(erase.data.files) })}
        </span>
      </div>
      {erase.error === null ? null : <ErrorNote error={erase.error} />}
    </>
  );
}
