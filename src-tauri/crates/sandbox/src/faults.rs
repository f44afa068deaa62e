//! Faults on demand: what the real marketplace and the network between do now and then, switched on purpose.
//!
//! A switch is a number (the rate, 0 to 1), true or false, or an object
//! `{"rate": 0.1, "next": 2, "after": 5, "endpoint": "pack", "value": 300}`: the next two matching calls after five
//! that pass, whatever the rate.

use serde::{Deserialize, Deserializer, Serialize};

/// When one fault strikes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Switch {
    /// Share of the matching calls or rows that are struck, 0 to 1.
    pub rate: f64,
    /// So many of the next matching calls or rows are struck, whatever the rate; counts down.
    pub next: u32,
    /// So many matching calls or rows pass before `next` begins; counts down.
    pub after: u32,
    /// Only calls of this endpoint, by the names `GET /calls` shows. Quirks inside bodies strike everywhere.
    pub endpoint: Option<String>,
    /// Size of the fault where it has one: milliseconds of a delay.
    pub value: u64,
}

impl Switch {
    /// Strikes always.
    #[must_use]
    pub fn always() -> Self {
        Self { rate: 1.0, ..Self::default() }
    }

    /// Strikes the next `count` calls or rows.
    #[must_use]
    pub fn next(count: u32) -> Self {
        Self { next: count, ..Self::default() }
    }

    /// The same switch for one endpoint.
    #[must_use]
    pub fn only(mut self, endpoint: &str) -> Self {
        self.endpoint = Some(endpoint.to_owned());
        self
    }

    pub(crate) fn is_on(&self) -> bool {
        self.rate > 0.0 || self.next > 0
    }

    /// Asks for one matching call or row; `chance` is a fresh number in `0.0..1.0`.
    pub(crate) fn strikes(&mut self, chance: f64) -> bool {
        if self.next > 0 {
            if self.after > 0 {
                self.after -= 1;
                return chance < self.rate;
            }
            self.next -= 1;
            return true;
        }
        chance < self.rate
    }

    pub(crate) fn concerns(&self, endpoint: &str) -> bool {
        self.is_on() && self.endpoint.as_deref().is_none_or(|e| e == endpoint)
    }
}

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Full {
            rate: f64,
            next: u32,
            after: u32,
            endpoint: Option<String>,
            value: u64,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            On(bool),
            Rate(f64),
            Full(Full),
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::On(on) => Switch { rate: f64::from(u8::from(on)), ..Switch::default() },
            Form::Rate(rate) => Switch { rate, ..Switch::default() },
            Form::Full(f) => {
                Switch { rate: f.rate, next: f.next, after: f.after, endpoint: f.endpoint, value: f.value }
            }
        })
    }
}

