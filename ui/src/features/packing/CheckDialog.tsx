import { useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { AppError, Asked, OutcomeRow, PreCheck, Stays } from "~/bindings";
import { Button, Dialog, DialogFoot, Mark, Skeleton } from "~/components";
import { ErrorNote } from "~/data";
import { blockSaid } from "~/lib/blocks";
import { count } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { currentTime } from "~/lib/now";
import styles from "./packing.module.css";

type Props = {
  title: string;
  lead: string;
  /** On the button that does it. */
  does: string;
  /** Said where not one of them can go. */
  none: string;
  /** Names the dialog and its button to tests. */
  testId: string;
  check: PreCheck | undefined;
  checkError: AppError | null;
  /** Why it cannot be done yet. */
  reason?: string | null;
  busy: boolean;
  error: AppError | null;
  asked: Asked | undefined;
  onConfirm: () => void;
  onClose: () => void;
  /** What it means, and what has to be said besides. */
  children: ReactNode;
};

/** The check before something is asked for shipments: which stay and why; afterwards what was left out after all. */
export function CheckDialog(props: Props) {
  const { check, checkError, error, asked, onClose, testId, reason = null } = props;
  const { t } = useTranslation();
  const live = useRef<HTMLButtonElement>(null);
  const goes = check?.goes.length ?? 0;
  return (
    <Dialog
      open
      onClose={onClose}
      focus={live}
      title={props.title}
      lead={props.lead}
      testId={`${testId}-dialog`}
      foot={
        <DialogFoot back={asked === undefined ? t("packing.check.back") : t("packing.close")} onBack={onClose}>
          {asked === undefined ? (
            <Button
              large
              look="primary"
              ref={live}
              busy={props.busy}
              reason={goes > 0 ? reason : props.none}
              onClick={props.onConfirm}
              data-testid={`${testId}-confirm`}
            >
              {props.does}
            </Button>
          ) : null}
        </DialogFoot>
      }
    >
      {check === undefined && checkError === null ? <Skeleton label={t("packing.check.reading")} rows={2} /> : null}
      {checkError === null ? null : <ErrorNote error={checkError} />}
      {error === null ? null : <ErrorNote error={error} />}
      {asked === undefined ? null : <LeftOut queued={asked.queued} outcomes={asked.outcomes} />}
      {check === undefined || asked !== undefined ? null : (
        <>
          {props.children}
          {check.stays.length === 0 ? null : (
            <>
              <p style={{ marginTop: "var(--s-12)" }}>
                <b>{t("packing.check.stays", { count: check.stays.length, n: count(check.stays.length) })}</b>
              </p>
              <ul className={styles["list"]}>
                {check.stays.map((stay) => (
                  <Stay key={stay.shipmentId} stay={stay} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Dialog>
  );
}

function Stay({ stay }: { stay: Stays }) {
  const { t } = useTranslation();
  const why = blockSaid(stay.why, t, currentTime());
  return (
    <li>
      <Mark is={why.is}>{why.words}</Mark>
      <span className="id muted" title={stay.shipmentId}>
        {shortId(stay.shipmentId)}
      </span>
      <span className="cut">{why.advice}</span>
    </li>
  );
}

/** What was taken in and what was left out after all, with the reasons. */
export function LeftOut({ queued, outcomes }: { queued: number; outcomes: OutcomeRow[] }) {
  const { t } = useTranslation();
  return (
    <>
      <Mark is="done">{t("packing.asked", { count: queued })}</Mark>
      {outcomes.length === 0 ? null : (
        <ul className={styles["list"]}>
          {outcomes.map((row) => (
            <li key={row.shipmentId}>
              <Mark is={row.outcome === "unknown" ? "unknown" : "refused"}>
                {t(`packing.outcome.${row.outcome === "unknown" ? "unknown" : "didNotGo"}`)}
              </Mark>
              <span className="id muted" title={row.shipmentId}>
                {shortId(row.shipmentId)}
              </span>
              <span className="cut">{row.message ?? row.code ?? ""}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
