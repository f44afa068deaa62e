import { useTranslation } from "react-i18next";
import words from "~/i18n/en-watch.json";
import { addWords } from "~/lib/add-words";

/** Puts the words of the watch beside the others; they are not part of the first page. */
export function learnWatchWords(): void {
  addWords("watch", words);
}

/** The words of the watch over handovers and labels. */
export function useWatchWords() {
  learnWatchWords();
  return useTranslation();
}
