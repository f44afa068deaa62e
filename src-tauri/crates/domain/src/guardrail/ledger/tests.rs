use proptest::prelude::*;

use super::*;
use crate::guardrail::fact::{CancelledHow, FactKind, Span};
use crate::guardrail::reason::ReasonRow;
use crate::guardrail::story::{Story, fold};

const EVER: At = At(i64::MAX);

fn reasons() -> ReasonTable {
    let row = |reason: &str, by| ReasonRow { reason: reason.into(), sub_reason: String::new(), by };
    ReasonTable(vec![row("cancellation_requested", CancelledBy::Buyer), row("no_stock", CancelledBy::Seller)])
}

fn line(item: &str, units: u32, state: ShipmentState) -> LineNow {
    LineNow {
        item: item.into(),
        units,
        price: Paise(100 * i64::from(units) + 1),
        state,
        cancellation: CancellationSeen::default(),
    }
}

/// A shipment as the marketplace shows it, and what this computer wrote down of it, in the way of the store's merge.
#[derive(Clone)]
struct Watched {
    timeline: ShipmentTimeline,
    seen_at: At,
}

impl Watched {
    fn first(at: i64, state: ShipmentState, lines: Vec<LineNow>) -> Self {
        let timeline = ShipmentTimeline {
            first_seen_at: At(at),
            first_learned: Learned::Poll,
            state,
            ordered_at: Some(At(1)),
            due: Some(At(1_000)),
            lines,
            observations: vec![],
            dispatched: vec![],
            cancelled: vec![],
            lists: vec![],
            imports: vec![],
        };
        Self { timeline, seen_at: At(at) }
    }

    fn see(&mut self, at: i64, change: impl FnOnce(&mut ShipmentTimeline)) -> &mut Self {
        let old = self.timeline.clone();
        change(&mut self.timeline);
        let new = &mut self.timeline;
        let live = new.lines.iter().map(|line| &line.state).filter(|state| **state != ShipmentState::Cancelled);
        new.state = live.min_by_key(|state| state.rank()).cloned().unwrap_or(ShipmentState::Cancelled);
        let mut notes = vec![];
        if old.state != new.state {
            notes.push(Changed::State { old: old.state.clone(), new: new.state.clone() });
        }
        if old.due != new.due {
            notes.push(Changed::Due { old: old.due, new: new.due });
        }
        if old.ordered_at != new.ordered_at {
            notes.push(Changed::Ordered { old: old.ordered_at, new: new.ordered_at });
        }
        for before in &old.lines {
            let Some(after) = new.lines.iter().find(|line| line.item == before.item) else {
                let (item, state) = (before.item.clone(), before.state.clone());
                notes.push(Changed::LineUnits { item: item.clone(), old: before.units, new: 0 });
                notes.push(Changed::LineState { item: item.clone(), old: state.clone(), new: state });
                let cancellation = before.cancellation.clone();
                notes.push(Changed::LineCancellation { item, old: cancellation.clone(), new: cancellation });
                continue;
            };
            let apart =
                after.state == ShipmentState::Cancelled || after.state != new.state || before.state != old.state;
            if before.state != after.state && apart {
                let (old, new) = (before.state.clone(), after.state.clone());
                notes.push(Changed::LineState { item: before.item.clone(), old, new });
            }
            let caught_up = before.state == after.state && before.state != old.state && after.state == new.state;
            if caught_up {
                let state = after.state.clone();
                notes.push(Changed::LineState { item: before.item.clone(), old: state.clone(), new: state });
            }
            if before.units != after.units {
                notes.push(Changed::LineUnits { item: before.item.clone(), old: before.units, new: after.units });
            }
            if before.cancellation != after.cancellation {
                let (old, new) = (before.cancellation.clone(), after.cancellation.clone());
                notes.push(Changed::LineCancellation { item: before.item.clone(), old, new });
            }
        }
        for after in new.lines.iter().filter(|line| old.lines.iter().all(|before| before.item != line.item)) {
            notes.push(Changed::LineUnits { item: after.item.clone(), old: 0, new: after.units });
        }
        let (at, since) = (At(at), Some(self.seen_at));
        new.observations.extend(notes.into_iter().map(|what| Observed { at, since, learned: Learned::Poll, what }));
        self.seen_at = at;
        self
    }

