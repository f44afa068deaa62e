//! Putting the board together: one reading of the cache, then the domain's arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use godown_domain::guardrail::backtest::backtest;
use godown_domain::guardrail::board::{Backtest, Board, Cohort, Hit};
use godown_domain::guardrail::booking::Measure;
use godown_domain::guardrail::cohort::{Pace, cohorts};
use godown_domain::guardrail::headline::headline;
use godown_domain::guardrail::judge::Case;
use godown_domain::guardrail::policy::{CancellationDay, Metric, Policies};
use godown_domain::guardrail::tally::Tally;
use godown_domain::guardrail::todo::{OpenShipment, todo};
use godown_domain::guardrail::what_if::lines_at_cut_offs;
use godown_domain::guardrail::window::first_day;
use godown_domain::india::{HOUR, MINUTE};
use godown_domain::{At, IndiaDay, LocationId, Queue};
use godown_store::guardrail::{Counted, HitQuery};
use godown_store::{Connection, StoreError};

use super::policies::{in_force, shipped};
use super::{BoardOf, HitsOf};
use crate::{Desk, OpsError, lock};

/// Days before today a trend and its window reach back beyond the longest window.
const TREND_DAYS: i32 = 31;
/// Days of past cut-offs the backtest forecasts again.
const BACKTEST_DAYS: i64 = 28;
const DAY: i64 = 24 * HOUR;
const WEEK: i64 = 7 * DAY;
/// Shipments listed behind a number.
const MOST_HITS: u32 = 1_000;

/// Everything a board is judged from, lent to [`Case`].
pub(super) struct Material {
    pub(super) at: At,
    pub(super) is_rewound: bool,
    pub(super) policies: Policies,
    pub(super) tally: Tally,
    covered: BTreeSet<IndiaDay>,
    pub(super) locations: Vec<(LocationId, String)>,
    waiting: BTreeMap<Option<LocationId>, u32>,
    open: Vec<OpenShipment>,
}

impl Material {
    /// Reads what is known now, or what was known at a past moment, with what is open now.
    pub(super) fn read(conn: &Connection, of: &BoardOf, now: At) -> Result<Self, StoreError> {
        let mut material = Self::of_lines(conn, of, now)?;
        if !material.is_rewound {
            material.open = godown_store::guardrail::open_shipments(conn, None, material.at)?;
            material.waiting = waiting(&material.open);
        }
        Ok(material)
    }

    /// What the lines are judged from, without what is open: the backlog and what to do are not known.
    pub(super) fn of_lines(conn: &Connection, of: &BoardOf, now: At) -> Result<Self, StoreError> {
        // What is shipped was read before the database was asked; a program without policies does not come this far.
        let shipped = shipped().map_err(|error| StoreError::Unreadable(error.to_string()))?;
        let mut policies = in_force(conn, &shipped.policies)?;
        policies.basis = of.basis.unwrap_or(policies.basis);
        policies.cancellation_day = of.cancellation_day.unwrap_or(policies.cancellation_day);
        let past = of.as_of.filter(|at| *at < now);
        let at = past.unwrap_or(now);
        let from = reach(&policies, at.day());
        let tally = match past {
            Some(at) => godown_store::guardrail::tally_as_of(conn, at, from, |_, _| {})?,
            None => godown_store::guardrail::tally_now(conn, from, at)?,
        };
        Ok(Self {
            at,
            is_rewound: past.is_some(),
            policies,
            tally,
            covered: covered(conn, from, at.day())?,
            locations: godown_store::location::list(conn)?,
            waiting: BTreeMap::new(),
            open: vec![],
        })
    }

    pub(super) fn case(&self) -> Case<'_> {
        Case {
            tally: &self.tally,
            policies: &self.policies,
            today: self.at.day(),
            covered: &self.covered,
            locations: &self.locations,
            waiting: &self.waiting,
        }
    }

    /// The board of one place.
    pub(super) fn board(
        &self,
        conn: &Connection,
        place: Option<&LocationId>,
        backtest: Backtest,
    ) -> Result<Board, StoreError> {
        let case = self.case();
        let today = self.at.day();
        let cards = case.cards(place);
        let (earliest, pending) = (godown_store::guardrail::earliest(conn)?, godown_store::guardrail::pending(conn)?);
        let mut cohorts = self.cohorts(conn, place, earliest.unwrap_or(self.at))?;
        lines_at_cut_offs(&case, place, &mut cohorts, self.at);
        let here: Vec<OpenShipment> =
            self.open.iter().filter(|one| place.is_none() || one.location.as_ref() == place).cloned().collect();
        let (todo, left_out) = todo(&case, &here, &cohorts, self.at);
        let day_90 = IndiaDay(today.0 - 89);
        Ok(Board {
            at: self.at,
            is_rewound: self.is_rewound,
            earliest,
            today,
            location: place.cloned(),
            locations: self.locations.clone(),
            basis: self.policies.basis,
            cancellation_day: self.policies.cancellation_day,
            days_covered: u16::try_from(self.covered.range(day_90..=today).count()).unwrap_or(u16::MAX),
            pending,
            headline: headline(&cards, place.is_none()),
            cards,
            cohorts,
            backtest,
            todo,
            left_out,
            backlog: case.backlog(place),
        })
    }

    fn cohorts(
        &self,
        conn: &Connection,
        place: Option<&LocationId>,
        known_since: At,
    ) -> Result<Vec<Cohort>, StoreError> {
        let (from, to) = (self.at.day().start(), IndiaDay(self.at.day().0 + 2).start());
        let rows = if self.is_rewound {
            godown_store::guardrail::cohort_rows_as_of(conn, from, to, self.at)?
        } else {
            godown_store::guardrail::cohort_rows(conn, from, to, self.at)?
        };
        let mut ready = vec![];
        // Four same weekdays, the hour of now with room on both sides, and the last half hour.
        for week in (1..=4).rev() {
            let then = self.at.plus(-week * WEEK);
            ready.extend(godown_store::guardrail::ready_between(conn, then.plus(-HOUR), then.plus(HOUR), place)?);
        }
        ready.extend(godown_store::guardrail::ready_between(conn, self.at.plus(-30 * MINUTE), self.at, place)?);
        let pace = Pace::at(&ready, known_since, self.at);
        Ok(cohorts(&rows, place, &pace, self.at, self.policies.packs_per_hour))
    }
}

