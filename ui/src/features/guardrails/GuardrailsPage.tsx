import { useState } from "react";
import type { Board, ExportTable, LineValue, MetricCard } from "~/bindings";
import { Button, Menu, type MenuItem, Segmented, Skeleton } from "~/components";
import { ErrorNote } from "~/data";
import { LimitsDialog, num, useWords } from "~/features/limits";
import { useCommand } from "~/keys";
import { useOpenShipment } from "~/lib/open-shipment";
import { count, dayTime, timeWithSeconds } from "~/lib/format";
import { currentTime } from "~/lib/now";
import { type Asked, BoardContext } from "./board-context";
import { Cohorts } from "./Cohorts";
import { useImports } from "./Compared";
import { ExportDialog, type Wanted } from "./ExportDialog";
import styles from "./guardrails.module.css";
import { Headline } from "./Headline";
import { HitsPanel } from "./HitsPanel";
import { ImportDialog } from "./ImportDialog";
import { MetricSection } from "./MetricSection";
import { RewindBanner, RewindDialog } from "./Rewind";
import { SmallCard } from "./SmallCard";
import { Sources } from "./Sources";
import { Todos } from "./Todos";
import { useBoard } from "./use-board";

/** Metrics shown at full length; the others as small cards. */
const LARGE: readonly MetricCard["metric"][] = ["rtd-breach", "seller-cancellation"];
/** Places whose names are longer than this together stand in a menu. */
const SIDE_BY_SIDE = 28;

const ORDER = ["crossed", "tight", "unsure", "holds", "tooFew", "nothing"] as const;

/** How near a line is, for the order of the sections; smaller is nearer. */
function nearness(value: LineValue | undefined): number {
  if (value === undefined) return Number.MAX_SAFE_INTEGER;
  return ORDER.indexOf(value.standing) * 1e9 + num(value.room);
}

/** Tables that can be had as text. */
const TABLES = ["lines", "metrics", "trend", "cutOffs", "shipments"] as const satisfies ExportTable[];

type Over = "import" | "lines" | "rewind" | Wanted | null;

/** The guardrails: how much room is left to each line, what will break it next, what saves it. */
export function GuardrailsPage() {
  const { t } = useWords();
  const { ask, change, board, error, again } = useBoard();
  const [over, setOver] = useState<Over>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { openId, closeShipment } = useOpenShipment();
  useCommand("close", { run: () => (openId === undefined ? setAsked(null) : closeShipment()) });
  useCommand("compare", { run: () => setOver("import") });
  useCommand("rewind", board === undefined ? undefined : { run: () => setOver("rewind") });
  useCommand("editLines", { run: () => setOver("lines") });
  return (
    <main className="work" data-focus-area="guardrails">
      <header className="head">
        <h1 className="h-title">{t("guardrails.title")}</h1>
        <span className="sum cut">{board === undefined ? "" : coverage(board)}</span>
        <span className="does">
          {board === undefined ? null : (
            <>
              <Places board={board} onPlace={(place) => change({ place })} />
              <Counting board={board} onCount={change} onOver={setOver} />
            </>
          )}
          <Compare onPress={() => setOver("import")} />
        </span>
      </header>
      {board?.isRewound === true ? <RewindBanner board={board} onNow={() => change({ at: undefined })} /> : null}
      {error === null ? null : (
        <div className="body--pad">
          <ErrorNote error={error} actions={<Button onClick={again}>{t("guardrails.again")}</Button>} />
        </div>
      )}
      {board === undefined && error === null ? <Skeleton label={t("guardrails.reading")} rows={12} /> : null}
      {board === undefined ? null : (
        <BoardContext value={{ board, show: setAsked, editLines: () => setOver("lines") }}>
          <Body board={board} onCompare={() => setOver("import")} />
          {asked === null ? null : (
            <HitsPanel
              key={`${asked.metric}${asked.day ?? ""}${JSON.stringify(asked.window)}`}
              asked={asked}
              ask={ask}
              onClose={() => setAsked(null)}
            />
          )}
          {over === "rewind" ? (
            <RewindDialog
              board={board}
              onGo={(at) => {
                change({ at });
                setOver(null);
              }}
              onClose={() => setOver(null)}
            />
          ) : null}
        </BoardContext>
      )}
      {over === "import" ? <ImportDialog onClose={() => setOver(null)} /> : null}
      {over === "lines" ? <LimitsDialog onClose={() => setOver(null)} /> : null}
      {over !== null && typeof over === "object" ? (
        <ExportDialog {...over} ask={ask} onClose={() => setOver(null)} />
      ) : null}
    </main>
  );

  function coverage(of: Board): string {
    const parts = [
      t("guardrails.coverage", { covered: count(of.daysCovered), days: "90" }),
      t("guardrails.countedAt", {
        at: of.isRewound ? dayTime(num(of.at), currentTime()) : timeWithSeconds(num(of.at)),
      }),
    ];
    if (of.pending > 0) parts.push(t("guardrails.pending", { count: of.pending, n: count(of.pending) }));
    return parts.join(" · ");
  }
}

/** Asks for a report of Seller Hub; once one was taken it says when, and offers it again. */
function Compare({ onPress }: { onPress: () => void }) {
  const { t } = useWords();
  const [last] = useImports();
  const hint =
    last === undefined
      ? undefined
      : t("guardrails.comparedLast", {
          report: t(`guardrails.import.report.${last.report}`),
          at: last.at === null ? "" : dayTime(last.at, currentTime()),
        });
  return (
    <Button title={hint} onClick={onPress} data-testid="compare">
      {t(last === undefined ? "guardrails.compare" : "guardrails.compareAgain")}
    </Button>
  );
}

