import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Settings } from "~/bindings";
import { TextField } from "~/components";

type Props = {
  choices: Settings;
  put: (part: Partial<Settings>) => void;
  label?: string;
  help?: string;
  station?: string;
};

/** The name of this desk: on actions, on runs and on what is printed here. Kept when the field is left. */
export function DeskName({ choices, put, label, help, station }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  function keep() {
    if (typed !== null && typed.trim() !== choices.deskName) {
      put({ deskName: typed.trim() });
    }
    setTyped(null);
  }
  return (
    <TextField
      label={label ?? t("settings.deskName")}
      help={help ?? t("settings.deskNameHelp")}
      value={typed ?? choices.deskName}
      placeholder={station}
      maxLength={40}
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => (event.key === "Enter" ? keep() : undefined)}
      data-testid="settings-desk-name"
    />
  );
}
