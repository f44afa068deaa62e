import { useTranslation } from "react-i18next";
import type { Block } from "~/bindings";
import { stateWords, when } from "~/lib/format";
import { currentTime } from "~/lib/now";

/** Words for why a shipment stays behind: a short one for its mark, a sentence for its line. */
export function useBlockWords(): { word: (block: Block) => string; text: (block: Block) => string } {
  const { t } = useTranslation();
  return {
    word: (block) => t(`packing.block.${block.kind}.word`),
    text: (block) => {
      const state = "state" in block ? stateWords(block.state) : "";
      const opens = block.kind === "notYet" && block.opens_at !== null ? when(block.opens_at, currentTime()) : "";
      return t(`packing.block.${block.kind}.text`, { state, opens });
    },
  };
}