    fn state(&mut self, at: i64, state: ShipmentState) -> &mut Self {
        self.see(at, |now| now.lines.iter_mut().for_each(|line| line.state = state.clone()))
    }

    fn cancel(&mut self, at: i64, reason: Option<&str>, on: Option<i64>) -> &mut Self {
        self.see(at, |now| {
            for line in &mut now.lines {
                line.state = ShipmentState::Cancelled;
                line.cancellation.reason = reason.map(str::to_owned);
                line.cancellation.at = on.map(At);
            }
        })
    }

    fn facts(&self) -> Vec<Fact> {
        facts(&self.timeline, &reasons())
    }

    fn prices(&self) -> Vec<LinePrice> {
        let price = |line: &LineNow| LinePrice { item: line.item.clone(), units: line.units, price: line.price };
        self.timeline.lines.iter().map(price).collect()
    }

    fn story(&self) -> Story {
        fold(&self.facts(), &self.prices(), EVER)
    }
}

fn approved(units: u32) -> Watched {
    Watched::first(10, ShipmentState::Approved, vec![line("i1", units, ShipmentState::Approved)])
}

#[test]
fn a_plain_life_is_told_with_its_brackets() {
    let mut watched = approved(2);
    watched.see(20, |_| {}).state(30, ShipmentState::Packed).state(40, ShipmentState::ReadyToDispatch);
    watched.state(50, ShipmentState::Shipped).state(60, ShipmentState::Delivered);
    let story = watched.story();
    let span = |from, to| Some(Span { from: Some(At(from)), to: At(to) });
    assert_eq!((story.units, story.approved, story.due), (2, Some(Span::exact(At(1))), Some(At(1_000))));
    assert_eq!((story.ready, story.picked_up, story.delivered), (span(30, 40), span(40, 50), span(50, 60)));
}

#[test]
fn what_was_out_when_first_met_has_no_earlier_end() {
    let lines = vec![line("i1", 1, ShipmentState::Delivered)];
    let story = Watched::first(10, ShipmentState::Delivered, lines).story();
    let since_ever = Some(Span { from: None, to: At(10) });
    assert_eq!((story.ready, story.picked_up, story.delivered), (since_ever, since_ever, since_ever));
}

#[test]
fn our_own_rtd_is_exact_unless_it_was_ready_before() {
    let call = OurCall { sent: At(36), answered: At(37), confirmed: At(41) };
    let mut watched = approved(1);
    watched.state(30, ShipmentState::Packed).state(40, ShipmentState::ReadyToDispatch);
    watched.timeline.dispatched.push(call.clone());
    assert_eq!(watched.story().ready, Some(Span { from: Some(At(36)), to: At(37) }));
    let mut elsewhere = approved(1);
    elsewhere.state(30, ShipmentState::Packed).state(35, ShipmentState::ReadyToDispatch);
    elsewhere.timeline.dispatched.push(call);
    assert_eq!(elsewhere.story().ready, Some(Span { from: Some(At(30)), to: At(35) }));
}

#[test]
fn the_newest_dispatch_by_is_the_current_one() {
    let mut watched = approved(1);
    watched.see(20, |now| now.due = Some(At(900))).see(30, |now| now.due = None);
    let facts = watched.facts();
    assert_eq!(fold(&facts, &[], At(10)).due, Some(At(1_000)));
    assert_eq!(fold(&facts, &[], At(29)).due, Some(At(900)));
    assert_eq!(fold(&facts, &[], At(30)).due, None, "the date was taken away");
}

fn by_whom(watched: &Watched) -> Vec<(CancelledBy, u32, Span)> {
    watched.story().cancelled.iter().map(|one| (one.by, one.units, one.when)).collect()
}

