import { type CSSProperties, useState } from "react";
import type { LabelLayout, ShapeChange } from "~/bindings";
import { Button, Dialog, DialogFoot, Glyph, Skeleton } from "~/components";
import { ErrorNote, useAction, useRpc } from "~/data";
import { dayTime } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { frameOf } from "./frame";
import { ShownFrame } from "./FrameBox";
import styles from "./labels.module.css";
import { forOneLabel } from "./layout-edit";
import { useWords } from "./use-words";

type Props = { changed: readonly ShapeChange[]; layout: LabelLayout };

/** Couriers whose pages are laid out differently from before: nothing of them is printed until somebody looked. */
export function ShapeBanners({ changed, layout }: Props) {
  const { t } = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const change = changed.find(({ courier }) => courier === open);
  return (
    <div className={styles["banners"]}>
      {changed.map(({ courier, words, labels }) => (
        <div key={courier} className="banner is-urgent" role="status" data-testid={`shape-${courier}`}>
          <Glyph name="urgent" />
          <span className="cut">
            <b>{t("labels.shape.title", { courier })}</b> {words}{" "}
            {labels > 0 ? t("labels.shape.waits", { count: labels }) : ""}
          </span>
          <span className="grow" />
          <Button onClick={() => setOpen(courier)} data-testid="shape-look">
            {t("labels.shape.look")}
          </Button>
        </div>
      ))}
      {change === undefined ? null : <ShapeDialog change={change} layout={layout} onClose={() => setOpen(null)} />}
    </div>
  );
}

const LEDGER = 200;

/** The page as it is now beside the last one of that courier that was printed. */
function ShapeDialog({ change, layout, onClose }: { change: ShapeChange; layout: LabelLayout; onClose: () => void }) {
  const { t } = useWords();
  const agree = useAction("label_shape_agree");
  const ledger = useRpc("print_ledger", {
    text: "",
    states: ["confirmed", "spooled"],
    printer: null,
    run: null,
    from: null,
    to: null,
    again: false,
    before: null,
    count: LEDGER,
  });
  const before = ledger.data?.labels.find(
    (row) => row.courier === change.courier && (row.document !== change.document || row.page !== change.page),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("labels.shape.title", { courier: change.courier })}
      lead={change.words}
      width="56rem"
      testId="shape-dialog"
      foot={
        <DialogFoot
          back={t("word.back")}
          onBack={onClose}
          note={<span className="muted">{t("labels.shape.hint")}</span>}
        >
          <Button
            large
            look="primary"
            busy={agree.isPending}
            onClick={() => agree.mutate({ courier: change.courier }, { onSuccess: onClose })}
            data-testid="shape-agree"
          >
            {t("labels.shape.agree")}
          </Button>
        </DialogFoot>
      }
    >
      {agree.error === null ? null : <ErrorNote error={agree.error} />}
      <div className={styles["both"]}>
        <figure>
          <figcaption className="muted">
            {before === undefined
              ? t("labels.shape.before")
              : t("labels.shape.beforeAt", { at: dayTime(before.sentAt ?? before.queuedAt ?? 0, currentTime()) })}
          </figcaption>
          {before === undefined ? (
            <p className="muted">{t(ledger.isPending ? "labels.reading" : "labels.shape.noBefore")}</p>
          ) : (
            <Framed document={before.document} page={before.page} layout={layout} />
          )}
        </figure>
        <figure>
          <figcaption className="muted">{t("labels.shape.now")}</figcaption>
          <Framed document={change.document} page={change.page} layout={layout} />
        </figure>
      </div>
    </Dialog>
  );
}

/** A page with the frame its label is cut by. */
function Framed({ document, page, layout }: { document: number; page: number; layout: LabelLayout }) {
  const { t } = useWords();
  const picture = useRpc("document_page", { document, page, width: 700 }, { keep: false });
  const preview = useRpc(
    "label_preview",
    { document, page, layout: forOneLabel(layout), dpi: 203, frame: null, width: 200, among: null },
    { keep: false },
  );
  if (picture.error !== null) return <ErrorNote error={picture.error} />;
  if (picture.data === undefined) return <Skeleton label={t("labels.reading")} rows={8} />;
  const size = { width: preview.data?.pageWidth ?? 595, height: preview.data?.pageHeight ?? 842 };
  return (
    <div className={styles["a4"]} style={{ "--ratio": size.width / size.height } as CSSProperties}>
      <img src={picture.data.dataUrl} alt="" draggable={false} />
      {preview.data === undefined ? null : (
        <ShownFrame frame={frameOf(preview.data.frame)} page={size} check={preview.data.check} />
      )}
    </div>
  );
}
