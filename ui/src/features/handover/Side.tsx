import { useTranslation } from "react-i18next";
import type { HandoverRow, ListForm } from "~/bindings";
import { Button } from "~/components";
import { useOpenDocument } from "~/features/documents";
import { capsOf } from "~/keys";
import { when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./handover.module.css";
import { Window } from "./Pickups";

type Props = {
  row: HandoverRow;
  place: string;
  busy: boolean;
  onManifest: () => void;
  ownBusy: boolean;
  onOwn: (form: ListForm) => void;
};

/** What is said and handed to the courier's executive: the code, the window, the manifest. */
export function Side({ row, place, busy, onManifest, ownBusy, onOwn }: Props) {
  const { t } = useTranslation();
  const open = useOpenDocument();
  const { manifest } = row;
  const made = manifest?.madeAt ?? null;
  const nothingHere = row.readyHere === 0 ? t("handover.nothingHere") : null;
  return (
    <aside className={styles["side"]} aria-label={row.courier}>
      <span className="eyebrow">{t("handover.code")}</span>
      {row.otc === null ? (
        <p className="muted">{t("handover.noCode")}</p>
      ) : (
        <>
          <div className={`${styles["otc"] ?? ""} id`} data-testid="handover-otc">
            {row.otc}
          </div>
          <p className="small muted">{t("handover.codeHelp")}</p>
        </>
      )}
      <dl className="kv" style={{ marginTop: "var(--s-16)" }}>
        <dt>{t("handover.column.courier")}</dt>
        <dd>
          <b>{row.courier}</b>
        </dd>
        <dt>{t("handover.pickup")}</dt>
        <dd>
          <Window row={row} />
        </dd>
        <dt>{t("handover.column.place")}</dt>
        <dd>{place}</dd>
        <dt>{t("handover.boxes")}</dt>
        <dd>{row.isMps ? t("handover.boxesMany") : t("handover.boxesOne")}</dd>
      </dl>
      <div className={styles["stack"]}>
        <Button
          large
          look="primary"
          keys={capsOf("manifest")}
          busy={busy}
          reason={row.counted + row.readyHere === 0 ? t("handover.nothingCounted") : null}
          onClick={onManifest}
          data-testid={`manifest-${row.courier}`}
        >
          {manifest === null ? t("handover.fetch") : t("handover.fetchAgain")}
        </Button>
        {manifest === null ? null : (
          <Button large onClick={() => open(manifest.document)} data-testid={`manifest-open-${row.courier}`}>
            {t("handover.open")}
          </Button>
        )}
      </div>
      <p className="small muted" style={{ marginTop: "var(--s-8)" }}>
        {manifest === null || made === null
          ? t("handover.manifestHelp")
          : t("handover.manifestMade", { time: when(made, currentTime()), count: manifest.pages })}
      </p>
      <div className={styles["stack"]}>
        <Button
          busy={ownBusy}
          reason={nothingHere}
          onClick={() => onOwn("pdf")}
          data-testid={`own-list-${row.courier}`}
        >
          {t("handover.ownList")}
        </Button>
        <Button look="ghost" reason={nothingHere} onClick={() => onOwn("csv")}>
          {t("handover.ownListCsv")}
        </Button>
      </div>
      <p className="small muted" style={{ marginTop: "var(--s-8)" }}>
        {t("handover.ownListHelp")}
      </p>
    </aside>
  );
}
