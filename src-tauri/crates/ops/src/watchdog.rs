//! The watch over handovers and labels: which parcels a courier would leave behind, told in time, and which labels do not
//! come.
//!
//! Owns the list, the alarms before each pickup and how often the couriers' counts are read. Refuses to mark anything ready:
//! asking again is the read-back's, after its proof.

mod counting;
mod labels;
mod list;
mod support;

use std::collections::BTreeSet;
use std::time::Duration;

use godown_domain::guardrail::alerts::is_quiet;
use godown_domain::guardrail::board::{Alert, AlertWhat};
use godown_domain::india::MINUTE;
use godown_domain::watchdog::{LateLabel, Missing, WatchCounts, WatchRow, WatchedPickup, level};
use godown_domain::{At, LocationId, ShipmentId};
use godown_flipkart::Lane;
use godown_store::Connection;

pub(crate) use self::counting::after_count;
use crate::feed::Topic;
use crate::{Desk, OpsError, lock};

/// Between two looks at what is known here; calls are made much more seldom.
const LOOK: Duration = Duration::from_secs(5);
/// After a failed reading of the counts.
const AGAIN_MS: i64 = 30_000;
/// What was asked or read ready so lately is still under way and rings no alarm, until the last level.
const UNDER_WAY_MS: i64 = 3 * MINUTE;
/// Parcels read again to be sure of a shortfall.
const SURE: usize = 500;
/// How the causes of our alerts begin.
pub(crate) const CAUSE: &str = "pickup:";

/// What the watch sees at one moment.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// Parcels a courier would leave behind, the most pressing pickup first.
    pub rows: Vec<WatchRow>,
    /// Pickups, the earliest first.
    pub pickups: Vec<WatchedPickup>,
    /// Labels that take too long, the oldest first.
    pub labels: Vec<LateLabel>,
    /// In numbers.
    pub counts: WatchCounts,
    /// When the counts were last read.
    pub counted_at: Option<At>,
    /// When they are read next by itself.
    pub next_count_at: Option<At>,
}

/// What is kept between two looks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    counts: WatchCounts,
    /// A reading failed: none before.
    not_before: Option<At>,
}

