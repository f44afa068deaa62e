import type {
  Alert,
  Board,
  BoardAsk,
  Cohort,
  Hit,
  HubImport,
  Line,
  LineChange,
  LineValue,
  MetricCard,
  Metric,
  Policies,
  ShipmentRow,
  Standing,
  TrendDay,
  WhatIf,
  WhatIfAsk,
  Window,
} from "~/bindings";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The India day of an instant. */
function dayOf(at: number): number {
  return Math.floor((at + 330 * 60_000) / DAY);
}

type Short = readonly [id: string, set: Line["set"], metric: Metric, bp: number, window: Window, days?: number];

const SHORT: readonly Short[] = [
  ["suspension-rtd-1", "suspension-a", "rtd-breach", 50, { days: 7 }, 1],
  ["suspension-rtd-7", "suspension-b", "rtd-breach", 100, { days: 14 }, 7],
  ["gold-rtd", "gold", "rtd-breach", 100, { days: 90 }],
  ["silver-rtd", "silver", "rtd-breach", 140, { days: 90 }],
  ["gold-cancellation", "gold", "seller-cancellation", 15, { days: 90 }],
  ["silver-cancellation", "silver", "seller-cancellation", 50, { days: 90 }],
  ["suspension-cancellation-3", "suspension-a", "seller-cancellation", 25, { days: 7 }, 3],
  ["suspension-cancellation-7", "suspension-b", "seller-cancellation", 50, { days: 14 }, 7],
  ["suspension-reattempt", "suspension-a", "reattempt", 200, { days: 14 }, 7],
  ["suspension-reattempt-week", "suspension-b", "reattempt", 200, { days: 7 }, 3],
];

/** Lines as they might be shipped. */
export function fakePolicies(): Policies {
  const lines = SHORT.map(([id, set, metric, limitBp, window, days]): Line => ({
    id,
    set,
    metric,
    sense: "below",
    limitBp,
    reachUnits: 0,
    reachValue: 0,
    window,
    consequence: "",
    consequenceDays: days ?? null,
    validFrom: "2026-07-01",
    validTo: null,
    source: set.startsWith("suspension") ? "two reports that differ" : "seller panel",
    certainty: set.startsWith("suspension") ? "reported" : "stated",
    isOn: true,
  }));
  const base = lines[2] ?? lines[0];
  if (base === undefined) throw new Error("no lines");
  lines.push(
    { ...base, id: "gold-regional", metric: "regional-use", sense: "at-least", limitBp: 2000, window: "month" },
    {
      ...base,
      id: "gold-sales",
      metric: "sales",
      sense: "reach",
      limitBp: 0,
      reachUnits: 6000,
      reachValue: 90_000_000,
      window: { days: 90 },
    },
  );
  return {
    lines,
    cancellationDay: "approval",
    basis: "units",
    alertRoom: 3,
    ownCancellationsADay: 3,
    packsPerHour: 28,
    returnBenchmarkBp: 0,
    isOmni: false,
    quietFromMinute: 22 * 60,
    quietToMinute: 7 * 60,
  };
}

/** Count, total and estimated ones of each line, as the story of the pictures has them. */
const COUNTED: Record<string, readonly [number, number, number?]> = {
  "suspension-rtd-1": [19, 4290, 12],
  "suspension-rtd-7": [34, 8520, 12],
  "gold-rtd": [381, 53_870, 12],
  "silver-rtd": [381, 53_870, 12],
  "gold-cancellation": [78, 54_120],
  "silver-cancellation": [78, 54_120],
  "suspension-cancellation-3": [6, 4310],
  "suspension-cancellation-7": [11, 8540],
  "suspension-reattempt": [1, 84],
  "suspension-reattempt-week": [0, 42],
  "gold-regional": [3412, 9180],
  "gold-sales": [54_120, 54_120],
};

/** The specification's room, for lines to stay under. */
function roomBelow(count: number, of: number, bp: number): number {
  return Math.ceil((bp * of) / 10_000) - 1 - count;
}

function standingOf(room: number, of: number, bp: number): Standing {
  if (of === 0) return "nothing";
  if (10_000 >= bp * of) return "tooFew";
  return room < 0 ? "crossed" : room <= 3 ? "tight" : "holds";
}

