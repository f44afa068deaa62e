import { useTranslation } from "react-i18next";
import type { GroupBy, SortBy } from "~/bindings";
import { Icon, Menu, type MenuItem } from "~/components";

type Props = {
  group: GroupBy;
  sort: SortBy;
  descending: boolean;
  onGroup: (group: GroupBy) => void;
  onSort: (sort: SortBy, descending: boolean) => void;
};

const groups: readonly GroupBy[] = ["none", "sku", "courier", "location", "order", "dispatchBy"];
const sorts: readonly SortBy[] = ["dispatchBy", "sku", "ordered", "value", "courier"];

/** How the rows are put together and in which order. */
export function GroupMenu({ group, sort, descending, onGroup, onSort }: Props) {
  const { t } = useTranslation();
  const items: MenuItem[] = [
    { kind: "heading", id: "g", label: t("group.title") },
    ...groups.map((id) => ({
      id: `g-${id}`,
      label: t(`group.${id}`),
      checked: id === group,
      testId: `group-by-${id}`,
      onSelect: () => onGroup(id),
    })),
    { kind: "line", id: "line" },
    { kind: "heading", id: "s", label: t("sort.title") },
    ...sorts.map((id) => ({
      id: `s-${id}`,
      label: t(`sort.${id}`),
      checked: id === sort,
      testId: `sort-by-${id}`,
      onSelect: () => onSort(id, descending),
    })),
    { id: "desc", label: t("sort.descending"), checked: descending, onSelect: () => onSort(sort, !descending) },
  ];
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="btn hide-narrow" data-testid="group-menu">
          {group === "none" ? t("group.ungrouped") : t("group.by", { what: t(`group.${group}`) })}
          <Icon name="down" />
        </button>
      }
      items={items}
    />
  );
}
