/** What can be said about credentials before anything is sent, and about a login's life. */
import type { AccountForm } from "~/bindings";

/** An empty form. */
export const EMPTY_FORM: AccountForm = { name: "", clientId: "", clientSecret: "", baseUrl: "" };

/** What is wrong with a pasted key, as a word's key; none where nothing is. */
export function keyProblem(key: string): "spaces" | "short" | null {
  if (key === "") {
    return null;
  }
  if (/\s/.test(key)) {
    return "spaces";
  }
  return key.length < 8 ? "short" : null;
}

/** A marketplace address: https, or plain http to this computer only. Empty is the real one. */
export function baseUrlProblem(text: string): boolean {
  if (text.trim() === "") {
    return false;
  }
  try {
    const url = new URL(text.trim());
    const here = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    return !(url.protocol === "https:" || (url.protocol === "http:" && here));
  } catch {
    return true;
  }
}

/** Whether the form can be tried. */
export function canTry(form: AccountForm): boolean {
  const keys = [form.clientId, form.clientSecret];
  return keys.every((key) => key !== "" && keyProblem(key) === null) && !baseUrlProblem(form.baseUrl);
}

const DAY = 24 * 60 * 60_000;

/** Life of a login as seen now: whole days left, and the share of `span` that is used up. */
export function loginLife(expiresAt: number, now: number, spanDays: number): { daysLeft: number; used: number } {
  const left = Math.max(0, expiresAt - now);
  return { daysLeft: Math.floor(left / DAY), used: Math.min(1, Math.max(0, 1 - left / (spanDays * DAY))) };
}
