import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Block, PreCheck, Selection } from "~/bindings";
import { Button, Dialog, Mark, Skeleton, type State } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { type InputPart, PackInputDialog, partOf } from "~/features/pack-input";
import { useGrid } from "~/grid";
import { blockSaid } from "~/lib/blocks";
import { count } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { useNow } from "~/lib/now";

type Props = { selection: Selection; onClose: () => void };

const SHOWN = 200;

/** The check before anything is sent: what goes, what stays and why, and one button with the count. */
export function PackDialog({ selection, onClose }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  // Made once as the check opens, so that a second press or a retry can never make a second batch.
  const [clientKey] = useState(() => crypto.randomUUID());
  const confirm = useRef<HTMLButtonElement>(null);
  const prepared = useRpc("pack_prepare", { selection }, { keep: false });
  const pack = useAction("pack_start");
  const error = prepared.error ?? pack.error;
  const check = prepared.data?.check;
  const goes = check?.goes.length ?? 0;

  function start() {
    pack.mutate(
      { selection, clientKey, title: "" },
      {
        onSuccess: ({ batch }) => {
          useGrid.getState().chooseNone();
          onClose();
          if (batch > 0) void navigate({ to: "/batch/$n", params: { n: String(batch) } });
        },
      },
    );
  }

  const reason = check && goes === 0 ? t("check.nothingGoes") : check ? null : t("check.reading");
  return (
    <Dialog
      open
      onClose={onClose}
      title={check ? t("check.pack.title", { count: goes, n: count(goes) }) : t("check.pack.ahead")}
      lead={t("check.pack.lead")}
      focus={confirm}
      testId="pack-dialog"
      foot={
        <>
          <span className="muted">{check && t("check.units", { count: check.units, n: count(check.units) })}</span>
          <span className="grow" />
          <Button onClick={onClose} keys="Esc">
            {t("word.back")}
          </Button>
          <Button
            ref={confirm}
            look="primary"
            keys="↵"
            reason={reason}
            busy={pack.isPending}
            data-testid="pack-confirm"
            onClick={start}
          >
            {t("check.pack.do", { n: count(goes) })}
          </Button>
        </>
      }
    >
      {error && <ErrorNote error={error} />}
      {!check && !error && <Skeleton label={t("check.reading")} rows={3} />}
      {check && <Stays check={check} />}
    </Dialog>
  );
}

/** What stays behind, reason by reason. */
function Stays({ check }: { check: PreCheck }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const [typing, setTyping] = useState<Typing | null>(null);
  const ahead = check.stays.filter((stay) => partOf(stay.why) !== null);
  if (check.stays.length === 0) return <p className="muted">{t("check.allGo")}</p>;
  return (
    <section className="stack" data-testid="stays">
      <div className="flex">
        <h3 className="eyebrow">{t("check.stay", { count: check.stays.length, n: count(check.stays.length) })}</h3>
        <span className="grow" />
        {ahead[0] && (
          <Button
            data-testid="type-all"
            onClick={() =>
              setTyping({ ids: ahead.map((stay) => stay.shipmentId), part: partOf(ahead[0]?.why ?? null) ?? "serials" })
            }
          >
            {t("packInput.typeAll", { count: ahead.length })}
          </Button>
        )}
      </div>
      <ul className="staylist">
        {check.stays.slice(0, SHOWN).map((stay) => {
          const { is, words } = blockSaid(stay.why, t, now);
          return (
            <li key={stay.shipmentId}>
              <span className="id muted" title={stay.shipmentId}>
                {shortId(stay.shipmentId)}
              </span>
              <span className="id cut">{stay.sku}</span>
              <Waits
                is={is}
                words={words}
                why={stay.why}
                onType={(part) => setTyping({ ids: [stay.shipmentId], part })}
              />
            </li>
          );
        })}
      </ul>
      {check.stays.length > SHOWN && (
        <p className="faint small">{t("check.more", { n: count(check.stays.length - SHOWN) })}</p>
      )}
      {typing && <PackInputDialog shipments={typing.ids} part={typing.part} onClose={() => setTyping(null)} />}
    </section>
  );
}

type Typing = { ids: readonly string[]; part: InputPart };
type WaitsProps = { is: State; words: string; why: Block; onType: (part: InputPart) => void };

/** Why a shipment stays; where typing helps, the way there. */
function Waits({ is, words, why, onType }: WaitsProps) {
  const { t } = useTranslation();
  const part = partOf(why);
  return (
    <span className="flex">
      <Mark is={is}>{words}</Mark>
      {part !== null && (
        <Button look="ghost" onClick={() => onType(part)}>
          {t(part === "box" ? "packInput.typeBox" : "packInput.typeSerials")}
        </Button>
      )}
    </span>
  );
}
