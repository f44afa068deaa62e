import type { BoardAsk, Hit } from "~/bindings";
import { Button, CopyButton, Glyph, Rows, Skeleton } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import { dayStart, dayWords, num, useWords, windowWords } from "~/features/limits";
import { useCommand } from "~/keys";
import { count, money, when } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { useOpenShipment } from "~/lib/open-shipment";
import type { Asked } from "./board-context";
import styles from "./guardrails.module.css";
import { hitsCsv } from "./hits-csv";

type Props = { asked: Asked; ask: BoardAsk; onClose: () => void };

/** The very shipments behind a number; each opens its panel. */
export function HitsPanel({ asked, ask, onClose }: Props) {
  const { t } = useWords();
  const { today, ...what } = asked;
  const { data, error } = useRpc("guardrail_hits", { ...what, asOf: ask.asOf ?? null }, { keep: false });
  const { openShipment } = useOpenShipment();
  useCommand("close", { run: onClose });
  const total = data?.total ?? 0;
  const hits = data?.hits ?? [];
  const title = t(`limits.metric.${asked.metric}`);
  const kind = asked.measure === null ? t("guardrails.hits.counted") : t("guardrails.hits.of");
  const units = hits.reduce((sum, hit) => sum + hit.units, 0);
  const value = hits.reduce((sum, hit) => sum + num(hit.value), 0);
  return (
    <aside className="panel" aria-label={title} data-testid="hits-panel">
      <header className="panel__head">
        <div className="flex">
          <h2 className="h-title">
            {title} <span className="muted">{kind}</span>
          </h2>
          <span className="grow" />
          <Button look="ghost" icon="x" aria-label={t("guardrails.hits.close")} onClick={onClose} />
        </div>
        {data === undefined ? null : (
          <p className="muted">
            {asked.day === null
              ? t("guardrails.hits.lead", {
                  n: count(total),
                  units: count(units),
                  window: windowWords(asked.window, t),
                })
              : t("guardrails.hits.leadDay", { n: count(total), units: count(units), day: dayWords(asked.day, today) })}
            {value > 0 && hits.length === total ? ` · ${money(value)}` : ""}
          </p>
        )}
      </header>
      {error === null ? null : (
        <div className="panel__body">
          <ErrorNote error={error} />
        </div>
      )}
      {data === undefined && error === null ? <Skeleton label={t("guardrails.reading")} rows={8} /> : null}
      {data !== undefined && hits.length === 0 ? (
        <p className="panel__body muted">{t("guardrails.hits.none")}</p>
      ) : null}
      {hits.length === 0 ? null : (
        <div className={`grid ${styles["hits"] ?? ""}`}>
          <div className="grid__head">
            {(["day", "shipment", "sku", "units", "why"] as const).map((head) => (
              <span key={head} className={head === "units" ? "num" : undefined}>
                {t(`guardrails.hits.${head}`)}
              </span>
            ))}
          </div>
          <Rows count={hits.length} rowKey={(at) => `${hits[at]?.shipmentId ?? ""}${hits[at]?.day ?? ""}${at}`}>
            {(at) => {
              const hit = hits[at];
              return hit === undefined ? null : (
                <HitRow hit={hit} today={today} onOpen={() => openShipment(hit.shipmentId)} />
              );
            }}
          </Rows>
        </div>
      )}
      <footer className="panel__foot">
        <CopyButton
          text={hitsCsv(hits, today)}
          words={{
            copy: t("guardrails.hits.copy"),
            copied: t("guardrails.hits.copied"),
            failed: t("guardrails.hits.failed"),
          }}
        />
        <span className="grow" />
        {total > hits.length ? (
          <span className="small faint">{t("guardrails.hits.atMost", { n: count(hits.length) })}</span>
        ) : null}
      </footer>
    </aside>
  );
}

function HitRow({ hit, today, onOpen }: { hit: Hit; today: number; onOpen: () => void }) {
  const { t } = useWords();
  const due = hit.due === null ? "" : t("guardrails.todo.due", { at: when(hit.due, dayStart(today)) });
  const happened = hit.happened === null ? due : when(hit.happened, hit.due ?? hit.happened);
  return (
    <button
      type="button"
      className={`row ${styles["hit"] ?? ""}`}
      title={t("guardrails.hits.open", { id: hit.shipmentId })}
      onClick={onOpen}
      data-testid="hit"
    >
      <span>{dayWords(hit.day, today)}</span>
      <span className="id muted">{shortId(hit.shipmentId)}</span>
      <span className="id">{hit.sku}</span>
      <span className="num">{count(hit.units)}</span>
      <span className="muted cut" title={hit.reason ?? undefined}>
        {hit.estimated ? <Glyph name="unknown" label={t("guardrails.hits.estimated")} className="is-unknown" /> : null}{" "}
        {hit.reason?.replaceAll("_", " ") ?? happened}
      </span>
    </button>
  );
}