/// First day the tally is needed from.
fn reach(policies: &Policies, today: IndiaDay) -> IndiaDay {
    let windows = policies.lines.iter().map(|line| first_day(line.window, today).0);
    IndiaDay(windows.chain([today.0 - 92]).min().unwrap_or(today.0 - 92) - TREND_DAYS)
}

fn covered(conn: &Connection, from: IndiaDay, to: IndiaDay) -> Result<BTreeSet<IndiaDay>, StoreError> {
    Ok(match godown_store::guardrail::covered_from(conn)? {
        Some((first, last)) => (first.max(from).0..=last.min(to).0).map(IndiaDay).collect(),
        None => BTreeSet::new(),
    })
}

fn waiting(open: &[OpenShipment]) -> BTreeMap<Option<LocationId>, u32> {
    let mut waiting = BTreeMap::new();
    let waits = |queue| matches!(queue, Queue::ToPack | Queue::Generating | Queue::Forms | Queue::ToPrint);
    for one in open.iter().filter(|one| waits(one.queue)) {
        *waiting.entry(None).or_default() += 1;
        if one.location.is_some() {
            *waiting.entry(one.location.clone()).or_default() += 1;
        }
    }
    waiting
}

/// What a metric counts, for the shipments behind it.
fn counted(metric: Metric, cancellation_day: CancellationDay) -> Counted {
    Counted::Measure(match metric {
        Metric::RtdBreach => return Counted::Breach,
        Metric::SellerCancellation if cancellation_day == CancellationDay::Event => Measure::SellerCancelledEvent,
        Metric::SellerCancellation => Measure::SellerCancelled,
        Metric::Reattempt => Measure::Reattempts,
        Metric::CustomerReturn => Measure::CustomerReturned,
        Metric::RegionalUse => Measure::ShippedNear,
        Metric::Sales | Metric::Backlog => Measure::Approved,
    })
}

impl Desk {
    /// The board. A past moment is folded anew from what was known then, which takes a moment.
    ///
    /// # Errors
    /// [`OpsError::Store`]; [`OpsError::Internal`] where the shipped policies cannot be read.
    pub async fn guardrail_board(&self, of: BoardOf) -> Result<Board, OpsError> {
        shipped()?;
        let now = self.now();
        let backtest = match of.as_of {
            Some(_) => Backtest::default(),
            None => self.backtest(of.location.clone(), now).await?,
        };
        self.read(move |conn| Material::read(conn, &of, now)?.board(conn, of.location.as_ref(), backtest)).await
    }

    /// Shipments behind a number, newest day first (at most 1,000), and how many there are in all.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn guardrail_hits(&self, of: HitsOf) -> Result<(Vec<Hit>, u32), OpsError> {
        let shipped = &shipped()?.policies;
        let now = self.now();
        self.read(move |conn| {
            let policies = in_force(conn, shipped)?;
            let at = of.as_of.filter(|at| *at < now);
            let today = at.unwrap_or(now).day();
            let (from, to) = match of.day {
                Some(day) => (day, day),
                None => (first_day(of.window, today), today),
            };
            let query = HitQuery {
                counted: of.measure.map_or_else(|| counted(of.metric, policies.cancellation_day), Counted::Measure),
                from,
                to,
                location: of.location,
                now: at.unwrap_or(now),
                as_of: at,
            };
            godown_store::guardrail::hits(conn, &query, MOST_HITS)
        })
        .await
    }

    /// How good the forecasts of cut-offs have been, reckoned once a day and place: it walks four weeks.
    async fn backtest(&self, place: Option<LocationId>, now: At) -> Result<Backtest, OpsError> {
        let known = lock(&self.inner.backtests).get(&place).filter(|(day, _)| *day == now.day()).cloned();
        if let Some((_, kept)) = known {
            return Ok(kept);
        }
        let asked = place.clone();
        let (made, is_whole) = self
            .read(move |conn| {
                let from = now.plus(-BACKTEST_DAYS * DAY);
                let past = godown_store::guardrail::past(conn, from, now, asked.as_ref())?;
                let since = godown_store::guardrail::earliest(conn)?.unwrap_or(now);
                Ok((backtest(&past, since, now), godown_store::guardrail::pending(conn)? == 0))
            })
            .await?;
        if is_whole {
            lock(&self.inner.backtests).insert(place, (now.day(), made.clone()));
        }
        Ok(made)
    }
}
