import type { KeyboardEvent } from "react";
import styles from "./Tabs.module.css";

/** One tab. */
export type Tab<T extends string> = {
  id: T;
  label: string;
  /** Nothing to see there now. */
  faint?: boolean | undefined;
  testId?: string | undefined;
};

type Props<T extends string> = {
  label: string;
  tabs: readonly Tab<T>[];
  value: T;
  onChange: (id: T) => void;
};

/** Views of which one is open. Arrows move between them. */
export function Tabs<T extends string>({ label, tabs, value, onChange }: Props<T>) {
  function move(event: KeyboardEvent<HTMLButtonElement>) {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) {
      return;
    }
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next !== undefined) {
      onChange(next.id);
      const buttons = event.currentTarget.parentElement?.querySelectorAll<HTMLElement>("[role=tab]");
      buttons?.[tabs.indexOf(next)]?.focus();
    }
  }
  return (
    <div className={`tabs ${styles["tabs"] ?? ""}`} role="tablist" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          aria-selected={tab.id === value}
          tabIndex={tab.id === value ? 0 : -1}
          className={tab.faint === true ? "faint" : undefined}
          data-testid={tab.testId}
          onKeyDown={move}
          onClick={() => onChange(tab.id)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
