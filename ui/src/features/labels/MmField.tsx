import { type KeyboardEvent, type ReactNode, useState } from "react";
import { TextField } from "~/components";
import { mmText, tenthsOf } from "./layout-edit";
import { useWords } from "./use-words";

type Props = {
  label: string;
  /** Tenths of a millimetre. */
  value: number;
  least: number;
  most: number;
  help?: ReactNode | undefined;
  onChange: (value: number) => void;
  testId?: string | undefined;
};

const STEP = 5;

/** A length in millimetres, typed or moved by half a one with the arrows. */
export function MmField({ label, value, least, most, help, onChange, testId }: Props) {
  const { t } = useWords();
  const [typed, setTyped] = useState<string | null>(null);
  const tenths = typed === null ? value : tenthsOf(typed);
  const isWrong = tenths === null || tenths < least || tenths > most;
  function type(text: string) {
    setTyped(text);
    const next = tenthsOf(text);
    if (next !== null && next >= least && next <= most) onChange(next);
  }
  function step(event: KeyboardEvent<HTMLInputElement>) {
    const by = event.key === "ArrowUp" ? STEP : event.key === "ArrowDown" ? -STEP : 0;
    if (by === 0) return;
    event.preventDefault();
    setTyped(null);
    onChange(Math.min(most, Math.max(least, value + by)));
  }
  return (
    <TextField
      label={label}
      help={help}
      unit="mm"
      inputMode="decimal"
      value={typed ?? mmText(value)}
      problem={isWrong ? t("labels.mmProblem", { least: mmText(least), most: mmText(most) }) : null}
      onChange={type}
      onKeyDown={step}
      onBlur={() => setTyped(null)}
      data-testid={testId}
    />
  );
}
