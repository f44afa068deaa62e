import { Trans } from "react-i18next";
import type { Headline as Head, LineValue } from "~/bindings";
import { Glyph, Mark, stateGlyph } from "~/components";
import { count } from "~/lib/format";
import {
  dayWords,
  isJudged,
  limitWords,
  lineName,
  moreWords,
  num,
  roomNoun,
  standingState,
  useWords,
} from "~/features/limits";
import { useOnBoard } from "./board-context";
import { Compared } from "./Compared";
import styles from "./guardrails.module.css";

type Props = { head: Head; onCompare: () => void };

/** What stands first: a crossed line, else the tier in words with its room, else one warehouse's nearest line. */
export function Headline({ head, onCompare }: Props) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const none = board.cards.every((card) => card.lines.every((value) => value.standing === "nothing"));
  if (none) {
    const since = board.today - board.daysCovered + 1;
    return (
      <section className={styles["tier"]} data-testid="headline">
        <h2>{t("guardrails.tier.nothing")}</h2>
        <p className="muted">{t("guardrails.tier.nothingText", { day: dayWords(since, board.today) })}</p>
      </section>
    );
  }
  const [worst, ...others] = head.crossed;
  return (
    <section className={styles["tier"]} data-testid="headline">
      {worst === undefined ? <Room head={head} /> : <Crossed value={worst} />}
      {others.map((value) => (
        <p key={value.line.id}>
          <Mark is="breached" className={styles["wrap"]}>
            {crossedWords(value)}
          </Mark>
        </p>
      ))}
      <p className="muted">
        {worst?.drops
          ? `${t("guardrails.tier.drops", {
              count: num(worst.drops.count),
              n: count(num(worst.drops.count)),
              day: dayWords(worst.drops.day, board.today),
            })} `
          : ""}
        <Unsure onCompare={onCompare} />
        {board.location === null ? <Tier head={head} /> : null}
        <Nearest head={head} />
      </p>
    </section>
  );

  function crossedWords(value: LineValue): string {
    const drop = value.drops;
    return t(drop === null ? "guardrails.tier.crossed" : "guardrails.tier.crossedDrops", {
      line: lineName(value.line, t),
      metric: t(`limits.metric.${value.line.metric}`),
      n: count(-num(value.room)),
      count: num(drop?.count),
      drop: drop === null ? "" : count(num(drop.count)),
      day: drop === null ? "" : dayWords(drop.day, board.today),
    });
  }
}

/** The worst crossed line, before anything else. */
function Crossed({ value }: { value: LineValue }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const room = num(value.room);
  return (
    <h2 className={`is-breached ${styles["crossed"] ?? ""}`} data-testid="headline-crossed">
      <Glyph name={stateGlyph("breached")} />
      <span>
        <Trans
          t={t}
          i18nKey="guardrails.tier.crossedHead"
          values={{
            metric: t(`limits.metric.${value.line.metric}`),
            line: lineName(value.line, t),
            over: `${count(-room)} ${roomNoun(value.line.metric, board.basis, room, t)}`,
          }}
          components={{ 1: <em /> }}
        />
      </span>
    </h2>
  );
}

/** The line whose room is told: the tier's tightest, or of one warehouse, which has no tier, the nearest of all. */
function leadOf(head: Head, isPlace: boolean): LineValue | null {
  return isPlace ? head.nearest : head.tightestOfTier;
}

/** The tier, or the warehouse, with its room and until when that is forecast. */
function Room({ head }: { head: Head }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const place = board.locations.find(([id]) => id === board.location)?.[1];
  const lead = leadOf(head, place !== undefined);
  const bare = head.isKnown ? t("limits.bronze") : t("guardrails.tier.unknown");
  const word = place ?? (head.tier === null ? bare : t(`limits.set.${head.tier}`));
  if (lead === null || !isJudged(lead.standing) || num(lead.room) < 0) {
    return <h2>{place === undefined ? word : t("guardrails.tier.placeBare", { place })}</h2>;
  }
  const until = lead.forecast?.day ?? lead.drops?.day ?? null;
  return (
    <h2>
      <Trans
        t={t}
        i18nKey={headKey(num(lead.room), until)}
        values={{
          tier: word,
          metric: t(`limits.metric.${lead.line.metric}`).toLowerCase(),
          more: moreWords(lead.line.metric, num(lead.room), t),
          day: until === null ? "" : dayWords(until, board.today),
        }}
        components={{ 1: <em /> }}
      />
    </h2>
  );
}

