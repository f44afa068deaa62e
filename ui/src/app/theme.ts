import { useEffect } from "react";
import type { Settings, Theme } from "~/bindings";
import { useAction } from "~/data";

/** The theme on screen: the chosen one, or the system's. */
function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

function show(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

/** Keeps the page in the chosen theme. Returns the switch between light and dark; the choice is kept with the seller. */
export function useTheme(settings: Settings | undefined, hasSeller: boolean): () => void {
  const put = useAction("settings_put");
  const theme = settings?.theme;
  useEffect(() => {
    if (theme) show(theme);
  }, [theme]);
  return () => {
    const next = isDark() ? "light" : "dark";
    show(next);
    if (settings && hasSeller) put.mutate({ ...settings, theme: next });
  };
}
