import i18next from "i18next";
import { useTranslation } from "react-i18next";
import words from "~/i18n/en-print.json";

/** Puts the words of paper beside the others; they are not part of the first page. */
export function learnPrintWords(): void {
  if (i18next.getResource("en", "translation", "printing") === undefined) {
    i18next.addResourceBundle("en", "translation", words, true, true);
  }
}

/** The words of printing, of the ledger and of printers. */
export function usePrintWords() {
  learnPrintWords();
  return useTranslation();
}
