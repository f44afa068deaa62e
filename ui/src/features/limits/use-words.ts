import { useTranslation } from "react-i18next";
import words from "~/i18n/en-guardrails.json";
import { addWords } from "~/lib/add-words";

/** Puts the guardrails' English words beside the others; they are not part of the first page. */
export function learnWords(): void {
  addWords("guardrails", words);
}

/** The words of the screens that speak of lines. */
export function useWords() {
  learnWords();
  return useTranslation();
}
