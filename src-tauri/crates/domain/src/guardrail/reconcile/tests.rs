use proptest::prelude::*;

use super::*;
use crate::Paise;
use crate::guardrail::fact::{CancelledBy, Span};
use crate::guardrail::story::CancelledUnits;
use crate::india::HOUR;

fn due() -> At {
    At::parse("2026-11-21T16:00:00+05:30").unwrap()
}

fn said(row: u32, shipment: &str) -> Said {
    Said {
        row,
        named: format!("{shipment}-item"),
        shipment_id: Some(shipment.into()),
        order_id: None,
        units: Some(1),
        counts: true,
        day: Some(due().day()),
        due: Some(due()),
        ready: None,
    }
}

fn counted(shipment: &str, units: u32, ready: Option<Span>) -> Counted {
    Counted {
        shipment_id: shipment.into(),
        order_id: "OD1".into(),
        story: Story { units: 1, due: Some(due()), ready, ..Story::default() },
        units,
        day: Some(due().day()),
    }
}

fn cause(said: &[Said], ours: &[Counted]) -> Vec<DiffCause> {
    let days = Some((due().day(), due().day()));
    reconcile(HubReport::RtsBreaches, said, ours, days).diffs.into_iter().map(|diff| diff.cause).collect()
}

#[test]
fn what_both_count_is_no_difference() {
    let late = Some(Span::exact(due().plus(HOUR)));
    let result = reconcile(HubReport::RtsBreaches, &[said(1, "S1")], &[counted("S1", 1, late)], None);
    assert_eq!((result.matched, result.diff_count), (1, 0));
}

#[test]
fn each_difference_has_its_likely_cause() {
    let in_time = Some(Span::exact(due().plus(-HOUR)));
    let near = Some(Span::exact(due().plus(-3 * MINUTE)));
    let seen = Some(Span { from: None, to: due().plus(-HOUR) });
    assert_eq!(cause(&[said(1, "S9")], &[]), [DiffCause::NeverSeen]);
    assert_eq!(cause(&[said(1, "S1")], &[counted("S1", 0, in_time)]), [DiffCause::Unexplained]);
    assert_eq!(cause(&[said(1, "S1")], &[counted("S1", 0, near)]), [DiffCause::NearCutOff]);
    assert_eq!(cause(&[said(1, "S1")], &[counted("S1", 0, seen)]), [DiffCause::ReadyUnknown]);
    assert_eq!(cause(&[said(1, "S1")], &[counted("S1", 0, None)]), [DiffCause::ReadyUnknown]);
    let moved = Said { due: Some(due().plus(-6 * HOUR)), ..said(1, "S1") };
    assert_eq!(cause(&[moved], &[counted("S1", 0, in_time)]), [DiffCause::DueMoved]);
}

#[test]
fn what_only_we_count_is_told_apart() {
    let late = Some(Span::exact(due().plus(3 * HOUR)));
    assert_eq!(cause(&[], &[counted("S1", 1, late)]), [DiffCause::Unexplained]);
    let mut elsewhere = counted("S1", 1, late);
    elsewhere.day = Some(IndiaDay(due().day().0 - 1));
    assert_eq!(cause(&[], &[elsewhere]), [DiffCause::OutsideTheirDays]);
    let mut cancelled = counted("S1", 1, None);
    cancelled.story.cancelled.push(CancelledUnits {
        by: CancelledBy::Buyer,
        units: 1,
        value: Paise(100),
        when: Span::exact(due().plus(HOUR)),
    });
    let diffs = reconcile(HubReport::RtsBreaches, &[], &[cancelled], None).diffs;
    assert_eq!((diffs[0].cause, diffs[0].row), (DiffCause::CancelledThere, None));
    assert_eq!(diffs[0].ours, "late: 1 unit, due 21 Nov, 16:00, not seen ready, 1 cancelled");
    assert_eq!(diffs[0].theirs, "not in the file");
}