pub(crate) async fn run(desk: Desk) {
    loop {
        if let Err(error) = desk.look_at_handovers().await {
            tracing::warn!(%error, "the handovers could not be looked at");
            let later = desk.now().plus(AGAIN_MS);
            lock(&desk.inner.watched).not_before = Some(later);
        }
        tokio::select! {
            biased;
            () = desk.inner.wake.watch.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

impl Desk {
    /// What couriers would leave behind, and labels that do not come, from the cache alone.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn watchdog(&self, location: Option<LocationId>) -> Result<Watched, OpsError> {
        let (now, offline) = (self.now(), self.is_offline());
        self.read(move |conn| list::watched(conn, location.as_ref(), now, offline)).await
    }

    /// The watch in numbers, as of the last look.
    pub fn watch_counts(&self) -> WatchCounts {
        lock(&self.inner.watched).counts
    }

    /// Reads the counts, and what they leave in doubt, because a person asked.
    ///
    /// # Errors
    /// [`OpsError::Call`], [`OpsError::LoginMissing`], [`OpsError::Store`].
    pub async fn look_at_handovers_now(&self, location: Option<LocationId>) -> Result<(), OpsError> {
        self.read_handovers_now(location.clone()).await?;
        self.be_sure(location.as_ref(), Lane::Person).await?;
        crate::read_back::sooner(self, None).await?;
        self.look_at_handovers().await
    }

    /// One look: reads the counts of warehouses whose turn it is, rings what is due. The watch does it by itself.
    ///
    /// # Errors
    /// [`OpsError::Call`] where a reading was due and failed; [`OpsError::Store`].
    pub async fn look_at_handovers(&self) -> Result<(), OpsError> {
        let read = self.read_due_counts().await;
        let seen = self.watchdog(None).await?;
        let before = {
            let mut kept = lock(&self.inner.watched);
            std::mem::replace(&mut kept.counts, seen.counts)
        };
        if before != seen.counts {
            self.inner.feed.touch(&[Topic::Handover]);
        }
        self.ring(&seen).await?;
        read
    }

    /// Reads the counts of the warehouses where something is not proven and the time has come.
    async fn read_due_counts(&self) -> Result<(), OpsError> {
        let now = self.now();
        if self.is_offline()
            || self.client().is_err()
            || lock(&self.inner.watched).not_before.is_some_and(|at| now < at)
        {
            return Ok(());
        }
        lock(&self.inner.watched).not_before = None;
        let due = self.read(move |conn| list::due_counts(conn, now)).await?;
        for location in due {
            self.read_handovers(Some(location.clone()), Lane::ReadBack).await?;
            self.be_sure(Some(&location), Lane::ReadBack).await?;
        }
        Ok(())
    }

    /// A count that is short may only mean that parcels were collected or cancelled since they were last seen: they are read,
    /// and where that changed anything the count is read once more.
    async fn be_sure(&self, location: Option<&LocationId>, lane: Lane) -> Result<(), OpsError> {
        let doubtful = |desk: &Desk| {
            let (desk, location, now) = (desk.clone(), location.cloned(), desk.now());
            async move {
                let seen = desk.read(move |conn| list::watched(conn, location.as_ref(), now, false)).await?;
                let short = seen.rows.into_iter().filter(|row| row.one_of.is_some());
                Ok::<_, OpsError>(short.map(|row| (row.location, row.shipment_id)).take(SURE).collect::<Vec<_>>())
            }
        };
        let before = doubtful(self).await?;
        if before.is_empty() {
            return Ok(());
        }
        let ids: Vec<ShipmentId> = before.iter().map(|(_, id)| id.clone()).collect();
        crate::read_back::read(self, &self.client()?, &ids, lane).await?;
        if doubtful(self).await? == before {
            return Ok(());
        }
        let places: BTreeSet<LocationId> = before.into_iter().map(|(location, _)| location).collect();
        for place in places {
            self.read_handovers(Some(place), lane).await?;
        }
        Ok(())
    }

    /// Raises the alarms of the present levels and ends those that have gone; each level of a pickup rings once.
    async fn ring(&self, seen: &Watched) -> Result<(), OpsError> {
        let now = self.now();
        let found = alarms(seen, now);
        let shipped = &crate::guardrails::shipped()?.policies;
        let raised = self
            .write_where(
                move |conn| is_news(conn, &found),
                move |tx, news| {
                    let quiet = is_quiet(&crate::guardrails::in_force(tx, shipped)?, now);
                    for cause in &news.over {
                        godown_store::guardrail::alert_over(tx, cause, now)?;
                    }
                    let mut raised = vec![];
                    for (cause, what) in news.raise {
                        if let Some(id) = godown_store::guardrail::raise_alert(tx, &cause, &what, now, quiet, None)? {
                            raised.push(Alert {
                                id,
                                at: now,
                                what,
                                seen_at: None,
                                over_at: None,
                                quiet,
                                told_with: None,
                            });
                        }
                    }
                    Ok(raised)
                },
            )
            .await?;
        for alert in raised {
            let (title, text) = crate::guardrails::alert_words(&alert.what, now);
            self.inner.feed.alert(alert, title, text);
        }
        Ok(())
    }

    /// Writes alerts only where there is something to write.
    async fn write_where(
        &self,
        look: impl FnOnce(&Connection) -> Result<News, godown_store::StoreError> + Send + 'static,
        write: impl FnOnce(&godown_store::Transaction<'_>, News) -> Result<Vec<Alert>, godown_store::StoreError>
        + Send
        + 'static,
    ) -> Result<Vec<Alert>, OpsError> {
        let news = self.read(look).await?;
        if news.raise.is_empty() && news.over.is_empty() {
            return Ok(vec![]);
        }
        self.write(&[Topic::Alerts], move |tx| write(tx, news)).await
    }
}

/// Alarms to be raised, and causes that have gone.
struct News {
    raise: Vec<(String, AlertWhat)>,
    over: Vec<String>,
}

fn is_news(conn: &Connection, found: &[(String, AlertWhat)]) -> Result<News, godown_store::StoreError> {
    let standing = godown_store::guardrail::standing_causes(conn)?;
    let over = standing.into_iter().filter(|cause| cause.starts_with(CAUSE));
    let over = over.filter(|cause| found.iter().all(|(found, _)| found != cause)).collect();
    let mut raise = vec![];
    for (cause, what) in found {
        if !godown_store::guardrail::was_raised(conn, cause)? {
            raise.push((cause.clone(), what.clone()));
        }
    }
    Ok(News { raise, over })
}

/// The alarms that stand at this moment: one for each pickup that would leave something behind, at its present level.
fn alarms(seen: &Watched, now: At) -> Vec<(String, AlertWhat)> {
    let many = seen.pickups.iter().map(|pickup| &pickup.location).collect::<BTreeSet<_>>().len() > 1;
    let mut alarms: Vec<(String, AlertWhat)> = vec![];
    for pickup in &seen.pickups {
        let Some((from, level)) = pickup.from.and_then(|from| Some((from, level(from, now)?))) else { continue };
        let mut counts = [0_u32; 3];
        for row in seen.rows.iter().filter(|row| row.is_of(pickup)) {
            let is_lately = row.did_at.is_some_and(|at| now.since(at) < UNDER_WAY_MS);
            let is_under_way = row.activity.is_some() || row.missing == Missing::NotCounted;
            if level > 15 && is_lately && is_under_way && row.one_of.is_none() {
                continue;
            }
            counts[row.missing as usize] += 1;
        }
        // Of parcels any of which may be meant only so many are missing as the count is short.
        let shown = seen.rows.iter().filter(|row| row.is_of(pickup)).find_map(|row| row.one_of);
        if let Some(one_of) = shown {
            counts[Missing::NotCounted as usize] -= one_of.candidates.saturating_sub(one_of.short);
        }
        let [not_ready, not_counted, never_asked] = counts;
        if counts == [0; 3] {
            continue;
        }
        let cause = format!("{CAUSE}{}:{}:{}:{}:{level}", pickup.location, pickup.courier, pickup.is_mps, from.0);
        let place = many.then(|| pickup.place.clone());
        let courier = pickup.courier.clone();
        alarms
            .push((cause, AlertWhat::Pickup { place, courier, at: from, level, not_ready, not_counted, never_asked }));
    }
    alarms
}

/// An alarm in words.
pub(crate) fn alarm_words(
    (place, courier, at, level): (Option<&str>, &str, &str, u16),
    (not_ready, not_counted, never_asked): (u32, u32, u32),
) -> (String, String) {
    let place = place.map(|name| format!(" at {name}")).unwrap_or_default();
    let all = not_ready + not_counted + never_asked;
    let parts = [(not_ready, "not ready"), (not_counted, "ready but not counted"), (never_asked, "never marked ready")];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let parcels = if all == 1 { "1 parcel".to_owned() } else { format!("{all} parcels") };
    (
        format!("{courier} would leave {parcels} behind{place}"),
        format!("Pickup from {at}, in {level} minutes or less: {}. Open Handover.", parts.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_names_what_is_missing_and_by_when() {
        let (title, text) = alarm_words((Some("Bhiwandi"), "Delhivery", "15:00", 30), (2, 0, 1));
        assert_eq!(title, "Delhivery would leave 3 parcels behind at Bhiwandi");
        assert_eq!(text, "Pickup from 15:00, in 30 minutes or less: 2 not ready, 1 never marked ready. Open Handover.");
    }
}
