//! A board with something of everything, for the tests of what is drawn from it.

use godown_domain::guardrail::board::{
    Backtest, Board, Cohort, Count, DropOut, Headline, Hit, LineForecast, LineValue, MetricCard, PlaceValue, Standing,
    TrendDay, WindowValue,
};
use godown_domain::guardrail::policy::{Basis, CancellationDay, Certainty, LimitSet, Line, Metric, Sense, Window};
use godown_domain::{At, IndiaDay, Paise};

pub(super) fn now() -> At {
    At::parse("2026-11-21T14:47:20+05:30").unwrap()
}

fn line(set: LimitSet, metric: Metric, limit_bp: u32, days: u16) -> Line {
    Line {
        id: format!("{set:?}-{metric:?}").to_lowercase(),
        set,
        metric,
        sense: if metric == Metric::RegionalUse { Sense::AtLeast } else { Sense::Below },
        limit_bp,
        reach_units: 0,
        reach_value: Paise(0),
        window: Window::Days(days),
        consequence: "=no sales".into(),
        consequence_days: (days < 90).then_some(1),
        valid_from: "2026-07-01".into(),
        valid_to: None,
        source: "seller panel".into(),
        certainty: Certainty::Reported,
        is_on: true,
    }
}

pub(super) fn value(line: Line, count: i64, of: i64, room: i64, standing: Standing) -> LineValue {
    let today = now().day();
    let days = if let Window::Days(days) = line.window { days } else { 52 };
    LineValue {
        from_day: IndiaDay(today.0 - i32::from(days) + 1),
        count: Count(count),
        of: Count(of),
        value: Paise(0),
        allowed: Count(count + room),
        room: Count(room),
        standing,
        judged_from: (standing == Standing::TooFew).then_some(Count(51)),
        estimated: Count(if line.metric == Metric::RtdBreach { 12 } else { 0 }),
        might: Count(0),
        days_covered: days.min(83),
        days,
        drops: Some(DropOut { day: IndiaDay(today.0 + 9), count: Count(5) }),
        forecast: Some(LineForecast {
            day: IndiaDay(today.0 + 9),
            comes: Count(7),
            leaves: Count(6),
            count: Count(count + 1),
            low: Count(count),
            high: Count(count + 3),
            of: Count(of + 170),
            room: Count(room - 1),
            standing,
            worst: standing,
        }),
        line,
    }
}

fn sales(mut value: LineValue) -> LineValue {
    value.line.sense = Sense::Reach;
    value.line.reach_units = 6_000;
    value.line.reach_value = Paise(500_000_000);
    value.value = Paise(3_412_230_000);
    value
}

fn trend(count: i64, of: i64, days: i32) -> Vec<TrendDay> {
    let today = now().day();
    let day = |n: i32| TrendDay {
        day: IndiaDay(today.0 - days + 1 + n),
        day_count: Count(i64::from(n % 3)),
        day_of: Count(of / 30),
        count: Count((count + i64::from((n * 7) % 11) - 5).max(0)),
        // Two days of which nothing is known: a gap.
        of: Count(if (8..10).contains(&n) { 0 } else { of }),
    };
    (0..days).map(day).collect()
}

fn card(metric: Metric, lines: Vec<LineValue>, window: u16) -> MetricCard {
    let first = lines[0].clone();
    MetricCard {
        metric,
        windows: vec![WindowValue {
            window: Window::Days(window),
            count: first.count,
            of: first.of,
            value: Paise(0),
            estimated: first.estimated,
            days_covered: first.days_covered,
            days: first.days,
        }],
        trend: trend(first.count.0, first.of.0, 30),
        trend_window: Window::Days(window),
        places: vec![PlaceValue {
            location: "L1".into(),
            name: "Tiruppur".into(),
            tightest: Some(first.clone()),
            lines: vec![first],
        }],
        lines,
        is_total_assumed: metric == Metric::RtdBreach,
    }
}

pub(super) fn cohort(hours: i64, late: u32) -> Cohort {
    Cohort {
        due: now().plus(hours * 3_600_000),
        location: None,
        shipments: 217,
        units: 230,
        done: 215 - late,
        late,
        labelled: 0,
        making: 0,
        to_pack: 0,
        forms: 0,
        held: 2,
        upcoming: 0,
        forecast: None,
    }
}

pub(super) fn board() -> Board {
    use Standing::{Crossed, Holds, Tight, TooFew};
    let gold =
        |metric, bp, count, of, room, standing| value(line(LimitSet::Gold, metric, bp, 90), count, of, room, standing);
    let other = |set, metric, bp, days, count, of, room, standing| {
        value(line(set, metric, bp, days), count, of, room, standing)
    };
    let cancellation = Metric::SellerCancellation;
    let cards = vec![
        card(
            Metric::RtdBreach,
            vec![
                other(LimitSet::SuspensionA, Metric::RtdBreach, 50, 7, 19, 4_290, 2, Tight),
                other(LimitSet::SuspensionB, Metric::RtdBreach, 100, 14, 34, 8_520, 51, Holds),
                gold(Metric::RtdBreach, 100, 381, 53_870, 157, Holds),
                other(LimitSet::Silver, Metric::RtdBreach, 140, 90, 381, 53_870, 373, Holds),
            ],
            7,
        ),
        card(
            cancellation,
            vec![
                gold(cancellation, 15, 78, 54_120, 3, Tight),
                other(LimitSet::Silver, cancellation, 50, 90, 78, 54_120, 192, Holds),
                other(LimitSet::SuspensionA, cancellation, 25, 7, 12, 4_310, -2, Crossed),
            ],
            90,
        ),
        card(Metric::Reattempt, vec![other(LimitSet::SuspensionA, Metric::Reattempt, 200, 7, 0, 42, 0, TooFew)], 7),
        card(Metric::RegionalUse, vec![gold(Metric::RegionalUse, 2_000, 3_412, 9_180, 7_880, Holds)], 90),
        card(Metric::Sales, vec![sales(gold(Metric::Sales, 0, 54_120, 0, 48_120, Holds))], 90),
    ];
    Board {
        at: now(),
        is_rewound: false,
        earliest: None,
        today: now().day(),
        location: None,
        locations: vec![("L1".into(), "Tiruppur".into()), ("L2".into(), "=Peenya".into())],
        basis: Basis::Units,
        cancellation_day: CancellationDay::Approval,
        days_covered: 83,
        pending: 0,
        headline: Headline {
            is_of_account: true,
            is_known: true,
            tier: Some(LimitSet::Gold),
            tightest_of_tier: Some(cards[1].lines[0].clone()),
            nearest: Some(cards[0].lines[0].clone()),
            crossed: vec![cards[1].lines[2].clone()],
            missing: Vec::new(),
        },
        cards,
        cohorts: vec![cohort(1, 3), cohort(19, 0)],
        backtest: Backtest { forecasts: 0, mean_error_tenths: 0, inside_percent: 0, from_day: None },
        todo: Vec::new(),
        left_out: Vec::new(),
        backlog: (128, 600),
    }
}

pub(super) fn hits(ids: &[&str]) -> Vec<Hit> {
    let hit = |id: &&str| Hit {
        shipment_id: (*id).into(),
        order_id: "OD430000000000000001".into(),
        sku: (*id).to_owned(),
        location: Some("L2".into()),
        day: now().day(),
        units: 2,
        value: Paise(49_950),
        due: Some(At::parse("2026-11-21T16:00:00+05:30").unwrap()),
        happened: None,
        estimated: true,
        reason: Some("\tOut of stock, \"really\"\nsorry".into()),
    };
    ids.iter().map(hit).collect()
}
