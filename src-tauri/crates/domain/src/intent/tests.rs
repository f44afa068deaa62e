use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// Everything that can be reached from a state.
fn reach(from: IntentState) -> HashSet<IntentState> {
    let (mut seen, mut open) = (HashSet::new(), vec![from]);
    while let Some(state) = open.pop() {
        for next in IntentState::ALL.into_iter().filter(|next| state.may_become(*next)) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

#[test]
fn a_lost_answer_never_becomes_a_second_request_without_a_proof() {
    for doubtful in [Unknown, Accepted] {
        assert!(!doubtful.may_become(Sending) && !doubtful.may_become(Queued), "{doubtful:?}");
    }
    let before: Vec<_> = IntentState::ALL.into_iter().filter(|state| state.may_become(Queued)).collect();
    assert_eq!(before, [Sending, NotApplied], "never left, or proven not done");
}

#[test]
fn once_on_the_wire_nothing_can_be_withdrawn() {
    for state in [Sending, Accepted, Unknown, NotApplied, Confirmed, Refused, Superseded] {
        assert!(!state.may_become(Withdrawn), "{state:?}");
    }
}

#[test]
fn finished_means_finished() {
    for done in [Confirmed, Refused, Withdrawn, Superseded] {
        assert!(reach(done).is_empty() && !done.is_live(), "{done:?}");
    }
}

#[test]
fn only_what_was_sent_is_ever_called_done() {
    // What waits may have gone out before; the file sees to it that nothing else of it is called done.
    for state in [Refused, Withdrawn, Superseded, NotApplied] {
        assert!(!state.may_become(Confirmed), "{state:?}");
    }
}

#[test]
fn whatever_is_open_can_still_come_to_an_end() {
    for state in IntentState::ALL.into_iter().filter(|state| state.is_live() || *state == Stuck) {
        let ends = reach(state);
        for end in [Confirmed, Superseded] {
            assert!(ends.contains(&end), "{state:?} never becomes {end:?}");
        }
    }
}

#[test]
fn a_restored_backup_never_sends_anything_again_by_itself() {
    for state in IntentState::ALL {
        for next in [Queued, Sending, Accepted, NotApplied] {
            assert!(!state.may_be_restored_as(next), "{state:?} as {next:?}");
        }
    }
    assert!(Queued.may_be_restored_as(Unknown), "it may have been sent since the backup was made");
}

#[test]
fn words_round_trip_and_moves_are_named_once() {
    for state in IntentState::ALL {
        assert_eq!(IntentState::from_slug(state.slug()), Some(state));
    }
    assert_eq!(MOVES.iter().collect::<HashSet<_>>().len(), MOVES.len());
}

proptest! {
    /// Whatever way an intent goes: between two requests stands either "it never left" or a proof.
    #[test]
    fn no_way_through_the_machine_asks_twice_blindly(picks in prop::collection::vec(any::<prop::sample::Index>(), 1..60)) {
        let (mut state, mut in_doubt) = (Queued, false);
        for pick in picks {
            let ways: Vec<_> = IntentState::ALL.into_iter().filter(|next| state.may_become(*next)).collect();
            if ways.is_empty() {
                prop_assert!(state.is_settled());
                break;
            }
            let next = ways[pick.index(ways.len())];
            prop_assert!(next != Sending || !in_doubt, "asked again while the last request may have been heard");
            in_doubt = match next {
                Accepted | Unknown => true,
                NotApplied | Confirmed | Refused | Superseded => false,
                Queued | Sending | Stuck | Withdrawn => in_doubt,
            };
            state = next;
        }
    }
}
