import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** The way to the layouts, which are changed while looking at a real label. */
export function LabelSection() {
  const { t } = useTranslation();
  return (
    <>
      <h2 className="h-title">{t("settings.sections.labels")}</h2>
      <p className="muted">{t("settings.labelsText")}</p>
      <p>
        <Link to="/labels" className="btn" data-testid="settings-layout">
          {t("settings.labelsOpen")}
        </Link>
      </p>
    </>
  );
}
