import { useState } from "react";
import type { HubImport, HubReading } from "~/bindings";
import { Button, Mark } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { dayWords, num, useWords } from "~/features/limits";
import { count, indiaDay } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { currentTime } from "~/lib/now";
import { useOpenShipment } from "~/lib/open-shipment";
import styles from "./guardrails.module.css";

const SHOWN_ROWS = 8;

/** What came of an import: matched rows, differences with their cause, readings that would explain their number. */
export function ImportResult({ done }: { done: HubImport }) {
  const { t } = useWords();
  const today = indiaDay(currentTime());
  return (
    <div className="stack" data-testid="import-result">
      <p>
        <b>{t(`guardrails.import.report.${done.report}`)}</b> <span className="muted">{done.name}</span>
        {done.days === null ? null : (
          <span className="muted">
            {" · "}
            {t("guardrails.import.days", { from: dayWords(done.days[0], today), to: dayWords(done.days[1], today) })}
          </span>
        )}
      </p>
      <p>
        <Mark is={done.matched === done.rows ? "done" : "urgent"}>
          {t("guardrails.import.rows", { matched: count(done.matched), rows: count(done.rows) })}
        </Mark>
        <span className="muted">
          {" · "}
          {done.facts > 0
            ? t("guardrails.import.facts", { count: done.facts, n: count(done.facts) })
            : t("guardrails.import.noFacts")}
          {done.already ? ` · ${t("guardrails.import.already")}` : ""}
        </span>
      </p>
      {done.unknownColumns.length === 0 ? null : (
        <p className="small muted">
          {t("guardrails.import.unknownColumns", { columns: done.unknownColumns.join(", ") })}
        </p>
      )}
      {done.unreadable.length === 0 ? null : (
        <div className="small">
          <Mark is="refused">
            {t("guardrails.import.unreadable", { count: done.unreadable.length, n: count(done.unreadable.length) })}
          </Mark>
          <ul>
            {done.unreadable.slice(0, SHOWN_ROWS).map(([row, why]) => (
              <li key={row} className="muted">
                {t("guardrails.import.unreadableRow", { row: count(row), why })}
              </li>
            ))}
          </ul>
        </div>
      )}
      {done.readings.length === 0 ? null : <Readings done={done} />}
      <Diffs done={done} />
    </div>
  );
}

function off(reading: HubReading): number {
  return Math.abs(num(reading.ours) - num(reading.theirs));
}

/** Definitions tried against the official number; one of them may become the one in force. */
function Readings({ done }: { done: HubImport }) {
  const { t } = useWords();
  const adopt = useAction("hub_adopt");
  const [used, setUsed] = useState<number | null>(null);
  return (
    <section className={styles["readings"]} aria-label={t("guardrails.import.readings")}>
      <h3 className="h-lead">{t("guardrails.import.readings")}</h3>
      <ul>
        {done.readings.map((reading, index) => (
          <li key={reading.basis + reading.cancellationDay} data-testid={`reading-${index}`}>
            <span className="grow">
              {t("guardrails.import.reading1", {
                basis: t(`guardrails.import.basis.${reading.basis}`),
                booked: t(`guardrails.booked.${reading.cancellationDay}`),
              })}
            </span>
            <span className="muted">
              {t("guardrails.import.gives", { ours: count(num(reading.ours)), theirs: count(num(reading.theirs)) })}
            </span>
            <Mark is={off(reading) === 0 ? "done" : "urgent"}>
              {off(reading) === 0
                ? t("guardrails.import.fits")
                : t("guardrails.import.off", { n: count(off(reading)) })}
            </Mark>
            {(used === null ? reading.isCurrent : used === index) ? (
              <span className="faint">{t("guardrails.import.inForce")}</span>
            ) : (
              <Button
                busy={adopt.isPending}
                onClick={() => adopt.mutate({ id: done.id, reading: index }, { onSuccess: () => setUsed(index) })}
                data-testid={`reading-use-${index}`}
              >
                {t("guardrails.import.use")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {adopt.error === null ? null : <ErrorNote error={adopt.error} />}
    </section>
  );
}

/** Rows on which they and we do not say the same. */
function Diffs({ done }: { done: HubImport }) {
  const { t } = useWords();
  const { openShipment } = useOpenShipment();
  if (done.diffCount === 0) return <Mark is="done">{t("guardrails.import.noDiffs")}</Mark>;
  return (
    <section aria-label={t("guardrails.import.diffs", { count: done.diffCount, n: count(done.diffCount) })}>
      <h3 className="h-lead">{t("guardrails.import.diffs", { count: done.diffCount, n: count(done.diffCount) })}</h3>
      <div className={styles["diffs"]}>
        <table>
          <thead>
            <tr>
              {(["row", "named", "theirs", "ours", "cause"] as const).map((head) => (
                <th key={head} scope="col">
                  {t(`guardrails.import.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {done.diffs.map((diff, index) => {
              const { shipmentId } = diff;
              return (
                // Rows are never moved, and a file may name a parcel twice.
                // oxlint-disable-next-line react/no-array-index-key
                <tr key={index} data-testid="diff">
                  <td className="faint">{diff.row === null ? t("guardrails.import.onlyOurs") : count(diff.row)}</td>
                  <td className="id">
                    {shipmentId === null ? (
                      diff.named
                    ) : (
                      <button
                        type="button"
                        className={styles["link"]}
                        title={shipmentId}
                        onClick={() => openShipment(shipmentId)}
                      >
                        {diff.named || shortId(shipmentId)}
                      </button>
                    )}
                  </td>
                  <td>{diff.theirs}</td>
                  <td>{diff.ours}</td>
                  <td className="muted">{t(`guardrails.import.causes.${diff.cause}`)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {done.diffCount > done.diffs.length ? (
        <p className="small faint">{t("guardrails.import.shown", { n: count(done.diffs.length) })}</p>
      ) : null}
    </section>
  );
}
