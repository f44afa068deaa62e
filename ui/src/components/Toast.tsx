import type { ReactNode } from "react";
import { Glyph } from "./Glyph";
import { Kbd } from "./Kbd";
import { stateGlyph, type State } from "./state";
import styles from "./Toast.module.css";

type Props = {
  is: State;
  children: ReactNode;
  action?: { label: string; onClick: () => void } | undefined;
  keys?: string | undefined;
  /** Word for closing it; without it there is no such button. */
  close?: { label: string; onClick: () => void } | undefined;
};

/** Something said once. Never for anything that needs an answer. */
export function Toast({ is, children, action, keys, close }: Props) {
  return (
    <div className={`toast ${styles["toast"] ?? ""}`}>
      <Glyph name={stateGlyph(is)} />
      <span>{children}</span>
      {action === undefined ? null : (
        <button type="button" className={styles["act"]} onClick={action.onClick}>
          {action.label}
        </button>
      )}
      {keys === undefined ? null : <Kbd keys={keys} />}
      {close === undefined ? null : (
        <button type="button" className={styles["close"]} onClick={close.onClick} aria-label={close.label}>
          ×
        </button>
      )}
    </div>
  );
}

type ToastsProps = {
  label: string;
  /** A dialog is open: they keep clear of its buttons, at the top. */
  isOverDialog: boolean;
  children: ReactNode;
};

/** Whether something stands among the toasts. */
export function isInToasts(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=log]") !== null;
}

/** Where toasts stand: a corner, spoken politely. */
export function Toasts({ label, isOverDialog, children }: ToastsProps) {
  return (
    <div className={styles[isOverDialog ? "top" : "corner"]} role="log" aria-live="polite" aria-label={label}>
      {children}
    </div>
  );
}
