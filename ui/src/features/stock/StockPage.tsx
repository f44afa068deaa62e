import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AppError, ListingRow, StockAt, StockPage as Page } from "~/bindings";
import { Button, Empty, End, Mark, Rows, Skeleton, type State } from "~/components";
import { ErrorNote, queryKey, rpc, useAction, useRpc } from "~/data";
import { capsOf, useCommand } from "~/keys";
import { count, when } from "~/lib/format";
import { useNow } from "~/lib/now";
import { useOwnWords } from "~/lib/own-words";
import { SetDialog } from "./SetDialog";
import styles from "./stock.module.css";

const PIECE = 100;
/** Listings whose stock one press of the button reads: ten calls. */
const MOST_READ = 100;

/** A place whose number is to be set. */
export type Place = { sku: string; place: string; at: StockAt };

/** Listings with their stock at each warehouse, as last read; a number is set through the journal. */
export function StockPage() {
  const { t } = useOwnWords();
  const [text, setText] = useState("");
  const [setting, setSetting] = useState<Place | null>(null);
  const frame = useRpc("frame", {}).data;
  const reply = useListings(text);
  const catalogue = useAction("catalogue_read");
  const stock = useAction("stock_read");
  const rows = reply.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = reply.data?.pages[0]?.total ?? 0;
  const chosen = frame?.settings.location ?? "";
  const places = (frame?.locations ?? []).filter((one) => chosen === "" || one.id === chosen);
  const toRead = rows.slice(0, MOST_READ).map((row) => row.sku);
  const onEnd = () => {
    if (reply.hasNextPage && !reply.isFetchingNextPage) void reply.fetchNextPage();
  };
  const readStock = () => stock.mutate({ skus: toRead });
  const readCatalogue = () => catalogue.mutate({}, { onSuccess: () => void reply.refetch() });
  useCommand("readBack", {
    run: total === 0 ? readCatalogue : readStock,
    hint: t(total === 0 ? "stock.readCatalogue" : "stock.readStock"),
  });
  const isEmpty = reply.data !== undefined && total === 0;
  const error = reply.error ?? catalogue.error ?? stock.error;
  return (
    <main className="work" data-focus-area="stock">
      <header className="head">
        <h1 className="h-title">{t("stock.title")}</h1>
        {reply.data === undefined ? null : (
          <span className="sum">{t("stock.sum", { count: total, n: count(total) })}</span>
        )}
        <span className="does">
          <span className={`input ${styles["search"] ?? ""}`}>
            <input
              type="search"
              aria-label={t("stock.search")}
              placeholder={t("stock.search")}
              value={text}
              onChange={(event) => setText(event.target.value)}
              data-testid="stock-search"
            />
          </span>
          <Button busy={catalogue.isPending} onClick={readCatalogue} data-testid="stock-catalogue">
            {t("stock.readCatalogue")}
          </Button>
          {rows.length === 0 ? null : (
            <Button keys={capsOf("readBack")} busy={stock.isPending} onClick={readStock} data-testid="stock-read">
              {t("stock.read", { count: toRead.length, n: count(toRead.length) })}
            </Button>
          )}
        </span>
      </header>
      {error === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={error} />
        </div>
      )}
      {reply.data === undefined && reply.error === null ? <Skeleton label={t("stock.reading")} rows={8} /> : null}
      {isEmpty ? (
        <div className="body body--middle">
          {text.trim() === "" ? (
            <Empty icon="shelf" title={t("stock.emptyTitle")}>
              {t("stock.emptyText")}
            </Empty>
          ) : (
            <Empty icon="search" title={t("stock.nothing")} />
          )}
        </div>
      ) : null}
      {rows.length === 0 ? null : (
        <section
          className={`grid ${styles["rows"] ?? ""}`}
          style={{ "--places": places.length } as React.CSSProperties}
          aria-label={t("stock.title")}
        >
          <div className="grid__head">
            <span>{t("stock.sku")}</span>
            <span className="hide-narrow">{t("stock.name")}</span>
            <span className="num">{t("stock.toPack")}</span>
            {places.map((one) => (
              <span key={one.id} className={`cut ${styles["place"] ?? ""}`} title={one.name}>
                {one.name}
              </span>
            ))}
          </div>
          <Rows count={rows.length} rowKey={(at) => rows[at]?.sku ?? at} testId="stock-rows">
            {(at) => {
              const row = rows[at];
              return row === undefined ? null : (
                <>
                  <Line row={row} places={places} onSet={setSetting} />
                  {at === rows.length - 1 ? <End onSeen={onEnd} /> : null}
                </>
              );
            }}
          </Rows>
        </section>
      )}
      {setting === null ? null : <SetDialog of={setting} onClose={() => setSetting(null)} />}
    </main>
  );
}

