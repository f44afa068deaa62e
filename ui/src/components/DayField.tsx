import { useState, type ReactNode } from "react";
import { dayText, readDayText } from "~/lib/day-text";
import { TextField } from "./TextField";

type Props = {
  label: ReactNode;
  help?: ReactNode | undefined;
  problem?: string | null | undefined;
  /** `2026-11-21`, or what was typed where that is no day. */
  value: string;
  onChange: (value: string) => void;
  placeholder?: string | undefined;
  testId?: string | undefined;
};

/** A day, typed as people of the trade write it: `21-11-2026`. */
export function DayField({ label, help, problem, value, onChange, placeholder, testId }: Props) {
  const [typed, setTyped] = useState(dayText(value));
  const shown = (readDayText(typed) ?? typed) === value ? typed : dayText(value);
  return (
    <TextField
      label={label}
      help={help}
      problem={problem}
      value={shown}
      placeholder={placeholder}
      autoComplete="off"
      inputMode="numeric"
      onChange={(text) => {
        setTyped(text);
        onChange(readDayText(text) ?? text);
      }}
      onBlur={() => setTyped(dayText(value))}
      data-testid={testId}
    />
  );
}
