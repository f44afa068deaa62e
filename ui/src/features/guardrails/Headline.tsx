import { Trans } from "react-i18next";
import type { Headline as Head, LineValue } from "~/bindings";
import { Mark } from "~/components";
import { count } from "~/lib/format";
import { dayWords, isJudged, limitWords, lineName, moreWords, num, standingState, useWords } from "~/features/limits";
import { useOnBoard } from "./board-context";
import styles from "./guardrails.module.css";

/** The tier in words, how much room it has and until when, and the nearest line where that is another one. */
export function Headline({ head, onCompare }: { head: Head; onCompare: () => void }) {
  const { t } = useWords();
  const { board } = useOnBoard();
  const { tier, tightestOfTier: tight, nearest, crossed, missing } = head;
  const bare = head.isKnown ? t("limits.bronze") : t("guardrails.tier.unknown");
  const word = tier === null ? bare : t(`limits.set.${tier}`);
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
  const unsure = board.cards
    .flatMap((card) => card.lines.filter((value) => value.standing === "unsure" && num(value.might) > 0).slice(0, 1))
    .filter((value) => value.line.set !== "own");
  const until = tight?.forecast?.day ?? tight?.drops?.day ?? null;
  const hasRoom = tight !== null && isJudged(tight.standing) && num(tight.room) >= 0;
  const isOther = nearest !== null && nearest.line.id !== tight?.line.id && nearest.standing !== "crossed";
  return (
    <section className={styles["tier"]} data-testid="headline">
      <h2>
        {hasRoom ? (
          <Trans
            t={t}
            i18nKey={headKey(num(tight.room), until)}
            values={{
              tier: word,
              metric: t(`limits.metric.${tight.line.metric}`).toLowerCase(),
              more: moreWords(tight.line.metric, num(tight.room), t),
              day: until === null ? "" : dayWords(until, board.today),
            }}
            components={{ 1: <em /> }}
          />
        ) : (
          word
        )}
      </h2>
      {crossed.map((value) => (
        <p key={value.line.id}>
          <Mark is="breached" className={styles["wrap"]}>
            {crossedWords(value)}
          </Mark>
        </p>
      ))}
      <p className="muted">
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
        {unsure.length === 0 ? null : (
          <>
            <button type="button" className={styles["link"]} onClick={onCompare} data-testid="headline-compare">
              {t("guardrails.tier.unsureDo")}
            </button>
            {". "}
          </>
        )}
        {tier === null || !head.isKnown || crossed.some((value) => value.line.set === tier) ? "" : holds()}{" "}
        {head.isKnown
          ? null
          : `${t("guardrails.tier.unknownText", { covered: count(board.daysCovered), days: "90" })} `}
        {!head.isKnown || missing.every((value) => crossed.includes(value)) ? "" : missingWords()}{" "}
        {isOther && nearest !== null ? (
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
        ) : null}
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

  /** The other lines of the tier, each with its room. */
  function holds(): string {
    const others = board.cards
      .flatMap((card) => card.lines)
      .filter((value) => value.line.set === tier && value.line.id !== tight?.line.id && isJudged(value.standing));
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

/** The headline's sentence: with room, and until when it is forecast, or without. */
function headKey(room: number, until: number | null) {
  if (room === 0) return "guardrails.tier.roomNone" as const;
  return until === null ? ("guardrails.tier.room" as const) : ("guardrails.tier.roomUntil" as const);
}
