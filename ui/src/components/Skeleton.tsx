import styles from "./Skeleton.module.css";

type Props = {
  /** Said aloud. */
  label: string;
  rows?: number | undefined;
};

const widths = ["34%", "52%", "44%", "60%", "38%"];

/** Rows not read yet: they keep their height, so nothing jumps. */
export function Skeleton({ label, rows = 6 }: Props) {
  return (
    <output className={styles["rows"]} aria-label={label}>
      {Array.from({ length: rows }, (_, at) => at).map((at) => (
        <i key={at} style={{ width: widths[at % widths.length] }} />
      ))}
    </output>
  );
}
