import { useTranslation } from "react-i18next";
import words from "~/i18n/en-print.json";
import { addWords } from "~/lib/add-words";

/** Puts the words of paper beside the others; they are not part of the first page. */
export function learnPrintWords(): void {
  addWords("printing", words);
}

/** The words of printing, of the ledger and of printers. */
export function usePrintWords() {
  learnPrintWords();
  return useTranslation();
}
