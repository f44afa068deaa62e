import type { TFunction } from "i18next";
import type { Waiting } from "~/bindings";
import { count, when } from "./format";

/** Where a waiting action stands and what it waits for: `12th of 40, waits for the line`. */
export function waitsSaid({ place, of, waitsFor }: Waiting, now: number, t: TFunction): string {
  const why =
    waitsFor.kind === "time" ? t("waits.time", { at: when(waitsFor.at ?? now, now) }) : t(`waits.${waitsFor.kind}`);
  return t("waits.said", { place: count(place), of: count(of), why });
}
