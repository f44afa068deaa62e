import type { ReactNode } from "react";
import { Field } from "./Field";
import { Icon } from "./Icon";
import styles from "./Input.module.css";

type Props<T extends string> = {
  label: ReactNode;
  help?: ReactNode | undefined;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  testId?: string | undefined;
};

/** One of a few, with its label. */
export function SelectField<T extends string>({ label, help, value, options, onChange, testId }: Props<T>) {
  function choose(text: string) {
    const found = options.find((option) => option.value === text);
    if (found !== undefined) {
      onChange(found.value);
    }
  }
  return (
    <Field label={label} help={help}>
      {({ id, describedBy }) => (
        <span className={`input ${styles["box"] ?? ""} ${styles["pick"] ?? ""}`}>
          <select
            id={id}
            aria-describedby={describedBy}
            className={styles["bare"]}
            value={value}
            data-testid={testId}
            onChange={(event) => choose(event.target.value)}
          >
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </span>
      )}
    </Field>
  );
}
