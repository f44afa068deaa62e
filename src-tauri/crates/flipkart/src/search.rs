//! What to search for (contract 8.1).

use godown_domain::{At, LocationId, ShipmentState, Sku};
use serde_json::{Map, Value, json};

/// Rows per page: what every working client sends (contract 3).
pub(crate) const PAGE_SIZE: u32 = 20;

/// Which list is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchKind {
    /// Still with the seller.
    PreDispatch {
        /// States wanted; always sent.
        states: Vec<ShipmentState>,
    },
    /// Collected or further. Always bound it by dates (contract 8.1).
    PostDispatch {
        /// States wanted.
        states: Vec<ShipmentState>,
    },
    /// Cancelled, parcels on their way back included. Always bound it by dates (contract 8.1).
    Cancelled {
        /// By whom.
        kind: CancellationKind,
    },
}

impl SearchKind {
    /// Everything still with the seller.
    pub fn all_pre_dispatch() -> Self {
        let states = [
            ShipmentState::Approved,
            ShipmentState::PackingInProgress,
            ShipmentState::FormFailed,
            ShipmentState::Packed,
            ShipmentState::ReadyToDispatch,
        ];
        Self::PreDispatch { states: states.to_vec() }
    }
}

/// Who cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancellationKind {
    /// The seller.
    Seller,
    /// The buyer.
    Buyer,
    /// The marketplace.
    Marketplace,
}

impl CancellationKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Seller, Self::Buyer, Self::Marketplace];

    fn as_wire(self) -> &'static str {
        match self {
            Self::Seller => "sellerCancellation",
            Self::Buyer => "buyerCancellation",
            Self::Marketplace => "marketplaceCancellation",
        }
    }
}

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortField {
    /// Dispatch-by.
    DispatchBy,
    /// When ordered: never changes, so rows slide least.
    Ordered,
    /// The marketplace's modification time.
    Modified,
    /// Dispatch-after.
    DispatchAfter,
}

/// Order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// Largest first.
    pub descending: bool,
}

/// A search. Ranges are inclusive instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Which list.
    pub kind: SearchKind,
    /// Of one location.
    pub location: Option<LocationId>,
    /// On hold or not; unsaid, the marketplace hides what is on hold.
    pub hold: Option<bool>,
    /// Modified within.
    pub modified: Option<(At, At)>,
    /// Ordered within.
    pub ordered: Option<(At, At)>,
    /// Dispatch-after within.
    pub dispatch_after: Option<(At, At)>,
    /// Dispatch-by within.
    pub dispatch_by: Option<(At, At)>,
    /// Cancelled within.
    pub cancelled: Option<(At, At)>,
    /// Of these codes; empty means all.
    pub sku: Vec<Sku>,
    /// Order of rows.
    pub sort: Sort,
    /// Rows per page.
    pub page_size: u32,
}

impl Search {
    /// Everything of a list, oldest order first, 20 a page.
    pub fn new(kind: SearchKind) -> Self {
        Self {
            kind,
            location: None,
            hold: None,
            modified: None,
            ordered: None,
            dispatch_after: None,
            dispatch_by: None,
            cancelled: None,
            sku: Vec::new(),
            sort: Sort { field: SortField::Ordered, descending: false },
            page_size: PAGE_SIZE,
        }
    }

    /// The request body. `bound` cuts off what a deep walk has behind it: it replaces the near end of the range of the
    /// sorted field.
    pub fn body(&self, bound: Option<At>) -> Value {
        let mut filter = Map::new();
        let (kind, states) = match &self.kind {
            SearchKind::PreDispatch { states } => ("preDispatch", states.clone()),
            SearchKind::PostDispatch { states } => ("postDispatch", states.clone()),
            SearchKind::Cancelled { kind } => {
                filter.insert("cancellationType".into(), json!(kind.as_wire()));
                ("cancelled", vec![ShipmentState::Cancelled])
            }
        };
        filter.insert("type".into(), json!(kind));
        filter.insert("states".into(), json!(states.iter().map(ShipmentState::as_wire).collect::<Vec<_>>()));
        if let Some(location) = &self.location {
            filter.insert("locationId".into(), json!(location));
        }
        if let Some(hold) = self.hold {
            filter.insert("hold".into(), json!(hold));
        }
        if !self.sku.is_empty() {
            filter.insert("sku".into(), json!(self.sku));
        }
        for (key, sorted, range) in [
            ("orderDate", Some(SortField::Ordered), self.ordered),
            ("modifiedDate", Some(SortField::Modified), self.modified),
            ("dispatchAfterDate", Some(SortField::DispatchAfter), self.dispatch_after),
            ("dispatchByDate", Some(SortField::DispatchBy), self.dispatch_by),
            ("cancellationDate", None, self.cancelled),
        ] {
            let bound = bound.filter(|_| sorted == Some(self.sort.field));
            let (mut from, mut to) = (range.map(|r| r.0), range.map(|r| r.1));
            match bound {
                Some(at) if self.sort.descending => to = Some(at),
                Some(at) => from = Some(at),
                None => {}
            }
            let ends = [("from", from), ("to", to)];
            let ends: Map<_, _> =
                ends.into_iter().filter_map(|(k, at)| Some((k.into(), json!(at?.to_wire())))).collect();
            if !ends.is_empty() {
                filter.insert(key.into(), Value::Object(ends));
            }
        }
        let field = match self.sort.field {
            SortField::DispatchBy => "dispatchByDate",
            SortField::Ordered => "orderDate",
            SortField::Modified => "modifiedDate",
            SortField::DispatchAfter => "dispatchAfterDate",
        };
        let order = if self.sort.descending { "desc" } else { "asc" };
        json!({
            "filter": filter,
            "pagination": {"pageSize": self.page_size},
            "sort": {"field": field, "order": order},
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_always_sent_and_unsaid_things_are_not() {
        let body = Search::new(SearchKind::all_pre_dispatch()).body(None);
        assert_eq!(body["filter"]["states"].as_array().map(Vec::len), Some(5));
        assert_eq!(body["filter"].as_object().map(Map::len), Some(2), "{body}");
        let cancelled = Search::new(SearchKind::Cancelled { kind: CancellationKind::Buyer }).body(None);
        assert_eq!(cancelled["filter"]["cancellationType"], "buyerCancellation");
        assert_eq!(cancelled["filter"]["states"], json!(["CANCELLED"]));
    }

    #[test]
    fn a_bound_moves_only_the_near_end_of_the_sorted_range() {
        let (a, b, mid) = (At(0), At(10_000), At(5_000));
        let mut search = Search::new(SearchKind::all_pre_dispatch());
        search.ordered = Some((a, b));
        search.modified = Some((a, b));
        let body = search.body(Some(mid));
        assert_eq!(body["filter"]["orderDate"], json!({"from": mid.to_wire(), "to": b.to_wire()}));
        assert_eq!(body["filter"]["modifiedDate"], json!({"from": a.to_wire(), "to": b.to_wire()}));
        search.sort.descending = true;
        search.ordered = None;
        assert_eq!(search.body(Some(mid))["filter"]["orderDate"], json!({"to": mid.to_wire()}));
    }
}
