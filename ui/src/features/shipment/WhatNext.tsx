import { useTranslation } from "react-i18next";
import type { ShipmentDetail } from "~/bindings";
import { stateClass, type State } from "~/components";
import { dayTime, duration, timeWithSeconds, when } from "~/lib/format";
import { STUCK_MS } from "~/lib/notes";
import { useNow } from "~/lib/now";

type Said = { is: State; head: string; text: string };

/** What a person should do next about a shipment, or why there is nothing to do. */
function useWhatNext(detail: ShipmentDetail): Said | null {
  const { t } = useTranslation();
  const now = useNow(1000);
  const { row, nextCheckAt } = detail;
  const check =
    nextCheckAt === null
      ? ""
      : t("next.check", { at: timeWithSeconds(nextCheckAt), left: duration(Math.max(0, nextCheckAt - now)) });
  if (row.underWay?.state === "unknown") {
    return { is: "unknown", head: t("next.nothingYet"), text: `${t(`next.unknown.${row.underWay.action}`)} ${check}` };
  }
  if (row.underWay?.state === "stuck") return { is: "unknown", head: t("next.stuck"), text: t("next.stuckText") };
  if (row.hold) return { is: "held", head: t("next.held"), text: t("next.heldText") };
  if (row.labelStale) return { is: "stale", head: t("next.stale"), text: t("next.staleText") };
  if (row.queue === "forms") return { is: "refused", head: t("next.form"), text: t("next.formText") };
  if (detail.packBlock?.kind === "serialNeeded") {
    return { is: "urgent", head: t("next.serial"), text: t("next.serialText") };
  }
  if (detail.packBlock?.kind === "boxNeeded") {
    return { is: "urgent", head: t("next.box"), text: t("next.boxText", { why: row.refused ?? "" }) };
  }
  if (row.refused) return { is: "refused", head: t("next.refused"), text: row.refused };
  if (row.queue === "generating" && row.generatingSince !== null && now - row.generatingSince >= STUCK_MS) {
    return {
      is: "urgent",
      head: t("next.support"),
      text: t("next.supportText", { at: dayTime(row.generatingSince, now) }),
    };
  }
  if (row.queue === "upcoming" && row.dispatchAfter !== null) {
    const text = t("next.opensText", {
      at: when(row.dispatchAfter, now),
      left: duration(Math.max(0, row.dispatchAfter - now)),
    });
    return { is: "waiting", head: t("next.opens"), text };
  }
  return null;
}

/** The box over the story; absent where the buttons below say it all. */
export function WhatNext({ detail }: { detail: ShipmentDetail }) {
  const said = useWhatNext(detail);
  if (!said) return null;
  return (
    <div className={`what ${stateClass(said.is)}`} role="status" data-testid="what-next">
      <b>{said.head}</b> {said.text}
    </div>
  );
}
