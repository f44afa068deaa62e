import { useTranslation } from "react-i18next";
import words from "~/i18n/en-labels.json";
import { addWords } from "~/lib/add-words";

/** The words of the screens that speak of labels. */
export function useWords() {
  addWords("labels", words);
  return useTranslation();
}
