import type { ComponentProps, ReactNode } from "react";
import { Field } from "./Field";
import styles from "./Input.module.css";

type Props = Omit<ComponentProps<"input">, "onChange" | "value"> & {
  label: ReactNode;
  help?: ReactNode | undefined;
  problem?: string | null | undefined;
  good?: string | null | undefined;
  value: string;
  onChange: (value: string) => void;
  /** Said behind the value: `s`, `%`. */
  unit?: string | undefined;
  large?: boolean | undefined;
  /** A code: slashed zero, I l 1 told apart. */
  code?: boolean | undefined;
};

/** One line of text with its label. */
export function TextField(props: Props) {
  const { label, help, problem, good, value, onChange, unit, large = false, code = false, ...rest } = props;
  return (
    <Field label={label} help={help} problem={problem} good={good}>
      {({ id, describedBy, invalid }) => (
        <span
          className={`input ${large ? "input--lg" : ""} ${code ? "id" : ""} ${styles["box"] ?? ""}`}
          aria-invalid={invalid ? true : undefined}
        >
          <input
            {...rest}
            id={id}
            aria-describedby={describedBy}
            aria-invalid={invalid ? true : undefined}
            className={styles["bare"]}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {unit === undefined ? null : <span className="unit">{unit}</span>}
        </span>
      )}
    </Field>
  );
}
