import { useState } from "react";
import { TextField } from "~/components";

type Props = {
  label: string;
  help: string;
  value: number;
  least: number;
  most: number;
  unit?: string | undefined;
  /** Said where the number is out of bounds. */
  problem: string;
  onChoose: (value: number) => void;
  testId?: string | undefined;
};

/** A whole number within bounds; kept on Enter or when the field is left, never half typed. */
export function NumberChoice({ label, help, value, least, most, unit, problem, onChoose, testId }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(value);
  const number = Number(text);
  const wrong = !/^\d+$/.test(text.trim()) || number < least || number > most;
  function keep() {
    if (!wrong && number !== value) {
      onChoose(number);
    }
    if (!wrong) {
      setTyped(null);
    }
  }
  return (
    <TextField
      label={label}
      help={help}
      problem={wrong ? problem : null}
      value={text}
      unit={unit}
      inputMode="numeric"
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => (event.key === "Enter" ? keep() : undefined)}
      data-testid={testId}
    />
  );
}