#[test]
fn reattempts_and_returns_are_facts_only_they_have() {
    let twice = Said { units: Some(2), due: None, ..said(4, "S1") };
    let result = reconcile(HubReport::PickupReattempts, &[twice], &[counted("S1", 0, None)], None);
    assert_eq!(result.diffs[0].cause, DiffCause::OnlyTheirs);
    assert_eq!(result.diffs[0].theirs, "reattempted: 2 times, 21 Nov");
    let result = reconcile(HubReport::Returns, &[said(1, "S1")], &[counted("S1", 1, None)], None);
    assert_eq!(result.diff_count, 0, "a return both know");
}

#[test]
fn lines_of_one_shipment_are_counted_together_and_the_same_line_once() {
    let late = Some(Span::exact(due().plus(HOUR)));
    let other = Said { row: 2, named: "another item".into(), ..said(2, "S1") };
    let lines = [said(1, "S1"), other, said(7, "S1")];
    assert_eq!(cause(&lines, &[counted("S1", 2, late)]), []);
    assert_eq!(official(&lines), Count(2));
}

#[test]
fn the_reading_nearest_to_the_official_number_is_proposed() {
    let tried = |basis, cancellation_day, ours| Tried { basis, cancellation_day, ours: Count(ours) };
    let all = [
        tried(Basis::Units, CancellationDay::Approval, 9),
        tried(Basis::Units, CancellationDay::Event, 3),
        tried(Basis::Orders, CancellationDay::Approval, 1),
        tried(Basis::Orders, CancellationDay::Event, 7),
    ];
    let rows = [said(1, "S1"), said(2, "S2")];
    let current = (Basis::Units, CancellationDay::Event);
    let best = readings(HubReport::Orders, &rows, &all, current);
    assert_eq!(best.len(), 4);
    assert!(best[0].is_current, "3 and 1 are equally far from 2: the one in force stands");
    assert_eq!(best[1].ours, Count(1));
    let late = readings(HubReport::RtsBreaches, &rows, &all, current);
    assert_eq!(late.len(), 2, "the booking day of cancellations says nothing about late ones");
}

fn any_said() -> impl Strategy<Value = Said> {
    (1..60_u32, 0..8_u32, 0..4_u32, any::<bool>(), -2..3_i64).prop_map(|(row, shipment, units, counts, hours)| Said {
        named: format!("I{}", row % 5),
        units: (units > 0).then_some(units),
        counts,
        due: Some(due().plus(hours.max(0) * HOUR)),
        ready: Some(due().plus(hours * HOUR)),
        ..said(row, &format!("S{shipment}"))
    })
}

fn any_counted() -> impl Strategy<Value = Vec<Counted>> {
    let one = (0..4_u32, -3..4_i64, any::<bool>());
    prop::collection::vec(one, 0..8).prop_map(|all| {
        let each = all.into_iter().enumerate();
        each.map(|(index, (units, hours, is_exact))| {
            let to = due().plus(hours * 7 * MINUTE);
            let ready = if is_exact { Span::exact(to) } else { Span { from: Some(to.plus(-HOUR)), to } };
            counted(&format!("S{index}"), units, Some(ready))
        })
        .collect()
    })
}

proptest! {
    #[test]
    fn neither_order_nor_repetition_changes_the_answer(
        rows in prop::collection::vec(any_said(), 0..20).prop_shuffle(),
        ours in any_counted(),
        seed in any::<prop::sample::Index>(),
    ) {
        for report in [HubReport::RtsBreaches, HubReport::PickupReattempts, HubReport::Returns, HubReport::Orders] {
            let days = Some((due().day(), due().day()));
            let once = reconcile(report, &rows, &ours, days);
            let mut turned = rows.clone();
            if !turned.is_empty() {
                let middle = seed.index(turned.len());
                turned.rotate_left(middle);
            }
            turned.reverse();
            let mut twice = turned.clone();
            twice.extend(rows.clone());
            let mut back = ours.clone();
            back.reverse();
            prop_assert_eq!(&reconcile(report, &turned, &back, days), &once);
            prop_assert_eq!(reconcile(report, &twice, &ours, days), once);
            prop_assert_eq!(official(&twice), official(&rows));
        }
    }
}
