import { useEffect, useRef, useState } from "react";
import type { AmongLabels, AppError, LabelCheck, LabelLayout } from "~/bindings";
import { Empty, Mark, Rows, Segmented } from "~/components";
import { usePicture } from "~/data";
import { useCommand } from "~/keys";
import { labelKey, markOf, standOf } from "./label-said";
import styles from "./labels.module.css";
import { useWords } from "./use-words";

type Props = {
  labels: readonly LabelCheck[];
  open: number;
  next: LabelCheck | undefined;
  /** How each is put on paper. */
  layout: LabelLayout;
  /** Why the open one cannot be drawn with that layout. */
  trouble: AppError | null;
  onOpen: (index: number) => void;
  /** Shows the open one large. */
  onLook: () => void;
  /** Where a label stands among the others. */
  amongOf: (label: LabelCheck) => AmongLabels | null;
};

const KINDS = ["printed", "theirs"] as const;
type Kind = (typeof KINDS)[number];

const SHOT_REM = 8.5;
const ROW_REM = 13.75;
const WIDTH = 170;
/** What only flies by is not drawn. */
const FLY_BY_MS = 120;
/** Fewer dots than a printer has: nothing is read from a small picture. */
const FEW_DPI = 100;
const FIRST_COLUMNS = 6;

/** Every label small, as it will be printed or as it came; only what is in sight is drawn. */
export function PagesTab({ labels, open, next, layout, amongOf, trouble, onOpen, onLook }: Props) {
  const { t } = useWords();
  const [kind, setKind] = useState<Kind>("printed");
  const box = useRef<HTMLElement>(null);
  const [columns, setColumns] = useState(FIRST_COLUMNS);
  useEffect(() => {
    const element = box.current;
    if (element === null || typeof ResizeObserver === "undefined") return undefined;
    const observer = new ResizeObserver(() => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
      setColumns(Math.max(1, Math.floor(element.clientWidth / (SHOT_REM * rem))));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // Across with the side arrows, a row with up and down: the list's own steps are overruled here.
  const go = (by: number) => ({ run: () => onOpen(Math.min(labels.length - 1, Math.max(0, open + by))) });
  useCommand("fold", go(-1));
  useCommand("unfold", go(1));
  useCommand("down", go(columns));
  useCommand("up", go(-columns));
  useCommand("open", { run: onLook });
  if (labels.length === 0) {
    return (
      <Empty icon="form" title={t("labels.none.title")}>
        {t("labels.none.text")}
      </Empty>
    );
  }
  const rows = Math.ceil(labels.length / columns);
  return (
    <section ref={box} className={styles["shots"]} aria-label={t("labels.tab.pages")}>
      <div className={styles["cap"]}>
        <Segmented
          label={t("labels.pages.kind")}
          value={kind}
          onChange={setKind}
          options={KINDS.map((id) => ({ id, label: t(`labels.pages.${id}`), testId: `pages-${id}` }))}
        />
        {trouble !== null && kind === "printed" ? (
          <Mark is="refused" className="cut" title={trouble.message}>
            <span className="cut">{trouble.message}</span>
          </Mark>
        ) : (
          <span className="muted">{t("labels.pages.keys")}</span>
        )}
      </div>
      <Rows count={rows} rowKey={(row) => row} rowRem={ROW_REM} show={Math.floor(open / columns)} testId="label-pages">
        {(row) => (
          <div className={styles["shotRow"]} style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
            {labels.slice(row * columns, (row + 1) * columns).map((label, column) => {
              const at = row * columns + column;
              const stand = standOf(label, label === next);
              return (
                <button
                  key={`${labelKey(label)}${at}`}
                  type="button"
                  className={styles["shot"]}
                  aria-pressed={at === open}
                  aria-label={t("labels.pages.shot", {
                    place: at + 1,
                    sku: label.sku,
                    stand: t(`labels.stand.${stand}`),
                  })}
                  data-testid="label-shot"
                  onClick={() => onOpen(at)}
                  onDoubleClick={onLook}
                >
                  <Shot label={label} kind={kind} layout={layout} among={amongOf(label)} />
                  <span>
                    <span className="faint">{label.position === 0 ? "–" : at + 1}</span>
                    <span className="id cut">{label.sku}</span>
                    <Mark is={markOf(stand)}>
                      <span className="off">{t(`labels.stand.${stand}`)}</span>
                    </Mark>
                  </span>
                </button>
              );
            })}
          </div>
        )}
      </Rows>
    </section>
  );
}

type ShotProps = { label: LabelCheck; kind: Kind; layout: LabelLayout; among: AmongLabels | null };

function Shot({ label, kind, layout, among }: ShotProps) {
  const { t } = useWords();
  const [rests, setRests] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRests(true), FLY_BY_MS);
    return () => clearTimeout(timer);
  }, []);
  const { document, page } = label;
  const theirs = usePicture(
    "document_page",
    { document: document ?? 0, page, width: WIDTH },
    rests && document !== null && kind === "theirs",
  );
  const printed = usePicture(
    "label_preview",
    { document: document ?? 0, page, layout, dpi: FEW_DPI, frame: null, width: WIDTH, among },
    rests && document !== null && kind === "printed",
  );
  const reply = kind === "theirs" ? theirs : printed;
  return (
    <span>
      {document === null ? (
        <span className="faint">{t("labels.pages.notHere")}</span>
      ) : reply.error !== null ? (
        <span className="faint" title={reply.error.message}>
          {t("labels.pages.notDrawn")}
        </span>
      ) : reply.data === undefined ? (
        <i aria-hidden="true" />
      ) : (
        <img src={reply.data.dataUrl} alt="" draggable={false} />
      )}
    </span>
  );
}
