import { useTranslation } from "react-i18next";
import type { Block } from "~/bindings";
import type { State } from "~/components";
import { blockSaid } from "~/lib/blocks";
import { currentTime } from "~/lib/now";

/** Why a shipment stays behind: its state and short words for the mark, and what to do about it. */
export function useBlockWords(): (block: Block) => { is: State; words: string; advice: string } {
  const { t } = useTranslation();
  return (block) => ({
    ...blockSaid(block, t, currentTime()),
    advice: t(`packing.advice.${block.kind}`),
  });
}
