import type { ReactNode } from "react";
import styles from "./Input.module.css";

type Props = {
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
  testId?: string | undefined;
};

/** Something that is on or off from now on. */
export function Switch({ on, onChange, children, testId }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      className={`${styles["line"] ?? ""} ${styles["bareButton"] ?? ""}`}
      data-testid={testId}
      onClick={() => onChange(!on)}
    >
      <span className="switch" aria-hidden="true" aria-checked={on} />
      <span>{children}</span>
    </button>
  );
}
