//! Parcels the seller delivers itself (contract 9): what is told of them, and what of it can be checked here.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, IndiaDay, ShipmentId};

/// A courier of the seller's, as the marketplace lists it (contract 9.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Partner {
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
}

/// Couriers of the seller's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PartnerList {
    /// As the marketplace lists them.
    pub partners: Vec<Partner>,
    /// When they were read; none: never.
    pub read_at: Option<At>,
}

/// Why a visit ended without the parcel. The marketplace publishes no list; these are the situations its text names
/// (contract 9.3, a guess that it may refuse).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FailedBecause {
    /// Nobody took it.
    CustomerNotAvailable,
    /// Another day was agreed on.
    MutualAgreement,
    /// The seller could not come.
    SellerIssue,
}

impl FailedBecause {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::CustomerNotAvailable, Self::MutualAgreement, Self::SellerIssue];

    /// The wire's word.
    pub fn as_wire(self) -> &'static str {
        match self {
            Self::CustomerNotAvailable => "CUSTOMER_NOT_AVAILABLE",
            Self::MutualAgreement => "MUTUAL_AGREEMENT",
            Self::SellerIssue => "SELLER_ISSUE",
        }
    }

    /// The word on the command line.
    pub fn slug(self) -> &'static str {
        match self {
            Self::CustomerNotAvailable => "customer-not-available",
            Self::MutualAgreement => "mutual-agreement",
            Self::SellerIssue => "seller-issue",
        }
    }

    /// Reads a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.slug() == slug)
    }
}

/// How parcels leave with a courier of the seller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Sending {
    /// With whom.
    pub partner: Partner,
    /// When the buyer is told to expect it.
    pub promised: IndiaDay,
    /// The parcels.
    pub parcels: Vec<SentParcel>,
}

/// One parcel of a [`Sending`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SentParcel {
    /// Which.
    pub shipment_id: ShipmentId,
    /// The courier's number for it; empty where it has none.
    pub tracking_id: String,
    /// Number of the seller's invoice; the order's id where empty.
    pub invoice_number: String,
}

/// What cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slip {
    /// No courier was chosen.
    NoPartner,
    /// Promised for a day that is over.
    PromisedTooEarly,
    /// A day that has not come.
    InTheFuture,
    /// The next visit is before the failed one.
    NewDayTooEarly,
    /// Two parcels with one number.
    SameTracking,
}

/// What of a sending cannot be so (contract 9.1: delivered today at the earliest); the number of a parcel is its own.
pub fn check_sending(sending: &Sending, today: IndiaDay) -> Result<(), Slip> {
    if sending.partner.code.trim().is_empty() {
        return Err(Slip::NoPartner);
    }
    if sending.promised < today {
        return Err(Slip::PromisedTooEarly);
    }
    let mut numbers: Vec<&str> =
        sending.parcels.iter().map(|parcel| parcel.tracking_id.trim()).filter(|number| !number.is_empty()).collect();
    numbers.sort_unstable();
    if numbers.windows(2).any(|pair| pair[0] == pair[1]) { Err(Slip::SameTracking) } else { Ok(()) }
}

/// What of a day told cannot be so: nobody was there tomorrow.
pub fn check_visit(day: IndiaDay, today: IndiaDay) -> Result<(), Slip> {
    if day > today { Err(Slip::InTheFuture) } else { Ok(()) }
}

/// What of an attempt cannot be so.
pub fn check_attempt(day: IndiaDay, new_day: IndiaDay, today: IndiaDay) -> Result<(), Slip> {
    check_visit(day, today)?;
    if new_day < day { Err(Slip::NewDayTooEarly) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sending(numbers: &[&str]) -> Sending {
        let parcel = |number: &&str| SentParcel {
            shipment_id: "s".into(),
            tracking_id: (*number).to_owned(),
            invoice_number: String::new(),
        };
        let partner = Partner { name: "Own fleet".into(), code: "OWNFLEET".into() };
        Sending { partner, promised: IndiaDay(10), parcels: numbers.iter().map(parcel).collect() }
    }

    #[test]
    fn two_parcels_never_share_a_number_and_many_may_have_none() {
        assert_eq!(check_sending(&sending(&["A1", " A1 "]), IndiaDay(10)), Err(Slip::SameTracking));
        assert_eq!(check_sending(&sending(&["", "", "A1"]), IndiaDay(10)), Ok(()));
    }

    #[test]
    fn nothing_is_promised_for_yesterday_and_nobody_was_there_tomorrow() {
        assert_eq!(check_sending(&sending(&[]), IndiaDay(11)), Err(Slip::PromisedTooEarly));
        assert_eq!(check_visit(IndiaDay(11), IndiaDay(10)), Err(Slip::InTheFuture));
        assert_eq!(check_attempt(IndiaDay(10), IndiaDay(9), IndiaDay(10)), Err(Slip::NewDayTooEarly));
        assert_eq!(check_attempt(IndiaDay(10), IndiaDay(10), IndiaDay(10)), Ok(()));
    }
}