/// All faults. The default is a healthy marketplace: rows are shuffled, and few labels are slow or miss a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Waits `value` milliseconds before the call is worked on.
    pub delay_ms: Switch,
    /// 429 with `Retry-After`; `value` is its seconds, 60 when 0.
    pub throttle_429: Switch,
    /// 502 with a gateway's HTML page.
    pub bad_gateway_502_html: Switch,
    /// Drops the connection without a reply and without an effect.
    pub reset_before_apply: Switch,
    /// Applies the effect, then drops the connection without a reply. Changing calls only, unless an endpoint is named.
    pub reset_after_apply: Switch,
    /// Never answers, and nothing is applied.
    pub force_hang: Switch,
    /// Applies the effect and never answers. Changing calls only, unless an endpoint is named.
    pub hang_after_apply: Switch,
    /// All tokens die; the call meets 401.
    pub token_death: Switch,
    /// 200 with a JSON body where a PDF was asked for.
    pub json_instead_of_pdf: Switch,
    /// A PDF that stops half-way.
    pub truncated_pdf: Switch,
    /// Labels are laid out as tomorrow's: 6 mm further right and lower on their pages.
    pub labels_moved: Switch,
    /// A row fails with `DEPENDENT_SYSTEM_CALL_FAILED` and is not applied.
    pub row_failure: Switch,
    /// A row is applied and left out of the reply.
    pub row_missing: Switch,
    /// A shipment that was asked for by its id is left out of the reply.
    pub not_named: Switch,
    /// Dispatch says SUCCESS and the shipment stays PACKED.
    pub rtd_quiet_failure: Switch,
    /// Rows of a reply in another order than asked.
    pub shuffle_rows: Switch,
    /// Pages of a document in another order than asked.
    pub shuffle_pages: Switch,
    /// Share of label requests that end in FORM_FAILED.
    pub form_failure_rate: Switch,
    /// Share of label requests that take `slow_label_ms`.
    pub slow_label_rate: Switch,
    /// How long a slow label takes, milliseconds.
    pub slow_label_ms: u64,
    /// How long a label takes, milliseconds; the configured delay when absent.
    pub label_delay_ms: Option<u64>,
    /// Fields nobody documented.
    pub extra_fields: Switch,
    /// `quantity: 1.0`.
    pub quantity_as_float: Switch,
    /// `hsn: null`.
    pub hsn_null: Switch,
    /// `packages: []`.
    pub packages_empty: Switch,
    /// Packages without `dimensions`.
    pub missing_dimensions: Switch,
    /// `&quot;` in SKUs that hold a quotation mark.
    pub sku_html_entity: Switch,
    /// `updatedAt` does not move when the label becomes ready.
    pub updated_at_frozen: Switch,
    /// Order item ids of the invoice JSON end in a line break.
    pub invoice_newline: Switch,
    /// Hand-over counts in the wrapped shape with `after` and `before`.
    pub handover_shape_b: Switch,
    /// A hand-over count lacks `value` of its parcels, one when 0: ready, and missing from the courier's device.
    pub handover_short: Switch,
    /// A hand-over count holds a parcel only so many milliseconds after it was marked ready.
    pub handover_lag_ms: u64,
    /// `pinCode` and `pincode`, `state` and `stateName`.
    pub pin_both_spellings: Switch,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            shuffle_rows: Switch::always(),
            slow_label_rate: Switch { rate: 0.02, ..Switch::default() },
            form_failure_rate: Switch { rate: 0.004, ..Switch::default() },
            ..Self::none()
        }
    }
}

impl Faults {
    /// Slow labels and failing forms only where somebody asked for other than the usual rate of them.
    pub(crate) fn leave_no_luck(&mut self) {
        let usual = Self::default();
        if self.slow_label_rate == usual.slow_label_rate {
            self.slow_label_rate = Switch::default();
        }
        if self.form_failure_rate == usual.form_failure_rate {
            self.form_failure_rate = Switch::default();
        }
    }

    /// Everything off, rows in order.
    #[must_use]
    pub fn none() -> Self {
        let off = Switch::default;
        Self {
            delay_ms: off(),
            throttle_429: off(),
            bad_gateway_502_html: off(),
            reset_before_apply: off(),
            reset_after_apply: off(),
            force_hang: off(),
            hang_after_apply: off(),
            token_death: off(),
            json_instead_of_pdf: off(),
            truncated_pdf: off(),
            labels_moved: off(),
            row_failure: off(),
            row_missing: off(),
            not_named: off(),
            rtd_quiet_failure: off(),
            shuffle_rows: off(),
            shuffle_pages: off(),
            form_failure_rate: off(),
            slow_label_rate: off(),
            slow_label_ms: 180_000,
            label_delay_ms: None,
            extra_fields: off(),
            quantity_as_float: off(),
            hsn_null: off(),
            packages_empty: off(),
            missing_dimensions: off(),
            sku_html_entity: off(),
            updated_at_frozen: off(),
            invoice_newline: off(),
            handover_shape_b: off(),
            handover_short: off(),
            handover_lag_ms: 0,
            pin_both_spellings: off(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_reads_as_rate_as_yes_and_as_object() {
        let faults: Faults = serde_json::from_str(
            r#"{"row_failure": 0.05, "shuffle_rows": false, "throttle_429": {"next": 2, "endpoint": "filter"}}"#,
        )
        .expect("valid faults");
        assert!((faults.row_failure.rate - 0.05).abs() < 1e-9);
        assert!(!faults.shuffle_rows.is_on());
        assert!(faults.throttle_429.concerns("filter") && !faults.throttle_429.concerns("pack"));
        assert!(serde_json::from_str::<Faults>(r#"{"no_such_fault": 1}"#).is_err(), "a slip in a fault file is told");
    }

    #[test]
    fn next_counts_down_after_those_that_pass() {
        let mut switch = Switch { next: 2, after: 1, ..Switch::default() };
        let struck: Vec<bool> = (0..4).map(|_| switch.strikes(0.5)).collect();
        assert_eq!(struck, [false, true, true, false]);
    }
}
