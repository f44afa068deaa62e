import { useTranslation } from "react-i18next";
import words from "~/i18n/en-own.json";
import { addWords } from "./add-words";

/** The words of self-ship and stock; they are not part of the first page. */
export function useOwnWords() {
  addWords("selfShip", words);
  return useTranslation();
}
