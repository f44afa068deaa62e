//! Whatever happens on a floor, in whatever order: no double without a reason, no label unaccounted for.

use proptest::prelude::*;

use super::*;

/// What can happen on a floor.
#[derive(Debug, Clone)]
enum Event {
    /// Somebody asks for labels `from ..= to`, with a reason or not.
    Start { from: u32, to: u32, reason: bool },
    /// The runner sends up to so many of a run; the printer takes them, refuses, or the line breaks.
    Send { run: u32, count: u32, outcome: u8 },
    /// The power goes while up to so many are on their way, having come out or not.
    Crash { run: u32, count: u32, came_out: u32 },
    /// A person says how far a run came.
    StoppedAt { run: u32, position: u32 },
    /// A label is scanned.
    Scan { n: u32 },
    /// The rest is taken back.
    Stop { run: u32 },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (1..=6_u32, 1..=6_u32, any::<bool>()).prop_map(|(from, to, reason)| Event::Start { from, to, reason }),
        (1..=4_u32, 1..=4_u32, 0..3_u8).prop_map(|(run, count, outcome)| Event::Send { run, count, outcome }),
        (1..=4_u32, 1..=4_u32, 0..=4_u32).prop_map(|(run, count, came_out)| Event::Crash { run, count, came_out }),
        (1..=4_u32, 0..=6_u32).prop_map(|(run, position)| Event::StoppedAt { run, position }),
        (1..=6_u32).prop_map(|n| Event::Scan { n }),
        (1..=4_u32).prop_map(|run| Event::Stop { run }),
    ]
}

fn play(store: &Store, document: u32, event: &Event, at: i64, paper: &mut Vec<u32>) {
    let waiting = |run, count| -> Vec<u32> {
        store.read(|conn| next_labels(conn, run, count)).unwrap().into_iter().map(|label| label.label).collect()
    };
    match *event {
        Event::Start { from, to, reason } => {
            let mut wanted: Vec<NewLabel> =
                all(document, 6).into_iter().filter(|one| (from..=to).contains(&one.position)).collect();
            wanted.iter_mut().for_each(|one| one.reason = reason.then_some(ReprintReason::Lost));
            start(store, &format!("k{at}"), &wanted, at);
        }
        Event::Send { run, count, outcome } => {
            let labels = waiting(run, count);
            store.write(|tx| take(tx, &labels, At(at))).unwrap();
            let state = [LabelState::Spooled, LabelState::Failed, LabelState::Asked][usize::from(outcome)];
            for label in labels {
                if state != LabelState::Failed {
                    paper.push(label);
                }
                to(store, label, state, &Move::default(), at).unwrap();
            }
        }
        Event::Crash { run, count, came_out } => {
            let labels = waiting(run, count);
            store.write(|tx| take(tx, &labels, At(at))).unwrap();
            paper.extend(labels.iter().take(came_out as usize));
            store.write(|tx| sending_to_asked(tx, None, At(at + 1))).unwrap();
        }
        Event::StoppedAt { run, position } => {
            for row in store.read(|conn| labels_of_run(conn, run)).unwrap() {
                if matches!(row.state, LabelState::Spooled | LabelState::Asked) {
                    let good = row.position <= position;
                    let (state, with) = if good {
                        (LabelState::Confirmed, Move::by_person("Asha"))
                    } else {
                        (LabelState::Spoiled, jam())
                    };
                    to(store, row.label, state, &with, at).unwrap();
                }
            }
        }
        Event::Scan { n } => {
            store.write(|tx| confirm_scanned(tx, &id(&format!("s{n}")), &format!("T{n}"), "Asha", At(at))).unwrap();
        }
        Event::Stop { run } => {
            store.write(|tx| withdraw_rest(tx, run, "Asha", At(at))).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_happens_no_label_comes_out_twice_without_a_reason(events in prop::collection::vec(event(), 1..40)) {
        let (store, document) = with_labels(6);
        // The rows whose paper came out, as the floor sees it.
        let mut paper: Vec<u32> = vec![];
        let mut rows = 0;
        for (event, at) in events.iter().zip((100_i64..).step_by(10)) {
            play(&store, document, event, at, &mut paper);
            let (ledger, count) = store.read(|conn| labels(conn, &LabelFilter { limit: 10_000, ..LabelFilter::default() })).unwrap();
            prop_assert!(count >= rows, "a row of the ledger is never lost");
            rows = count;
            let mut once = paper.clone();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), paper.len(), "one row is one paper");
            for n in 1..=6 {
                let mut copies: Vec<_> = ledger
                    .iter()
                    .filter(|row| row.tracking_id == format!("T{n}") && paper.contains(&row.label))
                    .collect();
                copies.sort_by_key(|row| row.label);
                for again in copies.iter().skip(1) {
                    prop_assert!(again.reason.is_some() && again.copy > 1, "T{} came out again: {:?}", n, again);
                }
            }
            for label in &paper {
                let row = ledger.iter().find(|row| row.label == *label);
                let known = row.is_some_and(|row| row.state.may_be_on_paper() || row.state == LabelState::Spoiled);
                prop_assert!(known, "paper that came out is in the ledger as such");
            }
        }
    }
}
