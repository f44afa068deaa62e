//! Parcels the seller delivers itself, and stock.

use clap::Subcommand;
use godown_domain::self_ship::FailedBecause;
use godown_domain::{At, IndiaDay, ShipmentId, Sku};

/// Parcels the seller delivers itself.
#[derive(Debug, Subcommand)]
pub enum SelfShipCommand {
    /// The couriers the marketplace knows of
    Couriers,
    /// They left today with a courier of yours
    Send {
        /// Shipments; with a tracking number each as SHIPMENT=NUMBER
        #[arg(required = true, value_parser = parcel)]
        parcels: Vec<(ShipmentId, String)>,
        /// Code of the courier, as `self-ship couriers` tells it
        #[arg(long)]
        courier: String,
        /// The day the buyer is told to expect it, such as 2026-11-25
        #[arg(long, value_parser = day)]
        promised: IndiaDay,
    },
    /// They were delivered
    Delivered {
        /// Shipments
        #[arg(required = true)]
        shipments: Vec<ShipmentId>,
        /// When; today where absent
        #[arg(long, value_parser = day)]
        day: Option<IndiaDay>,
    },
    /// Somebody was there in vain
    Attempt {
        /// Shipments
        #[arg(required = true)]
        shipments: Vec<ShipmentId>,
        /// Why: customer-not-available, mutual-agreement or seller-issue
        #[arg(long, value_parser = reason)]
        reason: FailedBecause,
        /// In finer words
        #[arg(long, default_value = "")]
        detail: String,
        /// When; today where absent
        #[arg(long, value_parser = day)]
        day: Option<IndiaDay>,
        /// When somebody comes again
        #[arg(long, value_parser = day)]
        again: IndiaDay,
    },
}

/// Stock of listings.
#[derive(Debug, Subcommand)]
pub enum StockCommand {
    /// Listings with their stock, as last read
    List {
        /// In their SKU or title
        #[arg(default_value = "")]
        text: String,
        /// Read them from the marketplace first
        #[arg(long)]
        now: bool,
        /// At most so many
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Set how many units are there. A number that moved since it was last read is not written over
    Set {
        /// SKU=UNITS, once for every listing
        #[arg(required = true, value_parser = number)]
        numbers: Vec<(Sku, u32)>,
        /// Warehouse
        #[arg(long)]
        location: String,
    },
}

fn parcel(text: &str) -> Result<(ShipmentId, String), String> {
    let (id, tracking) = text.split_once('=').unwrap_or((text, ""));
    if id.trim().is_empty() {
        Err("a shipment id is missing".into())
    } else {
        Ok((id.trim().into(), tracking.trim().into()))
    }
}

/// The last `=` parts them: a SKU may hold one.
fn number(text: &str) -> Result<(Sku, u32), String> {
    let (sku, units) = text.rsplit_once('=').ok_or("SKU=UNITS")?;
    let units = units.trim().parse().map_err(|_| "the units must be a whole number, 0 or more".to_owned())?;
    if sku.is_empty() { Err("a SKU is missing".into()) } else { Ok((sku.into(), units)) }
}

fn day(text: &str) -> Result<IndiaDay, String> {
    let at = At::parse(&format!("{}T12:00:00+05:30", text.trim()));
    at.map(At::day).ok_or_else(|| "a day such as 2026-11-25".to_owned())
}

fn reason(text: &str) -> Result<FailedBecause, String> {
    FailedBecause::from_slug(text).ok_or_else(|| {
        let words: Vec<&str> = FailedBecause::ALL.into_iter().map(FailedBecause::slug).collect();
        format!("one of {}", words.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sku_may_hold_what_parts_it_from_its_number() {
        assert_eq!(number("MUG=BLUE=12"), Ok(("MUG=BLUE".into(), 12)));
        assert!(number("MUG=-1").is_err());
        assert!(number("MUG").is_err());
    }

    #[test]
    fn a_day_is_a_day_of_india() {
        assert_eq!(day("2026-11-25").map(IndiaDay::to_wire), Ok("2026-11-25".to_owned()));
        assert!(day("25.11.2026").is_err());
    }
}
