import { useTranslation } from "react-i18next";
import type { AccountTest } from "~/bindings";
import { Mark } from "~/components";
import { day } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./settings.module.css";

/** What a test found: locations, how long the login lives, whether this computer can keep it. */
export function Found({ found }: { found: AccountTest }) {
  const { t } = useTranslation();
  return (
    <div className={styles["found"]} data-testid="account-found">
      <Mark is="done">
        {t("settings.account.works", { count: found.locations.length })}
        {found.loginExpiresAt === null
          ? ""
          : ` · ${t("settings.account.until", { day: day(found.loginExpiresAt, currentTime()) })}`}
      </Mark>
      {found.locations.length === 0 ? null : (
        <span>
          {found.locations.map((place) => (
            <span key={place.id}>
              {place.name} <span className="id faint">{place.id}</span>
              {"  "}
            </span>
          ))}
        </span>
      )}
      <KeyStore canKeep={found.canKeep} />
    </div>
  );
}

/** Whether the login outlives this run, in words. */
export function KeyStore({ canKeep }: { canKeep: boolean }) {
  const { t } = useTranslation();
  return canKeep ? (
    <Mark is="done">{t("settings.keyStore.kept")}</Mark>
  ) : (
    <span>
      <Mark is="urgent">{t("settings.keyStore.notKept")}</Mark>{" "}
      <span className="muted">{t("settings.keyStore.how")}</span>
    </span>
  );
}
