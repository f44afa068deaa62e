import { useEffect, useRef, useState } from "react";
import type { LabelState } from "~/bindings";
import { Icon, Kbd, Menu, type MenuItem } from "~/components";
import { useRpc } from "~/data";
import { usePrintWords } from "~/features/printing";
import { useCommand } from "~/keys";
import { day, indiaDay } from "~/lib/format";
import { dayText, readDayText } from "~/lib/day-text";
import { currentTime } from "~/lib/now";
import { dayStart, readDay, writeDay } from "./days";
import styles from "./ledger.module.css";
import type { Filter } from "./use-ledger";

const PAUSE_MS = 150;
const STATES = [
  "queued",
  "sending",
  "spooled",
  "asked",
  "confirmed",
  "spoiled",
  "failed",
  "withdrawn",
] as const satisfies readonly LabelState[];
const DAY = 86_400_000;

type Props = { filter: Filter; onFilter: (filter: Filter) => void };

/** What narrows the ledger: words, state, printer, day, second copies. */
export function Filters({ filter, onFilter }: Props) {
  const { t } = usePrintWords();
  const printers = useRpc("printers", {});
  const put = (part: Partial<Filter>) => onFilter({ ...filter, ...part });
  const states: MenuItem[] = [
    { id: "all", label: t("ledger.anyState"), checked: filter.state === null, onSelect: () => put({ state: null }) },
    { kind: "line", id: "line" },
    ...STATES.map((state) => ({
      id: state,
      label: t(`printing.label.${state}`),
      checked: filter.state === state,
      testId: `ledger-state-${state}`,
      onSelect: () => put({ state }),
    })),
  ];
  const named = [...new Set((printers.data?.printers ?? []).map((one) => one.name))];
  const byPrinter: MenuItem[] = [
    {
      id: "all",
      label: t("ledger.anyPrinter"),
      checked: filter.printer === null,
      onSelect: () => put({ printer: null }),
    },
    { kind: "line", id: "line" },
    ...named.map((name) => ({
      id: `p-${name}`,
      label: name,
      checked: filter.printer === name,
      onSelect: () => put({ printer: name }),
    })),
  ];
  return (
    <div className={styles["filters"]} role="search">
      <Search text={filter.text} onText={(text) => put({ text })} />
      <Narrow
        name="state"
        on={filter.state !== null}
        word={filter.state === null ? t("ledger.anyState") : t(`printing.label.${filter.state}`)}
        items={states}
      />
      <Narrow
        name="printer"
        on={filter.printer !== null}
        word={filter.printer ?? t("ledger.anyPrinter")}
        items={byPrinter}
      />
      <DayChoice filter={filter} onPut={put} />
      <button
        type="button"
        className={filter.again ? "btn btn--on" : "btn"}
        aria-pressed={filter.again}
        onClick={() => put({ again: !filter.again })}
        data-testid="ledger-again"
      >
        {t("ledger.again")}
      </button>
      {filter.run === null ? null : (
        <button type="button" className="btn btn--on" onClick={() => put({ run: null })}>
          {t("printing.runTitle", { run: filter.run })} <Icon name="x" />
        </button>
      )}
    </div>
  );
}

function Narrow({ name, on, word, items }: { name: string; on: boolean; word: string; items: MenuItem[] }) {
  return (
    <Menu
      trigger={
        <button type="button" className={on ? "btn btn--on" : "btn"} data-testid={`ledger-${name}`}>
          <span className="cut btn__cut">{word}</span>
          <Icon name="down" />
        </button>
      }
      items={items}
    />
  );
}

function DayChoice({ filter, onPut }: { filter: Filter; onPut: (part: Partial<Filter>) => void }) {
  const { t } = usePrintWords();
  const now = currentTime();
  const today = dayStart(indiaDay(now));
  const only = (from: number) => onPut({ from, to: from + DAY });
  const word =
    filter.from === null
      ? t("ledger.anyDay")
      : filter.to === null
        ? t("ledger.since", { day: day(filter.from, now) })
        : filter.from === today
          ? t("ledger.today")
          : day(filter.from, now);
  return (
    <>
      <Narrow
        name="day"
        on={filter.from !== null}
        word={word}
        items={[
          {
            id: "any",
            label: t("ledger.anyDay"),
            checked: filter.from === null,
            onSelect: () => onPut({ from: null, to: null }),
          },
          { kind: "line", id: "line" },
          { id: "today", label: t("ledger.today"), testId: "ledger-today", onSelect: () => only(today) },
          { id: "yesterday", label: t("ledger.yesterday"), onSelect: () => only(today - DAY) },
          { id: "week", label: t("ledger.week"), onSelect: () => onPut({ from: today - 6 * DAY, to: null }) },
        ]}
      />
      <OneDay
        key={filter.from ?? "any"}
        day={filter.from === null || filter.to === null ? "" : writeDay(filter.from)}
        onDay={(from) => (from === null ? onPut({ from: null, to: null }) : only(from))}
      />
    </>
  );
}

/** One day, typed day first; taken with Enter or on leaving the field. */
function OneDay({ day, onDay }: { day: string; onDay: (from: number | null) => void }) {
  const { t } = usePrintWords();
  const [typed, setTyped] = useState(dayText(day));
  const read = readDayText(typed);
  const isWrong = typed.trim() !== "" && read === null;
  function take() {
    if (isWrong || (read ?? "") === day) return;
    onDay(read === null ? null : readDay(read));
  }
  return (
    <label className={`input ${styles["day"] ?? ""}`} aria-invalid={isWrong ? true : undefined}>
      <input
        value={typed}
        placeholder={t("ledger.dayForm")}
        aria-label={t("ledger.day")}
        aria-invalid={isWrong ? true : undefined}
        inputMode="numeric"
        onChange={(event) => setTyped(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => (event.key === "Enter" ? take() : undefined)}
        data-testid="ledger-day-input"
      />
    </label>
  );
}

function Search({ text, onText }: { text: string; onText: (text: string) => void }) {
  const { t } = usePrintWords();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
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
  return (
    <label className={`input searchbox ${styles["search"] ?? ""}`}>
      <Icon name="search" />
      <input
        ref={input}
        value={typed}
        placeholder={t("ledger.search")}
        aria-label={t("ledger.search")}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          setTyped("");
          input.current?.blur();
        }}
        data-testid="ledger-search"
      />
      {typed === "" ? <Kbd keys="/" /> : null}
    </label>
  );
}