#[test]
fn a_cancellation_is_dated_by_the_marketplace_else_bracketed() {
    let mut dated = approved(2);
    dated.cancel(20, Some("cancellation_requested"), Some(14));
    assert_eq!(by_whom(&dated), [(CancelledBy::Buyer, 2, Span::exact(At(14)))]);
    let mut bare = approved(2);
    bare.see(15, |_| {}).see(20, |now| now.due = Some(At(5))).cancel(30, None, None);
    assert_eq!(by_whom(&bare), [(CancelledBy::Unknown, 2, Span { from: Some(At(20)), to: At(30) })]);
    bare.cancel(40, None, Some(25));
    assert_eq!(by_whom(&bare), [(CancelledBy::Unknown, 2, Span::exact(At(25)))], "the date came later");
}

#[test]
fn our_own_cancellation_is_believed_over_the_list_and_the_list_over_the_reason() {
    let mut watched = approved(1);
    watched.cancel(20, Some("cancellation_requested"), None);
    watched.timeline.lists.push(ListSeen { by: CancelledBy::Marketplace, at: At(25) });
    assert_eq!(watched.story().cancelled[0].by, CancelledBy::Marketplace);
    watched.timeline.cancelled.push(OurCall { sent: At(15), answered: At(16), confirmed: At(26) });
    let facts = watched.facts();
    let how: Vec<CancelledHow> = facts
        .iter()
        .filter_map(|fact| match fact.what {
            FactKind::Cancelled { how, .. } => Some(how),
            _ => None,
        })
        .collect();
    assert_eq!(how, [CancelledHow::Reason, CancelledHow::List, CancelledHow::Ours]);
    let who = |up_to| fold(&facts, &[], At(up_to)).cancelled.iter().map(|one| (one.by, one.units)).collect::<Vec<_>>();
    assert_eq!(who(19), []);
    assert_eq!(who(24), [(CancelledBy::Buyer, 1)]);
    assert_eq!(who(25), [(CancelledBy::Marketplace, 1)]);
    assert_eq!(who(26), [(CancelledBy::Seller, 1)]);
}

#[test]
fn lines_of_two_lists_go_by_their_reasons() {
    let mut watched = Watched::first(
        10,
        ShipmentState::Approved,
        vec![line("i1", 1, ShipmentState::Approved), line("i2", 1, ShipmentState::Approved)],
    );
    watched.cancel(20, Some("no_stock"), None).see(30, |now| now.lines[1].cancellation.reason = Some("weather".into()));
    watched.timeline.lists = [CancelledBy::Seller, CancelledBy::Buyer].map(|by| ListSeen { by, at: At(40) }).to_vec();
    let by: Vec<CancelledBy> = watched.story().cancelled.iter().map(|one| one.by).collect();
    assert_eq!(by, [CancelledBy::Seller, CancelledBy::Unknown]);
}

#[test]
fn fewer_units_are_a_cancellation_of_the_difference() {
    let mut watched = approved(3);
    watched.see(20, |now| now.lines[0].units = 2).cancel(30, Some("no_stock"), Some(28));
    let bracket = Span { from: Some(At(10)), to: At(20) };
    assert_eq!(by_whom(&watched), [(CancelledBy::Unknown, 1, bracket), (CancelledBy::Seller, 2, Span::exact(At(28)))]);
    watched.see(40, |now| now.lines[0].units = 0);
    assert_eq!(watched.story().cancelled.iter().map(|one| one.units).sum::<u32>(), 3, "none is cancelled twice");
}

#[test]
fn a_line_that_vanished_was_cancelled() {
    let mut watched = Watched::first(
        10,
        ShipmentState::Approved,
        vec![line("i1", 1, ShipmentState::Approved), line("i2", 2, ShipmentState::Approved)],
    );
    watched.see(20, |now| drop(now.lines.pop()));
    assert_eq!(watched.story().units, 3);
    assert_eq!(by_whom(&watched), [(CancelledBy::Unknown, 2, Span { from: Some(At(10)), to: At(20) })]);
}

