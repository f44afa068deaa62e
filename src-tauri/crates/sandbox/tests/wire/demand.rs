//! Orders come as buyers order: many in the evening, few at night, and as many a day as the rate says.

use godown_sandbox::SandboxConfig;
use serde_json::json;

use crate::desk::{Desk, calm};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// Monday 23 November 2026, midnight in India.
const MIDNIGHT: i64 = 1_795_372_200_000;

fn selling(per_minute: f64) -> SandboxConfig {
    SandboxConfig { orders_per_minute: per_minute, epoch: Some(MIDNIGHT), ..calm(0) }
}

async fn order_dates(desk: &Desk) -> Vec<i64> {
    let truth = desk.control("/truth?limit=100000").await;
    let dates = truth["shipments"].as_array().expect("shipments").iter();
    dates.map(|s| s["orderDate"].as_i64().expect("an instant")).collect()
}

#[tokio::test]
async fn a_day_has_as_many_orders_as_its_rate_and_its_evening_is_busy() {
    let desk = Desk::open(selling(2.0)).await;
    desk.pass(24 * HOUR - 1).await;
    let dates = order_dates(&desk).await;
    assert!((2_878..=2_881).contains(&dates.len()), "2 a minute are 2,880 a day, not {}", dates.len());
    let hour = |h: i64| dates.iter().filter(|at| (MIDNIGHT + h * HOUR..MIDNIGHT + (h + 1) * HOUR).contains(at)).count();
    // The curve gives the hour from 20:00 68 of 1,000 orders, from 10:00 60, from 14:00 50, from 03:00 4.
    for (h, expected) in [(20, 196), (10, 173), (14, 144), (3, 12)] {
        assert!(hour(h).abs_diff(expected) <= 2, "{} orders from {h}:00, {expected} expected", hour(h));
    }
}

#[tokio::test]
async fn the_curve_of_the_day_is_kept_at_any_speed_of_the_clock() {
    let desk = Desk::open(selling(1.0)).await;
    // Three days and a half pass in a moment, in uneven steps.
    for hours in [5, 1, 18, 30, 24, 6] {
        desk.pass(hours * HOUR).await;
    }
    let stepped = order_dates(&desk).await;
    let other = Desk::open(selling(1.0)).await;
    other.pass(84 * HOUR).await;
    assert_eq!(stepped, order_dates(&other).await, "the same orders, however the time passed");
    for day in 0..3 {
        let from = MIDNIGHT + day * 24 * HOUR;
        let count = stepped.iter().filter(|at| (from..from + 24 * HOUR).contains(at)).count();
        assert!(count.abs_diff(1_440) <= 2, "{count} orders on day {day}");
    }
}

#[tokio::test]
async fn a_new_rate_holds_from_its_moment() {
    let desk = Desk::open(selling(0.0)).await;
    desk.pass(12 * HOUR).await;
    assert_eq!(order_dates(&desk).await.len(), 0);
    desk.tell("/rate", json!({"per_minute": 1.0})).await;
    desk.pass(12 * HOUR).await;
    let dates = order_dates(&desk).await;
    // 334 of 1,000 come before noon.
    assert!(dates.len().abs_diff(959) <= 2, "{}", dates.len());
    assert!(dates.iter().all(|at| *at >= MIDNIGHT + 12 * HOUR));
}

#[tokio::test]
async fn another_seed_has_its_orders_at_other_moments() {
    let (one, two) = (Desk::open(selling(0.1)).await, Desk::open(SandboxConfig { seed: 2, ..selling(0.1) }).await);
    for desk in [&one, &two] {
        desk.pass(24 * HOUR).await;
    }
    assert_ne!(order_dates(&one).await, order_dates(&two).await);
}
