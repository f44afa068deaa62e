import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentHead } from "~/bindings";
import { Button, Empty, PageImage, Segmented, useKeys } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import styles from "./documents.module.css";
import { useFileOpener } from "./OpenFile";
import { usePrintIt } from "./PrintIt";
import { SaveCopy } from "./SaveCopy";
import { Thumbs } from "./Thumbs";
import { pixelsFor, ratioOf, realWidth, type Zoom, ZOOMS } from "./zoom";

/** A page beside its list is about so wide. */
const FIT_WIDTH = 560;

type ViewerProps = {
  head: DocumentHead;
  /** Part of a screen whose keys are its own. */
  isPart?: boolean | undefined;
};

/** A document page by page: the open one large, the others small beside it, drawn as they come into sight. */
export function Viewer({ head, isPart = false }: ViewerProps) {
  const { t } = useTranslation();
  const [page, setPage] = useState(0);
  const [zoom, setZoom] = useState<Zoom>("fit");
  const [ratio, setRatio] = useState(() => ratioOf(head));
  const last = Math.max(0, head.pages - 1);
  const turn = (to: number) => setPage(Math.min(last, Math.max(0, to)));
  useKeys({
    ArrowRight: () => turn(page + 1),
    PageDown: () => turn(page + 1),
    ArrowLeft: () => turn(page - 1),
    PageUp: () => turn(page - 1),
    Home: () => turn(0),
    End: () => turn(last),
    "+": () => setZoom(zoom === "fit" ? "width" : "real"),
    "-": () => setZoom(zoom === "real" ? "width" : "fit"),
    0: () => setZoom("fit"),
  });
  const real = realWidth(head, ratio);
  const wanted = zoom === "fit" ? FIT_WIDTH : zoom === "real" ? real : 1000;
  const picture = useRpc(
    "document_page",
    { document: head.document, page, width: pixelsFor(wanted, globalThis.devicePixelRatio || 1) },
    { enabled: head.pages > 0 },
  );
  const alt = head.pages === 0 ? "" : t("documents.pageOf", { page: page + 1, pages: head.pages });
  const src = picture.data?.dataUrl ?? null;
  return (
    <section className={styles["viewer"]} aria-label={head.title} data-testid="document-viewer">
      <Bar head={head} isPart={isPart} page={page} zoom={zoom} onTurn={turn} onZoom={setZoom} />
      <div
        className={`${styles["page"] ?? ""} ${styles[zoom] ?? ""}`}
        data-zoom={zoom}
        style={{ "--real": `${real}px` } as never}
        // A page larger than its room is scrolled with the keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={zoom === "fit" ? undefined : 0}
        aria-busy={picture.isPlaceholderData}
      >
        {head.pages === 0 ? (
          <Empty icon="docs" title={t("documents.noPages")} />
        ) : picture.error !== null ? (
          <ErrorNote error={picture.error} />
        ) : src === null ? (
          <PageImage src={null} alt={alt} ratio={ratio} />
        ) : (
          <img
            className={styles["sheet"]}
            src={src}
            alt={alt}
            draggable={false}
            data-behind={picture.isPlaceholderData ? true : undefined}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
              if (naturalHeight > 0) setRatio(naturalWidth / naturalHeight);
            }}
          />
        )}
      </div>
      <Thumbs document={head.document} pages={head.pages} open={page} ratio={ratio} onOpen={turn} />
      <Lies />
    </section>
  );
}

type BarProps = {
  head: DocumentHead;
  isPart: boolean;
  page: number;
  zoom: Zoom;
  onTurn: (page: number) => void;
  onZoom: (zoom: Zoom) => void;
};

/** Pages, size, and what can be done with the document. */
function Bar({ head, isPart, page, zoom, onTurn, onZoom }: BarProps) {
  const { t } = useTranslation();
  const opener = useFileOpener();
  const print = usePrintIt(head, !isPart);
  const last = head.pages - 1;
  return (
    <div className={styles["bars"]}>
      <div className={styles["cap"]}>
        <b className="cut">{head.title}</b>
        <span className="grow" />
        {opener.open === null ? null : (
          <Button onClick={() => opener.open?.(head.path, false)} data-testid="document-open">
            {t("documents.open")}
          </Button>
        )}
        <SaveCopy document={head.document} suggested={fileName(head)} testId="document-save">
          {t("documents.saveCopy")}
        </SaveCopy>
        {print.button}
      </div>
      {print.said}
      {head.pages === 0 ? null : (
        <div className={styles["cap"]}>
          <Button
            icon="left"
            look="ghost"
            aria-label={t("documents.before")}
            reason={page > 0 ? null : t("documents.atFirst")}
            onClick={() => onTurn(page - 1)}
          />
          <span data-testid="document-page">{t("documents.pageOf", { page: page + 1, pages: head.pages })}</span>
          <Button
            icon="right"
            look="ghost"
            aria-label={t("documents.after")}
            reason={page < last ? null : t("documents.atLast")}
            onClick={() => onTurn(page + 1)}
          />
          <span className="grow" />
          <Segmented
            label={t("documents.zoomLabel")}
            value={zoom}
            onChange={onZoom}
            options={ZOOMS.map((id) => ({ id, label: t(`documents.zoom.${id}`), testId: `zoom-${id}` }))}
          />
        </div>
      )}
      {opener.trouble}
    </div>
  );
}

/** Documents are sealed on disk: what another program opens is a copy that goes again. */
function Lies() {
  const { t } = useTranslation();
  return (
    <div className={styles["path"]}>
      <span className="faint small">{t("documents.sealed")}</span>
    </div>
  );
}

/** The name a copy is offered under: the title without what file systems refuse, and the ending of the kept file. */
export function fileName(head: DocumentHead): string {
  const plain = head.title
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  const ending = /\.(csv|xlsx|pdf|png)$/i.exec(head.path)?.[1] ?? "pdf";
  return `${plain === "" ? `document ${head.document}` : plain}.${ending}`;
}
