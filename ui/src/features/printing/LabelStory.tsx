import type { LabelRow } from "~/bindings";
import { Glyph, Mark, PageImage, type State, stateGlyph } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import { useOpenDocument } from "~/features/documents";
import { ShipmentLink } from "~/features/packing";
import { when } from "~/lib/format";
import { currentTime } from "~/lib/now";
import styles from "./printing.module.css";
import { goodsSaid, labelSaid, reasonSaid, stopSaid } from "./said";
import { type StoryPoint, storyOf } from "./story";
import { usePrintWords } from "./words";

/** A label's whole life: what it is, the page it came from, every copy of it and what became of each. */
export function LabelStory({ row, runLink }: { row: LabelRow; runLink?: boolean | undefined }) {
  const { t } = usePrintWords();
  const copies = useRpc("print_ledger", {
    text: row.trackingId,
    states: [],
    printer: null,
    run: null,
    from: null,
    to: null,
    again: false,
    before: null,
    count: 50,
  });
  const same = (copies.data?.labels ?? []).filter(
    (one) => one.trackingId === row.trackingId && one.shipmentId === row.shipmentId,
  );
  const points = storyOf(same.length === 0 ? [row] : same);
  const said = labelSaid(row, t);
  const openDocument = useOpenDocument();
  return (
    <div className={styles["stack"]} data-testid="label-story">
      <div>
        <b className="h-lead">{goodsSaid(row)}</b>
        <p>{said.is === null ? said.words : <Mark is={said.is}>{said.words}</Mark>}</p>
      </div>
      {row.mustNotTravel === null || row.state === "withdrawn" ? null : (
        <div className={`${styles["verdict"] ?? ""} is-breached`} role="alert">
          <b>{t("printing.scan.stop", { why: stopSaid(row.mustNotTravel, t).words })}</b>
          <p>{t("printing.scan.stopText")}</p>
        </div>
      )}
      <Why row={row} />
      <dl className="kv">
        <dt>{t("printing.column.tracking")}</dt>
        <dd className="id">{row.trackingId}</dd>
        <dt>{t("printing.column.shipment")}</dt>
        <dd className="id">
          <ShipmentLink id={row.shipmentId}>{row.shipmentId}</ShipmentLink>
        </dd>
        <dt>{t("printing.order")}</dt>
        <dd className="id">{row.orderId}</dd>
        {row.courier === null ? null : (
          <>
            <dt>{t("printing.courier")}</dt>
            <dd>{row.courier}</dd>
          </>
        )}
        <dt>{t("printing.page")}</dt>
        <dd>
          <button type="button" className={styles["link"]} onClick={() => openDocument(row.document)}>
            {t("printing.seePage", { page: row.page + 1 })}
          </button>
        </dd>
        <dt>{t("printing.runWord")}</dt>
        <dd>
          {runLink === true ? (
            <a href={`#/printing/run/${row.run}`}>{t("printing.placeInRun", { ...row })}</a>
          ) : (
            t("printing.placeInRun", { ...row })
          )}
        </dd>
      </dl>
      <ol className={styles["story"]} aria-label={t("printing.story.title")}>
        {points.map((point, at) => (
          <li key={`${point.label}-${point.kind}-${String(at)}`}>
            <span className={point.is === null ? "faint" : `is-${point.is} ${styles["dot"] ?? ""}`}>
              <Glyph name={point.is === null ? "poll" : stateGlyph(point.is)} />
            </span>
            <Point point={point} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Point({ point }: { point: StoryPoint }) {
  const { t } = usePrintWords();
  const { row } = point;
  const why =
    point.kind === "again"
      ? reasonSaid(row.reason ?? "other", row.words, t)
      : point.kind === "spoiled" && row.spoiled !== null
        ? reasonSaid(row.spoiled, row.words, t)
        : point.kind === "failed" && row.whyNot !== null
          ? t(`printing.whyNot.${row.whyNot}`)
          : "";
  const head = t(`printing.story.${point.kind}`, {
    copy: row.copy,
    printer: row.printer,
    who: point.who,
    why,
  });
  return (
    <span>
      {head}
      <span className="small faint">
        {" "}
        {point.at === null ? "" : when(point.at, currentTime())}
        {point.kind === "queued" || point.kind === "again" ? ` · ${row.by}` : ""}
        {point.kind === "sent" && row.job !== null ? ` · ${t("printing.job", { job: row.job })}` : ""}
      </span>
    </span>
  );
}

/** Why it was held back or refused, with the picture where there is one. */
function Why({ row }: { row: LabelRow }) {
  const { t } = usePrintWords();
  const wanted = row.picture !== null;
  const picture = useRpc(
    "document_page",
    { document: row.picture ?? 0, page: 0, width: 600 },
    { enabled: wanted, keep: false },
  );
  if (row.state !== "failed") return null;
  const is: State = row.whyNot === "printerRefused" ? "refused" : "held";
  return (
    <div className={`${styles["verdict"] ?? ""} is-${is}`} data-testid="label-why">
      <b>{row.whyNot === null ? t("printing.label.failed") : t(`printing.whyNot.${row.whyNot}`)}</b>
      {row.message === null ? null : <p>{row.message}</p>}
      {row.whyNot === null ? null : <p>{t(`printing.todo.${row.whyNot}`)}</p>}
      {!wanted ? null : picture.error === null ? (
        <PageImage src={picture.data?.dataUrl ?? null} alt={t("printing.whyPicture")} ratio={2 / 3} />
      ) : (
        <ErrorNote error={picture.error} />
      )}
    </div>
  );
}
