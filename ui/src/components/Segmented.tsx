import styles from "./Tabs.module.css";

type Props<T extends string> = {
  label: string;
  options: readonly { id: T; label: string; testId?: string | undefined }[];
  value: T;
  onChange: (id: T) => void;
};

/** A few choices side by side, one pressed. */
export function Segmented<T extends string>({ label, options, value, onChange }: Props<T>) {
  return (
    <span className={`seg ${styles["seg"] ?? ""}`} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.id}
          type="button"
          aria-pressed={option.id === value}
          data-testid={option.testId}
          onClick={() => onChange(option.id)}
        >
          {option.label}
        </button>
      ))}
    </span>
  );
}
