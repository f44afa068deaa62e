//! Alerts: which causes stand on a board, and which of them are new. An alert is raised once per cause; when the cause
//! has gone the alert is over, and the cause may rise again. Keeping and showing them is the caller's.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::board::{AlertWhat, Board, Cohort, LineValue, Standing};
use super::policy::{LimitSet, Policies, Sense};
use crate::india::MINUTE;
use crate::{At, LocationId};

const DAY: i64 = 24 * 60 * MINUTE;
/// Cut-offs further ahead than this are work for another shift: a morning's pace says nothing about them.
const AHEAD: i64 = 12 * 60 * MINUTE;
/// Days before the login dies at which it is told.
const LOGIN_STEPS: [u16; 3] = [1, 7, 30];

/// A cause of an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What it is told apart by; the same words as long as it is the same cause.
    pub cause: String,
    /// What is told.
    pub what: AlertWhat,
    /// Strong enough to raise an alert. A weak one only keeps a raised alert from being over, so that a number swinging
    /// around its limit does not ring every minute.
    pub is_due: bool,
}

/// What changed that the board does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    /// Open shipments whose dispatch-by moved earlier lately: the new values, one a shipment.
    pub moved_earlier: Vec<At>,
    /// When the login dies, where known.
    pub login_dies: Option<At>,
}

/// What is to be done about the alerts of a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Raised {
    /// To be raised now.
    pub raise: Vec<Cause>,
    /// Causes that have gone; they may rise again.
    pub over: Vec<String>,
}

/// What is told at once: one cause, and what it brought along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Told.
    pub first: Cause,
    /// Kept in the list beside it, without a word of their own.
    pub with: Vec<Cause>,
}

/// Whose numbers a cause speaks of.
#[derive(Clone, Copy)]
struct Whose<'a> {
    /// Part of the cause's words.
    key: &'a str,
    /// Shown; none: the account.
    name: Option<&'a str>,
}

/// Every cause that stands on a board, with the news. A line's room is told while it is inside and tight; a sales line
/// that is not reached is no alarm. Of the warehouses beside an account only the suspension lines are told, because a
/// suspension may hit one warehouse alone and a tier never does.
pub fn causes(board: &Board, news: &News) -> Vec<Cause> {
    let own = whose(board, board.location.as_ref());
    let lines = board.cards.iter().flat_map(|card| &card.lines).filter(|value| value.line.sense != Sense::Reach);
    let mut causes: Vec<Cause> = lines.flat_map(|value| of_line(value, own)).collect();
    for place in board.cards.iter().flat_map(|card| &card.places) {
        let whose = Whose { key: place.location.as_str(), name: Some(&place.name) };
        let lines = place.lines.iter();
        let lines = lines.filter(|value| matches!(value.line.set, LimitSet::SuspensionA | LimitSet::SuspensionB));
        causes.extend(lines.flat_map(|value| of_line(value, whose)));
    }
    let mut crossed = BTreeSet::new();
    let soon = board.at.plus(AHEAD);
    for cohort in board.cohorts.iter().filter(|cohort| cohort.due > board.at && cohort.due <= soon) {
        let whose = whose(board, cohort.location.as_ref().or(board.location.as_ref()));
        causes.extend(of_cohort(cohort, whose, &mut crossed));
    }
    let (waiting, usual) = board.backlog;
    // A usual day is known only when its 28 days were read.
    if usual > 0 && waiting > usual && board.days_covered > 28 {
        let what = AlertWhat::Backlog { waiting, usual };
        causes.push(Cause { cause: format!("backlog:{}", own.key), what, is_due: true });
    }
    if board.location.is_none() {
        causes.extend(of_news(news, board.at));
    }
    causes
}

/// Which of the causes are new and which have gone. `standing` names the causes of the alerts of this place that are not
/// over.
pub fn changes(standing: &BTreeSet<String>, causes: Vec<Cause>) -> Raised {
    let now: BTreeSet<String> = causes.iter().map(|cause| cause.cause.clone()).collect();
    let over = standing.difference(&now).cloned().collect();
    let mut told = standing.clone();
    let raise = causes.into_iter().filter(|cause| cause.is_due && told.insert(cause.cause.clone())).collect();
    Raised { raise, over }
}

/// Gathers what one look found into notices: the lines of one metric, at whichever place, move by the same cancellation or the
/// same cut-off and are told by the worst of them. Everything else is told by itself.
pub fn notices(raise: Vec<Cause>) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    for cause in raise {
        let metric = line_of(&cause.what).map(|line| line.line.metric);
        let known = notices
            .iter_mut()
            .find(|notice| metric.is_some() && line_of(&notice.first.what).map(|line| line.line.metric) == metric);
        match known {
            Some(notice) if gravity(&cause.what) < gravity(&notice.first.what) => {
                notice.with.push(std::mem::replace(&mut notice.first, cause));
            }
            Some(notice) => notice.with.push(cause),
            None => notices.push(Notice { first: cause, with: Vec::new() }),
        }
    }
    notices
}