/** Metrics nobody here saw enough of, and what was compared so far. */
function Unsure({ onCompare }: { onCompare: () => void }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const unsure = board.cards
    .flatMap((card) => card.lines.filter((value) => value.standing === "unsure" && num(value.might) > 0).slice(0, 1))
    .filter((value) => value.line.set !== "own");
  if (unsure.length === 0) return null;
  return (
    <>
      {unsure.map((value) => (
        <span key={value.line.id} data-testid="headline-unsure">
          <Mark is="unknown" className={styles["wrap"]}>
            {t("guardrails.tier.unsure", {
              line: lineName(value.line, t),
              metric: t(`limits.metric.${value.line.metric}`),
              n: count(num(value.might)),
              of: count(num(value.of)),
            })}
          </Mark>{" "}
        </span>
      ))}
      <Compared metrics={unsure.map((value) => value.line.metric)} onCompare={onCompare} />{" "}
    </>
  );
}

/** The tier's other lines with their room, and what the tier above misses. */
function Tier({ head }: { head: Head }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const { tier, tightestOfTier: tight, crossed, missing } = head;
  const parts = [
    tier === null || !head.isKnown || crossed.some((value) => value.line.set === tier) ? null : holds(),
    head.isKnown ? null : t("guardrails.tier.unknownText", { covered: count(board.daysCovered), days: "90" }),
    !head.isKnown || missing.every((value) => crossed.includes(value)) ? null : missingWords(),
  ].filter((part) => part !== null);
  return <>{parts.map((part) => `${part} `)}</>;

  function holds(): string {
    const word = tier === null ? "" : t(`limits.set.${tier}`);
    // A crossed line has the headline to itself: the tier's tightest line is told here then.
    const told = crossed.length === 0 ? tight?.line.id : undefined;
    const others = board.cards
      .flatMap((card) => card.lines)
      .filter((value) => value.line.set === tier && value.line.id !== told && isJudged(value.standing));
    const rooms = others.map((value) =>
      value.line.metric === "sales"
        ? t("guardrails.tier.sales", { n: count(num(value.count)), line: limitWords(value.line, t) })
        : t("guardrails.tier.roomOf", { metric: t(`limits.metric.${value.line.metric}`), n: count(num(value.room)) }),
    );
    return rooms.length === 0
      ? t("guardrails.tier.allHoldBare", { tier: word })
      : t("guardrails.tier.allHold", { tier: word, rooms: rooms.join(", ") });
  }

  function missingWords(): string {
    const set = missing[0]?.line.set ?? "gold";
    return t("guardrails.tier.missing", {
      tier: t(`limits.set.${set}`),
      lines: missing
        .map((value) =>
          t("guardrails.tier.missingLine", {
            metric: t(`limits.metric.${value.line.metric}`),
            n: count(Math.abs(num(value.room))),
          }),
        )
        .join(", "),
    });
  }
}

/** The nearest line, where the headline speaks of another one. */
function Nearest({ head }: { head: Head }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const { nearest } = head;
  const lead = head.crossed[0] ?? leadOf(head, board.location !== null);
  if (nearest === null || nearest.line.id === lead?.line.id || nearest.standing === "crossed") return null;
  return (
    <>
      {t("guardrails.tier.nearest")}{" "}
      <Mark is={standingState(nearest.standing)} className={styles["wrap"]}>
        {t(num(nearest.room) === 0 ? "guardrails.tier.nearestNone" : "guardrails.tier.nearestLine", {
          line: lineName(nearest.line, t),
          metric: t(`limits.metric.${nearest.line.metric}`),
          more: moreWords(nearest.line.metric, num(nearest.room), t),
        })}
      </Mark>
    </>
  );
}

/** The headline's sentence: with room, and until when it is forecast, or without. */
function headKey(room: number, until: number | null) {
  if (room === 0) return "guardrails.tier.roomNone" as const;
  return until === null ? ("guardrails.tier.room" as const) : ("guardrails.tier.roomUntil" as const);
}
