//! Whose a line is: a limit the seller changed is the seller's, and no longer what its source says.

use super::policy::{Certainty, Line, Policies};
use crate::IndiaDay;

/// Beginning of the source of a line the seller changed.
const OWN: &str = "your own, set on ";

/// The policies as the seller sends them, with the source of each line set right. A shipped line that is judged by other numbers
/// than those shipped says that they are the seller's and since when; one that is judged by those shipped again has its source
/// back. A source the seller typed stands. `before` is what was in force.
pub fn signed(mut policies: Policies, before: &Policies, shipped: &Policies, today: IndiaDay) -> Policies {
    let named = |all: &Policies, id: &str| all.lines.iter().find(|line| line.id == id).cloned();
    for line in &mut policies.lines {
        let Some(as_shipped) = named(shipped, &line.id) else { continue };
        let says_ours = line.source.starts_with(OWN);
        if judges_alike(line, &as_shipped) {
            if says_ours {
                (line.source, line.certainty) = (as_shipped.source, as_shipped.certainty);
            }
            continue;
        }
        if !says_ours && line.source != as_shipped.source {
            continue;
        }
        let kept = named(before, &line.id).filter(|was| judges_alike(was, line) && was.source.starts_with(OWN));
        line.source = kept.map_or_else(|| format!("{OWN}{}", today.to_wire()), |was| was.source);
        line.certainty = Certainty::Own;
    }
    policies
}

/// Judged by the same numbers over the same days. Switching a line off changes no number.
fn judges_alike(a: &Line, b: &Line) -> bool {
    let judged = |line: &Line| {
        (line.metric, line.sense, line.limit_bp, line.reach_units, line.reach_value, line.window, line.set)
    };
    judged(a) == judged(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardrail::sample::{back, shipped, today};

    const GOLD: &str = "gold-cancellation";

    fn with(policies: &Policies, change: impl Fn(&mut Line)) -> Policies {
        let mut changed = policies.clone();
        changed.lines.iter_mut().filter(|line| line.id == GOLD).for_each(change);
        changed
    }

    fn gold(policies: &Policies) -> (&str, Certainty) {
        let line = policies.lines.iter().find(|line| line.id == GOLD).unwrap();
        (&line.source, line.certainty)
    }

    #[test]
    fn a_limit_the_seller_changed_is_the_sellers_since_that_day() {
        let shipped = shipped();
        let first = signed(with(&shipped, |line| line.limit_bp = 20), &shipped, &shipped, back(3));
        assert_eq!(gold(&first), ("your own, set on 2026-11-18", Certainty::Own));
        // Another change of something else leaves the day.
        let kept = signed(Policies { alert_room: 9, ..first.clone() }, &first, &shipped, today());
        assert_eq!(gold(&kept), ("your own, set on 2026-11-18", Certainty::Own));
        let again = signed(with(&first, |line| line.limit_bp = 25), &first, &shipped, today());
        assert_eq!(gold(&again), ("your own, set on 2026-11-21", Certainty::Own));
        let others =
            |policies: &Policies| policies.lines.iter().filter(|line| line.id != GOLD).cloned().collect::<Vec<_>>();
        assert_eq!(others(&again), others(&shipped));
    }

    #[test]
    fn a_limit_put_back_is_the_marketplaces_again() {
        let shipped = shipped();
        let own = signed(with(&shipped, |line| line.limit_bp = 20), &shipped, &shipped, back(3));
        let back_again = signed(with(&own, |line| line.limit_bp = 15), &own, &shipped, today());
        assert_eq!(back_again, shipped);
    }

    #[test]
    fn a_line_switched_off_or_with_a_source_the_seller_typed_keeps_its_source() {
        let shipped = shipped();
        let off = with(&shipped, |line| line.is_on = false);
        assert_eq!(signed(off.clone(), &shipped, &shipped, today()), off);
        let typed = with(&shipped, |line| {
            line.limit_bp = 20;
            line.source = "mail of the account manager, 12 Nov".into();
            line.certainty = Certainty::Reported;
        });
        assert_eq!(signed(typed.clone(), &shipped, &shipped, today()), typed);
    }
}
