import { useId, type ReactNode } from "react";
import styles from "./Input.module.css";

type Props<T extends string> = {
  label: ReactNode;
  value: T | null;
  options: readonly { value: T; label: string; help?: string | undefined }[];
  onChange: (value: T) => void;
};

/** One of a few, all of them in sight; nothing is chosen beforehand unless a value is given. */
export function Radios<T extends string>({ label, value, options, onChange }: Props<T>) {
  const name = useId();
  return (
    <fieldset className={styles["radios"]}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={`${styles["line"] ?? ""} ${styles["hidden"] ?? ""}`}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            onChange={() => onChange(option.value)}
          />
          <span className="check radio" aria-hidden="true" aria-checked={value === option.value} />
          <span>
            {option.label}
            {option.help === undefined ? null : <span className="faint"> {option.help}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
