//! The reckoning's rules: as shipped in `src-tauri/policies/*.toml`, with the seller's changes laid over them.

use std::sync::OnceLock;

use godown_domain::guardrail::own::signed;
use godown_domain::guardrail::policy::Policies;
use godown_domain::guardrail::policy_file::{CancellationsFile, DefaultsFile, LimitsFile, ZonesFile, fault};
use godown_domain::guardrail::reason::ReasonTable;
use godown_domain::guardrail::zone::Zones;
use serde::de::DeserializeOwned;

use crate::feed::Topic;
use crate::{Desk, OpsError};

const LIMITS: &str = include_str!("../../../../policies/limits.toml");
const DEFAULTS: &str = include_str!("../../../../policies/defaults.toml");
const CANCELLATIONS: &str = include_str!("../../../../policies/cancellations.toml");
const ZONES: &str = include_str!("../../../../policies/zones.toml");

/// Key of the seller's changes.
const KEY: &str = "policies";

/// What is shipped.
pub(crate) struct Shipped {
    pub(crate) policies: Policies,
    pub(crate) reasons: ReasonTable,
    pub(crate) reasons_source: String,
    pub(crate) zones: Zones,
}

/// What is shipped, read once. A file that cannot be read is a fault of the program and told as one.
pub(crate) fn shipped() -> Result<&'static Shipped, OpsError> {
    static SHIPPED: OnceLock<Result<Shipped, String>> = OnceLock::new();
    SHIPPED.get_or_init(read_shipped).as_ref().map_err(|why| OpsError::Internal(why.clone()))
}

fn read_shipped() -> Result<Shipped, String> {
    let policies = read::<DefaultsFile>("defaults", DEFAULTS)?.with(read::<LimitsFile>("limits", LIMITS)?);
    let cancellations = read::<CancellationsFile>("cancellations", CANCELLATIONS)?;
    Ok(Shipped {
        policies,
        reasons_source: cancellations.source.clone(),
        reasons: cancellations.table(),
        zones: read::<ZonesFile>("zones", ZONES)?.zones(),
    })
}

fn read<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("policies/{name}.toml: {error}"))
}

/// The rules in force: the seller's, with lines shipped since laid beside them.
pub(crate) fn in_force(
    conn: &godown_store::Connection,
    shipped: &Policies,
) -> Result<Policies, godown_store::StoreError> {
    Ok(match godown_store::setting::get::<Policies>(conn, KEY)? {
        Some(kept) => with_new_lines(kept, shipped),
        None => shipped.clone(),
    })
}

/// A newer Godown may ship a line the seller's changes have never heard of. A line is switched off, never forgotten.
fn with_new_lines(mut kept: Policies, shipped: &Policies) -> Policies {
    for line in &shipped.lines {
        if !kept.lines.iter().any(|known| known.id == line.id) {
            kept.lines.push(line.clone());
        }
    }
    kept
}

impl Desk {
    /// The policies in force, and those shipped.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn policies(&self) -> Result<(Policies, Policies), OpsError> {
        let shipped = &shipped()?.policies;
        let in_force = self.read(move |conn| in_force(conn, shipped)).await?;
        Ok((in_force, shipped.clone()))
    }

    /// Whom a cancellation's reason names, and who says so.
    ///
    /// # Errors
    /// [`OpsError::Internal`] where what is shipped cannot be read.
    pub fn reason_table(&self) -> Result<(&'static ReasonTable, &'static str), OpsError> {
        let shipped = shipped()?;
        Ok((&shipped.reasons, &shipped.reasons_source))
    }

    /// Changes the policies; none goes back to those shipped. A line whose limit is no longer the shipped one says that it is the
    /// seller's.
    ///
    /// # Errors
    /// [`OpsError::Input`] for limits nothing can be judged by; [`OpsError::Store`].
    pub async fn set_policies(&self, policies: Option<Policies>) -> Result<(), OpsError> {
        let shipped = &shipped()?.policies;
        let policies = policies.map(|policies| with_new_lines(policies, shipped));
        if let Some(fault) = policies.as_ref().and_then(fault) {
            return Err(OpsError::Input(format!("These limits cannot be judged by: {fault}.")));
        }
        let today = self.now().day();
        self.write(&[Topic::Guardrails], move |tx| match policies {
            Some(policies) => {
                let signed = signed(policies, &in_force(tx, shipped)?, shipped, today);
                godown_store::setting::put(tx, KEY, &signed)
            }
            None => godown_store::setting::remove(tx, KEY),
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_shipped_can_be_judged_by_and_says_where_it_comes_from() {
        let shipped = shipped().unwrap();
        assert_eq!(fault(&shipped.policies), None);
        assert!(shipped.policies.lines.iter().all(|line| !line.source.is_empty() && !line.valid_from.is_empty()));
        let gold = shipped.policies.lines.iter().find(|line| line.id == "gold-cancellation").unwrap();
        assert_eq!(gold.limit_bp, 15);
    }

    #[test]
    fn a_line_shipped_later_joins_the_sellers_own_rules() {
        let shipped = &shipped().unwrap().policies;
        let mut kept = shipped.clone();
        let newest = kept.lines.pop().unwrap();
        kept.alert_room = 7;
        let merged = with_new_lines(kept, shipped);
        assert_eq!(merged.alert_room, 7);
        assert!(merged.lines.contains(&newest));
        assert_eq!(merged.lines.len(), shipped.lines.len());
    }
}
