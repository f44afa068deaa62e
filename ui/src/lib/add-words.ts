import i18next from "i18next";

/** Puts English words that are not part of the first page beside the others, once. `root`: the name their tree has. */
export function addWords(root: string, words: object): void {
  if (i18next.getResource("en", "translation", root) === undefined) {
    i18next.addResourceBundle("en", "translation", words, true, true);
  }
}