function useListings(text: string) {
  return useInfiniteQuery<Page, AppError>({
    queryKey: queryKey("stock", { text: text.trim(), start: 0, count: PIECE }),
    queryFn: ({ pageParam }) => rpc("stock", { text: text.trim(), start: pageParam as number, count: PIECE }),
    initialPageParam: 0,
    getNextPageParam: (last, all) => {
      const read = all.reduce((sum, page) => sum + page.rows.length, 0);
      return last.rows.length > 0 && read < last.total ? read : undefined;
    },
    placeholderData: keepPreviousData,
  });
}

type LineProps = {
  row: ListingRow;
  places: readonly { id: string; name: string }[];
  onSet: (of: Place) => void;
};

function Line({ row, places, onSet }: LineProps) {
  return (
    <div className="row" data-testid="stock-row" data-sku={row.sku}>
      <span className="id cut" title={row.sku}>
        {row.sku}
      </span>
      <span className="cut muted hide-narrow" title={row.title}>
        {row.title}
      </span>
      <span className="num">{row.toPack === 0 ? "" : count(row.toPack)}</span>
      {places.map((one) => {
        const at = row.stock.find((stock) => stock.location === one.id);
        return <Cell key={one.id} sku={row.sku} place={one.name} at={at} onSet={onSet} />;
      })}
    </div>
  );
}

const asked = {
  queued: { is: "waiting", words: "asked" },
  sending: { is: "waiting", words: "asked" },
  accepted: { is: "waiting", words: "asked" },
  unknown: { is: "unknown", words: "asked" },
  notApplied: { is: "unknown", words: "asked" },
  stuck: { is: "urgent", words: "stuck" },
  refused: { is: "refused", words: "refused" },
  superseded: { is: "stale", words: "moved" },
  confirmed: { is: "done", words: "asked" },
  withdrawn: { is: "held", words: "asked" },
} as const satisfies Record<string, { is: State; words: "asked" | "stuck" | "refused" | "moved" }>;

function Cell({
  sku,
  place,
  at,
  onSet,
}: {
  sku: string;
  place: string;
  at: StockAt | undefined;
  onSet: LineProps["onSet"];
}) {
  const { t } = useOwnWords();
  const now = useNow(60_000);
  if (at === undefined) return <span className={`faint ${styles["place"] ?? ""}`}>{t("stock.notRead")}</span>;
  if (at.units === null) return <span className={`faint ${styles["place"] ?? ""}`}>{t("stock.noNumber")}</span>;
  const said = at.asked === null ? null : asked[at.asked.state];
  return (
    <span className={styles["cell"]}>
      <button
        type="button"
        className={styles["number"]}
        aria-label={t("stock.set", { sku, place })}
        title={at.readAt === null ? undefined : t("stock.readAt", { at: when(at.readAt, now) })}
        onClick={() => onSet({ sku, place, at })}
        data-testid="stock-number"
      >
        {count(at.units)}
      </button>
      {said === null || at.asked === null ? null : (
        <Mark is={said.is}>{t(`stock.${said.words}`, { n: count(at.asked.units) })}</Mark>
      )}
    </span>
  );
}
