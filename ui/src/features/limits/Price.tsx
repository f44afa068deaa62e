import type { Basis, IndiaDay, LineChange, WhatIf } from "~/bindings";
import { Icon, Mark } from "~/components";
import { count } from "~/lib/format";
import { dayWords, isJudged, lineName, moreWords, num, roomFigure, windowWords } from "./line-words";
import styles from "./limits.module.css";
import { ordinal } from "./ordinal";
import { useWords } from "./use-words";

/** Squares drawn at most; more counted ones are said in words. */
const SQUARES = 18;

/** Lines that are inside before and outside after, places included. */
export function crossings(cost: WhatIf): LineChange[] {
  return [...cost.lines, ...cost.places.map(([, change]) => change)].filter((change) => change.crosses);
}

/** The line a person should look at first: a crossed one, else the one with the least room afterwards. */
export function leading(lines: readonly LineChange[]): LineChange | undefined {
  const judged = lines.filter((change) => isJudged(change.standingAfter));
  return (
    judged.find((change) => change.crosses) ??
    judged.toSorted((a, b) => num(a.roomAfter) - num(b.roomAfter))[0] ??
    lines[0]
  );
}

type Props = { cost: WhatIf; basis: Basis; today: IndiaDay };

/** What cancelling costs: room before and after, in words, and as squares up to the line. */
export function Price({ cost, basis, today }: Props) {
  const { t } = useWords();
  const lead = leading(cost.lines);
  if (lead === undefined) {
    return (
      <div className={styles["price"]} data-testid="cancel-price">
        <p className="muted">{t("limits.cancel.noLine")}</p>
      </div>
    );
  }
  const { before } = lead;
  const crossed = crossings(cost);
  const room = num(lead.roomAfter);
  const until = before.forecast?.day ?? before.drops?.day ?? null;
  const sentence =
    crossed.length > 0
      ? t("limits.cancel.crosses", { lines: crossed.map((change) => lineName(change.before.line, t)).join(" · ") })
      : lead.standingAfter === "crossed"
        ? t("limits.cancel.outside", { line: lineName(before.line, t) })
        : isJudged(lead.standingAfter)
          ? t(until === null ? "limits.cancel.still" : "limits.cancel.stillUntil", {
              tier: lineName(before.line, t),
              more: moreWords(before.line.metric, room, t),
              day: until === null ? "" : dayWords(until, today),
            })
          : t("limits.cancel.noLine");
  const gate = num(before.allowed) + 1;
  return (
    <div className={styles["price"]} data-testid="cancel-price">
      <div className={styles["verdict"]}>
        <span className={`figure ${styles["figures"] ?? ""}`}>
          {roomFigure(before.room, before.standing)} <Icon name="arrow" large />{" "}
          {roomFigure(lead.roomAfter, lead.standingAfter)}
        </span>
        <p>
          <b>{sentence}</b>
          <br />
          <span className="muted">
            {t(basis === "units" ? "limits.cancel.total" : "limits.cancel.totalOrders", {
              after: count(num(lead.countAfter)),
              of: count(num(lead.ofAfter)),
              window: windowWords(before.line.window, t),
            })}
            {isJudged(before.standing)
              ? `; ${t("limits.cancel.loses", { nth: ordinal(gate), line: lineName(before.line, t) })}`
              : "."}
          </span>
        </p>
      </div>
      {before.line.sense === "below" && isJudged(before.standing) ? <Squares lead={lead} gate={gate} /> : null}
    </div>
  );
}

function squares(many: number, kind: string) {
  return Array.from({ length: Math.max(0, many) }, (_, at) => <i key={`${kind}${at}`} className={kind} />);
}

/** One square a unit, as far as they fit: counted, taken now, still free; then the line. */
function Squares({ lead, gate }: { lead: LineChange; gate: number }) {
  const { t } = useWords();
  const counted = num(lead.before.count);
  const takes = Math.max(0, num(lead.countAfter) - counted);
  const left = Math.max(0, num(lead.roomAfter));
  const over = Math.max(0, counted + takes - gate + 1);
  const inside = Math.max(0, takes - over);
  const free = Math.min(left, Math.max(0, SQUARES - takes));
  const shownOver = Math.min(over, 6);
  const shownInside = Math.min(inside, SQUARES - free - shownOver);
  const grey = Math.min(Math.min(counted, gate - 1), Math.max(0, SQUARES - free - shownInside - shownOver));
  const line = lineName(lead.before.line, t);
  return (
    <div
      className={styles["ruler"]}
      role="img"
      aria-label={t("limits.cancel.scale", {
        gate,
        counted: count(counted),
        take: count(takes),
        left: count(left),
        line,
      })}
    >
      <span className="meter">
        {squares(grey, "")}
        {squares(shownInside, "take")}
        {squares(free, "free")}
        <span className={styles["gate"]} />
        {squares(shownOver, "take")}
      </span>
      <span className={`small faint ${styles["legend"] ?? ""}`}>
        <span>
          <i className={styles["legendCounted"]} />
          {t("limits.cancel.dots", { n: count(counted) })}
        </span>
        <span className="mark is-breached">
          <i />
          {t("limits.cancel.takes", { n: count(takes) })}
        </span>
        <span className={`mark ${styles["legendLeft"] ?? ""}`}>
          <i className={styles["legendFree"]} />
          {t("limits.cancel.left", { n: count(left) })}
        </span>
        <span className="mark is-breached">
          <i className={styles["legendGate"]} />
          {t("limits.cancel.gate", { nth: ordinal(gate) })}
        </span>
      </span>
    </div>
  );
}

/** The seller's own budget of the day, and when the window forgives it. */
export function PriceLines({ cost, today, event }: Omit<Props, "basis"> & { event: boolean }) {
  const { t } = useWords();
  const lead = leading(cost.lines);
  const days = cost.booked.map(([of]) => dayWords(of, today)).join(", ");
  const taken = Math.max(0, cost.units - cost.free);
  const [used, allowed] = cost.budget ?? [0, 0];
  return (
    <>
      {cost.budget === null ? null : (
        <li>
          <Mark is={allowed - used - taken < 0 ? "breached" : allowed - used - taken === 0 ? "urgent" : "done"}>
            {t("limits.cancel.budget")}
          </Mark>
          <span>
            {t(taken > allowed - used ? "limits.cancel.budgetOver" : "limits.cancel.budgetText", {
              left: count(Math.max(0, allowed - used)),
              allowed: count(allowed),
              after: count(Math.max(0, allowed - used - taken)),
              over: count(taken + used - allowed),
            })}
          </span>
        </li>
      )}
      {cost.booked.length === 0 ? null : (
        <li>
          <span className="mark muted">
            <Icon name="info" />
            {t("limits.cancel.booked")}
          </span>
          <span>
            {t(event ? "limits.cancel.bookedEvent" : "limits.cancel.bookedApproval", { days })}{" "}
            {lead === undefined || lead.forgiven === null
              ? ""
              : t("limits.cancel.forgiven", {
                  line: lineName(lead.before.line, t),
                  day: dayWords(lead.forgiven, today),
                })}
            {cost.free > 0 ? ` ${t("limits.cancel.free", { count: cost.free, n: count(cost.free) })}` : ""}
          </span>
        </li>
      )}
    </>
  );
}
