import styles from "./PageImage.module.css";

type Props = {
  /** `data:` address of the picture; none while it is being drawn. */
  src: string | null;
  alt: string;
  /** Said in place of the picture where it could not be drawn. */
  failed?: string | null | undefined;
  /** Width over height, until the picture tells its own. A4 upright where not given. */
  ratio?: number | undefined;
};

/** A page of paper. Paper stays white in the dark. */
export function PageImage({ src, alt, failed, ratio = 210 / 297 }: Props) {
  if (src === null || (failed !== undefined && failed !== null)) {
    return (
      <div className={styles["page"]} style={{ aspectRatio: ratio }} aria-busy={src === null && !failed}>
        <span className="off">{alt}</span>
        {failed ? <span className={styles["words"]}>{failed}</span> : null}
      </div>
    );
  }
  return <img className={styles["page"]} src={src} alt={alt} draggable={false} />;
}
