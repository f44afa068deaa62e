use super::*;
use crate::guardrail::booking::Measure;
use crate::guardrail::sample::{World, back, shipped, today};

/// A Gold seller on 21 Nov: 54,120 units in 90 days, 78 cancelled.
fn gold_seller() -> World {
    let mut world = World::new(shipped());
    world.book(back(60), None, Measure::Approved, 54_120 - 8_540).book(
        back(10),
        None,
        Measure::Approved,
        8_540 - 4_310,
    );
    world.book(back(2), None, Measure::Approved, 4_310);
    world.book(back(60), None, Measure::SellerCancelled, 72).book(back(2), None, Measure::SellerCancelled, 6);
    world.book(back(3), None, Measure::Shipped, 9_180).book(back(3), None, Measure::ShippedNear, 3_412);
    world.book(back(60), None, Measure::Due, 45_350).book(back(60), None, Measure::ReadyInTime, 45_003);
    world.book(back(10), None, Measure::Due, 4_230).book(back(10), None, Measure::ReadyInTime, 4_215);
    world.book(back(2), None, Measure::Due, 4_290).book(back(2), None, Measure::ReadyInTime, 4_271);
    world
}

fn read(world: &World) -> Headline {
    headline(&world.case().cards(None), true)
}

#[test]
fn a_gold_seller_is_told_the_room_for_the_tier_and_the_line_that_is_nearer() {
    let headline = read(&gold_seller());
    assert_eq!(headline.tier, Some(LimitSet::Gold));
    let tightest = headline.tightest_of_tier.unwrap();
    assert_eq!((tightest.line.id.as_str(), tightest.room.0), ("gold-cancellation", 3));
    let nearest = headline.nearest.unwrap();
    assert_eq!((nearest.line.id.as_str(), nearest.room.0), ("suspension-a-rtd", 2));
    assert!(headline.crossed.is_empty() && headline.missing.is_empty());
}

#[test]
fn four_more_cancellations_lose_gold_and_silver_says_what_is_missing() {
    let mut world = gold_seller();
    world.book(back(60), None, Measure::SellerCancelled, 3);
    assert_eq!(read(&world).tier, Some(LimitSet::Gold), "room 3 means three may go");
    world.book(back(60), None, Measure::SellerCancelled, 1);
    let headline = read(&world);
    assert_eq!(headline.tier, Some(LimitSet::Silver));
    assert_eq!(headline.missing.iter().map(|v| v.line.id.as_str()).collect::<Vec<_>>(), ["gold-cancellation"]);
}

#[test]
fn gold_and_over_the_suspension_line_at_once() {
    let mut world = gold_seller();
    world.book(today(), None, Measure::Due, 30);
    world.book(today(), None, Measure::ReadyInTime, 25);
    let headline = read(&world);
    assert_eq!(headline.tier, Some(LimitSet::Gold), "suspension never enters the tier");
    // 24 of 4,320 at 0.5 %: 21 are allowed.
    assert_eq!(
        headline.crossed.iter().map(|v| (v.line.id.as_str(), v.room.0)).collect::<Vec<_>>(),
        [("suspension-a-rtd", -3)]
    );
}

#[test]
fn who_is_over_a_line_is_not_told_of_room_for_far_shipments() {
    let far = |value: &Option<LineValue>| value.as_ref().is_some_and(|value| value.line.metric == Metric::RegionalUse);
    let mut world = World::new(shipped());
    // Sold enough for Gold and near enough; nobody knows yet whether the Gold line of cancellations holds.
    world.book(back(30), None, Measure::Approved, 60_000).book(back(30), None, Measure::UnknownCancelled, 500);
    world.book(back(3), None, Measure::Shipped, 40).book(back(3), None, Measure::ShippedNear, 9);
    let before = read(&world);
    assert!(far(&before.tightest_of_tier) && before.crossed.is_empty(), "no other line of Gold has a room");
    world.book(back(2), None, Measure::Due, 4_000).book(back(2), None, Measure::ReadyInTime, 3_975);
    let headline = read(&world);
    assert_eq!(headline.tier, Some(LimitSet::Gold));
    assert_eq!(headline.crossed[0].line.id, "suspension-a-rtd", "that is said first");
    assert!(!far(&headline.tightest_of_tier) && !far(&headline.nearest), "{headline:?}");
}

#[test]
fn a_warehouse_has_no_tier_and_no_sales() {
    let mut world = gold_seller();
    world.book(back(2), Some("LOC2"), Measure::Approved, 2_000).book(
        back(2),
        Some("LOC2"),
        Measure::SellerCancelled,
        6,
    );
    let place = "LOC2".into();
    let cards = world.case().cards(Some(&place));
    assert!(cards.iter().all(|card| card.metric != Metric::Sales));
    let headline = headline(&cards, false);
    assert!(!headline.is_of_account);
    assert_eq!((headline.tier, headline.tightest_of_tier, headline.missing.len()), (None, None, 0));
    assert!(
        headline.crossed.iter().any(|value| value.line.id == "suspension-a-cancellation"),
        "but it can be suspended"
    );
    let account = world.case().cards(None);
    let sales = account.iter().find(|card| card.metric == Metric::Sales).unwrap();
    assert!(sales.places.is_empty() && !sales.lines.is_empty());
}

#[test]
fn a_shop_that_has_not_sold_enough_has_no_tier_and_has_crossed_nothing() {
    let mut world = World::new(shipped());
    world.book(back(2), None, Measure::Approved, 300);
    let headline = read(&world);
    assert_eq!((headline.tier, headline.crossed.len()), (None, 0));
    assert_eq!(headline.missing.iter().map(|v| v.line.id.as_str()).collect::<Vec<_>>(), ["silver-sales"]);
}

#[test]
fn a_seller_from_stores_is_judged_by_the_omni_lines_and_golds_sales() {
    let mut world = gold_seller();
    world.book(back(60), None, Measure::SellerCancelled, 400);
    assert_eq!(read(&world).tier, None);
    world.policies.is_omni = true;
    assert_eq!(read(&world).tier, Some(LimitSet::OmniGold), "478 of 54,120 is under 1.5 %");
    world.policies.lines.iter_mut().filter(|line| line.id == "gold-sales").for_each(|line| line.reach_units = 99_999);
    world
        .policies
        .lines
        .iter_mut()
        .filter(|line| line.id == "gold-sales")
        .for_each(|line| line.reach_value.0 = i64::MAX);
    assert_ne!(read(&world).tier, Some(LimitSet::OmniGold));
}

#[test]
fn units_sold_are_no_room_an_act_takes_away() {
    let headline = read(&gold_seller());
    let sold = |value: &Option<LineValue>| value.as_ref().is_some_and(|value| value.line.sense == Sense::Reach);
    assert!(!sold(&headline.tightest_of_tier) && !sold(&headline.nearest));
    let mut few = World::new(shipped());
    few.book(back(2), None, Measure::Approved, 6_001).book(back(2), None, Measure::SellerCancelled, 1);
    assert_eq!(
        read(&few).tightest_of_tier.unwrap().line.id,
        "gold-cancellation",
        "one sale left, and seven cancellations"
    );
}
