import type { ReactNode } from "react";
import { Icon } from "./Icon";
import styles from "./Input.module.css";

type Props = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  testId?: string | undefined;
};

/** A box with its words; the whole line is the target. */
export function Check({ checked, onChange, children, testId }: Props) {
  return (
    <label className={`${styles["line"] ?? ""} ${styles["hidden"] ?? ""}`}>
      <input
        type="checkbox"
        checked={checked}
        data-testid={testId}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="check" aria-hidden="true" aria-checked={checked}>
        <Icon name="check" />
      </span>
      <span>{children}</span>
    </label>
  );
}
