import { useTranslation } from "react-i18next";
import type { Theme } from "~/bindings";
import { Button, Segmented, Switch } from "~/components";
import { ErrorNote } from "~/data";
import { trySound } from "~/lib/sound";
import { DeskName } from "./DeskName";
import styles from "./settings.module.css";
import { useChoices } from "./use-choices";

const THEMES = ["system", "light", "dark"] as const satisfies Theme[];

/** This desk: its name on actions, and how the app looks. */
export function DeskSection() {
  const { t } = useTranslation();
  const { choices, error, put } = useChoices();
  return (
    <>
      <h2 className="h-title">{t("settings.sections.desk")}</h2>
      {error === null ? null : <ErrorNote error={error} />}
      {choices === undefined ? null : (
        <div className={styles["fields"]}>
          <DeskName choices={choices} put={put} />
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
          <div className="field">
            <Switch on={choices.sounds} onChange={(sounds) => put({ sounds })} testId="settings-sounds">
              {t("settings.sounds")}
            </Switch>
            <span className="help">{t("settings.soundsHelp")}</span>
            <span className="flex">
              <Button onClick={() => trySound(true)} data-testid="sound-right">
                {t("settings.soundRight")}
              </Button>
              <Button onClick={() => trySound(false)} data-testid="sound-wrong">
                {t("settings.soundWrong")}
              </Button>
            </span>
          </div>
        </div>
      )}
    </>
  );
}