fn line_of(what: &AlertWhat) -> Option<&LineValue> {
    match what {
        AlertWhat::Crossed { line, .. } | AlertWhat::WillCross { line, .. } | AlertWhat::Room { line, .. } => {
            Some(line)
        }
        _ => None,
    }
}

/// Least is worst: what has happened before what will, days of suspension before a tier, the account before one warehouse, then
/// the room.
fn gravity(what: &AlertWhat) -> (u8, Reverse<u16>, bool, i64) {
    let (kind, place, line) = match what {
        AlertWhat::Crossed { place, line } => (0, place, line),
        AlertWhat::WillCross { place, line, .. } => (1, place, line),
        AlertWhat::Room { place, line } => (2, place, line),
        _ => return (3, Reverse(0), false, 0),
    };
    (kind, Reverse(line.line.consequence_days.unwrap_or(0)), place.is_some(), line.room.0)
}

/// Whether no desktop notification is shown at this moment: minutes of the India day, the first one quiet, the last one
/// not; they may wrap midnight, and equal ones mean no quiet hours.
pub fn is_quiet(policies: &Policies, at: At) -> bool {
    let minute = at.since(at.day().start()) / MINUTE;
    let (from, to) = (i64::from(policies.quiet_from_minute), i64::from(policies.quiet_to_minute));
    if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
}

fn whose<'a>(board: &'a Board, location: Option<&'a LocationId>) -> Whose<'a> {
    let Some(location) = location else { return Whose { key: "account", name: None } };
    let name = board.locations.iter().find(|(id, _)| id == location).map_or(location.as_str(), |(_, name)| name);
    Whose { key: location.as_str(), name: Some(name) }
}

fn of_line(value: &LineValue, whose: Whose<'_>) -> Vec<Cause> {
    let cause = |kind, what, is_due| Cause { cause: format!("{kind}:{}:{}", value.line.id, whose.key), what, is_due };
    let (place, line) = (whose.name.map(str::to_owned), value.clone());
    let mut causes = Vec::new();
    match value.standing {
        Standing::Crossed => causes.push(cause("crossed", AlertWhat::Crossed { place, line }, true)),
        Standing::Tight => causes.push(cause("room", AlertWhat::Room { place, line }, true)),
        Standing::Unsure | Standing::Holds | Standing::TooFew | Standing::Nothing => {}
    }
    // While the past is still being read, its pace says nothing about what is to come.
    let is_read = value.days_covered >= value.days;
    let is_inside = is_read && matches!(value.standing, Standing::Tight | Standing::Unsure | Standing::Holds);
    if let Some(forecast) = value.forecast.as_ref().filter(|forecast| is_inside && forecast.worst == Standing::Crossed)
    {
        let place = whose.name.map(str::to_owned);
        let what = AlertWhat::WillCross { place, line: value.clone(), at: forecast.day.start() };
        causes.push(cause("will-cross", what, forecast.standing == Standing::Crossed));
    }
    causes
}

/// A line crosses once, at the first cut-off that takes it there: `crossed` names those already told.
fn of_cohort(cohort: &Cohort, whose: Whose<'_>, crossed: &mut BTreeSet<String>) -> Vec<Cause> {
    let (Some(forecast), due) = (&cohort.forecast, cohort.due) else { return Vec::new() };
    let place = || whose.name.map(str::to_owned);
    let crossing = forecast
        .lines_after
        .iter()
        .filter(|change| change.crosses && change.before.days_covered >= change.before.days)
        .filter(|change| crossed.insert(format!("{}:{}", change.before.line.id, whose.key)))
        .map(|change| Cause {
            cause: format!("cut-off-crosses:{}:{}:{}", change.before.line.id, whose.key, due.0),
            what: AlertWhat::WillCross { place: place(), line: change.before.clone(), at: due },
            is_due: true,
        });
    let mut causes: Vec<Cause> = crossing.collect();
    if forecast.misses_high > 0 {
        let (misses, packers) = (forecast.misses, forecast.extra_packers);
        let what = AlertWhat::CohortMisses { place: place(), due, misses, packers };
        causes.push(Cause { cause: format!("misses:{}:{}", whose.key, due.0), what, is_due: misses > 0 });
    }
    causes
}

fn of_news(news: &News, now: At) -> Vec<Cause> {
    let mut causes = Vec::new();
    let mut moved = news.moved_earlier.clone();
    moved.sort();
    for same in moved.chunk_by(|a, b| a == b) {
        let Some(due) = same.first().copied() else { continue };
        let what = AlertWhat::DueEarlier { shipments: u32::try_from(same.len()).unwrap_or(u32::MAX), due };
        causes.push(Cause { cause: format!("due-earlier:{}", due.0), what, is_due: true });
    }
    // Without its instant: every token told is a little off the last one.
    if let Some(at) = news.login_dies {
        let left = at.since(now);
        if let Some(step) = LOGIN_STEPS.into_iter().find(|step| left <= i64::from(*step) * DAY) {
            let days = u16::try_from(left.max(0) / DAY).unwrap_or(u16::MAX);
            let what = AlertWhat::LoginDies { at, days };
            causes.push(Cause { cause: format!("login:{step}"), what, is_due: true });
        }
    }
    causes
}

#[cfg(test)]
mod tests;
