import type { TFunction } from "i18next";
import type { Alert } from "~/bindings";
import type { State } from "~/components";
import { dayStart, lineName, moreWords, num } from "~/features/limits";
import { count, day, indiaDay, when } from "~/lib/format";

/** What an alert says, with its shape. */
export function alertSaid(alert: Alert, t: TFunction, now: number): { is: State; words: string } {
  const { what } = alert;
  const said = whatSaid(what, t, now);
  const place = "place" in what ? what.place : null;
  return place === null ? said : { ...said, words: t("alerts.at", { place, words: said.words }) };
}

/** The instant; a forecast to a day's end stands for that day. */
function instant(at: number, now: number): string {
  return at === dayStart(indiaDay(at)) ? day(at, now) : when(at, now);
}

function whatSaid(what: Alert["what"], t: TFunction, now: number): { is: State; words: string } {
  const line = (value: Extract<Alert["what"], { line: unknown }>["line"]) => ({
    line: lineName(value.line, t),
    metric: t(`limits.metric.${value.line.metric}`),
  });
  switch (what.kind) {
    case "crossed":
      return {
        is: "breached",
        words: t("alerts.said.crossed", {
          ...line(what.line),
          count: count(num(what.line.count)),
          of: count(num(what.line.of)),
        }),
      };
    case "willCross":
      return {
        is: "urgent",
        words: t("alerts.said.willCross", { ...line(what.line), at: instant(num(what.at), now) }),
      };
    case "room":
      return {
        is: "urgent",
        words: t(num(what.line.room) > 0 ? "alerts.said.room" : "alerts.said.roomNone", {
          ...line(what.line),
          more: moreWords(what.line.line.metric, Math.max(0, num(what.line.room)), t),
        }),
      };
    case "cohortMisses":
      return {
        is: "urgent",
        words: t(what.packers > 0 ? "alerts.said.cohortMisses" : "alerts.said.cohortMissesBare", {
          at: when(num(what.due), now),
          n: count(what.misses),
          packers: count(what.packers),
        }),
      };
    case "dueEarlier":
      return {
        is: "urgent",
        words: t("alerts.said.dueEarlier", {
          count: what.shipments,
          n: count(what.shipments),
          at: when(num(what.due), now),
        }),
      };
    case "backlog":
      return {
        is: "waiting",
        words: t("alerts.said.backlog", { waiting: count(what.waiting), usual: count(what.usual) }),
      };
    case "pickup":
      return {
        is: what.level <= 15 ? "breached" : "urgent",
        words: pickupSaid({ ...what, at: num(what.at) }, now, t),
      };
    case "loginDies":
      return {
        is: "urgent",
        words: t("alerts.said.loginDies", { count: what.days, n: count(what.days), at: when(num(what.at), now) }),
      };
  }
}

/** What an alert before a pickup says. */
function pickupSaid(
  what: { courier: string; at: number; not_ready: number; not_counted: number; never_asked: number },
  now: number,
  t: TFunction,
): string {
  const parts = [
    what.not_ready > 0 ? t("alerts.pickup.notReady", { count: what.not_ready, n: count(what.not_ready) }) : "",
    what.not_counted > 0 ? t("alerts.pickup.notCounted", { count: what.not_counted, n: count(what.not_counted) }) : "",
    what.never_asked > 0 ? t("alerts.pickup.neverAsked", { count: what.never_asked, n: count(what.never_asked) }) : "",
  ].filter((part) => part !== "");
  return t("alerts.pickup.said", { courier: what.courier, at: when(what.at, now), missing: parts.join(", ") });
}