/** Metrics told of what is looked at: the sales line asks for the whole account's sales, not one warehouse's. */
function cardsOf(board: Board): MetricCard[] {
  return board.location === null ? board.cards : board.cards.filter((card) => card.metric !== "sales");
}

function Body({ board, onCompare }: { board: Board; onCompare: () => void }) {
  const cards = cardsOf(board);
  const large = cards
    .filter((card) => LARGE.includes(card.metric))
    .toSorted((a, b) => nearness(a.lines[0]) - nearness(b.lines[0]));
  const small = cards.filter((card) => !LARGE.includes(card.metric));
  return (
    <div className={styles["room2"]} data-testid="board">
      <div className={styles["main"]}>
        <Headline head={board.headline} onCompare={onCompare} />
        {large.map((card) => (
          <MetricSection key={card.metric} card={card} />
        ))}
        <div className={styles["minis"]}>
          {small.map((card) => (
            <SmallCard key={card.metric} card={card} />
          ))}
        </div>
        <Sources />
      </div>
      <aside className={styles["side"]}>
        <Todos />
        <Cohorts />
      </aside>
    </div>
  );
}

/** The account, or one warehouse judged by itself. */
function Places({ board, onPlace }: { board: Board; onPlace: (place: string | undefined) => void }) {
  const { t } = useWords();
  const here = board.location ?? "";
  const places = [
    { id: "", label: t("guardrails.account"), testId: "place-account" },
    ...board.locations.map(([id, label]) => ({ id, label, testId: `place-${id}` })),
  ];
  const choose = (id: string) => onPlace(id === "" ? undefined : id);
  if (board.locations.length === 0) return null;
  if (board.locations.reduce((sum, [, name]) => sum + name.length, 0) <= SIDE_BY_SIDE) {
    return <Segmented label={t("guardrails.place")} value={here} options={places} onChange={choose} />;
  }
  return (
    <Menu
      trigger={
        <Button icon="pin" title={t("guardrails.place")} data-testid="places">
          <span className="cut btn__cut">{places.find((place) => place.id === here)?.label}</span>
        </Button>
      }
      items={places.map((place) => ({
        id: `p-${place.id}`,
        label: place.label,
        checked: place.id === here,
        testId: place.testId,
        onSelect: () => choose(place.id),
      }))}
    />
  );
}

type CountingProps = {
  board: Board;
  onCount: ReturnType<typeof useBoard>["change"];
  onOver: (over: Over) => void;
};

/** Units or orders, the booking day, the moment, exports and the lines: everything about how it is counted. */
function Counting({ board, onCount, onOver }: CountingProps) {
  const { t } = useWords();
  const how: MenuItem[] = [
    { kind: "heading", id: "basis", label: t("guardrails.countBy") },
    ...(["units", "orders"] as const).map((basis) => ({
      id: basis,
      label: t(`guardrails.basis.${basis}`),
      checked: board.basis === basis,
      testId: `basis-${basis}`,
      onSelect: () => onCount({ count: basis }),
    })),
    { kind: "line", id: "l1" },
    { kind: "heading", id: "booked", label: t("guardrails.bookedOn") },
    ...(["approval", "event"] as const).map((booked) => ({
      id: booked,
      label: t(`guardrails.booked.${booked}`),
      checked: board.cancellationDay === booked,
      testId: `booked-${booked}`,
      onSelect: () => onCount({ booked }),
    })),
    { kind: "line", id: "l2" },
    { id: "edit", label: t("limits.sheet.edit"), icon: "ruler", testId: "edit-lines", onSelect: () => onOver("lines") },
  ];
  const forms: MenuItem[] = [
    {
      id: "pdf",
      label: t("guardrails.exportPdf"),
      icon: "print",
      testId: "export-pdf",
      onSelect: () => onOver({ form: "pdf", table: null }),
    },
    {
      id: "xlsx",
      label: t("guardrails.exportXlsx"),
      icon: "save",
      testId: "export-xlsx",
      onSelect: () => onOver({ form: "xlsx", table: null }),
    },
    { kind: "line", id: "l3" },
    { kind: "heading", id: "csv", label: t("guardrails.exportCsv") },
    ...TABLES.map((table) => ({
      id: table,
      label: t(`guardrails.exportTable.${table}`),
      testId: `export-${table}`,
      onSelect: () => onOver({ form: "csv", table }),
    })),
  ];
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button title={t("guardrails.countMenu")} data-testid="counting">
            {t(`limits.orderly.${board.basis}`)}
          </Button>
        }
        items={how}
      />
      <Button
        icon="undo"
        className={board.isRewound ? "btn--on" : undefined}
        aria-label={`${t("guardrails.asOf")} ${
          board.isRewound ? dayTime(num(board.at), currentTime()) : t("guardrails.asOfNow")
        }`}
        onClick={() => onOver("rewind")}
        data-testid="rewind"
      >
        {board.isRewound ? (
          dayTime(num(board.at), currentTime())
        ) : (
          <span className="hide-narrow">
            {t("guardrails.asOf")} {t("guardrails.asOfNow")}
          </span>
        )}
      </Button>
      <Menu
        align="end"
        trigger={
          <Button icon="save" aria-label={t("guardrails.export")} data-testid="export">
            <span className="hide-narrow">{t("guardrails.export")}</span>
          </Button>
        }
        items={forms}
      />
    </>
  );
}
