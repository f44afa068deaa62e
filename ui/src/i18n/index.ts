import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import desk from "./en-desk.json";
import frame from "./en.json";
import hiDesk from "./hi-desk.json";
import hiFrame from "./hi.json";

/** All English words: the frame and the queues in `en.json`, the work screens in `en-desk.json`. */
export const english = { ...frame, ...desk };
/** The Hindi words there are; what is missing falls back to English. */
export const hindi = { ...hiFrame, ...hiDesk };

export type Words = typeof english;
export type Language = "en" | "hi";

const KEPT = "godown.language";

/** The language this person chose on this computer. */
export function keptLanguage(): Language {
  return localStorage.getItem(KEPT) === "hi" ? "hi" : "en";
}

/** The language on screen. */
export function currentLanguage(): Language {
  return i18next.language === "hi" ? "hi" : "en";
}

/** Speaks another language from now on. */
export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** Starts the words in one language. */
export async function startWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    resources: { en: { translation: english }, hi: { translation: hindi } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}
