import { useState } from "react";
import { useCommand } from "~/keys";

/** What is chosen in a list of numbered things, and where the keys are. */
export type Choice = {
  chosen: ReadonlySet<number>;
  cursor: number;
  toggle: (id: number) => void;
  choose: (ids: Iterable<number>) => void;
  /** Stands on a line; with Shift everything from where the choice began. */
  stand: (line: number, extend?: boolean) => void;
};

const PAGE = 15;

/** Keys and choice of a list: arrows move, `x` chooses, Shift extends, Ctrl+A takes all, Esc lets go. */
export function useChoice(ids: readonly number[], onStand?: (line: number) => void): Choice {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [cursor, setCursor] = useState(-1);
  const [anchor, setAnchor] = useState<number | null>(null);
  const last = ids.length - 1;

  function stand(line: number, extend = false) {
    const to = Math.max(0, Math.min(last, line));
    if (extend) {
      const from = anchor ?? (cursor < 0 ? to : cursor);
      setAnchor(from);
      setChosen(new Set(ids.slice(Math.min(from, to), Math.max(from, to) + 1)));
    } else {
      setAnchor(null);
    }
    setCursor(to);
    onStand?.(to);
  }
  function toggle(id: number) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
    const line = ids.indexOf(id);
    setAnchor(line);
    setCursor(line);
  }
  const move = (step: number, extend = false) => ({ run: () => stand(cursor + step, extend) });
  useCommand("down", move(1));
  useCommand("up", move(-1));
  useCommand("extendDown", move(1, true));
  useCommand("extendUp", move(-1, true));
  useCommand("pageDown", move(PAGE));
  useCommand("pageUp", move(-PAGE));
  useCommand("top", { run: () => stand(0) });
  useCommand("bottom", { run: () => stand(last) });
  useCommand("select", {
    run: () => {
      const id = ids[cursor];
      if (id !== undefined) toggle(id);
    },
  });
  useCommand("selectAll", { run: () => setChosen(new Set(ids)) });
  useCommand("selectNone", chosen.size === 0 ? undefined : { run: () => setChosen(new Set()) });
  useCommand("close", chosen.size === 0 ? undefined : { run: () => setChosen(new Set()) });
  function choose(wanted: Iterable<number>) {
    const next = new Set(wanted);
    setChosen(next);
    const first = ids.findIndex((id) => next.has(id));
    if (first >= 0) setCursor(first);
  }
  return { chosen, cursor, toggle, choose, stand };
}