function valueOf(line: Line, today: number): LineValue {
  const [count, of, estimated = 0] = COUNTED[line.id] ?? [0, 0];
  const days = typeof line.window === "string" ? 21 : line.window.days;
  const below = line.sense === "below";
  const room = below
    ? roomBelow(count, of, line.limitBp)
    : line.sense === "reach"
      ? count - (line.reachUnits ?? 0)
      : Math.floor((count * 10_000) / line.limitBp) - of;
  const standing = below ? standingOf(room, of, line.limitBp) : room >= 0 ? "holds" : "crossed";
  return {
    line,
    fromDay: today - days + 1,
    count,
    of,
    value: line.metric === "sales" ? 2_760_120_000 : 0,
    allowed: count + room,
    room,
    standing,
    judgedFrom: standing === "tooFew" ? Math.floor(10_000 / line.limitBp) + 1 : null,
    estimated,
    might: 0,
    daysCovered: days,
    days,
    drops: below && count > 5 ? { day: today + 7, count: 5 } : null,
    forecast:
      below && of > 1000
        ? {
            day: today + 9,
            comes: 7,
            leaves: 6,
            count: count + 1,
            low: Math.max(0, count - 3),
            high: count + 6,
            of: of + 170,
            room: roomBelow(count + 1, of + 170, line.limitBp),
            standing: "tight",
            worst: roomBelow(count + 6, of + 170, line.limitBp) < 0 ? "crossed" : "tight",
          }
        : null,
  };
}

const WOBBLE = [
  0, 4, 7, 5, 6, 5, 3, 6, 5, 9, 9, 10, 12, 13, 9, 9, 11, 14, 14, 15, 19, 15, 18, 14, 13, 13, 15, 20, 19, 19,
];

function trendOf(count: number, of: number, today: number): TrendDay[] {
  return WOBBLE.map((wobble, at) => ({
    day: today - 29 + at,
    dayCount: wobble % 3,
    dayOf: 560 + wobble * 4,
    count: Math.round(count * (0.58 + (0.42 * wobble) / 19)),
    of,
  }));
}

function rank(value: LineValue): number {
  return ["crossed", "tight", "unsure", "holds", "tooFew", "nothing"].indexOf(value.standing) * 1e9 + (value.room ?? 0);
}

function cardOf(metric: Metric, policies: Policies, today: number): MetricCard {
  const lines = policies.lines
    .filter((line) => line.metric === metric && (line.isOn ?? true))
    .map((line) => valueOf(line, today))
    .toSorted((a, b) => rank(a) - rank(b));
  const [first] = lines;
  const total = metric === "customer-return" ? [1986, 41_560] : [first?.count ?? 0, first?.of ?? 0];
  const [count = 0, of = 0] = total;
  return {
    metric,
    lines,
    windows: ([{ days: 7 }, { days: 14 }, { days: 30 }, { days: 90 }, "quarter"] as Window[]).map((window, at) => ({
      window,
      count: Math.round((count * (at + 1)) / 5),
      of: Math.round((of * (at + 1)) / 5),
      value: 0,
      estimated: 0,
      daysCovered: typeof window === "string" ? 52 : window.days,
      days: typeof window === "string" ? 52 : window.days,
    })),
    trend: metric === "backlog" ? [] : trendOf(count, of, today),
    trendWindow: first?.line.window ?? { days: 90 },
    places:
      metric === "rtd-breach" && first
        ? [
            place("LOC1", "Tiruppur", { ...first, count: 15, of: 3310, room: 1, standing: "tight" }),
            place("LOC2", "Peenya", { ...first, count: 4, of: 980, room: 0, standing: "tight" }),
          ]
        : [],
    isTotalAssumed: metric === "rtd-breach",
  };
}

function place(location: string, name: string, tightest: LineValue): MetricCard["places"][number] {
  return { location, name, tightest, lines: [tightest] };
}

function cohort(due: number, part: Partial<Cohort>): Cohort {
  const one: Cohort = {
    due,
    location: null,
    shipments: 0,
    units: 0,
    done: 0,
    late: 0,
    labelled: 0,
    making: 0,
    toPack: 0,
    forms: 0,
    held: 0,
    upcoming: 0,
    forecast: null,
    ...part,
  };
  const shipments = one.done + one.late + one.labelled + one.making + one.toPack + one.forms + one.held + one.upcoming;
  return { ...one, shipments, units: Math.round(shipments * 1.52) };
}

