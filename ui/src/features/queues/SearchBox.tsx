import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon, Kbd } from "~/components";
import { rpc } from "~/data";
import { useCommand } from "~/keys";

type Props = { text: string; onText: (text: string) => void; onFound: (id: string) => void };

const PAUSE_MS = 120;

/** Narrows the queue while typing. Enter opens the shipment when exactly one is meant, as after a scan. */
export function SearchBox({ text, onText, onFound }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const [heard, setHeard] = useState(text);
  if (heard !== text) {
    setHeard(text);
    setTyped(text);
  }
  useEffect(() => {
    if (typed === text) return undefined;
    const timer = setTimeout(() => onText(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, text, onText]);
  useCommand("search", {
    run: () => {
      input.current?.focus();
      input.current?.select();
    },
  });

  async function find() {
    const wanted = typed.trim();
    if (wanted === "") return;
    const { rows } = await rpc("find", { text: wanted });
    const only =
      rows.length === 1 ? rows[0] : rows.find((row) => row.shipmentId === wanted || row.trackingId === wanted);
    if (only) onFound(only.shipmentId);
  }

  function onKey(event: KeyboardEvent) {
    if (event.key === "Enter") void find();
    if (event.key === "Escape") {
      if (typed !== "") setTyped("");
      input.current?.blur();
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      document.querySelector<HTMLElement>("[data-focus-area=grid]")?.focus();
    }
  }

  return (
    <label className="input searchbox">
      <Icon name="search" />
      <input
        ref={input}
        value={typed}
        placeholder={t("search.placeholder")}
        aria-label={t("search.placeholder")}
        data-testid="search"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKey}
      />
      {typed === "" ? <Kbd keys="/" /> : null}
    </label>
  );
}
