import type { TFunction } from "i18next";
import type { Paper } from "~/bindings";

/** A paper's size in words: `4×6 in`. */
export function paperSaid(paper: Paper, t: TFunction): string {
  if (paper.kind !== "custom") return t(`paperSize.${paper.kind}`);
  return t("paperSize.custom", { width: paper.width / 10, height: paper.height / 10 });
}
