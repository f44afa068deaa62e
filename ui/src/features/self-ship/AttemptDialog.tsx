import { useState } from "react";
import type { FailedBecause, Selection } from "~/bindings";
import { DayField, Radios, TextField } from "~/components";
import { useAction, useRpc } from "~/data";
import { indiaDay } from "~/lib/format";
import { isoDay, readIsoDay } from "~/lib/iso-day";
import { currentTime } from "~/lib/now";
import { useOwnWords } from "~/lib/own-words";
import { Ask } from "./Ask";

const reasons = ["customerNotAvailable", "mutualAgreement", "sellerIssue"] as const satisfies readonly FailedBecause[];

/** The seller's own courier came in vain. */
export function AttemptDialog({ selection, onClose }: { selection: Selection; onClose: () => void }) {
  const { t } = useOwnWords();
  const today = indiaDay(currentTime());
  const prepared = useRpc("delivery_prepare", { selection }, { keep: false });
  const start = useAction("attempt_start");
  const [reason, setReason] = useState<FailedBecause>("customerNotAvailable");
  const [detail, setDetail] = useState("");
  const [day, setDay] = useState(isoDay(today));
  const [again, setAgain] = useState(isoDay(today + 1));
  const [was, next] = [readIsoDay(day), readIsoDay(again)];
  const noDay = t("selfShip.send.noDay");
  const dayProblem = was === null ? noDay : was > today ? t("selfShip.delivered.future") : null;
  const againProblem = next === null ? noDay : was !== null && next < was ? t("selfShip.attempt.againEarly") : null;
  const check = prepared.data?.check;
  function confirm() {
    if (check === undefined || was === null || next === null) return;
    start.mutate(
      { ids: check.goes, day: was, reason, detail: detail.trim(), newDay: next },
      { onSuccess: (asked) => (asked.outcomes.length === 0 ? onClose() : undefined) },
    );
  }
  return (
    <Ask
      is="attempt"
      prepared={prepared}
      start={start}
      reason={dayProblem ?? againProblem}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Radios
        label={t("selfShip.attempt.why")}
        value={reason}
        onChange={setReason}
        options={reasons.map((value) => ({ value, label: t(`selfShip.attempt.reason.${value}`) }))}
      />
      <TextField label={t("selfShip.attempt.detail")} value={detail} onChange={setDetail} maxLength={200} />
      <DayField label={t("selfShip.attempt.day")} value={day} onChange={setDay} problem={dayProblem} />
      <DayField
        label={t("selfShip.attempt.again")}
        value={again}
        onChange={setAgain}
        problem={againProblem}
        testId="own-attempt-again"
      />
    </Ask>
  );
}
