import { useTranslation } from "react-i18next";
import type { CutOff, DayLine as DayLineData } from "~/bindings";
import { Glyph, type State, stateClass, stateGlyph } from "~/components";
import { useRpc } from "~/data";
import { time } from "~/lib/format";
import { useNow } from "~/lib/now";

const HOUR = 3_600_000;
const URGENT = 2 * HOUR;

type Said = { is: State | null; words: string; strong: boolean };

/** What a cut-off says of itself. */
function said(cutOff: CutOff, now: number, t: ReturnType<typeof useTranslation>["t"]): Said {
  const at = cutOff.at ?? 0;
  const open = cutOff.due - cutOff.done;
  if (open <= 0) return { is: "done", words: t("dayLine.allDone"), strong: false };
  if (at <= now) return { is: "breached", words: t("dayLine.late", { n: open }), strong: false };
  const words = cutOff.toPack > 0 ? t("dayLine.toPack", { n: cutOff.toPack }) : t("dayLine.open", { n: open });
  return { is: at - now < URGENT ? "urgent" : null, words, strong: true };
}

/** Hours worth a tick: every second one, away from now and from the pickups' words. */
function ticks(line: DayLineData, now: number, place: (at: number) => number) {
  const from = line.from ?? 0;
  const to = line.to ?? 0;
  const taken = [place(now) - 2.5, ...line.pickups.map((pickup) => place(pickup.from ?? 0) + 3)];
  const hours: number[] = [];
  // India is half an hour off the whole hours of UTC.
  const first = Math.ceil((from + HOUR / 2) / HOUR) * HOUR - HOUR / 2;
  for (let at = first === from ? first + HOUR : first; at < to; at += 2 * HOUR) hours.push(at);
  return hours.filter((at) => taken.every((other) => Math.abs(place(at) - other) > 4));
}

/** Width of a letter under the line, in hundredths of it. */
const LETTER = 0.65;
/** Half the width of the present time under its stroke. */
const NOW_HALF = 2.5;

/** What is free for words that begin at `left`: to the next ones, and not under the present time. */
function roomOf(left: number, nowAt: number, toNext: number): number {
  if (left >= nowAt + NOW_HALF) return toNext;
  return Math.min(toNext, nowAt - NOW_HALF - left);
}

/** The shift as a ruler: cut-offs above, pickups below, now as the one ink stroke. */
export function DayLine({ location }: { location: string | null }) {
  const { t } = useTranslation();
  const { data } = useRpc("day_line", { location });
  const now = useNow(15_000);
  if (!data || data.from === null || data.to === null) return <div className="dayline" aria-hidden="true" />;
  const span = data.to - data.from;
  const from = data.from;
  const place = (at: number) => Math.max(0, Math.min(100, ((at - from) / span) * 100));
  const nowAt = place(now);
  const cutOffs = data.cutOffs.filter((cutOff) => cutOff.at !== null);
  const spoken = cutOffs.map((cutOff) => `${time(cutOff.at ?? 0)} ${said(cutOff, now, t).words}`).join(", ");
  return (
    <div
      className="dayline"
      role="img"
      data-testid="day-line"
      aria-label={t("dayLine.label", { from: time(from), to: time(data.to), now: time(now), cutOffs: spoken })}
    >
      <span className="rule" />
      <span className="past" style={{ width: `${nowAt}%` }} />
      {ticks(data, now, place).map((at) => (
        <span key={at} className="tick" style={{ left: `${place(at)}%` }} data-h={time(at).slice(0, 2)} />
      ))}
      {cutOffs.map((cutOff, index) => {
        const at = cutOff.at ?? 0;
        const next = cutOffs[index + 1]?.at;
        const room = (next === undefined || next === null ? 108 : place(next)) - place(at);
        return <CutOffMark key={at} at={at} left={place(at)} room={room} said={said(cutOff, now, t)} />;
      })}
      {data.pickups.map((pickup, index) => {
        const left = place(pickup.from ?? 0);
        const next = data.pickups[index + 1];
        const toNext = (next ? place(next.from ?? 0) : 108) - left;
        const room = roomOf(left, nowAt, toNext);
        return (
          <span
            key={`${pickup.courier}-${pickup.from}`}
            className="pickup"
            style={{ left: `${left}%` }}
            title={t("dayLine.pickup", {
              courier: pickup.courier,
              from: time(pickup.from ?? 0),
              to: time(pickup.to ?? 0),
              n: pickup.count,
            })}
          >
            {room > (pickup.courier.length + 6) * LETTER
              ? `${pickup.courier} ${time(pickup.from ?? 0)}`
              : room > 4
                ? time(pickup.from ?? 0)
                : ""}
          </span>
        );
      })}
      <span className="now" style={{ left: `${nowAt}%` }} data-t={time(now)} data-early={nowAt < 4 ? "" : undefined} />
    </div>
  );
}

type MarkProps = { at: number; left: number; room: number; said: Said };

/** One cut-off; says less where the next one stands close. */
function CutOffMark({ at, left, room, said }: MarkProps) {
  const isWide = room > (said.strong ? 11.5 : 10);
  return (
    <span
      className={`cut-off ${said.is === null ? "" : stateClass(said.is)} ${left > 88 ? "cut-off--end" : ""}`}
      style={{ left: `${left}%` }}
      title={`${time(at)} ${said.words}`}
    >
      {said.is !== null && room > 1.5 && <Glyph name={stateGlyph(said.is)} />}
      {room > 5 && time(at)} {isWide && (said.strong ? <b>{said.words}</b> : said.words)}
    </span>
  );
}
