import { useTranslation } from "react-i18next";
import type { ListAsk, ListForm } from "~/bindings";
import { Icon, Menu, type MenuItem } from "~/components";

const KINDS = ["pickList", "packingList", "batchSheet"] as const;

type Props = { batch: number; reason: string | null; busy: boolean; onMake: (ask: ListAsk) => void };

/** Lists of our own for a batch: on paper, or for a spreadsheet. */
export function ListsMenu({ batch, reason, busy, onMake }: Props) {
  const { t } = useTranslation();
  const items = (form: ListForm): MenuItem[] =>
    KINDS.map((kind) => ({
      id: `${kind}-${form}`,
      label: t(`packing.lists.${kind}`),
      reason,
      testId: `list-make-${kind}-${form}`,
      onSelect: () => onMake({ list: { kind, batch }, form }),
    }));
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="btn hide-narrow" aria-busy={busy} data-testid="batch-lists">
          {t("packing.lists.title")}
          <Icon name="down" />
        </button>
      }
      items={[
        { kind: "heading", id: "paper", label: t("packing.lists.paper") },
        ...items("pdf"),
        { kind: "heading", id: "sheet", label: t("packing.lists.sheet") },
        ...items("csv"),
      ]}
    />
  );
}
