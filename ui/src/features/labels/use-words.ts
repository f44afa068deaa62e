import i18next from "i18next";
import { useTranslation } from "react-i18next";
import words from "~/i18n/en-labels.json";

/** Puts the English words of labels beside the others; they are not part of the first page. */
function learnWords(): void {
  if (i18next.getResource("en", "translation", "labels") === undefined) {
    i18next.addResourceBundle("en", "translation", words, true, true);
  }
}

/** The words of the screens that speak of labels. */
export function useWords() {
  learnWords();
  return useTranslation();
}
