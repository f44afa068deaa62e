import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Theme } from "~/bindings";
import { Segmented, TextField } from "~/components";
import { ErrorNote } from "~/data";
import styles from "./settings.module.css";
import { useChoices } from "./use-choices";

const THEMES = ["system", "light", "dark"] as const satisfies Theme[];

/** This desk: its name on actions, and how the app looks. */
export function DeskSection() {
  const { t } = useTranslation();
  const { choices, error, put } = useChoices();
  const [typed, setTyped] = useState<string | null>(null);
  function keep() {
    if (typed !== null && typed.trim() !== choices?.deskName) {
      put({ deskName: typed.trim() });
    }
    setTyped(null);
  }
  return (
    <>
      <h2 className="h-title">{t("settings.sections.desk")}</h2>
      {error === null ? null : <ErrorNote error={error} />}
      {choices === undefined ? null : (
        <div className={styles["fields"]}>
          <TextField
            label={t("settings.deskName")}
            help={t("settings.deskNameHelp")}
            value={typed ?? choices.deskName}
            maxLength={40}
            onChange={setTyped}
            onBlur={keep}
            onKeyDown={(event) => (event.key === "Enter" ? keep() : undefined)}
            data-testid="settings-desk-name"
          />
          <div className="field">
            <span className="label">{t("settings.theme")}</span>
            <span>
              <Segmented
                label={t("settings.theme")}
                value={choices.theme}
                onChange={(theme) => put({ theme })}
                options={THEMES.map((id) => ({ id, label: t(`settings.themes.${id}`), testId: `theme-${id}` }))}
              />
            </span>
            <span className="help">{t("settings.themeHelp")}</span>
          </div>
        </div>
      )}
    </>
  );
}
