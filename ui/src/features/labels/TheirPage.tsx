import type { CSSProperties } from "react";
import type { LabelCheck, LabelCrop } from "~/bindings";
import { Badge, Button, Empty, Skeleton } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { count, dayTime } from "~/lib/format";
import { shortId } from "~/lib/ids";
import { currentTime } from "~/lib/now";
import { type Frame, frameOf, frameOfTyped, mm, type PageSize, typedOf } from "./frame";
import { DrawnFrame, ShownFrame } from "./FrameBox";
import styles from "./labels.module.css";
import { MmField } from "./MmField";
import type { Found } from "./use-found";
import { useWords } from "./use-words";

type Props = {
  label: LabelCheck;
  found: Found;
  at: number;
  of: number;
  /** The frame kept by hand for its courier. */
  crop: LabelCrop | undefined;
  /** The frame being drawn. */
  drawn: Frame | null;
  onDraw: (frame: Frame | null) => void;
  onStep: (by: number) => void;
};

const PAGE_WIDTH = 900;
const A4: PageSize = { width: 595.3, height: 841.9 };

/** The marketplace's page with the frame the label was found in, and what speaks for it. */
export function TheirPage(props: Props) {
  const { label, found, at, of, crop, drawn, onDraw, onStep } = props;
  const { t } = useWords();
  const document = label.document;
  const picture = useRpc(
    "document_page",
    { document: document ?? 0, page: label.page, width: PAGE_WIDTH },
    { enabled: document !== null },
  );
  const { facts } = found;
  const page: PageSize =
    facts === null ? A4 : { width: facts.pageWidth ?? A4.width, height: facts.pageHeight ?? A4.height };
  const frame = facts === null ? null : frameOf(facts.frame);
  return (
    <section className={styles["page"]} aria-label={t("labels.theirPage")}>
      <div className={styles["cap"]}>
        <b>{t("labels.theirPage")}</b>
        <PageWords {...props} page={page} />
        <span className="grow" />
        <Button
          look="ghost"
          icon="left"
          aria-label={t("labels.before")}
          reason={at > 0 ? null : t("labels.atFirst")}
          onClick={() => onStep(-1)}
        />
        <Button
          look="ghost"
          icon="right"
          aria-label={t("labels.after")}
          reason={at + 1 < of ? null : t("labels.atLast")}
          onClick={() => onStep(1)}
        />
        {drawn === null ? (
          <Button
            look="ghost"
            icon="ruler"
            aria-label={t("labels.frame.draw")}
            title={t("labels.frame.draw")}
            reason={frame === null ? t("labels.frame.notYet") : null}
            onClick={() => onDraw(frame)}
            data-testid="frame-draw"
          />
        ) : null}
      </div>
      <div className={styles["room"]}>
        {document === null ? (
          <Empty icon="form" title={t("labels.noPage.title")}>
            {t(label.whyNot === "noLabel" ? "labels.noPage.fetching" : `labels.advice.${label.whyNot ?? "noLabel"}`)}
          </Empty>
        ) : picture.error !== null ? (
          <div className={styles["note"]}>
            <ErrorNote error={picture.error} />
          </div>
        ) : picture.data === undefined ? (
          <Skeleton label={t("labels.reading")} rows={10} />
        ) : (
          <figure className={styles["a4"]} style={{ "--ratio": page.width / page.height } as CSSProperties}>
            <img
              src={picture.data.dataUrl}
              alt={t("labels.pageAlt", { sku: label.sku, id: label.trackingId ?? label.shipmentId })}
              draggable={false}
              data-behind={picture.isPlaceholderData ? true : undefined}
            />
            {drawn !== null ? (
              <DrawnFrame frame={drawn} page={page} onChange={onDraw} onLeave={() => onDraw(null)} />
            ) : frame !== null && !picture.isPlaceholderData ? (
              <ShownFrame frame={frame} page={page} check={facts?.check === true} />
            ) : null}
          </figure>
        )}
      </div>
      {drawn === null ? (
        <Chips label={label} found={found} crop={crop} />
      ) : (
        <FrameTools label={label} drawn={drawn} page={page} crop={crop} onDraw={onDraw} />
      )}
    </section>
  );
}

function PageWords({ label, found, at, of, crop, drawn, page }: Props & { page: PageSize }) {
  const { t } = useWords();
  const isA4 = Math.abs(page.width - A4.width) < 6 && Math.abs(page.height - A4.height) < 6;
  const size = isA4 ? "A4" : `${Math.round(mm(page.width))} × ${Math.round(mm(page.height))} mm`;
  const how =
    drawn !== null
      ? "drawing"
      : label.document === null || found.facts === null
        ? null
        : crop !== undefined
          ? "byHand"
          : found.facts.check
            ? "guessed"
            : "anchors";
  const words = [
    label.document === null ? "" : size,
    t("labels.place", { at: count(at + 1), of: count(of) }),
    how === null ? "" : t(`labels.found.${how}`),
  ]
    .filter((part) => part !== "")
    .join(" · ");
  return (
    <span className="muted cut" title={words}>
      {words}
    </span>
  );
}

