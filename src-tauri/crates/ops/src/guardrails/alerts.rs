//! Alerts: looks at the board once a minute and whenever the tally moved, raises each cause once, and says it as the system
//! does, except in quiet hours.

use std::collections::BTreeSet;
use std::time::Duration;

use godown_domain::At;
use godown_domain::guardrail::alerts::{News, Notice, causes, changes, is_quiet, notices};
use godown_domain::guardrail::board::{Alert, AlertWhat, Backtest, Board, LineValue, Standing};
use godown_domain::guardrail::policy::{LimitSet, Metric, Sense};
use godown_domain::india::HOUR;

use super::BoardOf;
use super::board::Material;
use super::policies::shipped;
use crate::feed::Topic;
use crate::{Desk, OpsError, lock};

/// Between two looks.
const LOOK: Duration = Duration::from_secs(60);
/// From a change to the look at it.
const SOON: Duration = Duration::from_secs(3);
/// A dispatch-by that moved earlier is news for this long.
const NEWS_MS: i64 = 6 * HOUR;

pub(crate) async fn run(desk: Desk) {
    loop {
        // A change of the tally is looked at soon, yet a first fill does not make a look of every page.
        let _ = tokio::time::timeout(LOOK, desk.inner.wake.look.notified()).await;
        tokio::time::sleep(SOON).await;
        if let Err(error) = desk.look_at_guardrails().await {
            tracing::warn!(%error, "the guardrails could not be looked at");
        }
    }
}

/// The worst judged line of the account, where it is crossed or tight. Sales not reached are no alarm.
fn mark(board: &Board) -> Option<Standing> {
    let lines = board.cards.iter().flat_map(|card| &card.lines).filter(|value| value.line.sense != Sense::Reach);
    let standings: Vec<Standing> = lines.map(|value| value.standing).collect();
    [Standing::Crossed, Standing::Tight].into_iter().find(|worst| standings.contains(worst))
}

/// An alert in words: what, and what to do.
pub(crate) fn words(what: &AlertWhat, now: At) -> (String, String) {
    let clock = |at: At| at.clock_text(now.day());
    let at_place = |place: &Option<String>| place.as_ref().map(|name| format!(" at {name}")).unwrap_or_default();
    match what {
        AlertWhat::Crossed { line, place } => {
            (format!("{} line crossed{}", set(line), at_place(place)), format!("{}. {}", sum(line), consequence(line)))
        }
        AlertWhat::WillCross { line, at, place } => (
            format!("{} line will be crossed{}", set(line), at_place(place)),
            format!("Expected by {}. {}.", clock(*at), sum(line)),
        ),
        AlertWhat::Room { line, place } => {
            (format!("Room for {} more{}", line.room.0, at_place(place)), format!("{}: {}.", set(line), sum(line)))
        }
        AlertWhat::CohortMisses { due, misses, packers, place } => (
            format!("{misses} will miss {}{}", clock(*due), at_place(place)),
            match packers {
                0 => "Pack these first.".to_owned(),
                1 => "One more packer would fix it.".to_owned(),
                more => format!("{more} more packers would fix it."),
            },
        ),
        AlertWhat::DueEarlier { shipments, due } => (
            "Dispatch-by moved earlier".to_owned(),
            format!("{shipments} shipments are now due {}. Look at To pack.", clock(*due)),
        ),
        AlertWhat::Backlog { waiting, usual } => (
            "More is waiting than on a usual day".to_owned(),
            format!("{waiting} shipments wait; a usual day brings {usual}."),
        ),
        AlertWhat::Pickup { place, courier, at, level, not_ready, not_counted, never_asked } => {
            crate::watchdog::alarm_words(
                (place.as_deref(), courier, &clock(*at), *level),
                (*not_ready, *not_counted, *never_asked),
            )
        }
        AlertWhat::LoginDies { at, days } => (
            if *days == 0 { "The login ends today".to_owned() } else { format!("The login ends in {days} days") },
            format!("On {}. Renew it in Settings, or nothing can be read or sent.", clock(*at)),
        ),
    }
}

/// Omni Gold is Gold to who has it, and an own line is "your own".
fn set(line: &LineValue) -> &'static str {
    match line.line.set {
        LimitSet::OmniGold => LimitSet::Gold.name(),
        LimitSet::Own => "Your own",
        set => set.name(),
    }
}

