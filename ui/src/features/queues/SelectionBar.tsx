import { useTranslation } from "react-i18next";
import type { Queue, Selection } from "~/bindings";
import { Button, Mark } from "~/components";
import { useRpc } from "~/data";
import { useGrid } from "~/grid";
import { capsOf } from "~/keys";
import { blockSaid } from "~/lib/blocks";
import { count, money } from "~/lib/format";
import { useNow } from "~/lib/now";
import { IfNotSent } from "./IfNotSent";
import { type Deed, deedsOf, type OwnDeed } from "./spec";

type Props = {
  queue: Queue | null;
  selection: Selection;
  /** How many are chosen as far as this page knows; shown until the engine has counted. */
  chosen: number;
  onDeed: (deed: Deed) => void;
  onWhatIf: () => void;
  onPickList: () => void;
  pickListBusy: boolean;
};

/** What is chosen, what of it stays behind and why, and what can be done with it. */
export function SelectionBar({ queue, selection, chosen, onDeed, onWhatIf, onPickList, pickListBusy }: Props) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const { data } = useRpc("selection_sum", { selection });
  const deeds = deedsOf(queue);
  const can = { pack: data?.canPack ?? 0, dispatch: data?.canDispatch ?? 0, cancel: data?.canCancel ?? 0 };
  const own = ownDeeds(data?.canSelfDispatch ?? 0, data?.canTellDelivery ?? 0);
  // Where all of them go another way, that they are not packed is no news.
  const stays = deeds.includes("pack") && (can.pack > 0 || own.length === 0) ? data?.stays[0] : undefined;
  const main = deeds.at(-1);
  return (
    <div className="selbar" role="region" aria-label={t("selection.label")} data-testid="selection-bar">
      <b data-testid="selection-count">{t("selection.chosen", { n: count(data?.shipments ?? chosen) })}</b>
      {data && (
        <span className="muted">
          {t("unit", { count: data.units, n: count(data.units) })} · {money(data.value)}
        </span>
      )}
      {stays && (
        <Mark is={blockSaid(stays.why, t, now).is} className="cut">
          {t("selection.stays", {
            count: stays.shipments,
            n: count(stays.shipments),
            why: blockSaid(stays.why, t, now).words,
          })}
        </Mark>
      )}
      <span className="grow" />
      {deeds.length > 0 && <IfNotSent selection={selection} onOpen={onWhatIf} />}
      <Button look="ghost" keys="Esc" data-testid="selection-clear" onClick={() => useGrid.getState().chooseNone()}>
        {t("selection.clear")}
      </Button>
      {(queue === "toPack" || queue === null) && (
        <Button
          className="hide-narrow"
          keys={capsOf("pickList")}
          busy={pickListBusy}
          data-testid="pick-list-button"
          onClick={onPickList}
        >
          {t("command.pickList")}
        </Button>
      )}
      {own.map(({ deed, n }) => (
        <Button
          key={deed}
          look={deed === "attempt" ? "plain" : "primary"}
          data-testid={`${deed}-button`}
          onClick={() => onDeed(deed)}
        >
          {t(`selection.do.${deed}`, { n: count(n) })}
        </Button>
      ))}
      {deeds.map((deed) => (
        <Button
          key={deed}
          look={deed === main && deed !== "cancel" && own.length === 0 ? "primary" : "plain"}
          keys={capsOf(deed)}
          reason={data && can[deed] === 0 ? t(`selection.cannot.${deed}`) : null}
          data-testid={`${deed}-button`}
          onClick={() => onDeed(deed)}
        >
          {t(`selection.do.${deed}`, { n: count(can[deed]) })}
        </Button>
      ))}
    </div>
  );
}

function ownDeeds(send: number, tell: number): readonly { deed: OwnDeed; n: number }[] {
  const all = [
    { deed: "selfDispatch", n: send },
    { deed: "attempt", n: tell },
    { deed: "delivery", n: tell },
  ] as const;
  return all.filter(({ n }) => n > 0);
}
