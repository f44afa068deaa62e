import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Selection, Todo } from "~/bindings";
import { Button, Glyph, type State, stateClass, stateGlyph } from "~/components";
import { num, useWords } from "~/features/limits";
import { MarkReadyDialog } from "~/features/packing";
import { PackDialog } from "~/features/queues";
import { useGrid } from "~/grid";
import { useCommand } from "~/keys";
import { count, duration, when } from "~/lib/format";
import { useOpenShipment } from "~/lib/open-shipment";
import { queueSlugs } from "~/lib/queues";
import { useOnBoard } from "./board-context";
import styles from "./guardrails.module.css";

const STATES = {
  pack: "urgent",
  print: "urgent",
  dispatch: "urgent",
  enter: "refused",
  sendLate: "breached",
  addPackers: "urgent",
  wait: "unknown",
} as const satisfies Record<Todo["act"], State>;

/** Deeds in sight beside the cut-offs; the others fold out, as far as there are number keys. */
const SHOWN = 3;
const MOST = 9;

/** What saves most per minute of work, most useful first; each with its deed under a number key. */
export function Todos() {
  const { t } = useWords();
  const { board } = useOnBoard();
  const [asking, setAsking] = useState<{ deed: "pack" | "dispatch"; selection: Selection } | null>(null);
  const [all, setAll] = useState(false);
  const todo = board.todo.slice(0, all ? MOST : SHOWN);
  const folded = board.todo.length - SHOWN;
  const left = board.leftOut.filter((part) => part.shipments > 0);
  return (
    <section aria-label={t("guardrails.todo.title")} data-testid="todo">
      <h2 className="h-lead">{t("guardrails.todo.title")}</h2>
      {board.isRewound ? <p className="muted">{t("guardrails.todo.past")}</p> : null}
      {!board.isRewound && todo.length === 0 ? <p className="muted">{t("guardrails.todo.none")}</p> : null}
      {board.isRewound ? null : (
        <ol className={styles["todo"]}>
          {todo.map((one, at) => (
            <Item key={`${one.act}${one.location ?? ""}${one.due ?? 0}`} todo={one} at={at} onAsk={setAsking} />
          ))}
        </ol>
      )}
      {folded > 0 && !board.isRewound ? (
        <p className="small faint">
          <button type="button" className={styles["link"]} aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t("guardrails.todo.fewer") : t("guardrails.todo.more", { count: folded, n: count(folded) })}
          </button>
          {all && board.todo.length > MOST
            ? ` ${t("guardrails.todo.rest", { count: board.todo.length - MOST, n: count(board.todo.length - MOST) })}`
            : ""}
        </p>
      ) : null}
      {left.length === 0 ? null : (
        <p className="small muted" data-testid="left-out">
          {t("guardrails.todo.leftOut")}{" "}
          {left.map((part, index) => (
            <span key={part.queue}>
              {index > 0 ? ", " : ""}
              <a href={`#/q/${queueSlugs[part.queue]}`}>
                {count(part.shipments)} {t(`queue.name.${part.queue}`).toLowerCase()}
              </a>
            </span>
          ))}
        </p>
      )}
      {asking?.deed === "pack" ? <PackDialog selection={asking.selection} onClose={() => setAsking(null)} /> : null}
      {asking?.deed === "dispatch" ? (
        <MarkReadyDialog selection={asking.selection} onClose={() => setAsking(null)} />
      ) : null}
    </section>
  );
}

type ItemProps = {
  todo: Todo;
  at: number;
  onAsk: (asked: { deed: "pack" | "dispatch"; selection: Selection }) => void;
};

function Item({ todo, at, onAsk }: ItemProps) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const act = useAct(todo, onAsk);
  const place = board.locations.find(([id]) => id === todo.location)?.[1];
  const what = t(`guardrails.todo.act.${todo.act}`, {
    count: todo.shipments,
    n: count(todo.shipments),
    minutes: duration(todo.minutes * 60_000),
  });
  const title =
    place !== undefined && board.location === null && board.locations.length > 1
      ? t("guardrails.todo.at", { place, what })
      : what;
  const number = at + 1;
  useCommand(`view${number as 1}`, act === null ? undefined : { run: act, hint: title });
  const is = STATES[todo.act];
  return (
    <li data-testid={`todo-${todo.act}`}>
      <span className={stateClass(is)}>
        <Glyph name={stateGlyph(is)} />
      </span>
      <b>{title}</b>
      {act === null ? null : (
        <Button onClick={act} keys={String(number)} data-testid={`todo-do-${number}`}>
          {t(`guardrails.todo.do.${todo.act as Exclude<Todo["act"], "wait">}`, { n: count(todo.shipments) })}
        </Button>
      )}
      <span className="muted small">{why()}</span>
    </li>
  );

  /** What the present pace makes of the cut-off these wait for. */
  function pace(): string {
    const forecast = board.cohorts.find((cohort) => cohort.due === todo.due && cohort.forecast !== null)?.forecast;
    if (!forecast) return t("guardrails.todo.open", { n: count(todo.shipments) });
    if (forecast.rate === 0) {
      return t("guardrails.todo.paceNone", { misses: count(forecast.misses), open: count(todo.shipments) });
    }
    return t("guardrails.todo.pace", {
      rate: count(forecast.rate),
      made: count(Math.max(0, todo.shipments - forecast.misses)),
      open: count(todo.shipments),
      misses: count(forecast.misses),
    });
  }

  function why(): string {
    if (todo.act === "sendLate") return t("guardrails.todo.counted", { count: todo.units, n: count(todo.units) });
    const due = todo.due === null ? null : t("guardrails.todo.due", { at: when(todo.due, num(board.at)) });
    const room =
      todo.room === null
        ? null
        : num(todo.room) <= 0
          ? t("guardrails.todo.noRoom")
          : t("guardrails.todo.roomLeft", { n: count(num(todo.room)) });
    const work =
      todo.act === "wait"
        ? t("guardrails.todo.nothingToDo")
        : todo.act === "addPackers"
          ? pace()
          : todo.minutes > 0
            ? t("guardrails.todo.minutes", { minutes: duration(todo.minutes * 60_000) })
            : null;
    return `${[due, work, room].filter((part) => part !== null).join("; ")}.`;
  }
}

/** The deed behind a button: a check over exactly these shipments, or the queue with them chosen. */
function useAct(todo: Todo, onAsk: ItemProps["onAsk"]): (() => void) | null {
  const navigate = useNavigate();
  const { openShipment } = useOpenShipment();
  const first = todo.ids[0];
  const queueWith = (slug: string) => {
    void navigate({ to: "/q/$queue", params: { queue: slug }, search: {} }).then(() => {
      // The queue has entered its scope by now; a choice made before would be forgotten.
      setTimeout(() => useGrid.getState().choose(todo.ids, true));
    });
  };
  switch (todo.act) {
    case "pack":
      return () => onAsk({ deed: "pack", selection: { kind: "ids", ids: todo.ids } });
    case "dispatch":
      return () => onAsk({ deed: "dispatch", selection: { kind: "ids", ids: todo.ids } });
    case "print":
      return () => queueWith("to-print");
    case "addPackers":
      return () => queueWith("to-pack");
    case "enter":
      return first === undefined ? null : () => openShipment(first);
    case "sendLate":
      return first !== undefined && todo.shipments === 1 ? () => openShipment(first) : () => queueWith("to-pack");
    case "wait":
      return null;
  }
}
