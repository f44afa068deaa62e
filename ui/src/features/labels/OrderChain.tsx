import { type KeyboardEvent, useRef, useState } from "react";
import type { SortKey } from "~/bindings";
import { Button, SelectField } from "~/components";
import styles from "./labels.module.css";
import { movedBy, SORT_KEYS } from "./layout-edit";
import { useWords } from "./use-words";

type Props = { sort: readonly SortKey[]; onChange: (sort: SortKey[]) => void };

const NOTHING = "";

/** What orders the labels, first key first. Alt with the arrows moves a line, Delete takes it out. */
export function OrderChain({ sort, onChange }: Props) {
  const { t } = useWords();
  const list = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState("");
  const left = SORT_KEYS.filter((key) => !sort.includes(key));

  function focus(at: number) {
    // The line may have another place after this render; its name is kept by its key.
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>("[data-line]")[at]?.focus());
  }
  function move(at: number, by: number) {
    const key = sort[at];
    const next = movedBy(sort, at, by);
    if (key === undefined || next.indexOf(key) === at) return;
    onChange(next);
    setSaid(t("labels.order.movedTo", { key: t(`labels.sort.${key}`), place: next.indexOf(key) + 1 }));
    focus(next.indexOf(key));
  }
  function remove(at: number) {
    const key = sort[at];
    if (key === undefined) return;
    onChange(sort.filter((one) => one !== key));
    setSaid(t("labels.order.removed", { key: t(`labels.sort.${key}`) }));
    focus(Math.max(0, at - 1));
  }
  function press(event: KeyboardEvent, at: number) {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by !== 0) {
      event.preventDefault();
      if (event.altKey) move(at, by);
      else focus(Math.min(sort.length - 1, Math.max(0, at + by)));
    }
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove(at);
    }
  }
  return (
    <div className="field">
      <span className="label">{t("labels.order.by")}</span>
      {sort.length === 0 ? <span className="help">{t("labels.order.none")}</span> : null}
      <ol ref={list} className={styles["chain"]} data-testid="order-chain">
        {sort.map((key, at) => (
          <li key={key}>
            <button
              type="button"
              data-line
              className={styles["line"]}
              aria-label={t("labels.order.line", { place: at + 1, of: sort.length, key: t(`labels.sort.${key}`) })}
              data-testid={`order-${key}`}
              onKeyDown={(event) => press(event, at)}
            >
              <span className="faint num">{at + 1}</span>
              <span className="cut">{t(`labels.sort.${key}`)}</span>
            </button>
            <Button
              look="ghost"
              icon="up"
              aria-label={t("labels.order.up", { key: t(`labels.sort.${key}`) })}
              reason={at > 0 ? null : t("labels.order.isFirst")}
              onClick={() => move(at, -1)}
              data-testid={`order-up-${key}`}
            />
            <Button
              look="ghost"
              icon="x"
              aria-label={t("labels.order.remove", { key: t(`labels.sort.${key}`) })}
              onClick={() => remove(at)}
              data-testid={`order-remove-${key}`}
            />
          </li>
        ))}
      </ol>
      {left.length === 0 ? null : (
        <SelectField
          label={<span className="off">{t("labels.order.add")}</span>}
          value={NOTHING}
          onChange={(key) => {
            if (key !== NOTHING) onChange([...sort, key as SortKey]);
          }}
          options={[
            { value: NOTHING, label: t(sort.length === 0 ? "labels.order.addFirst" : "labels.order.addNext") },
            ...left.map((key) => ({ value: key as string, label: t(`labels.sort.${key}`) })),
          ]}
          testId="order-add"
        />
      )}
      <span className="off" aria-live="polite">
        {said}
      </span>
    </div>
  );
}