#[test]
fn a_courier_return_is_no_cancellation_and_went_out() {
    let mut watched = approved(2);
    watched.state(20, ShipmentState::ReadyToDispatch).state(30, ShipmentState::Shipped);
    watched.see(40, |now| {
        now.lines[0].state = ShipmentState::Cancelled;
        now.lines[0].cancellation.courier_return = true;
    });
    let story = watched.story();
    assert_eq!((story.cancelled.as_slice(), story.courier_returned.0), ([].as_slice(), 2));
    assert!(story.delivered.is_none());
    let mut lines = vec![line("i1", 1, ShipmentState::Cancelled)];
    lines[0].cancellation.courier_return = true;
    let met_late = Watched::first(10, ShipmentState::Cancelled, lines).story();
    assert!(met_late.ready.is_some() && met_late.picked_up.is_some(), "what comes back had been collected");
}

#[test]
fn a_cancellation_found_to_be_a_courier_return_is_taken_back() {
    let mut watched = approved(1);
    watched.cancel(20, None, None).see(30, |now| now.lines[0].cancellation.courier_return = true);
    let facts = watched.facts();
    assert_eq!(fold(&facts, &[], At(20)).cancelled.len(), 1);
    let story = fold(&facts, &[], EVER);
    assert_eq!((story.cancelled.len(), story.courier_returned.0), (0, 1));
}

#[test]
fn a_line_that_was_ahead_is_not_moved_back_when_the_shipment_catches_up() {
    let lines = vec![line("i1", 1, ShipmentState::Delivered), line("i2", 2, ShipmentState::ReturnRequested)];
    let mut watched = Watched::first(10, ShipmentState::Delivered, lines);
    watched.see(20, |now| now.lines[0].state = ShipmentState::ReturnRequested);
    let facts = watched.facts();
    assert_eq!(fold(&facts, &[], At(10)).customer_returned.0, 2);
    assert_eq!(fold(&facts, &[], At(20)).customer_returned.0, 3);
}

#[test]
fn a_line_that_comes_late_is_cancelled_or_returned_when_it_was_seen_so() {
    let mut watched = approved(1);
    watched.see(20, |now| now.lines.push(line("i2", 2, ShipmentState::Cancelled)));
    let when = watched.story().cancelled[0].when;
    assert_eq!(when, Span { from: Some(At(10)), to: At(20) }, "not since the shipment was first seen");
    let mut watched = approved(1);
    watched.see(20, |now| {
        now.state = ShipmentState::ReturnRequested;
        now.lines[0].state = ShipmentState::ReturnRequested;
        now.lines.push(line("i2", 2, ShipmentState::ReturnRequested));
    });
    assert_eq!(watched.story().customer_returned.0, 3);
}

#[test]
fn units_that_come_to_a_returned_line_come_back_with_it() {
    let mut watched = approved(2);
    watched.state(20, ShipmentState::Delivered).state(30, ShipmentState::ReturnRequested);
    watched.see(40, |now| now.lines[0].units = 3);
    assert_eq!(watched.story().customer_returned.0, 3);
}

#[test]
fn units_that_come_to_a_cancelled_line_are_cancelled_with_it() {
    let mut watched = approved(1);
    watched.cancel(20, None, None);
    watched.see(30, |now| now.lines[0].units = 2);
    let story = watched.story();
    assert_eq!((story.units, story.cancelled.iter().map(|one| one.units).sum::<u32>()), (2, 2));
}

#[test]
fn a_late_order_date_moves_the_approval_and_adds_nothing() {
    let mut watched = approved(2);
    watched.timeline.ordered_at = None;
    watched.see(20, |now| now.ordered_at = Some(At(3)));
    let facts = watched.facts();
    assert_eq!(fold(&facts, &[], At(10)).approved, Some(Span { from: None, to: At(10) }));
    let story = fold(&facts, &[], EVER);
    assert_eq!((story.approved, story.units), (Some(Span::exact(At(3))), 2));
}

