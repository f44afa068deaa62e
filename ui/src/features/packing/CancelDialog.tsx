import { useState } from "react";
import type { CancelCheck, CancelReason, Selection, WhatIf } from "~/bindings";
import { Button, Dialog, DialogFoot, Icon, Mark, SelectField, Skeleton, TextField } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { ChangeTable, crossings, lineName, num, Price, PriceLines, roomFigure, useWords } from "~/features/limits";
import { count as inWords, duration, indiaDay, when } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { useNow } from "~/lib/now";
import { LeftOut } from "./CheckDialog";
import styles from "./packing.module.css";

type Props = {
  selection: Selection;
  onClose: () => void;
};

/** The complete list of reasons the marketplace takes from a seller (contract 8.11). */
const REASONS = ["cannot_procure_item", "not_enough_inventory", "b2b_order"] as const satisfies CancelReason[];

/**
 * The check before a cancellation: its price on every line first, then the reason. Where a line would be crossed, or the
 * price could not be counted, a second question must be answered by typing before the button lives.
 */
export function CancelDialog({ selection, onClose }: Props) {
  const { t } = useWords();
  const now = useNow(60_000);
  const prepared = useRpc("cancel_prepare", { selection }, { keep: false });
  const cancel = useAction("cancel_start");
  const [reason, setReason] = useState<CancelReason | null>(null);
  const [second, setSecond] = useState(false);
  const [typed, setTyped] = useState("");
  const check = prepared.data;
  const goes = check?.goes.length ?? 0;
  const these: Selection = { kind: "ids", ids: check?.goes ?? [] };
  const asks = check !== undefined && goes > 0;
  const priced = useRpc("what_if", { selection: these, what: "cancel" }, { enabled: asks, keep: false });
  const left = useRpc("what_if", { selection: these, what: "notDispatch" }, { enabled: asks, keep: false });
  const cost = priced.data;
  const crossed = cost === undefined ? [] : crossings(cost);
  const mustType = crossed.length > 0 || priced.error !== null;
  // The number on the button: units, which is what the lines count.
  const word = t("packing.cancel.word", { count: check?.units ?? goes });
  const isTyped = typed.trim().toUpperCase() === word.toUpperCase();
  const asked = cancel.data;
  const due = cost?.earliestDue ?? null;

  function confirm() {
    if (check === undefined || reason === null) return;
    if (mustType && !second) {
      setSecond(true);
      return;
    }
    if (mustType && !isTyped) return;
    cancel.mutate(
      { ids: check.goes, reason },
      { onSuccess: (answer) => (answer.outcomes.length === 0 ? onClose() : undefined) },
    );
  }
  const locked =
    goes === 0
      ? t("packing.cancel.none")
      : cost === undefined && priced.error === null
        ? t("limits.cancel.counting")
        : reason === null
          ? t("packing.cancel.needReason")
          : second && !isTyped
            ? t("limits.cancel.needWord", { word })
            : null;
  const units = check?.units ?? 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("packing.cancel.title", { count: goes })}
      lead={
        check === undefined
          ? t("packing.cancel.cannotUndo")
          : [
              named(check),
              check.skus.slice(0, 3).join(", "),
              due === null ? "" : t("guardrails.todo.due", { at: when(due, now) }),
              t("packing.cancel.cannotUndo"),
            ]
              .filter(Boolean)
              .join(" · ")
      }
      testId="cancel-dialog"
      foot={
        <DialogFoot
          back={asked === undefined ? t("limits.cancel.look", { count: goes }) : t("packing.close")}
          onBack={onClose}
          note={
            asked === undefined && due !== null && due > now ? (
              <span className="muted small hide-narrow">
                {t("limits.cancel.leftToFind", { left: duration(due - now) })}
              </span>
            ) : null
          }
        >
          {asked === undefined ? (
            <Button
              large
              look={locked === null ? "danger" : "plain"}
              reason={locked}
              busy={cancel.isPending}
              onClick={confirm}
              data-testid="cancel-confirm"
            >
              {mustType && !second
                ? t("limits.cancel.ask", { count: units })
                : t("packing.cancel.confirm", { count: units })}
            </Button>
          ) : null}
        </DialogFoot>
      }
    >
      {prepared.isPending ? <Skeleton label={t("packing.reading")} rows={4} /> : null}
      {prepared.error === null ? null : <ErrorNote error={prepared.error} />}
      {asked === undefined ? null : <LeftOut queued={asked.queued} outcomes={asked.outcomes} />}
      {check === undefined || asked !== undefined ? null : (
        <>
          {asks && cost === undefined && priced.error === null ? (
            <Skeleton label={t("limits.cancel.counting")} rows={4} />
          ) : null}
          {priced.error === null ? null : <ErrorNote error={priced.error} />}
          <Cost check={check} cost={cost} left={left.data} now={now} />
          <div className={styles["answer"]}>
            <SelectField
              label={t("packing.cancel.reason")}
              value={reason ?? ""}
              onChange={(value) => setReason(value === "" ? null : value)}
              options={[
                { value: "" as const, label: t("limits.cancel.choose") },
                ...REASONS.map((value) => ({ value, label: t(`packing.cancel.reasons.${value}`) })),
              ]}
              testId="cancel-reason"
            />
            {second ? (
              <TextField
                label={t("limits.cancel.type", { word })}
                value={typed}
                onChange={setTyped}
                autoComplete="off"
                spellCheck={false}
                // The second question has just been asked; the answer is all that is missing.
                // oxlint-disable-next-line jsx-a11y/no-autofocus
                autoFocus
                onKeyDown={(event) => (event.key === "Enter" && locked === null ? confirm() : undefined)}
                data-testid="cancel-word"
              />
            ) : crossed.length > 0 ? (
              <Mark is="breached" className={styles["crosses"]}>
                {t("limits.cancel.crosses", {
                  lines: crossed.map((change) => lineName(change.before.line, t)).join(" · "),
                })}
              </Mark>
            ) : null}
          </div>
          {second ? (
            <p className={styles["second"]} role="alert">
              <Mark is="breached">{t("limits.cancel.second")}</Mark>
            </p>
          ) : null}
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

type CostProps = { check: CancelCheck; cost: WhatIf | undefined; left: WhatIf | undefined; now: number };

/** The price on every line, and what else happens. */
function Cost({ check, cost, left, now }: CostProps) {
  const { t } = useWords();
  const policies = useRpc("policies", {}).data?.policies;
  const basis = policies?.basis ?? "units";
  const today = indiaDay(now);
  return (
    <>
      {cost === undefined ? null : (
        <>
          <Price cost={cost} basis={basis} today={today} />
          {cost.lines.length + cost.places.length === 0 ? null : (
            <ChangeTable lines={cost.lines} places={cost.places} basis={basis} label={t("limits.eachLine")} />
          )}
        </>
      )}
      <ul className={styles["also"]}>
        {cost === undefined ? null : (
          <PriceLines cost={cost} today={today} event={policies?.cancellationDay === "event"} />
        )}
        <li>
          <span className="mark muted">
            <Icon name="info" />
            {t("limits.cancel.stock")}
          </span>
          <span>
            {t("limits.cancel.stockText", {
              count: check.skus.length,
              skus: check.skus.length > 4 ? `${check.skus.slice(0, 4).join(", ")} …` : check.skus.join(", "),
            })}{" "}
            {cost !== undefined && cost.sameSku > 0
              ? t("limits.cancel.same", { count: cost.sameSku, n: inWords(cost.sameSku) })
              : ""}
          </span>
        </li>
        {cost === undefined ? null : <Instead cost={cost} left={left} now={now} />}
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
    </>
  );
}

/** What could be done instead, and what that would cost. */
function Instead({ cost, left, now }: { cost: WhatIf; left: WhatIf | undefined; now: number }) {
  const { t } = useWords();
  const due = cost.earliestDue;
  const change = left?.lines.find((one) => one.roomAfter !== one.before.room);
  if (due === null && change === undefined) return null;
  return (
    <li data-testid="cancel-instead">
      <span className="mark muted">
        <Icon name="search" />
        {t("limits.cancel.instead")}
      </span>
      <span>
        {due === null
          ? ""
          : due > now
            ? t("limits.cancel.insteadFind", { left: duration(due - now), due: when(due, now) })
            : t("limits.cancel.insteadLate", { due: when(due, now) })}{" "}
        {change === undefined || num(due ?? 0) <= now
          ? ""
          : t("limits.cancel.insteadNot", {
              line: `${t(`limits.metric.${change.before.line.metric}`)}, ${lineName(change.before.line, t)}`,
              before: roomFigure(change.before.room, change.before.standing),
              after: roomFigure(change.roomAfter, change.standingAfter),
            })}
      </span>
    </li>
  );
}
