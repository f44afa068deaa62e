import i18next from "i18next";
import { useTranslation } from "react-i18next";
import words from "~/i18n/en-watch.json";

/** Puts the words of the watch beside the others; they are not part of the first page. */
export function learnWatchWords(): void {
  if (i18next.getResource("en", "translation", "watch") === undefined) {
    i18next.addResourceBundle("en", "translation", words, true, true);
  }
}

/** The words of the watch over handovers and labels. */
export function useWatchWords() {
  learnWatchWords();
  return useTranslation();
}
