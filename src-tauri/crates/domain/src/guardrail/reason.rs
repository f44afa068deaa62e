//! Who cancelled, by the marketplace's reason text: a table that is data with its source (`policies/cancellations.toml`).

use serde::{Deserialize, Serialize};
use specta::Type;

use super::fact::CancelledBy;

/// One reading of a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReasonRow {
    /// `cancellationReason` (contract 7.2); empty: any.
    #[serde(default)]
    pub reason: String,
    /// `cancellationSubReason`; empty: any.
    #[serde(default)]
    pub sub_reason: String,
    /// Whom it names.
    pub by: CancelledBy,
}

/// The table. Words are compared without case, and with spaces, dashes and underscores alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReasonTable(pub Vec<ReasonRow>);

impl ReasonTable {
    /// Whom a reason names: a row of both words before a row of one of them; none where no row fits.
    pub fn who(&self, reason: Option<&str>, sub_reason: Option<&str>) -> Option<CancelledBy> {
        let (reason, sub_reason) = (reason.unwrap_or_default(), sub_reason.unwrap_or_default());
        let fits = |word: &str, row: &str| row.is_empty() || same(word, row);
        self.0
            .iter()
            .filter(|row| !(row.reason.is_empty() && row.sub_reason.is_empty()))
            .filter(|row| fits(reason, &row.reason) && fits(sub_reason, &row.sub_reason))
            .min_by_key(|row| (row.sub_reason.is_empty(), row.reason.is_empty()))
            .map(|row| row.by)
            .filter(|by| *by != CancelledBy::Unknown)
    }
}

fn same(a: &str, b: &str) -> bool {
    let plain = |c: char| if matches!(c, ' ' | '-') { '_' } else { c.to_ascii_lowercase() };
    a.trim().chars().map(plain).eq(b.trim().chars().map(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(reason: &str, sub_reason: &str, by: CancelledBy) -> ReasonRow {
        ReasonRow { reason: reason.into(), sub_reason: sub_reason.into(), by }
    }

    #[test]
    fn the_finer_reason_decides_where_a_row_has_both() {
        let table = ReasonTable(vec![
            row("order_cancelled", "", CancelledBy::Marketplace),
            row("order_cancelled", "delivery_time_long", CancelledBy::Buyer),
            row("", "not_enough_inventory", CancelledBy::Seller),
        ]);
        assert_eq!(table.who(Some("Order Cancelled"), None), Some(CancelledBy::Marketplace));
        assert_eq!(table.who(Some("ORDER_CANCELLED"), Some("delivery-time-long")), Some(CancelledBy::Buyer));
        assert_eq!(table.who(Some("order_cancelled"), Some("not_enough_inventory")), Some(CancelledBy::Seller));
        assert_eq!(table.who(Some("something new"), None), None);
        assert_eq!(table.who(None, None), None, "no words, no name");
    }
}
