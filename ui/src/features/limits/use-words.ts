import i18next from "i18next";
import { useTranslation } from "react-i18next";
import words from "~/i18n/en-guardrails.json";

/** Puts the guardrails' English words beside the others; they are not part of the first page. */
export function learnWords(): void {
  if (i18next.getResource("en", "translation", "guardrails") === undefined) {
    i18next.addResourceBundle("en", "translation", words, true, true);
  }
}

/** The words of the screens that speak of lines. */
export function useWords() {
  learnWords();
  return useTranslation();
}
