import { useTranslation } from "react-i18next";
import type { Frame } from "~/bindings";
import { Empty, Radios } from "~/components";
import { ErrorNote } from "~/data";
import styles from "./settings.module.css";
import { useChoices } from "./use-choices";

/** Warehouses of the account, and which one the queues are narrowed to when the app opens. */
export function LocationSection({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const { choices, error, put } = useChoices();
  if (frame.locations.length === 0) {
    return (
      <Empty icon="pin" title={t("settings.noLocations")}>
        {t("settings.noLocationsText")}
      </Empty>
    );
  }
  return (
    <>
      <h2 className="h-title">{t("settings.sections.locations")}</h2>
      <p className="muted">{t("settings.locationsText")}</p>
      {error === null ? null : <ErrorNote error={error} />}
      {choices === undefined ? null : (
        <div className={styles["group"]}>
          <Radios
            label={t("settings.locationDefault")}
            value={choices.location}
            onChange={(location) => put({ location })}
            options={[
              { value: "", label: t("settings.allLocations") },
              ...frame.locations.map((place) => ({ value: place.id, label: place.name, help: place.id })),
            ]}
          />
        </div>
      )}
    </>
  );
}
