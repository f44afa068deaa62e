/** Times, money, counts and durations as people of the trade write them. Times are India time, wherever the computer stands. */

import i18next from "i18next";
import { currentLanguage } from "~/i18n";

const INDIA = "Asia/Kolkata";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const INDIA_OFFSET = 330 * MINUTE;

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: INDIA,
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const clockWithSeconds = new Intl.DateTimeFormat("en-GB", {
  timeZone: INDIA,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const months = {
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  hi: ["जन", "फ़र", "मार्च", "अप्रै", "मई", "जून", "जुल", "अग", "सित", "अक्टू", "नव", "दिस"],
} as const;
/** Units of a length of time; the Hindi letter for a second alone would read as "from". */
const units = {
  en: { s: "s", m: "m", h: "h", d: "d" },
  hi: { s: "सेकंड", m: "मि", h: "घं", d: "दिन" },
} as const;
const rupees = new Intl.NumberFormat("en-IN", { maximumFractionDigits: 0 });
const rupeesWithPaise = new Intl.NumberFormat("en-IN", {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** Number of the India day an instant falls on. */
export function indiaDay(at: number): number {
  return Math.floor((at + INDIA_OFFSET) / DAY);
}

/** `16:00` */
export function time(at: number): string {
  return clock.format(at);
}

/** `16:00:05` */
export function timeWithSeconds(at: number): string {
  return clockWithSeconds.format(at);
}

/** `21 Nov`; with the year where it is another one than `now`'s. */
export function day(at: number, now: number = at): string {
  const date = new Date(at + INDIA_OFFSET);
  const year = date.getUTCFullYear();
  const text = `${date.getUTCDate()} ${months[currentLanguage()][date.getUTCMonth()]}`;
  return year === new Date(now + INDIA_OFFSET).getUTCFullYear() ? text : `${text} ${year}`;
}

/** `21 Nov, 16:00`, always with the day. */
export function dayTime(at: number, now: number = at): string {
  return `${day(at, now)}, ${time(at)}`;
}

/** `16:00` today, `22 Nov, 10:00` on another day. */
export function when(at: number, now: number): string {
  return indiaDay(at) === indiaDay(now) ? time(at) : dayTime(at, now);
}

/** A length of time in its two largest units: `40 s`, `12 m`, `1 h 12 m`, `3 d 4 h`. Negative counts as positive. */
export function duration(milliseconds: number): string {
  const { s, m, h, d } = units[currentLanguage()];
  const length = Math.abs(milliseconds);
  if (length < MINUTE) return `${Math.floor(length / 1000)} ${s}`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} ${m}`;
  if (length < DAY) {
    const minutes = Math.floor((length % HOUR) / MINUTE);
    const hours = `${Math.floor(length / HOUR)} ${h}`;
    return minutes === 0 ? hours : `${hours} ${minutes} ${m}`;
  }
  const hours = Math.floor((length % DAY) / HOUR);
  const days = `${Math.floor(length / DAY)} ${d}`;
  return hours === 0 || length >= 10 * DAY ? days : `${days} ${hours} ${h}`;
}

/** `4 m 05 s` under an hour: for a countdown that is watched. */
export function countdown(milliseconds: number): string {
  const { s, m } = units[currentLanguage()];
  const left = Math.max(0, milliseconds);
  if (left >= HOUR || left < MINUTE) return duration(left);
  return `${Math.floor(left / MINUTE)} ${m} ${String(Math.floor((left % MINUTE) / 1000)).padStart(2, "0")} ${s}`;
}

/** Paise as `₹1,25,000`; paise are shown only where there are some. */
export function money(paise: number | null): string {
  if (paise === null) return "";
  const sign = paise < 0 ? "-" : "";
  const amount = Math.abs(paise);
  return `${sign}₹${amount % 100 === 0 ? rupees.format(amount / 100) : rupeesWithPaise.format(amount / 100)}`;
}

/** `1,08,412` */
export function count(number: number): string {
  return rupees.format(number);
}

/** `4.2 MB` */
export function bytes(number: number | null): string {
  if (number === null) return "";
  if (number < 1024) return `${number} B`;
  if (number < 1024 * 1024) return `${Math.round(number / 1024)} KB`;
  if (number < 1024 ** 3) return `${(number / 1024 ** 2).toFixed(1)} MB`;
  return `${(number / 1024 ** 3).toFixed(1)} GB`;
}

/** The marketplace's name of a service in the trade's words (contract 7.3: NORMAL is the regular service). */
export function service(shipmentType: string): string {
  if (shipmentType === "NORMAL") return "Regular";
  return shipmentType.charAt(0) + shipmentType.slice(1).toLowerCase();
}

/** The marketplace's name of a state in words: `READY_TO_DISPATCH` is `Ready to dispatch`. */
export function stateWords(state: string): string {
  const key = `stateName.${state as "APPROVED"}` as const;
  if (i18next.exists(key)) return i18next.t(key);
  const words = state.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
