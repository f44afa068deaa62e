//! A view's scope and filters as SQL. Values are always bound, never written into the text.

use godown_domain::queue::{Pressure, URGENT_MS};
use godown_domain::view::{Scope, SortBy, ViewSpec};
use godown_domain::{At, Queue};
use rusqlite::Statement;
use rusqlite::types::Value;

use crate::Result;
use crate::sql::like;
use crate::standing::{code, predicate};

/// Tables, condition and values of a view.
pub(super) struct Narrowed {
    pub from: &'static str,
    pub condition: String,
    values: Vec<(&'static str, Value)>,
}

impl Narrowed {
    pub(super) fn of(spec: &ViewSpec, now: At) -> Self {
        let mut narrowed =
            Self { from: "shipment s", condition: String::new(), values: vec![(":now", Value::Integer(now.0))] };
        match spec.scope {
            Scope::Queue { queue } => narrowed.add(&predicate(queue)),
            Scope::All => narrowed.add("1"),
            Scope::Batch { batch } => {
                narrowed.from = "batch_item b JOIN shipment s ON s.no = b.shipment_no";
                narrowed.add_with("b.batch = :batch", ":batch", Value::Integer(batch.into()));
            }
        }
        let text = |text: &Option<String>| text.as_deref().filter(|text| !text.is_empty()).map(str::to_owned);
        if let Some(location) = text(&spec.location) {
            narrowed.add_with("s.location_id = :location", ":location", Value::Text(location));
        }
        if let Some(courier) = text(&spec.courier) {
            narrowed.add_with("s.courier = :courier", ":courier", Value::Text(courier));
        }
        if let Some(sku) = text(&spec.sku) {
            // A cancelled line is not held by the parcel any more, unless the whole parcel is cancelled.
            let holds = "(s.first_sku = :sku OR (s.more_skus > 0 AND EXISTS (SELECT 1 FROM shipment_item i
                WHERE i.shipment_no = s.no AND i.sku = :sku AND (i.state <> 'CANCELLED' OR s.standing = 8))))";
            narrowed.add_with(holds, ":sku", Value::Text(sku));
        }
        if let Some(kind) = text(&spec.shipment_type) {
            narrowed.add_with("s.shipment_type = :kind", ":kind", Value::Text(kind));
        }
        if let Some(pressure) = spec.pressure {
            narrowed.add(&pressed(pressure));
        }
        if let Some(text) = spec.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            let found = "(s.shipment_id LIKE :text ESCAPE '\\' OR s.order_id LIKE :text ESCAPE '\\'
                OR s.first_sku LIKE :text ESCAPE '\\' OR s.title LIKE :text ESCAPE '\\'
                OR s.tracking_id LIKE :text ESCAPE '\\' OR s.city LIKE :text ESCAPE '\\' OR s.pin LIKE :text ESCAPE '\\'
                OR EXISTS (SELECT 1 FROM shipment_item i WHERE i.shipment_no = s.no
                   AND (i.sku LIKE :text ESCAPE '\\' OR i.title LIKE :text ESCAPE '\\')))";
            narrowed.add_with(found, ":text", Value::Text(like(text)));
        }
        narrowed
    }

    fn add(&mut self, condition: &str) {
        if !self.condition.is_empty() {
            self.condition.push_str(" AND ");
        }
        self.condition.push_str(condition);
    }

    fn add_with(&mut self, condition: &str, name: &'static str, value: Value) {
        self.add(condition);
        self.values.push((name, value));
    }

    /// Binds the values that the statement mentions.
    pub(super) fn bind(&self, statement: &mut Statement<'_>) -> Result<()> {
        for (name, value) in &self.values {
            if let Some(place) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(place, value)?;
            }
        }
        Ok(())
    }
}

/// [`godown_domain::queue::pressure`] as a condition.
fn pressed(pressure: Pressure) -> String {
    let deadline: Vec<String> =
        Queue::ALL.into_iter().filter(|queue| queue.has_deadline()).map(|queue| code(queue).to_string()).collect();
    let deadline = format!("s.standing IN ({})", deadline.join(", "));
    match pressure {
        Pressure::Late => format!("({deadline} AND s.due_at < :now)"),
        Pressure::Urgent => format!("({deadline} AND s.due_at >= :now AND s.due_at < :now + {URGENT_MS})"),
        Pressure::Calm => format!("NOT ({deadline} AND s.due_at < :now + {URGENT_MS})"),
    }
}

/// Order of the rows. Ends with the row's number, so that equal rows never swap places between two readings.
pub(super) fn order(spec: &ViewSpec) -> &'static str {
    let in_batch = matches!(spec.scope, Scope::Batch { .. });
    match (spec.sort_by, spec.descending) {
        (SortBy::DispatchBy, false) if in_batch => "b.position",
        (SortBy::DispatchBy, true) if in_batch => "b.position DESC",
        (SortBy::DispatchBy, false) => "s.due_at, s.first_sku, s.no",
        (SortBy::DispatchBy, true) => "s.due_at DESC, s.first_sku DESC, s.no DESC",
        (SortBy::Sku, false) => "s.first_sku, s.due_at, s.no",
        (SortBy::Sku, true) => "s.first_sku DESC, s.due_at DESC, s.no DESC",
        (SortBy::Ordered, false) => "s.ordered_at DESC, s.no DESC",
        (SortBy::Ordered, true) => "s.ordered_at, s.no",
        (SortBy::Value, false) => "s.value DESC, s.no DESC",
        (SortBy::Value, true) => "s.value, s.no",
        (SortBy::Courier, false) => "s.courier IS NULL, s.courier, s.due_at, s.no",
        (SortBy::Courier, true) => "s.courier IS NULL DESC, s.courier DESC, s.due_at DESC, s.no DESC",
    }
}
