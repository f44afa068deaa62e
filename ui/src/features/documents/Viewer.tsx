import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DocumentHead } from "~/bindings";
import { Button, CopyButton, Empty, PageImage, useKeys } from "~/components";
import { ErrorNote, useRpc } from "~/data";
import styles from "./documents.module.css";
import { useFileOpener } from "./OpenFile";
import { SaveCopy } from "./SaveCopy";

const PAGE_WIDTH = 1000;
const THUMB_WIDTH = 160;

/** A document page by page: the open one large, the others small beside it, drawn as they come into sight. */
export function Viewer({ head }: { head: DocumentHead }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(0);
  const picture = useRpc(
    "document_page",
    { document: head.document, page, width: PAGE_WIDTH },
    { enabled: head.pages > 0 },
  );
  const opener = useFileOpener();
  const [large, setLarge] = useState(false);
  const last = Math.max(0, head.pages - 1);
  const turn = (to: number) => setPage(Math.min(last, Math.max(0, to)));
  useKeys({
    ArrowRight: () => turn(page + 1),
    PageDown: () => turn(page + 1),
    ArrowLeft: () => turn(page - 1),
    PageUp: () => turn(page - 1),
    Home: () => turn(0),
    End: () => turn(last),
  });
  const alt = head.pages === 0 ? "" : t("documents.pageOf", { page: page + 1, pages: head.pages });
  return (
    <section className={styles["viewer"]} aria-label={head.title} data-testid="document-viewer">
      <div className={styles["cap"]}>
        <b className="cut">{head.title}</b>
        <span className="grow" />
        <Button
          icon="left"
          look="ghost"
          aria-label={t("documents.before")}
          reason={page > 0 ? null : t("documents.atFirst")}
          onClick={() => turn(page - 1)}
        />
        <span data-testid="document-page">{alt}</span>
        <Button
          icon="right"
          look="ghost"
          aria-label={t("documents.after")}
          reason={page < last ? null : t("documents.atLast")}
          onClick={() => turn(page + 1)}
        />
        <Button onClick={() => setLarge(!large)} aria-pressed={large}>
          {large ? t("documents.whole") : t("documents.larger")}
        </Button>
        {opener.open === null ? null : (
          <Button icon="print" onClick={() => opener.open?.(head.path, false)} data-testid="document-open">
            {t("documents.openToPrint")}
          </Button>
        )}
        <SaveCopy document={head.document} suggested={fileName(head)} from={head.path} testId="document-save">
          {t("documents.saveCopy")}
        </SaveCopy>
      </div>
      <div className={`${styles["page"] ?? ""} ${large ? (styles["large"] ?? "") : ""}`}>
        {head.pages === 0 ? (
          <Empty icon="docs" title={t("documents.noPages")} />
        ) : picture.error === null ? (
          <PageImage
            src={picture.isPlaceholderData ? null : (picture.data?.dataUrl ?? null)}
            alt={alt}
            ratio={ratioOf(head)}
          />
        ) : (
          <ErrorNote error={picture.error} />
        )}
      </div>
      <Thumbs head={head} page={page} onChoose={turn} />
      <div className={styles["path"]}>
        <span className="faint small">{t("documents.lies")}</span>
        <span className="id small cut grow" title={head.path}>
          {head.path}
        </span>
        {opener.open === null ? null : (
          <Button look="ghost" onClick={() => opener.open?.(head.path, true)}>
            {t("documents.showInFolder")}
          </Button>
        )}
        <CopyButton
          look="ghost"
          text={head.path}
          words={{ copy: t("documents.copyPath"), copied: t("documents.copied"), failed: t("documents.copyFailed") }}
        />
      </div>
      {opener.trouble}
    </section>
  );
}

function Thumbs({ head, page, onChoose }: { head: DocumentHead; page: number; onChoose: (page: number) => void }) {
  const { t } = useTranslation();
  const pages = Array.from({ length: head.pages }, (_, at) => at);
  return (
    <div className={styles["thumbs"]}>
      {pages.map((at) => (
        <Thumb
          key={at}
          head={head}
          page={at}
          open={at === page}
          label={t("documents.page", { page: at + 1 })}
          onOpen={() => onChoose(at)}
        />
      ))}
    </div>
  );
}

type ThumbProps = { head: DocumentHead; page: number; open: boolean; label: string; onOpen: () => void };

/** A small page; its picture is asked for when it first comes into sight. */
function Thumb({ head, page, open, label, onOpen }: ThumbProps) {
  const box = useRef<HTMLButtonElement>(null);
  const [seen, setSeen] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    const element = box.current;
    if (element === null || seen) {
      return undefined;
    }
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        setSeen(true);
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen]);
  useEffect(() => {
    if (open) {
      box.current?.scrollIntoView?.({ block: "nearest" });
    }
  }, [open]);
  const picture = useRpc(
    "document_page",
    { document: head.document, page, width: THUMB_WIDTH },
    { enabled: seen, keep: false },
  );
  return (
    <button ref={box} type="button" aria-pressed={open} aria-label={label} onClick={onOpen}>
      <PageImage
        src={picture.data?.dataUrl ?? null}
        alt=""
        ratio={ratioOf(head)}
        failed={picture.error === null ? null : "–"}
      />
      {page + 1}
    </button>
  );
}

/** Shape of a page before its picture is there: a print file is label paper, the rest is A4. */
function ratioOf(head: DocumentHead): number {
  return head.kind === "printFile" ? 2 / 3 : 210 / 297;
}

/** The name a copy is offered under: the title without what file systems refuse, and the ending of the kept file. */
export function fileName(head: DocumentHead): string {
  const plain = head.title
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  const ending = /\.(csv|xlsx|pdf)$/i.exec(head.path)?.[1] ?? "pdf";
  return `${plain === "" ? `document ${head.document}` : plain}.${ending}`;
}
