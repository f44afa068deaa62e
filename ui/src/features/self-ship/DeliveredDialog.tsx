import { useState } from "react";
import type { Selection } from "~/bindings";
import { DayField } from "~/components";
import { useAction, useRpc } from "~/data";
import { indiaDay } from "~/lib/format";
import { isoDay, readIsoDay } from "~/lib/iso-day";
import { currentTime } from "~/lib/now";
import { useOwnWords } from "~/lib/own-words";
import { Ask } from "./Ask";

/** Parcels of the seller's own courier were delivered. */
export function DeliveredDialog({ selection, onClose }: { selection: Selection; onClose: () => void }) {
  const { t } = useOwnWords();
  const today = indiaDay(currentTime());
  const prepared = useRpc("delivery_prepare", { selection }, { keep: false });
  const start = useAction("delivery_start");
  const [day, setDay] = useState(isoDay(today));
  const read = readIsoDay(day);
  const problem = read === null ? t("selfShip.send.noDay") : read > today ? t("selfShip.delivered.future") : null;
  const check = prepared.data?.check;
  function confirm() {
    if (check === undefined || read === null) return;
    start.mutate(
      { ids: check.goes, day: read },
      { onSuccess: (asked) => (asked.outcomes.length === 0 ? onClose() : undefined) },
    );
  }
  return (
    <Ask is="delivered" prepared={prepared} start={start} reason={problem} onConfirm={confirm} onClose={onClose}>
      <DayField
        label={t("selfShip.delivered.day")}
        value={day}
        onChange={setDay}
        problem={problem}
        testId="own-delivered-day"
      />
    </Ask>
  );
}
