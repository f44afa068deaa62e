//! The guardrails' words on paper and in spreadsheets.

use godown_domain::guardrail::board::{Count, LineValue, Standing};
use godown_domain::guardrail::fact::CancelledBy;
use godown_domain::guardrail::policy::{Certainty, LimitSet, Line, Metric, Sense, Window};
use godown_domain::{At, IndiaDay, Paise};

/// What one more of them is.
pub(super) fn thing(metric: Metric, count: i64) -> &'static str {
    let (one, many) = match metric {
        Metric::SellerCancellation => ("cancellation", "cancellations"),
        Metric::RtdBreach => ("late unit", "late units"),
        Metric::Reattempt => ("pickup reattempt", "pickup reattempts"),
        Metric::CustomerReturn => ("return", "returns"),
        Metric::RegionalUse => ("far shipment", "far shipments"),
        Metric::Sales => ("unit", "units"),
        Metric::Backlog => ("shipment", "shipments"),
    };
    if count == 1 { one } else { many }
}

/// A set where there is room to name the source.
pub(super) fn set(set: LimitSet) -> &'static str {
    match set {
        LimitSet::SuspensionA => "Suspension (first source)",
        LimitSet::SuspensionB => "Suspension (second source)",
        LimitSet::Own => "Own line",
        LimitSet::Gold | LimitSet::Silver | LimitSet::OmniGold => set.name(),
    }
}

pub(super) fn window(window: Window) -> String {
    match window {
        Window::Days(1) => "1 day".to_owned(),
        Window::Days(days) => format!("{days} days"),
        Window::Month => "month so far".to_owned(),
        Window::Quarter => "quarter so far".to_owned(),
    }
}

pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Crossed => "crossed",
        Standing::Tight => "tight",
        Standing::Unsure => "not known",
        Standing::Holds => "holds",
        Standing::TooFew => "too few to judge",
        Standing::Nothing => "nothing to judge",
    }
}

pub(super) fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Stated => "stated by the marketplace",
        Certainty::Reported => "reported",
        Certainty::Assumed => "assumed",
        Certainty::Own => "own choice",
    }
}

pub(super) fn cancelled_by(by: CancelledBy) -> &'static str {
    match by {
        CancelledBy::Seller => "Seller",
        CancelledBy::Buyer => "Buyer",
        CancelledBy::Marketplace => "Marketplace",
        CancelledBy::Unknown => "Unknown",
    }
}

/// `below 0.15%`, `at least 20%`, `6,000 units or ₹50,00,000`.
pub(super) fn limit(line: &Line) -> String {
    match line.sense {
        Sense::Below => format!("below {}", basis_points(line.limit_bp)),
        Sense::AtLeast => format!("at least {}", basis_points(line.limit_bp)),
        Sense::Reach => match (line.reach_units, line.reach_value) {
            (units, Paise(0)) => format!("{} units", grouped(units)),
            (0, value) => value.to_string(),
            (units, value) => format!("{} units or {value}", grouped(units)),
        },
    }
}

/// 15 is `0.15%`, 2000 is `20%`.
pub(super) fn basis_points(limit: u32) -> String {
    let text = format!("{}.{:02}", limit / 100, limit % 100);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Parts of a hundred with `places` decimals, rounded half up; none of nothing.
pub(super) fn percent(count: Count, of: Count, places: u32) -> Option<String> {
    if of.0 <= 0 {
        return None;
    }
    let scale = 10_i128.pow(places);
    let scaled = (i128::from(count.0) * 100 * scale * 2 + i128::from(of.0)).div_euclid(2 * i128::from(of.0));
    let width = usize::try_from(places).unwrap_or_default();
    Some(format!("{}.{:0width$}", scaled / scale, scaled % scale))
}

/// `12,34,567`, the Indian way.
pub(super) fn grouped(number: i64) -> String {
    let rupees = Paise(number.saturating_abs().saturating_mul(100)).to_string();
    format!("{}{}", if number < 0 { "-" } else { "" }, rupees.trim_start_matches('₹'))
}

/// `3 left`, `1 over`; for sales `120 above`; `8 short` where more are needed.
pub(super) fn room(value: &LineValue) -> String {
    let word = match (value.line.sense, value.room.0 < 0) {
        _ if value.standing == Standing::Nothing => return "–".to_owned(),
        (Sense::Below, true) => "over",
        (_, true) => "short",
        (Sense::Reach, false) => "above",
        (_, false) => "left",
    };
    format!("{} {word}", grouped(value.room.0.saturating_abs()))
}

/// `78 of 54,120`; for sales units and money.
pub(super) fn counted(value: &LineValue) -> String {
    match value.line.sense {
        Sense::Reach => format!("{} units and {}", grouped(value.count.0), value.value),
        _ => format!("{} of {}", grouped(value.count.0), grouped(value.of.0)),
    }
}

/// `21 Nov 2026`.
pub(super) fn day(day: IndiaDay) -> String {
    let wire = day.to_wire();
    format!("{} {}", short_day(day), wire.get(..4).unwrap_or_default())
}

/// `21 Nov`.
pub(super) fn short_day(day: IndiaDay) -> String {
    day.start().clock_text(NO_DAY).split(',').next().unwrap_or_default().to_owned()
}

/// `21 Nov, 16:00` in India.
pub(super) fn clock(at: At) -> String {
    at.clock_text(NO_DAY)
}

/// No instant falls on it, so that every clock is written with its day.
const NO_DAY: IndiaDay = IndiaDay(i32::MIN);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_the_indian_way() {
        assert_eq!(grouped(1_234_567), "12,34,567");
        assert_eq!(grouped(-3), "-3");
        assert_eq!(basis_points(15), "0.15%");
        assert_eq!(basis_points(140), "1.4%");
        assert_eq!(basis_points(2_000), "20%");
        assert_eq!(percent(Count(78), Count(54_120), 2).as_deref(), Some("0.14"));
        assert_eq!(percent(Count(1), Count(8), 2).as_deref(), Some("12.50"));
        assert_eq!(percent(Count(1), Count(0), 2), None);
    }
}
