import { currentLanguage } from "~/i18n";
import { count } from "~/lib/format";

/** `82nd`; in Hindi the number alone. */
export function ordinal(number: number): string {
  const text = count(number);
  if (currentLanguage() !== "en") return text;
  const tens = number % 100;
  if (tens >= 11 && tens <= 13) return `${text}th`;
  return text + (["th", "st", "nd", "rd"][number % 10] ?? "th");
}
