//! Returns as the marketplace lists them.

use super::*;
use crate::guardrail::story::{Story, fold};

fn timeline(state: ShipmentState, imports: Vec<Imported>) -> ShipmentTimeline {
    let cancellation = CancellationSeen::default();
    ShipmentTimeline {
        first_seen_at: At(10),
        first_learned: Learned::Poll,
        state: state.clone(),
        ordered_at: Some(At(1)),
        due: Some(At(5)),
        lines: vec![LineNow { item: "OI1".into(), units: 3, price: Paise(300), state, cancellation }],
        observations: vec![],
        dispatched: vec![],
        cancelled: vec![],
        lists: vec![],
        imports,
    }
}

fn told(what: ImportedWhat, units: u32, learned_at: i64) -> Imported {
    Imported { what, item: Some("OI1".into()), units, at: At(learned_at - 5), learned_at: At(learned_at) }
}

fn listed(no: i64, by_courier: bool, stands: bool, units: u32, learned_at: i64) -> Imported {
    told(ImportedWhat::Listed { no, by_courier, stands }, units, learned_at)
}

fn story(state: ShipmentState, imports: Vec<Imported>, up_to: i64) -> Story {
    let timeline = timeline(state, imports);
    fold(&facts(&timeline, &ReasonTable(vec![])), &[], At(up_to))
}

#[test]
fn a_return_counts_the_units_it_names_and_not_the_whole_line() {
    let one = story(ShipmentState::ReturnRequested, vec![listed(1, false, true, 1, 30)], 100);
    assert_eq!(one.customer_returned.0, 1, "the line's state alone would say all three");
    let two = vec![listed(1, false, true, 1, 30), listed(2, false, true, 1, 40)];
    assert_eq!(story(ShipmentState::Delivered, two.clone(), 100).customer_returned.0, 2, "an item may have several");
    assert_eq!(story(ShipmentState::Delivered, two, 35).customer_returned.0, 1, "as it was known then");
    let many = (1..=4).map(|no| listed(no, false, true, 2, 30)).collect();
    assert_eq!(story(ShipmentState::Delivered, many, 100).customer_returned.0, 3, "never more than there are");
}

#[test]
fn the_same_return_later_in_another_state_is_not_a_second_one() {
    let twice = vec![listed(1, false, true, 2, 30), listed(1, false, true, 2, 50)];
    assert_eq!(story(ShipmentState::Delivered, twice, 100).customer_returned.0, 2);
    let off = vec![listed(1, false, true, 2, 30), listed(1, false, false, 2, 50)];
    assert_eq!(story(ShipmentState::Delivered, off.clone(), 40).customer_returned.0, 2);
    assert_eq!(story(ShipmentState::Delivered, off, 100).customer_returned.0, 0, "called off");
}

#[test]
fn the_list_and_a_report_of_the_same_goods_count_once() {
    let both = vec![told(ImportedWhat::CustomerReturned, 1, 20), listed(1, false, true, 2, 30)];
    assert_eq!(story(ShipmentState::Delivered, both, 100).customer_returned.0, 2, "whichever knows of more");
    let both = vec![listed(1, false, true, 1, 20), told(ImportedWhat::CustomerReturned, 3, 30)];
    assert_eq!(story(ShipmentState::Delivered, both, 100).customer_returned.0, 3);
}

#[test]
fn what_the_courier_brings_back_is_no_customer_return() {
    let back = story(ShipmentState::Shipped, vec![listed(1, true, true, 2, 30)], 100);
    assert_eq!((back.courier_returned.0, back.customer_returned.0), (2, 0));
    let unsaid = story(ShipmentState::Shipped, vec![listed(1, true, true, 0, 30)], 100);
    assert_eq!(unsaid.courier_returned.0, 3, "without a quantity it is the line");
}