/** What one more of something does to a line. */
function changeOf(before: LineValue, more: number, moreOf: number): LineChange {
  const count = (before.count ?? 0) + more;
  const of = (before.of ?? 0) + moreOf;
  const room = roomBelow(count, of, before.line.limitBp);
  const standing = standingOf(room, of, before.line.limitBp);
  return {
    before,
    countAfter: count,
    ofAfter: of,
    roomAfter: room,
    standingAfter: standing,
    crosses: (before.room ?? 0) >= 0 && before.standing !== "tooFew" && room < 0,
    forgiven: before.fromDay + before.days * 2 - 2,
  };
}

function cohortsOf(now: number, rtd: MetricCard): Cohort[] {
  return [
    cohort(now - 4.8 * HOUR, { done: 214 }),
    cohort(now - 2.8 * HOUR, { done: 184, late: 3 }),
    cohort(now + 1.2 * HOUR, {
      done: 98,
      labelled: 49,
      making: 6,
      forms: 1,
      toPack: 61,
      held: 2,
      forecast: {
        rate: 96,
        last30Minutes: 48,
        usual: 88,
        finish: now + 1.23 * HOUR,
        misses: 2,
        missesLow: 0,
        missesHigh: 9,
        missUnits: 2,
        extraPackers: 1,
        packerMinutes: 72,
        linesAfter: rtd.lines.map((value) => changeOf(value, 2, 330)),
      },
    }),
    cohort(now + 19.2 * HOUR, { labelled: 12, making: 3, toPack: 38, held: 1 }),
    cohort(now + 21.2 * HOUR, { toPack: 26, upcoming: 40 }),
  ];
}

const METRICS = [
  "seller-cancellation",
  "rtd-breach",
  "reattempt",
  "regional-use",
  "customer-return",
  "sales",
  "backlog",
] as const;

/** The board of the pictures: Gold with room for three, and nearer still to a day's suspension. */
export function fakeBoard(ask: BoardAsk, now: number, policies: Policies, rows: readonly ShipmentRow[]): Board {
  const at = ask.asOf ?? now;
  const today = dayOf(at);
  const cards = METRICS.map((metric) => cardOf(metric, policies, today));
  const all = cards.flatMap((card) => card.lines).toSorted((a, b) => rank(a) - rank(b));
  const rtd = cards[1];
  const ids = (queue: string, many: number) =>
    rows
      .filter((row) => row.queue === queue)
      .slice(0, many)
      .map((row) => row.shipmentId);
  const todo = (part: Partial<Board["todo"][number]> & { act: Board["todo"][number]["act"] }) => ({
    ids: [],
    shipments: 0,
    units: 0,
    location: null,
    due: at + 1.2 * HOUR,
    weight: 1,
    minutes: 0,
    line: null,
    room: null,
    ...part,
  });
  return {
    at,
    isRewound: ask.asOf !== null && ask.asOf !== undefined,
    earliest: now - 400 * DAY,
    today,
    location: ask.location ?? null,
    locations: [
      ["LOC1", "Tiruppur"],
      ["LOC2", "Peenya"],
    ],
    basis: ask.basis ?? policies.basis,
    cancellationDay: ask.cancellationDay ?? policies.cancellationDay,
    daysCovered: 90,
    pending: 0,
    headline: {
      isOfAccount: (ask.location ?? null) === null,
      isKnown: true,
      tier: "gold",
      tightestOfTier: all.find((value) => value.line.id === "gold-cancellation") ?? null,
      nearest: all.find((value) => value.line.metric === "rtd-breach") ?? null,
      crossed: all.filter((value) => value.standing === "crossed"),
      missing: [],
    },
    cards,
    cohorts: rtd === undefined ? [] : cohortsOf(at, rtd),
    backtest: { forecasts: 240, meanErrorTenths: 32, insidePercent: 81, fromDay: today - 20 },
    todo: [
      todo({ act: "addPackers", ids: ids("toPack", 61), shipments: 117, units: 178, minutes: 72, room: 2 }),
      todo({ act: "pack", ids: ids("toPack", 7), shipments: 7, units: 9, location: "LOC2", minutes: 15, room: 0 }),
      todo({ act: "sendLate", ids: ids("toPack", 3), shipments: 3, units: 4, due: at - 2.8 * HOUR }),
      todo({ act: "enter", ids: ids("forms", 1), shipments: 1, units: 1, minutes: 2 }),
      todo({ act: "wait", shipments: 3, units: 3 }),
    ],
    leftOut: [
      { queue: "onHold", shipments: 2 },
      { queue: "upcoming", shipments: 40 },
    ],
    backlog: [239, 410],
  };
}

