//! Invented tallies, lines and moments for the tests of this module.

use std::collections::{BTreeMap, BTreeSet};

use super::booking::{Amount, Measure, Place};
use super::judge::Case;
use super::policy::{Certainty, LimitSet, Line, Metric, Policies, Sense, Window};
use super::policy_file::{DefaultsFile, LimitsFile};
use super::tally::Tally;
use crate::{At, IndiaDay, LocationId, Paise};

pub(super) fn at(clock: &str) -> At {
    At::parse(&format!("{clock}+05:30")).unwrap()
}

/// 21 Nov 2026, a Saturday.
pub(super) fn today() -> IndiaDay {
    at("2026-11-21T12:00:00").day()
}

pub(super) fn back(days: i32) -> IndiaDay {
    IndiaDay(today().0 - days)
}

/// The policies as shipped.
pub(super) fn shipped() -> Policies {
    let limits: LimitsFile = toml::from_str(include_str!("../../../../policies/limits.toml")).unwrap();
    let defaults: DefaultsFile = toml::from_str(include_str!("../../../../policies/defaults.toml")).unwrap();
    defaults.with(limits)
}

pub(super) fn line(metric: Metric, sense: Sense, limit_bp: u32, window: Window) -> Line {
    Line {
        id: format!("own-{limit_bp}"),
        set: LimitSet::Own,
        metric,
        sense,
        limit_bp,
        reach_units: 0,
        reach_value: Paise(0),
        window,
        consequence: String::new(),
        consequence_days: None,
        valid_from: "2024-01-01".into(),
        valid_to: None,
        source: "invented".into(),
        certainty: Certainty::Own,
        is_on: true,
    }
}

/// Everything a [`Case`] lends.
pub(super) struct World {
    pub(super) tally: Tally,
    pub(super) policies: Policies,
    pub(super) covered: BTreeSet<IndiaDay>,
    pub(super) locations: Vec<(LocationId, String)>,
    pub(super) waiting: BTreeMap<Option<LocationId>, u32>,
}

impl World {
    pub(super) fn new(policies: Policies) -> Self {
        Self {
            tally: Tally::default(),
            policies,
            covered: (0..400).map(back).collect(),
            locations: vec![("LOC1".into(), "Tiruppur".into()), ("LOC2".into(), "Peenya".into())],
            waiting: BTreeMap::new(),
        }
    }

    pub(super) fn book(&mut self, day: IndiaDay, location: Option<&str>, measure: Measure, number: i64) -> &mut Self {
        let amount = Amount {
            units: number,
            shipments: number,
            orders: number,
            value: Paise(number * 50_000),
            ..Amount::default()
        };
        self.tally.add(Place { day, location: location.map(Into::into), measure }, amount);
        self
    }

    pub(super) fn case(&self) -> Case<'_> {
        Case {
            tally: &self.tally,
            policies: &self.policies,
            today: today(),
            covered: &self.covered,
            locations: &self.locations,
            waiting: &self.waiting,
        }
    }
}
