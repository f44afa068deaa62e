import { useTranslation } from "react-i18next";
import type { Frame } from "~/bindings";
import { Badge, Button } from "~/components";
import { ErrorNote, useAction } from "~/data";
import styles from "./settings.module.css";

/** The practice seller: what it is, and the way in and out. */
export function PracticeSection({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const open = useAction("practice_open");
  const close = useAction("seller_close");
  const inside = frame.seller?.practice === true;
  const failed = open.error ?? close.error;
  return (
    <>
      <div className="flex">
        <h2 className="h-title">{t("settings.sections.practice")}</h2>
        {inside ? <Badge is="done">{t("settings.practiceOpen")}</Badge> : null}
      </div>
      <p className="muted">{t("settings.practiceText")}</p>
      {failed === null ? null : <ErrorNote error={failed} />}
      <div className={styles["foot"]}>
        {inside ? (
          <Button large busy={close.isPending} onClick={() => close.mutate({})} data-testid="practice-leave">
            {t("settings.practiceLeave")}
          </Button>
        ) : (
          <Button large busy={open.isPending} onClick={() => open.mutate({})} data-testid="practice-open">
            {t("settings.practiceEnter")}
          </Button>
        )}
      </div>
    </>
  );
}
