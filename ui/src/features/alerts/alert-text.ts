import i18next from "i18next";
import type { Alert } from "~/bindings";
import { learnWords } from "~/features/limits";
import { currentTime } from "~/lib/now";
import { alertSaid } from "./alert-said";

/** An alert as one sentence in the language on screen. */
export function alertText(alert: Alert): string {
  learnWords();
  return alertSaid(alert, i18next.t, currentTime()).words;
}
