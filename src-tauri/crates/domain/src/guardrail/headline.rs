//! The headline: today's tier in data, and which line is nearest (`docs/guardrails.md` 5).

use super::board::{Headline, LineValue, MetricCard, Standing};
use super::policy::{LimitSet, Metric, Sense};
use super::verdict::{sort_worst_first, thing};

/// Reads tier, nearest and crossed lines off the cards of one place.
///
/// Gold (or its omni form) if every line of it that can be judged is inside and at least one can; else Silver likewise;
/// else none, which is Bronze. Suspension and own lines never enter the tier. A sales line that is not reached is no
/// trespass: it keeps from a tier and stands in `missing`, not in `crossed`. The tier is the account's: one warehouse has none.
pub fn headline(cards: &[MetricCard], is_of_account: bool) -> Headline {
    let mut lines: Vec<LineValue> = cards.iter().flat_map(|card| card.lines.iter().cloned()).collect();
    sort_worst_first(&mut lines);
    let is_trespass = |value: &&LineValue| value.standing == Standing::Crossed && value.line.sense != Sense::Reach;
    let crossed: Vec<LineValue> = lines.iter().filter(is_trespass).cloned().collect();
    // Who is over a line is not told how many far shipments there is room for.
    let counts_for = |value: &&LineValue| crossed.is_empty() || value.line.sense == Sense::Below;
    let top = if lines.iter().any(|value| value.line.set == LimitSet::OmniGold) {
        LimitSet::OmniGold
    } else {
        LimitSet::Gold
    };
    let (gold, silver) = (of_tier(&lines, top), of_tier(&lines, LimitSet::Silver));
    let (tier, of_the_tier, above) = if holds(&gold) {
        (Some(top), gold, Vec::new())
    } else if holds(&silver) {
        (Some(LimitSet::Silver), silver, gold)
    } else {
        (None, Vec::new(), silver)
    };
    let is_read = |value: &&LineValue| value.days_covered >= value.days;
    let is_known = of_tier(&lines, top).iter().chain(&of_tier(&lines, LimitSet::Silver)).all(is_read);
    let has_tier = is_known && is_of_account;
    let missing = above.into_iter().filter(|value| is_of_account && value.standing == Standing::Crossed);
    Headline {
        is_of_account,
        is_known,
        tier: tier.filter(|_| has_tier),
        tightest_of_tier: nearest(of_the_tier.into_iter().filter(|_| has_tier).filter(counts_for)),
        nearest: nearest(lines.iter().filter(counts_for)),
        missing: missing.cloned().collect(),
        crossed,
    }
}

/// The lines a tier asks for. The omni set names only what it changes; the rest is Gold's.
fn of_tier(lines: &[LineValue], set: LimitSet) -> Vec<&LineValue> {
    let is_asked = |metric: Metric| lines.iter().any(|v| v.line.set == set && v.line.metric == metric);
    let belongs = |value: &&LineValue| {
        value.line.set == set
            || (set == LimitSet::OmniGold && value.line.set == LimitSet::Gold && !is_asked(value.line.metric))
    };
    lines.iter().filter(belongs).collect()
}

/// The line inside with the least room; units sold, or a line nobody saw enough of, only where no other is inside. Among lines
/// that count the same things the room decides; the nearest ones of unlike things are compared by the share of their allowance
/// left.
fn nearest<'a>(lines: impl Iterator<Item = &'a LineValue>) -> Option<LineValue> {
    let inside: Vec<&LineValue> = lines.filter(|value| is_inside(value)).collect();
    // Units sold are no room that an act takes away: they are told apart.
    let is_room = |value: &LineValue| value.standing != Standing::Unsure && value.line.sense != Sense::Reach;
    let none_is_room = !inside.iter().any(|value| is_room(value));
    let mut by_thing: Vec<Vec<LineValue>> = Vec::new();
    for value in inside.into_iter().filter(|value| none_is_room || is_room(value)) {
        let thing_of = |group: &Vec<LineValue>| group.first().map(|first| thing(first.line.metric));
        match by_thing.iter_mut().find(|group| thing_of(group) == Some(thing(value.line.metric))) {
            Some(group) => group.push(value.clone()),
            None => by_thing.push(vec![value.clone()]),
        }
    }
    by_thing.iter_mut().for_each(|group| sort_worst_first(group));
    let mut first: Vec<LineValue> = by_thing.into_iter().filter_map(|group| group.into_iter().next()).collect();
    sort_worst_first(&mut first);
    first.into_iter().next()
}

fn holds(lines: &[&LineValue]) -> bool {
    lines.iter().any(|value| is_inside(value)) && !lines.iter().any(|value| value.standing == Standing::Crossed)
}

fn is_inside(value: &LineValue) -> bool {
    matches!(value.standing, Standing::Tight | Standing::Unsure | Standing::Holds)
}

#[cfg(test)]
mod tests;
