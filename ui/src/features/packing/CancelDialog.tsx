import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CancelCheck, CancelReason, Selection } from "~/bindings";
import { Button, Check, Dialog, Icon, Mark, Radios, Skeleton, TextField } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { count as inWords } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { LeftOut } from "./MarkReadyDialog";
import styles from "./packing.module.css";

type Props = {
  selection: Selection;
  onClose: () => void;
};

/** The complete list of reasons the marketplace takes from a seller (contract 8.11). */
const REASONS = ["cannot_procure_item", "not_enough_inventory", "b2b_order"] as const satisfies CancelReason[];

/** The check before a cancellation: its price first, then reason and confirmation; only then the button lives. */
export function CancelDialog({ selection, onClose }: Props) {
  const { t } = useTranslation();
  const prepared = useRpc("cancel_prepare", { selection }, { keep: false });
  const cancel = useAction("cancel_start");
  const [reason, setReason] = useState<CancelReason | null>(null);
  const [typed, setTyped] = useState("");
  const [ticked, setTicked] = useState(false);
  const check = prepared.data;
  const goes = check?.goes.length ?? 0;
  const word = t("packing.cancel.word", { count: goes });
  const confirmed = ticked || typed.trim().toUpperCase() === word.toUpperCase();
  const asked = cancel.data;
  function confirm() {
    if (check !== undefined && reason !== null && confirmed) {
      cancel.mutate(
        { ids: check.goes, reason },
        { onSuccess: (answer) => (answer.outcomes.length === 0 ? onClose() : undefined) },
      );
    }
  }
  const locked =
    goes === 0
      ? t("packing.cancel.none")
      : reason === null
        ? t("packing.cancel.needReason")
        : confirmed
          ? null
          : t("packing.cancel.needWord", { word });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("packing.cancel.title", { count: goes })}
      lead={
        check === undefined ? t("packing.cancel.cannotUndo") : `${named(check)} · ${t("packing.cancel.cannotUndo")}`
      }
      testId="cancel-dialog"
      foot={
        <>
          <Button large keys="Esc" onClick={onClose}>
            {asked === undefined ? t("packing.cancel.keep") : t("packing.close")}
          </Button>
          <span className="grow" />
          {asked === undefined ? (
            <Button
              large
              look={locked === null ? "danger" : "plain"}
              reason={locked}
              busy={cancel.isPending}
              onClick={confirm}
              data-testid="cancel-confirm"
            >
              {t("packing.cancel.confirm", { count: check?.units ?? 0 })}
            </Button>
          ) : null}
        </>
      }
    >
      {prepared.isPending ? <Skeleton label={t("packing.reading")} rows={4} /> : null}
      {prepared.error === null ? null : <ErrorNote error={prepared.error} />}
      {asked === undefined ? null : <LeftOut queued={asked.queued} outcomes={asked.outcomes} />}
      {check === undefined || asked !== undefined ? null : (
        <>
          <Price check={check} />
          <Also check={check} />
          <div className={styles["answer"]}>
            <Radios
              label={t("packing.cancel.reason")}
              value={reason}
              onChange={setReason}
              options={REASONS.map((value) => ({ value, label: t(`packing.cancel.reasons.${value}`) }))}
            />
            <div className="stack">
              <TextField
                label={t("packing.cancel.type", { word })}
                value={typed}
                onChange={setTyped}
                autoComplete="off"
                spellCheck={false}
                data-testid="cancel-word"
              />
              <Check checked={ticked} onChange={setTicked} testId="cancel-tick">
                {t("packing.cancel.tick", { count: check.units })}
              </Check>
            </div>
          </div>
        </>
      )}
      {cancel.error === null ? null : <ErrorNote error={cancel.error} />}
    </Dialog>
  );
}

/** The first shipments by name. */
function named(check: CancelCheck): string {
  const first = check.goes.slice(0, 3).map(shortId).join(", ");
  return check.goes.length > 3 ? `${first} …` : first;
}

/** What it costs: units counted against the account in seven days, before and after. */
function Price({ check }: { check: CancelCheck }) {
  const { t } = useTranslation();
  const after = check.cancelled7d + check.units;
  return (
    <div className={styles["price"]} data-testid="cancel-price">
      <span className={`figure ${styles["figures"] ?? ""}`}>
        {inWords(check.cancelled7d)} <Icon name="arrow" large /> {inWords(after)}
      </span>
      <p>
        <b>{t("packing.cancel.counted", { count: check.units })}</b>
        <br />
        <span className="muted">
          {t("packing.cancel.sevenDays", {
            before: inWords(check.cancelled7d),
            after: inWords(after),
            of: inWords(check.approved7d),
          })}
        </span>
      </p>
    </div>
  );
}

/** What else happens, line by line. */
function Also({ check }: { check: CancelCheck }) {
  const { t } = useTranslation();
  return (
    <ul className={styles["also"]}>
      <li>
        <Mark is="urgent">{t("packing.cancel.stockWord")}</Mark>
        <span>
          {t("packing.cancel.stock", { count: check.skus.length })}{" "}
          <span className="id">{check.skus.slice(0, 6).join(", ")}</span>
          {check.skus.length > 6 ? t("packing.more", { count: check.skus.length - 6 }) : ""}
        </span>
      </li>
      {check.stays.slice(0, 4).map((row) => (
        <li key={row.shipmentId}>
          <Mark is="held">{t("packing.cancel.stays")}</Mark>
          <span>
            <span className="id muted">{shortId(row.shipmentId)}</span> {row.message ?? row.code ?? ""}
          </span>
        </li>
      ))}
      {check.stays.length > 4 ? (
        <li>
          <span />
          <span className="muted">{t("packing.cancel.staysMore", { count: check.stays.length - 4 })}</span>
        </li>
      ) : null}
    </ul>
  );
}
