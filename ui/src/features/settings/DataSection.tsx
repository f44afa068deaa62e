import { useTranslation } from "react-i18next";
import { CopyButton, Skeleton } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import { bytes, count as inWords } from "~/lib/format";
import { Backups } from "./Backups";
import { Privacy } from "./Privacy";
import styles from "./settings.module.css";

/** Where the data lies, how large it is, and which Godown this is. */
export function DataSection() {
  const { t } = useTranslation();
  const place = useRpc("data_place", {});
  return (
    <>
      <h2 className="h-title">{t("settings.sections.data")}</h2>
      <p className="muted">{t("settings.dataText")}</p>
      {place.error === null ? null : <ErrorNote error={place.error} />}
      {place.isPending ? <Skeleton label={t("settings.reading")} rows={4} /> : null}
      {place.data === undefined ? null : (
        <>
          <dl className="kv" style={{ marginTop: "var(--s-16)" }}>
            <dt>{t("settings.folder")}</dt>
            <dd className="id" data-testid="data-folder" style={{ overflowWrap: "anywhere" }}>
              {place.data.folder}
            </dd>
            <dt>{t("settings.database")}</dt>
            <dd>{bytes(place.data.databaseBytes)}</dd>
            <dt>{t("settings.documents")}</dt>
            <dd>{bytes(place.data.documentBytes)}</dd>
            <dt>{t("settings.shipments")}</dt>
            <dd>{inWords(place.data.shipments)}</dd>
            <dt>{t("settings.version")}</dt>
            <dd>Godown {place.data.version}</dd>
          </dl>
          <div className={styles["foot"]}>
            <CopyButton
              text={place.data.folder}
              words={{ copy: t("settings.copyFolder"), copied: t("settings.copied"), failed: t("settings.copyFailed") }}
            />
          </div>
          <Privacy place={place.data} />
          <Backups />
        </>
      )}
    </>
  );
}
