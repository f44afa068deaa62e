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
import { type Deed, deedsOf } from "./spec";

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
  const stays = deeds.includes("pack") ? data?.stays[0] : undefined;
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
      {deeds.map((deed) => (
        <Button
          key={deed}
          look={deed === main && deed !== "cancel" ? "primary" : "plain"}
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