type ChipsProps = { label: LabelCheck; found: Found; crop: LabelCrop | undefined };

/** What was compared, each as a plate: the AWB, the order, the frame, the copies. */
function Chips({ label, found, crop }: ChipsProps) {
  const { t } = useWords();
  const { facts, error } = found;
  const printed = facts?.trackingId ?? null;
  const moved = label.whyNot === "stale" || label.whyNot === "cancelled" || label.whyNot === "onHold";
  return (
    <div className={styles["chips"]} aria-live="polite" data-testid="label-chips">
      {label.document === null || facts === null ? null : printed === null ? (
        <Badge is="unknown">{t("labels.chip.noAwb")}</Badge>
      ) : printed === label.trackingId ? (
        <Badge is="done" title={printed}>
          {t("labels.chip.awb", { id: shortId(label.shipmentId) })}
        </Badge>
      ) : (
        <Badge is="breached">{t("labels.chip.otherAwb", { id: printed })}</Badge>
      )}
      {label.document === null ? null : moved ? (
        <Badge is={label.whyNot === "stale" ? "stale" : label.whyNot === "onHold" ? "held" : "refused"}>
          {t(`labels.chip.${label.whyNot}`)}
        </Badge>
      ) : (
        <Badge is="done">{t("labels.chip.unchanged")}</Badge>
      )}
      {label.whyNot === "check" ? <Badge is="unknown">{t("labels.chip.check")}</Badge> : null}
      {label.whyNot === "shapeChanged" ? <Badge is="unknown">{t("labels.chip.shapeChanged")}</Badge> : null}
      {label.copies > 1 ? <Badge is="urgent">{t("labels.chip.copies", { count: label.copies })}</Badge> : null}
      {crop === undefined ? null : (
        <Badge title={t("labels.chip.drawnBy", { by: crop.drawnBy, at: dayTime(crop.drawnAt ?? 0, currentTime()) })}>
          {t("labels.chip.drawn", { courier: crop.courier })}
        </Badge>
      )}
      {error === null ? null : (
        <Badge is="refused" title={error.message}>
          {t("labels.chip.noPreview")}
        </Badge>
      )}
    </div>
  );
}

type ToolProps = {
  label: LabelCheck;
  drawn: Frame;
  page: PageSize;
  crop: LabelCrop | undefined;
  onDraw: (frame: Frame | null) => void;
};

/** The drawn frame in numbers, kept for the courier or given up for the anchors. */
function FrameTools({ label, drawn, page, crop, onDraw }: ToolProps) {
  const { t } = useWords();
  const put = useAction("label_crop_put");
  const typed = typedOf(drawn, page);
  const set = (part: Partial<typeof typed>) => onDraw(frameOfTyped({ ...typed, ...part }, page));
  const courier = label.courier ?? "";
  const most = { x: Math.floor((page.width / 72) * 254), y: Math.floor((page.height / 72) * 254) };
  const fields = [
    ["left", most.x],
    ["top", most.y],
    ["width", most.x],
    ["height", most.y],
  ] as const;
  return (
    <div className={styles["tools"]} data-testid="frame-tools">
      <div className={styles["four"]}>
        {fields.map(([name, end]) => (
          <MmField
            key={name}
            label={t(`labels.frame.${name}`)}
            value={Math.round(typed[name] * 10)}
            least={0}
            most={end}
            onChange={(tenths) => set({ [name]: tenths / 10 })}
            testId={`frame-${name}`}
          />
        ))}
      </div>
      <p className="small muted">{t("labels.frame.keys")}</p>
      {put.error === null ? null : <ErrorNote error={put.error} />}
      <div className="flex">
        <Button keys="Esc" onClick={() => onDraw(null)}>
          {t("word.back")}
        </Button>
        <span className="grow" />
        {crop === undefined ? null : (
          <Button
            busy={put.isPending}
            onClick={() => put.mutate({ courier, frame: null }, { onSuccess: () => onDraw(null) })}
            data-testid="frame-anchors"
          >
            {t("labels.frame.anchors")}
          </Button>
        )}
        <Button
          look="primary"
          busy={put.isPending}
          reason={courier === "" ? t("labels.frame.noCourier") : null}
          onClick={() => put.mutate({ courier, frame: drawn }, { onSuccess: () => onDraw(null) })}
          data-testid="frame-keep"
        >
          {t("labels.frame.keep", { courier })}
        </Button>
      </div>
    </div>
  );
}
