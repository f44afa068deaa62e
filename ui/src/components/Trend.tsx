import { scaleLinear } from "@visx/scale";
import { AreaClosed, LinePath, Polygon } from "@visx/shape";
import styles from "./Trend.module.css";

/** One value of a trend. */
export type TrendPoint = {
  /** Place on the axis: a day's number. */
  at: number;
  value: number;
  /** Said by the pointer: day and numbers. */
  title: string;
};

/** A line that is drawn across. */
export type TrendLimit = {
  value: number;
  label: string;
  /** To be reached, not to be stayed under: it is drawn in another dash. */
  least: boolean;
};

/** Where it is going: the middle and both ends of an interval. */
export type TrendFan = { at: number; low: number; middle: number; high: number; label: string };

type Props = {
  /** The chart in one sentence; its numbers stand in a table beside it. */
  label: string;
  points: readonly TrendPoint[];
  limits: readonly TrendLimit[];
  fan: TrendFan | null;
  /** Words under the left end and under the last value. */
  start: string;
  now: string;
  onPick?: ((at: number) => void) | undefined;
  testId?: string | undefined;
};

const WIDTH = 224;
const HEIGHT = 112;
const LEFT = 1;
/** Where the lines end and their words begin. */
const RIGHT = 152;
const TOP = 10;
const BOTTOM = 94;
/** Share of the width the past takes where there is a fan. */
const PAST = 0.72;
const LABEL_GAP = 11;
/** Between the words of lines of one value. */
const JOINED = ", ";
/** A line further away than this many times the highest value is left to the table, so that the values keep their shape. */
const FAR = 3;

/** Lines worth drawing: the nearest always, the others as long as they do not flatten the values. */
export function limitsInSight(limits: readonly TrendLimit[], highest: number): TrendLimit[] {
  const near = limits.toSorted((a, b) => Math.abs(a.value - highest) - Math.abs(b.value - highest));
  const one: TrendLimit[] = [];
  for (const limit of near) {
    if (one.length > 0 && limit.value > highest * FAR) continue;
    const same = one.find((other) => other.value === limit.value);
    if (same) one[one.indexOf(same)] = { ...same, label: `${same.label}${JOINED}${limit.label}` };
    else one.push(limit);
  }
  return one.slice(0, 4).toSorted((a, b) => a.value - b.value);
}

/** Heights of the words beside the lines, moved apart so that none covers another. */
function apart(heights: readonly number[]): number[] {
  const placed: number[] = [];
  for (const height of heights) {
    const below = placed.at(-1);
    placed.push(below === undefined ? height : Math.min(height, below - LABEL_GAP));
  }
  return placed;
}

/**
 * A value over days with the lines it is judged by and where it is going. Told apart without colour: the value is drawn
 * through, lines are dashed and named at their end, the forecast is dotted. The one place that knows the chart library.
 */
export function Trend({ label, points, limits, fan, start, now, onPick, testId }: Props) {
  const values = points.map((point) => point.value);
  const highest = Math.max(0, ...values, fan?.high ?? 0);
  const drawn = limitsInSight(limits, highest);
  const top = Math.max(highest, ...drawn.map((limit) => limit.value)) * 1.08 || 1;
  const first = points[0]?.at ?? 0;
  const last = points.at(-1)?.at ?? first + 1;
  const past = fan === null ? RIGHT : LEFT + (RIGHT - LEFT) * PAST;
  const x = scaleLinear<number>({ domain: [first, Math.max(last, first + 1)], range: [LEFT, past] });
  const y = scaleLinear<number>({ domain: [0, top], range: [BOTTOM, TOP] });
  const end = points.at(-1);
  // Lines of one value share a stroke; their words stand below one another.
  const words = drawn.flatMap((limit) =>
    limit.label.split(JOINED).map((text) => ({ text, least: limit.least, height: y(limit.value) + 3.5 })),
  );
  const heights = apart(words.map((word) => word.height));
  const step = points.length > 1 ? (past - LEFT) / (points.length - 1) : past - LEFT;
  return (
    <svg
      className={styles["trend"]}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      data-testid={testId}
    >
      <path className={styles["base"]} d={`M${LEFT} ${BOTTOM}H${RIGHT}`} />
      <AreaClosed
        data={[...points]}
        x={(point) => x(point.at)}
        y={(point) => y(point.value)}
        yScale={y}
        className={styles["area"] ?? ""}
      />
      {drawn.map((limit) => (
        <path
          key={limit.value}
          className={`${styles["limit"] ?? ""} ${limit.least ? (styles["limitLeast"] ?? "") : ""}`}
          d={`M${LEFT} ${y(limit.value)}H${RIGHT}`}
        />
      ))}
      {words.map((word, at) => (
        <text key={word.text} className={styles[word.least ? "leastText" : "limitText"]} x={RIGHT + 4} y={heights[at]}>
          {word.text}
        </text>
      ))}
      <LinePath
        data={[...points]}
        x={(point) => x(point.at)}
        y={(point) => y(point.value)}
        className={styles["value"] ?? ""}
      />
      {fan === null || end === undefined ? null : (
        <g>
          <Polygon
            className={styles["fan"] ?? ""}
            points={[
              [x(end.at), y(end.value)],
              [RIGHT, y(fan.high)],
              [RIGHT, y(fan.low)],
            ]}
          />
          <path className={styles["edge"]} d={`M${x(end.at)} ${y(end.value)}L${RIGHT} ${y(fan.high)}`} />
          <path className={styles["edge"]} d={`M${x(end.at)} ${y(end.value)}L${RIGHT} ${y(fan.low)}`} />
          <path className={styles["mid"]} d={`M${x(end.at)} ${y(end.value)}L${RIGHT} ${y(fan.middle)}`} />
        </g>
      )}
      {end === undefined ? null : <circle className={styles["point"]} cx={x(end.at)} cy={y(end.value)} r={3.5} />}
      <text x={LEFT} y={HEIGHT - 4}>
        {start}
      </text>
      <text x={past} y={HEIGHT - 4} textAnchor="end">
        {now}
      </text>
      {fan === null ? null : (
        <text x={RIGHT} y={HEIGHT - 4} textAnchor="end">
          {fan.label}
        </text>
      )}
      {points.map((point) => (
        // The pointer's way to a day; hands and readers have the table beside the chart.
        <rect
          key={point.at}
          aria-hidden="true"
          className={styles["pick"]}
          x={x(point.at) - step / 2}
          y={TOP}
          width={step}
          height={BOTTOM - TOP}
          onClick={onPick === undefined ? undefined : () => onPick(point.at)}
        >
          <title>{point.title}</title>
        </rect>
      ))}
    </svg>
  );
}