#[test]
fn an_import_dates_a_return_and_counts_its_units() {
    let mut watched = approved(3);
    watched.state(20, ShipmentState::Delivered).state(30, ShipmentState::ReturnRequested);
    assert_eq!(watched.story().customer_returned.0, 3);
    let what = ImportedWhat::CustomerReturned;
    watched.timeline.imports.push(Imported { what, item: None, units: 1, at: At(28), learned_at: At(50) });
    assert_eq!(watched.story().customer_returned.0, 1, "the report knows how many");
    let what = ImportedWhat::Reattempted;
    watched.timeline.imports.push(Imported { what, item: None, units: 0, at: At(19), learned_at: At(50) });
    assert_eq!(watched.story().reattempted, [At(19)]);
}

#[test]
fn a_breach_is_known_from_its_import_on_and_leaves_the_ready_interval_as_it_is() {
    let mut watched = Watched::first(2_000, ShipmentState::Shipped, vec![line("i1", 2, ShipmentState::Shipped)]);
    let ready = watched.story().ready;
    let what = ImportedWhat::Breached;
    watched.timeline.imports.push(Imported { what, item: None, units: 2, at: At(1_000), learned_at: At(3_000) });
    let facts = watched.facts();
    assert!(!fold(&facts, &watched.prices(), At(2_999)).told_late);
    let story = fold(&facts, &watched.prices(), At(3_000));
    assert_eq!((story.told_late, story.ready), (true, ready));
    let told = facts.last().unwrap();
    assert_eq!((told.learned, told.when), (Learned::Import, Span::exact(At(1_000))));
}

#[test]
fn prices_add_up_to_the_last_paisa() {
    let price = LinePrice { item: "i1".into(), units: 3, price: Paise(100) };
    assert_eq!([0, 1, 2, 3].map(|units| price.of(units).0), [0, 34, 67, 100]);
    let mut watched = approved(3);
    watched.timeline.lines[0].price = Paise(100);
    watched.cancel(20, None, None);
    let story = watched.story();
    assert_eq!((story.value, story.cancelled[0].value), (Paise(100), Paise(100)));
}

#[derive(Debug, Clone)]
enum Act {
    State(usize, usize),
    Units(usize, u32),
    Due(Option<i64>),
    Date(usize, i64),
    Reason(usize, bool),
    Courier(usize, bool),
    Ordered,
    Drop(usize),
    Add(usize),
    List(u8),
    Ours,
    Rtd,
    Import(usize, u32),
    Nothing,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0..2_usize, 0..13_usize).prop_map(|(line, state)| Act::State(line, state)),
        2 => (0..3_usize, 0..4_u32).prop_map(|(line, units)| Act::Units(line, units)),
        1 => proptest::option::of(0..2_000_i64).prop_map(Act::Due),
        1 => (0..2_usize, 0..100_i64).prop_map(|(line, at)| Act::Date(line, at)),
        1 => (0..2_usize, any::<bool>()).prop_map(|(line, word)| Act::Reason(line, word)),
        1 => (0..2_usize, any::<bool>()).prop_map(|(line, back)| Act::Courier(line, back)),
        1 => Just(Act::Ordered),
        1 => (0..2_usize).prop_map(Act::Drop),
        1 => (0..4_usize).prop_map(Act::Add),
        1 => (0..3_u8).prop_map(Act::List),
        1 => Just(Act::Ours),
        1 => Just(Act::Rtd),
        1 => (0..3_usize, 0..3_u32).prop_map(|(what, units)| Act::Import(what, units)),
        1 => Just(Act::Nothing),
    ]
}

const STATES: [ShipmentState; 13] = [
    ShipmentState::Approved,
    ShipmentState::Approved,
    ShipmentState::PackingInProgress,
    ShipmentState::Packed,
    ShipmentState::ReadyToDispatch,
    ShipmentState::PickupComplete,
    ShipmentState::Shipped,
    ShipmentState::Delivered,
    ShipmentState::Completed,
    ShipmentState::Cancelled,
    ShipmentState::Cancelled,
    ShipmentState::ReturnRequested,
    ShipmentState::Returned,
];

