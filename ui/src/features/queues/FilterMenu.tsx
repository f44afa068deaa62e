import { useTranslation } from "react-i18next";
import type { Facet } from "~/bindings";
import { Icon, Menu, type MenuItem } from "~/components";
import { count } from "~/lib/format";

type Props = {
  name: "courier" | "sku" | "location";
  facets: readonly Facet[];
  value: string | null;
  words?: (key: string) => string;
  onChange: (value: string | null) => void;
  hideNarrow?: boolean;
};

/** Narrows the queue to one value; each choice says how many shipments it leaves. */
export function FilterMenu({ name, facets, value, words = (key) => key, onChange, hideNarrow = false }: Props) {
  const { t } = useTranslation();
  const items: MenuItem[] = [
    {
      id: "all",
      label: t(`filter.${name}All`),
      checked: value === null,
      testId: `filter-${name}-all`,
      onSelect: () => onChange(null),
    },
    { kind: "line", id: "line" },
    ...facets.map((facet) => ({
      id: `v-${facet.key}`,
      label: words(facet.key),
      hint: count(facet.shipments),
      checked: facet.key === value,
      testId: `filter-${name}-${facet.key}`,
      onSelect: () => onChange(facet.key),
    })),
  ];
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          className={`btn ${value === null ? "" : "btn--on"} ${hideNarrow ? "hide-narrow" : ""}`}
          data-testid={`filter-${name}`}
        >
          <span className="cut btn__cut">{value === null ? t(`filter.${name}All`) : words(value)}</span>
          <Icon name="down" />
        </button>
      }
      items={items}
    />
  );
}
