import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ActivityRow } from "~/bindings";
import { End, Rows } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { ShipmentLink } from "~/features/packing";
import { shortId } from "~/lib/ids";
import { nameOf } from "./said";
import styles from "./activity.module.css";

type Props = {
  /** Which columns. */
  is: "rows" | "waiting";
  label: string;
  head: ReactNode;
  rows: readonly ActivityRow[];
  onEnd: () => void;
  /** The cells of a row. */
  line: (row: ActivityRow, index: number, withdraw: Withdraw) => ReactNode;
};

/** Taking an act back. */
export type Withdraw = { busy: boolean; run: (id: number) => void };

/** A table of acts, with what could not be taken back over it. */
export function ActTable({ is, label, head, rows, onEnd, line }: Props) {
  const withdraw = useAction("activity_withdraw");
  const way = { busy: withdraw.isPending, run: (id: number) => withdraw.mutate({ id }) };
  return (
    <>
      {withdraw.error === null ? null : (
        <div className={styles["note"]}>
          <ErrorNote error={withdraw.error} />
        </div>
      )}
      <section className={`grid ${styles[is] ?? ""}`} aria-label={label}>
        <div className="grid__head">{head}</div>
        <Rows count={rows.length} rowKey={(at) => rows[at]?.id ?? at} testId={`${testIds[is]}-rows`}>
          {(at) => {
            const row = rows[at];
            return row === undefined ? null : (
              <>
                <div
                  className="row"
                  data-testid={`${testIds[is]}-row`}
                  data-state={row.state}
                  data-shipment={nameOf(row)}
                >
                  {line(row, at, way)}
                </div>
                {at === rows.length - 1 ? <End onSeen={onEnd} /> : null}
              </>
            );
          }}
        </Rows>
      </section>
    </>
  );
}

const testIds = { rows: "activity", waiting: "waiting" };

/** The shipment of an act, or the listing and the warehouse it is about. */
export function OfSubject({ row }: { row: ActivityRow }) {
  const { subject } = row;
  if (subject.kind === "stock") return <OfStock sku={subject.sku} location={subject.location} />;
  return (
    <span className="id" title={subject.id}>
      <ShipmentLink id={subject.id}>{shortId(subject.id)}</ShipmentLink>
    </span>
  );
}

function OfStock({ sku, location }: { sku: string; location: string }) {
  const { t } = useTranslation();
  const frame = useRpc("frame", {}).data;
  const place = frame?.locations.find((one) => one.id === location)?.name ?? location;
  return (
    <span className="id cut" title={t("activity.stockOf", { sku, place })}>
      <Link to="/stock">{sku}</Link>
    </span>
  );
}

/** The batch of an act. */
export function OfBatch({ row }: { row: ActivityRow }) {
  return (
    <span className="hide-narrow">
      {row.batch === null ? null : (
        <Link to="/batch/$n" params={{ n: String(row.batch) }}>
          {row.batch}
        </Link>
      )}
    </span>
  );
}
