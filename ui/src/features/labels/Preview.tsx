import type { CSSProperties } from "react";
import type { LabelLayout } from "~/bindings";
import { Glyph, Mark } from "~/components";
import { bytes, count } from "~/lib/format";
import { dotBytes, mmShort, paperSize } from "./layout-edit";
import styles from "./labels.module.css";
import type { Seen } from "./use-preview";
import { useWords } from "./use-words";

type Props = { layout: LabelLayout; seen: Seen; hasLabel: boolean };

/** What the box beside the fields holds, in rem. */
const WIDE = 11.5;
const HIGH = 20.5;

/** One sheet as it would leave the printer, between rulers with a line every centimetre. */
export function Preview({ layout, seen, hasLabel }: Props) {
  const { t } = useWords();
  const [width, height] = paperSize(layout.paper);
  const scale = Math.min(WIDE / width, HIGH / height);
  const { picture, isBehind, error } = seen;
  const size = { "--w": `${width * scale}rem`, "--h": `${height * scale}rem`, "--cm": `${100 * scale}rem` };
  return (
    <div className={styles["pre"]} style={size as CSSProperties} aria-busy={isBehind}>
      <div className={styles["sheet"]} data-testid="label-preview" data-behind={isBehind ? true : undefined}>
        {picture === null ? (
          <span className="small">
            {t(`labels.preview.${!hasLabel ? "noLabel" : error === null ? "drawing" : "failed"}`)}
          </span>
        ) : (
          <img src={picture.dataUrl} alt={t("labels.preview.alt")} draggable={false} />
        )}
        <span className={styles["acrossMm"]}>{mmShort(width)}</span>
        <span className={styles["downMm"]}>{mmShort(height)}</span>
      </div>
      {error === null ? null : (
        <p className={`small is-refused ${styles["wrong"] ?? ""}`} role="alert" data-testid="preview-wrong">
          <Glyph name="refused" /> {error.message}
        </p>
      )}
      <p className="small faint">
        {picture === null
          ? `${mmShort(width)} × ${mmShort(height)} mm`
          : t("labels.preview.dots", {
              wide: count(picture.dotsWide),
              high: count(picture.dotsHigh),
              size: bytes(dotBytes(picture.dotsWide, picture.dotsHigh)),
            })}
      </p>
    </div>
  );
}

/** Whether the bars read as they would be printed. */
export function Verdict({ seen, hasLabel }: { seen: Seen; hasLabel: boolean }) {
  const { t } = useWords();
  const { picture, isBehind, error } = seen;
  if (error !== null) return <Mark is="refused">{t("labels.verdict.notDrawn")}</Mark>;
  if (!hasLabel || picture === null) return null;
  if (isBehind) return <Mark is="waiting">{t("labels.verdict.looking")}</Mark>;
  const says = picture.words;
  if (picture.reads === null) return <span className="muted cut">{says || t("labels.verdict.driver")}</span>;
  const word = t(picture.reads ? "labels.verdict.reads" : "labels.verdict.doesNot");
  return (
    <span className={styles["verdict"]} title={says} data-testid="bars-verdict">
      <Mark is={picture.reads ? "done" : "breached"}>{word}</Mark>
      <span className="muted small cut">{says}</span>
    </span>
  );
}