/** What cancelling or leaving the chosen units does to every line of the metric. */
export function fakeWhatIf(ask: WhatIfAsk, picked: readonly ShipmentRow[], policies: Policies, now: number): WhatIf {
  const units = picked.reduce((sum, row) => sum + row.units, 0);
  const today = dayOf(now);
  const metric = ask.what === "cancel" ? "seller-cancellation" : "rtd-breach";
  const lines = cardOf(metric, policies, today).lines.map((value) =>
    changeOf(value, units, ask.what === "cancel" ? 0 : units),
  );
  const dues = picked.flatMap((row) => (row.dispatchBy === null ? [] : [row.dispatchBy]));
  return {
    units,
    shipments: picked.length,
    lines: units === 0 ? [] : lines,
    places: [],
    booked: ask.what === "cancel" && units > 0 ? [[today - 1, units]] : [],
    budget: ask.what === "cancel" ? [1, policies.ownCancellationsADay] : null,
    free: 0,
    sameSku: 12,
    earliestDue: dues.length === 0 ? null : Math.min(...dues),
  };
}

/** Shipments behind a number: the first rows, as if they were the ones. */
export function fakeHits(rows: readonly ShipmentRow[], many: number, now: number): Hit[] {
  return rows.slice(0, many).map((row, at) => ({
    shipmentId: row.shipmentId,
    orderId: row.orderId,
    sku: row.sku,
    location: row.locationId,
    day: dayOf(now) - Math.floor(at / 2),
    units: row.units,
    value: row.value,
    due: row.dispatchBy,
    happened: row.dispatchBy === null ? null : row.dispatchBy + 40 * 60_000,
    estimated: at % 5 === 2,
    reason: at % 3 === 0 ? "Not enough in stock" : null,
  }));
}

/** One crossed, one over, one seen. */
export function fakeAlerts(now: number, policies: Policies): Alert[] {
  const value = cardOf("rtd-breach", policies, dayOf(now)).lines[0];
  const base = { seenAt: null, overAt: null, quiet: false, toldWith: null };
  return [
    {
      ...base,
      id: 4,
      at: now - 600_000,
      what: { kind: "cohortMisses", place: null, due: now + 1.2 * HOUR, misses: 2, packers: 1 },
    },
    ...(value
      ? [{ ...base, id: 3, at: now - HOUR, what: { kind: "room" as const, place: "Peenya", line: value } }]
      : []),
    {
      ...base,
      id: 2,
      at: now - 20 * HOUR,
      seenAt: now - 18 * HOUR,
      overAt: now - 12 * HOUR,
      quiet: true,
      what: { kind: "backlog", waiting: 512, usual: 410 },
    },
    {
      ...base,
      id: 1,
      at: now - 2 * DAY,
      seenAt: now - DAY,
      what: { kind: "loginDies", at: now + 28 * DAY, days: 30 },
    },
  ];
}

/** A report with differences of several causes. */
export function fakeImport(id: number, name: string, now: number, rows: readonly ShipmentRow[]): HubImport {
  const today = dayOf(now);
  return {
    id,
    at: now,
    name,
    report: "rts-breaches",
    already: false,
    rows: 21,
    matched: 19,
    unreadable: [[7, "The date 31/02/2026 is none."]],
    unknownColumns: ["Seller Remark"],
    days: [today - 6, today],
    facts: 0,
    diffs: [
      {
        row: 3,
        named: rows[4]?.orderId ?? "",
        shipmentId: rows[4]?.shipmentId ?? null,
        theirs: "breached at 16:02",
        ours: "ready at 15:58",
        cause: "nearCutOff",
      },
      {
        row: 11,
        named: "OD433031700011122",
        shipmentId: null,
        theirs: "breached",
        ours: "not known",
        cause: "neverSeen",
      },
      {
        row: null,
        named: rows[9]?.orderId ?? "",
        shipmentId: rows[9]?.shipmentId ?? null,
        theirs: "not in the file",
        ours: "late, estimated",
        cause: "outsideTheirDays",
      },
    ],
    diffCount: 3,
    readings: [
      { basis: "orders", cancellationDay: "approval", ours: 21, theirs: 21, isCurrent: false },
      { basis: "units", cancellationDay: "approval", ours: 19, theirs: 21, isCurrent: true },
    ],
  };
}
