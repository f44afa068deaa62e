import { useEffect, useEffectEvent, useState } from "react";
import type { Selection, SentParcel } from "~/bindings";
import { Button, DayField, SelectField, TextField } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { indiaDay, when } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { isoDay, readIsoDay } from "~/lib/iso-day";
import { currentTime } from "~/lib/now";
import { useOwnWords } from "~/lib/own-words";
import { Ask } from "./Ask";
import styles from "./self-ship.module.css";

/** Days a parcel is promised within until a person says otherwise. */
const USUAL_DAYS = 3;
/** A list of couriers older than this is read again as the question opens. */
const OLD_MS = 24 * 3_600_000;

/** Parcels leave with a courier of the seller's: with whom, promised for when, and that courier's numbers. */
export function SendDialog({ selection, onClose }: { selection: Selection; onClose: () => void }) {
  const { t } = useOwnWords();
  const today = indiaDay(currentTime());
  const prepared = useRpc("self_dispatch_prepare", { selection }, { keep: false });
  const kept = useRpc("partners", {});
  const read = useAction("partners_read");
  const start = useAction("self_dispatch_start");
  const [chosen, setChosen] = useState<string | null>(null);
  const [promised, setPromised] = useState(isoDay(today + USUAL_DAYS));
  const [numbers, setNumbers] = useState<Readonly<Record<string, string>>>({});
  const [invoice, setInvoice] = useState("");
  const readIfOld = useEffectEvent(() => {
    const at = kept.data?.readAt ?? null;
    if (at === null || currentTime() - at > OLD_MS) read.mutate({});
  });
  const isKnown = kept.data !== undefined;
  useEffect(() => {
    if (isKnown) readIfOld();
  }, [isKnown]);

  const partners = kept.data?.partners ?? [];
  const partner = partners.find((one) => one.code === chosen) ?? partners[0];
  const day = readIsoDay(promised);
  const dayProblem = day === null ? t("selfShip.send.noDay") : day < today ? t("selfShip.send.tooEarly") : null;
  const check = prepared.data?.check;
  const goes = check?.goes ?? [];
  const typed = goes.map((id) => (numbers[id] ?? "").trim()).filter((number) => number !== "");
  const twice = new Set(typed.filter((number, at) => typed.indexOf(number) !== at));
  const reason =
    partner === undefined
      ? t("selfShip.send.noCourier")
      : (dayProblem ?? (twice.size > 0 ? t("selfShip.send.twice") : null));
  function confirm() {
    if (partner === undefined || day === null) return;
    const parcels: SentParcel[] = goes.map((shipmentId) => ({
      shipmentId,
      trackingId: (numbers[shipmentId] ?? "").trim(),
      invoiceNumber: goes.length === 1 ? invoice.trim() : "",
    }));
    start.mutate(
      { partner, promised: day, parcels },
      { onSuccess: (asked) => (asked.outcomes.length === 0 ? onClose() : undefined) },
    );
  }
  return (
    <Ask is="send" prepared={prepared} start={start} reason={reason} onConfirm={confirm} onClose={onClose}>
      <div className={styles["two"]}>
        <div>
          {partner === undefined ? (
            <p className="muted">{t("selfShip.send.noCourier")}</p>
          ) : (
            <SelectField
              label={t("selfShip.send.courier")}
              value={partner.code}
              onChange={setChosen}
              options={partners.map((one) => ({ value: one.code, label: one.name }))}
              testId="own-send-courier"
            />
          )}
          <p className={`faint flex ${styles["as"] ?? ""}`}>
            {kept.data?.readAt ? t("selfShip.send.asOf", { at: when(kept.data.readAt, currentTime()) }) : null}
            <Button look="ghost" busy={read.isPending} onClick={() => read.mutate({})}>
              {t("selfShip.send.readAgain")}
            </Button>
          </p>
        </div>
        <DayField
          label={t("selfShip.send.promised")}
          help={t("selfShip.send.promisedHelp")}
          value={promised}
          onChange={setPromised}
          problem={dayProblem}
          testId="own-send-promised"
        />
      </div>
      {read.error === null ? null : <ErrorNote error={read.error} />}
      {goes.length === 1 ? (
        <TextField
          label={t("selfShip.send.invoice")}
          help={t("selfShip.send.invoiceHelp")}
          value={invoice}
          onChange={setInvoice}
          code
        />
      ) : null}
      <p className="muted">{t("selfShip.send.trackingHelp")}</p>
      <div className={styles["numbers"]}>
        {goes.map((id) => (
          <TextField
            key={id}
            label={t("selfShip.send.tracking", { id: shortId(id) })}
            problem={twice.has((numbers[id] ?? "").trim()) ? t("selfShip.send.twice") : null}
            value={numbers[id] ?? ""}
            onChange={(text) => setNumbers((before) => ({ ...before, [id]: text }))}
            code
            autoComplete="off"
            data-testid="own-send-tracking"
          />
        ))}
      </div>
    </Ask>
  );
}
