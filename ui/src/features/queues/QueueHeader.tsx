import { useTranslation } from "react-i18next";
import type { Facets, QueueFreshness, ViewHead, ViewSpec } from "~/bindings";
import { Mark } from "~/components";
import { count, duration, when } from "~/lib/format";
import { freshSaid } from "~/lib/freshness";
import { useNow } from "~/lib/now";
import { FilterMenu } from "./FilterMenu";
import { GroupMenu } from "./GroupMenu";
import { SavedViewsMenu } from "./SavedViewsMenu";
import { SearchBox } from "./SearchBox";
import type { QueueSearch } from "./spec";

type Props = {
  title: string;
  head: ViewHead | undefined;
  /** As of when this queue is complete; none for a view over several. */
  fresh: QueueFreshness | undefined;
  facets: Facets | undefined;
  spec: ViewSpec;
  search: QueueSearch;
  onSearch: (change: Partial<QueueSearch>) => void;
  onOpen: (id: string) => void;
};

/** How much there is, by when, and the ways to narrow it. */
export function QueueHeader({ title, head, fresh, facets, spec, search, onSearch, onOpen }: Props) {
  return (
    <header className="head">
      <h1 className="h-title nowrap">{title}</h1>
      <Sum head={head} fresh={fresh} />
      <span className="does">
        <GroupMenu
          group={spec.groupBy}
          sort={spec.sortBy}
          descending={spec.descending}
          onGroup={(group) => onSearch({ group })}
          onSort={(sort, desc) => onSearch({ sort, desc })}
        />
        <FilterMenu
          name="sku"
          facets={facets?.skus ?? []}
          value={spec.sku}
          onChange={(sku) => onSearch({ sku: sku ?? undefined })}
        />
        <FilterMenu
          name="courier"
          facets={facets?.couriers ?? []}
          value={spec.courier}
          onChange={(courier) => onSearch({ courier: courier ?? undefined })}
        />
        <SavedViewsMenu spec={spec} />
        <SearchBox
          text={search.text ?? ""}
          onText={(text) => onSearch({ text: text === "" ? undefined : text })}
          onFound={onOpen}
        />
      </span>
    </header>
  );
}

function Sum({ head, fresh }: { head: ViewHead | undefined; fresh: QueueFreshness | undefined }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  if (!head) return <span className="sum">{t("queue.reading")}</span>;
  const next = head.nextCutOff;
  const said = fresh === undefined ? null : freshSaid(fresh, now, t);
  return (
    <span className="sum sum--two">
      <span className="cut" data-testid="queue-sum">
        {t("shipment", { count: head.shipments, n: count(head.shipments) })} ·{" "}
        {t("unit", { count: head.units, n: count(head.units) })}
        {next !== null &&
          next > now &&
          ` · ${t("queue.nextCutOff", { at: when(next, now), left: duration(next - now) })}`}
      </span>
      {said === null ? null : (
        <span
          className="cut small faint"
          title={said.words}
          data-testid="queue-fresh"
          data-complete={fresh?.isComplete}
        >
          {said.is === null ? said.words : <Mark is={said.is}>{said.words}</Mark>}
        </span>
      )}
    </span>
  );
}