fn sum(line: &LineValue) -> String {
    let (one, many) = match line.line.metric {
        Metric::SellerCancellation => ("seller cancellation", "seller cancellations"),
        Metric::RtdBreach => ("RTD breach", "RTD breaches"),
        Metric::Reattempt => ("repeated pickup", "repeated pickups"),
        Metric::CustomerReturn => ("customer return", "customer returns"),
        Metric::RegionalUse => ("local or zonal shipment", "local or zonal shipments"),
        Metric::Sales => ("unit sold", "units sold"),
        Metric::Backlog => ("shipment waiting", "shipments waiting"),
    };
    let metric = if line.count.0 == 1 { one } else { many };
    format!("{} {metric} of {} in {} days", line.count.0, line.of.0, line.days)
}

fn consequence(line: &LineValue) -> String {
    match line.line.consequence.trim_end_matches('.') {
        "" => "Open Guardrails.".to_owned(),
        words => format!("{words}."),
    }
}

impl Desk {
    /// One look: raises what is new, each cause by its worst line, ends what has gone. The watch does it by itself; before the first picture is complete
    /// there is nothing to be alarmed about.
    ///
    /// # Errors
    /// [`OpsError::Store`]; [`OpsError::Internal`] where the shipped policies cannot be read.
    pub async fn look_at_guardrails(&self) -> Result<(), OpsError> {
        shipped()?;
        let now = self.now();
        let login_dies = self.status().await?.login_expires_at;
        let found = self
            .read(move |conn| {
                if godown_store::guardrail::covered_from(conn)?.is_none() || godown_store::guardrail::pending(conn)? > 0
                {
                    return Ok(None);
                }
                let material = Material::read(conn, &BoardOf::default(), now)?;
                let moved_earlier = godown_store::guardrail::moved_earlier(conn, now.plus(-NEWS_MS))?;
                let news = News { moved_earlier, login_dies };
                let board = material.board(conn, None, Backtest::default())?;
                let mark = mark(&board);
                let all = causes(&board, &news);
                // Those of the handover watch come and go by its own look.
                let standing = godown_store::guardrail::standing_causes(conn)?.into_iter();
                let standing: BTreeSet<String> =
                    standing.filter(|cause| !cause.starts_with(crate::watchdog::CAUSE)).collect();
                Ok(Some((changes(&standing, all), is_quiet(&material.policies, now), mark)))
            })
            .await?;
        let Some((found, quiet, mark)) = found else { return Ok(()) };
        if std::mem::replace(&mut *lock(&self.inner.guardrail_mark), mark) != mark {
            self.inner.feed.touch(&[Topic::Alerts]);
        }
        if found.raise.is_empty() && found.over.is_empty() {
            return Ok(());
        }
        let (raise, over) = (found.raise, found.over);
        let raised = self
            .write(&[Topic::Alerts], move |tx| {
                for cause in &over {
                    godown_store::guardrail::alert_over(tx, cause, now)?;
                }
                let mut raised = vec![];
                for Notice { first, with } in notices(raise) {
                    let id = godown_store::guardrail::raise_alert(tx, &first.cause, &first.what, now, quiet, None)?;
                    for one in &with {
                        godown_store::guardrail::raise_alert(tx, &one.cause, &one.what, now, quiet, id)?;
                    }
                    if let Some(id) = id {
                        let alert = Alert {
                            id,
                            at: now,
                            what: first.what,
                            seen_at: None,
                            over_at: None,
                            quiet,
                            told_with: None,
                        };
                        raised.push((alert, with.len()));
                    }
                }
                Ok(raised)
            })
            .await?;
        for (alert, more) in raised {
            let (title, text) = words(&alert.what, now);
            let more = match more {
                0 => String::new(),
                1 => " One more line in the list of alerts.".to_owned(),
                more => format!(" {more} more lines in the list of alerts."),
            };
            self.inner.feed.alert(alert, title, text + &more);
        }
        Ok(())
    }

    /// Alerts, newest first, and how many nobody has seen.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn alerts(&self) -> Result<(Vec<Alert>, u32), OpsError> {
        self.read(|conn| Ok((godown_store::guardrail::alerts(conn)?, godown_store::guardrail::unseen_alerts(conn)?)))
            .await
    }

    /// The worst judged line of the account, where it is crossed or tight, as of the last look.
    pub fn guardrail_mark(&self) -> Option<Standing> {
        *lock(&self.inner.guardrail_mark)
    }

    /// How many alerts nobody has seen.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn alerts_unseen(&self) -> Result<u32, OpsError> {
        self.read(godown_store::guardrail::unseen_alerts).await
    }

    /// Marks an alert as seen; none: all.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn alert_seen(&self, id: Option<u32>) -> Result<(), OpsError> {
        let now = self.now();
        self.write(&[Topic::Alerts], move |tx| godown_store::guardrail::alert_seen(tx, id, now)).await
    }
}
