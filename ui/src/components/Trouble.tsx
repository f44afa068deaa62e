import type { ReactNode } from "react";
import { CopyButton, type CopyWords } from "./CopyButton";
import { Mark } from "./Mark";
import { stateClass, type State } from "./state";
import styles from "./Trouble.module.css";

type Props = {
  /** What happened. */
  title: string;
  /** To which, whether anything changed, what to do. */
  children?: ReactNode | undefined;
  /** The technical cause; folds out, can be copied. */
  detail?: { word: string; text: string; copy: CopyWords } | null | undefined;
  actions?: ReactNode | undefined;
  is?: State | undefined;
};

/** An error in words: what happened, whether anything changed, what next; the cause folds out. */
export function Trouble({ title, children, detail, actions, is = "refused" }: Props) {
  const hasDetail = detail !== undefined && detail !== null;
  return (
    <article className={`${styles["trouble"] ?? ""} ${stateClass(is)}`} role="alert">
      <div className={styles["what"]}>
        <Mark is={is} />
        <div className="grow">
          <b>{title}</b>
          {children === undefined ? null : <p>{children}</p>}
          {hasDetail ? (
            <details>
              <summary className="muted small">{detail.word}</summary>
              <pre className="id">{detail.text}</pre>
            </details>
          ) : null}
        </div>
      </div>
      {actions === undefined && !hasDetail ? null : (
        <div className={`flex ${styles["acts"] ?? ""}`}>
          {actions}
          <span className="grow" />
          {hasDetail ? <CopyButton look="ghost" text={detail.text} words={detail.copy} /> : null}
        </div>
      )}
    </article>
  );
}
