import { Dialog as Base } from "@base-ui/react/dialog";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, Kbd } from "~/components";
import { useRpc } from "~/data";
import { capsOf, command, type CommandGroup, type CommandId, commandIds, handlerOf } from "~/keys";
import { shortId } from "~/lib/ids";

type Props = { onClose: () => void; onRun: (id: CommandId) => void; onOpen: (shipmentId: string) => void };

const order: readonly CommandGroup[] = ["act", "print", "select", "find", "go", "view", "app"];
const listed = commandIds.filter((id) => command(id).keyOnly === undefined);

/** The words with the match set apart. */
function Matched({ words, typed }: { words: string; typed: string }) {
  const at = typed === "" ? -1 : words.toLowerCase().indexOf(typed.toLowerCase());
  if (at < 0) return words;
  return (
    <>
      {words.slice(0, at)}
      <mark>{words.slice(at, at + typed.length)}</mark>
      {words.slice(at + typed.length)}
    </>
  );
}

/** All commands with their keys, why one cannot run, and whatever the typed text finds. */
export function Palette({ onClose, onRun, onOpen }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const text = typed.trim();
  const found = useRpc("find", { text }, { enabled: text.length > 2 }).data?.rows.slice(0, 6) ?? [];
  const rows = text.length > 2 ? found : [];
  const hits = listed
    .filter((id) => t(`command.${id}`).toLowerCase().includes(text.toLowerCase()))
    .sort((one, other) => order.indexOf(command(one).group) - order.indexOf(command(other).group));
  const length = hits.length + rows.length;
  const current = Math.min(at, Math.max(0, length - 1));

  function pick(index: number) {
    const id = hits[index];
    const row = rows[index - hits.length];
    if (id) {
      const handler = handlerOf(id);
      if (handler && !handler.reason) {
        onClose();
        onRun(id);
      }
    } else if (row) {
      onClose();
      onOpen(row.shipmentId);
    }
  }

  function onKey(event: KeyboardEvent) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && length > 0) {
      event.preventDefault();
      const next = (current + step + length) % length;
      setAt(next);
      document.querySelector(`#palette-${next}`)?.scrollIntoView?.({ block: "nearest" });
    }
    if (event.key === "Enter") {
      event.preventDefault();
      pick(current);
    }
  }

  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className="palette" aria-label={t("command.palette")} data-testid="palette">
          <label className="palette__in">
            <Icon name="search" />
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls="palette-list"
              aria-activedescendant={`palette-${current}`}
              aria-label={t("palette.placeholder")}
              placeholder={t("palette.placeholder")}
              data-testid="palette-input"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKey}
            />
            <span className="small faint nowrap">{t("palette.count", { n: hits.length, of: listed.length })}</span>
          </label>
          <div className="palette__list" id="palette-list" role="listbox" aria-label={t("command.palette")}>
            {order.map((group) => {
              const ids = hits.filter((id) => command(id).group === group);
              if (ids.length === 0) return null;
              return (
                <div key={group} role="group" aria-label={t(`commandGroup.${group}`)}>
                  <p className="eyebrow">{t(`commandGroup.${group}`)}</p>
                  <ul role="presentation">
                    {ids.map((id) => (
                      <Entry
                        key={id}
                        id={id}
                        typed={text}
                        index={hits.indexOf(id)}
                        current={current}
                        onPick={pick}
                        onPoint={setAt}
                      />
                    ))}
                  </ul>
                </div>
              );
            })}
            <p className="eyebrow">{t("palette.found")}</p>
            <ul role="presentation">
              {rows.map((row, index) => (
                <li
                  key={row.shipmentId}
                  id={`palette-${hits.length + index}`}
                  role="option"
                  aria-selected={current === hits.length + index}
                  onClick={() => pick(hits.length + index)}
                >
                  <Icon name="scan" />
                  <span className="cut">
                    <span className="id">{shortId(row.shipmentId)}</span>{" "}
                    <span className="muted">
                      {row.sku} · {row.orderId} · {row.trackingId ?? t(`queue.name.${row.queue}`)}
                    </span>
                  </span>
                  <span />
                </li>
              ))}
              {rows.length === 0 && (
                <li>
                  <Icon name="scan" />
                  <span className="muted cut">{t("palette.nothing")}</span>
                  <span />
                </li>
              )}
            </ul>
          </div>
          <div className="palette__foot">
            <span>
              <Kbd keys="↑ ↓" /> {t("palette.move")}
            </span>
            <span>
              <Kbd keys="↵" /> {t("palette.run")}
            </span>
            <span>
              <Kbd keys="Esc" /> {t("palette.close")}
            </span>
            <span className="palette__keys">
              <Kbd keys="?" /> {t("palette.allKeys")}
            </span>
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

type EntryProps = {
  id: CommandId;
  typed: string;
  index: number;
  current: number;
  onPick: (index: number) => void;
  onPoint: (index: number) => void;
};

/** One command: what it does, on what, or why not, and its key. */
function Entry({ id, typed, index, current, onPick, onPoint }: EntryProps) {
  const { t } = useTranslation();
  const handler = handlerOf(id);
  const reason = handler ? handler.reason : t("command.reason.notHere");
  const keys = capsOf(id);
  return (
    <li
      id={`palette-${index}`}
      role="option"
      aria-selected={index === current}
      aria-disabled={reason ? true : undefined}
      data-testid={`palette-${id}`}
      onMouseMove={() => onPoint(index)}
      onClick={() => onPick(index)}
    >
      <Icon name={command(id).icon} />
      <span className="cut">
        <span className={reason ? "muted" : undefined}>
          <Matched words={t(`command.${id}`)} typed={typed} />
        </span>
        {reason ? <span className="faint"> · {reason}</span> : null}
        {!reason && handler?.hint ? <span className="muted"> · {handler.hint}</span> : null}
      </span>
      <span className="palette__caps">{keys === undefined ? null : <Kbd keys={keys} />}</span>
    </li>
  );
}
