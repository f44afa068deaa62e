use super::*;
use crate::guardrail::booking::Measure;
use crate::guardrail::cohort::{CohortRow, CohortStanding, Pace, cohorts};
use crate::guardrail::sample::{World, at, back, shipped};

const NOW: &str = "2026-11-21T14:47:20";

fn open(id: &str, queue: Queue, due: &str) -> OpenShipment {
    OpenShipment {
        id: id.into(),
        queue,
        location: Some("LOC1".into()),
        units: 1,
        due: Some(at(due)),
        is_printed: false,
        needs_entry: false,
        is_being_checked: false,
    }
}

/// All lines of RTD hold with room for hundreds; Peenya (LOC2) has little.
fn world() -> World {
    let mut world = World::new(shipped());
    world.book(back(2), None, Measure::Due, 90_000).book(back(2), None, Measure::ReadyInTime, 89_900);
    world.book(back(2), Some("LOC1"), Measure::Due, 80_000).book(back(2), Some("LOC1"), Measure::ReadyInTime, 79_920);
    world.book(back(2), Some("LOC2"), Measure::Due, 4_000).book(back(2), Some("LOC2"), Measure::ReadyInTime, 3_981);
    world
}

#[test]
fn what_avoids_most_harm_a_minute_stands_first_and_what_is_counted_already_last() {
    let here = |shipment: OpenShipment| OpenShipment { location: Some("LOC2".into()), ..shipment };
    let (list, left_out) = todo(
        &world().case(),
        &[
            open("S1", Queue::ToPack, "2026-11-21T12:00:00"),
            OpenShipment { is_being_checked: true, ..open("S2", Queue::ToPack, "2026-11-21T16:00:00") },
            open("S3", Queue::ToPack, "2026-11-21T16:00:00"),
            here(open("S4", Queue::ToPack, "2026-11-21T16:00:00")),
            OpenShipment { is_printed: true, ..open("S5", Queue::ToPrint, "2026-11-21T16:00:00") },
            open("S6", Queue::OnHold, "2026-11-21T16:00:00"),
            open("S7", Queue::Upcoming, "2026-11-22T10:00:00"),
            open("S8", Queue::Ready, "2026-11-21T16:00:00"),
            open("S9", Queue::OnHold, "2026-11-21T16:00:00"),
        ],
        &[],
        at(NOW),
    );
    let order: Vec<_> = list.iter().map(|todo| (todo.act, todo.ids[0].as_str())).collect();
    assert_eq!(
        order,
        [
            (TodoAct::Pack, "S4"),
            (TodoAct::Dispatch, "S5"),
            (TodoAct::Pack, "S3"),
            (TodoAct::Wait, "S2"),
            (TodoAct::SendLate, "S1"),
        ]
    );
    // 19 of 4,000 at 0.5 %: no room at all, so a unit weighs 100; 28 an hour are 2.142 minutes.
    assert_eq!(
        (list[0].weight, list[0].line.as_deref(), list[0].room),
        (4_666, Some("suspension-a-rtd"), Some(Count(0)))
    );
    assert_eq!((list[1].weight, list[2].weight, list[3].weight, list[4].weight), (200, 46, 0, 0));
    assert_eq!((list[2].minutes, list[1].minutes), (3, 1));
    assert_eq!(
        left_out,
        [LeftOut { queue: Queue::OnHold, shipments: 2 }, LeftOut { queue: Queue::Upcoming, shipments: 1 }]
    );
}

#[test]
fn alike_shipments_are_one_thing_to_do_and_the_earlier_cut_off_goes_first_at_a_tie() {
    let mut shipments: Vec<_> =
        (0..600).map(|n| open(&format!("S{n}"), Queue::ToPack, "2026-11-21T16:00:00")).collect();
    shipments.push(open("early", Queue::ToPack, "2026-11-21T15:00:00"));
    shipments.push(OpenShipment { units: 3, ..open("big", Queue::ToPack, "2026-11-21T16:00:00") });
    let (list, _) = todo(&world().case(), &shipments, &[], at(NOW));
    assert_eq!(list.len(), 2);
    let big = list.iter().find(|todo| todo.shipments == 601).unwrap();
    assert_eq!((big.ids.len(), big.ids[0].as_str(), big.units), (500, "big", 603), "the most useful of them are named");
    shipments.pop();
    let (list, _) = todo(&world().case(), &shipments, &[], at(NOW));
    assert_eq!(list[0].ids[0].as_str(), "early");
}

#[test]
fn a_form_or_a_serial_number_is_its_own_act_unless_it_is_too_late() {
    let typed = OpenShipment { needs_entry: true, ..open("S1", Queue::ToPack, "2026-11-21T16:00:00") };
    let form = open("S2", Queue::Forms, "2026-11-21T16:00:00");
    let late = open("S3", Queue::Forms, "2026-11-21T12:00:00");
    let (list, _) = todo(&world().case(), &[typed, form, late], &[], at(NOW));
    assert_eq!(
        list.iter().map(|todo| (todo.act, todo.shipments)).collect::<Vec<_>>(),
        [(TodoAct::Enter, 2), (TodoAct::SendLate, 1)]
    );
}

#[test]
fn packers_are_asked_for_first_with_the_minutes_they_are_needed() {
    let due = at("2026-11-21T16:00:00");
    let row = CohortRow { due, location: None, units: 1, standing: CohortStanding::ToPack };
    let pace = Pace { last_30_minutes: Some(48), same_hours: vec![] };
    let cohorts = cohorts(&vec![row; 150], None, &pace, at(NOW), 28);
    let (list, _) = todo(&world().case(), &[open("S1", Queue::ToPack, "2026-11-21T16:00:00")], &cohorts, at(NOW));
    assert_eq!(
        (list[0].act, list[0].shipments, list[0].minutes, list[0].due),
        (TodoAct::AddPackers, 34, 72, Some(due))
    );
    assert_eq!(list[1].act, TodoAct::Pack);
}
