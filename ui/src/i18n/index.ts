import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import desk from "./en-desk.json";
import frame from "./en.json";

/** All English words: the frame and the queues in `en.json`, the work screens in `en-desk.json`. */
export const english = { ...frame, ...desk };

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

/** English is always there; another language is read when it is first spoken. */
async function learn(language: Language): Promise<void> {
  if (language === "en" || i18next.hasResourceBundle(language, "translation")) return;
  const { hindi } = await import("./hindi");
  i18next.addResourceBundle(language, "translation", hindi);
}

/** Speaks another language from now on. */
export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await learn(language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** Starts the words in one language. */
export async function startWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: english } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  if (language !== "en") {
    await learn(language);
    await i18next.changeLanguage(language);
  }
  document.documentElement.lang = language;
}