fn play(watched: &mut Watched, at: i64, act: &Act) {
    let timeline = &mut watched.timeline;
    match act {
        Act::List(by) => {
            let by = [CancelledBy::Seller, CancelledBy::Buyer, CancelledBy::Marketplace][usize::from(*by)];
            if timeline.lists.iter().all(|list| list.by != by) {
                timeline.lists.push(ListSeen { by, at: At(at) });
            }
        }
        Act::Ours => timeline.cancelled.push(OurCall { sent: At(at - 7), answered: At(at - 3), confirmed: At(at) }),
        Act::Rtd => timeline.dispatched.push(OurCall { sent: At(at - 7), answered: At(at - 3), confirmed: At(at) }),
        Act::Import(what, units) => {
            let what = [ImportedWhat::Reattempted, ImportedWhat::CustomerReturned, ImportedWhat::Breached][*what];
            let one = Imported { what, item: None, units: *units, at: At(at - 5), learned_at: At(at) };
            timeline.imports.push(one);
        }
        seen => {
            watched.see(at, |now| {
                let line = |index: usize| if index < now.lines.len() { Some(index) } else { None };
                match *seen {
                    Act::State(index, state) => {
                        if let Some(index) = line(index) {
                            now.lines[index].state = STATES[state].clone();
                        } else {
                            now.lines.iter_mut().for_each(|line| line.state = STATES[state].clone());
                        }
                    }
                    Act::Units(index, units) => {
                        if let Some(index) = line(index) {
                            now.lines[index].units = units;
                        }
                    }
                    Act::Due(due) => now.due = due.map(At),
                    Act::Date(index, on) => {
                        if let Some(index) = line(index) {
                            now.lines[index].cancellation.at = Some(At(on));
                        }
                    }
                    Act::Reason(index, word) => {
                        if let Some(index) = line(index) {
                            let word = if word { "no_stock" } else { "else" };
                            now.lines[index].cancellation.reason = Some(word.into());
                        }
                    }
                    Act::Courier(index, back) => {
                        if let Some(index) = line(index) {
                            now.lines[index].cancellation.courier_return = back;
                        }
                    }
                    Act::Ordered => now.ordered_at = Some(At(at)),
                    Act::Drop(index) => {
                        if let Some(index) = line(index).filter(|_| now.lines.len() > 1) {
                            now.lines.remove(index);
                        }
                    }
                    Act::Add(name) => {
                        let name = format!("i{name}");
                        if now.lines.iter().all(|line| line.item.as_str() != name) {
                            let state = now.state.clone();
                            now.lines.push(super::tests::line(&name, 1, state));
                        }
                    }
                    _ => {}
                }
            });
        }
    }
}

proptest! {
    /// What is learned later never alters what was known before.
    #[test]
    fn the_facts_of_a_beginning_are_the_beginning_of_the_facts(
        lines in 1..3_usize,
        state in 0..13_usize,
        acts in proptest::collection::vec(act(), 0..14),
    ) {
        let names = ["i0", "i1"];
        let lines = names[..lines].iter().map(|name| line(name, 2, STATES[state].clone())).collect();
        let mut watched = Watched::first(100, STATES[state].clone(), lines);
        let mut beginnings = vec![(100, watched.facts())];
        for (index, act) in acts.iter().enumerate() {
            let at = 110 + 10 * index as i64;
            play(&mut watched, at, act);
            beginnings.push((at, watched.facts()));
        }
        let all = watched.facts();
        prop_assert!(all.is_sorted_by_key(|fact| fact.learned_at));
        for (at, known) in beginnings {
            prop_assert_eq!(&all[..known.len()], known.as_slice());
            prop_assert_eq!(fold(&known, &watched.prices(), EVER), fold(&all, &watched.prices(), At(at)));
        }
        let story = fold(&all, &watched.prices(), EVER);
        let gone: u32 = story.cancelled.iter().map(|one| one.units).sum();
        prop_assert!(gone + story.customer_returned.0.max(story.courier_returned.0) <= story.units);
    }
}
