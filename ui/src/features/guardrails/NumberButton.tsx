import type { ReactNode } from "react";
import styles from "./guardrails.module.css";

type Props = {
  /** What it is and what pressing it shows. */
  label: string;
  onPress: () => void;
  className?: string | undefined;
  children: ReactNode;
  testId?: string | undefined;
};

/** A number that leads to the shipments behind it. */
export function NumberButton({ label, onPress, className, children, testId }: Props) {
  return (
    <button
      type="button"
      className={`${styles["number"] ?? ""} ${className ?? ""}`}
      aria-label={label}
      title={label}
      onClick={onPress}
      data-testid={testId}
    >
      {children}
    </button>
  );
}
