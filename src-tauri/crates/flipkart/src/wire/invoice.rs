//! Invoice data (contract 8.9, JSON form).

use godown_domain::{At, IndiaDay, OrderId, OrderItemId, Paise, ShipmentId};
use serde::Deserialize;

use super::Unreadable;
use super::lenient::{self, Number, Text};

/// The tax invoice of one shipment.
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    /// Which shipment.
    pub shipment_id: ShipmentId,
    /// Which order.
    pub order_id: Option<OrderId>,
    /// The invoice's number.
    pub number: Option<String>,
    /// The day on it.
    pub day: Option<IndiaDay>,
    /// Its lines.
    pub items: Vec<InvoiceItem>,
}

/// One line of an invoice.
#[derive(Debug, Clone, PartialEq)]
pub struct InvoiceItem {
    /// Which order line.
    pub order_item_id: OrderItemId,
    /// The line's amount.
    pub amount: Option<Paise>,
    /// Tax in percent.
    pub tax_rate: Option<f64>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct WireInvoice {
    shipment_id: Text,
    order_id: Text,
    invoice_number: Text,
    invoice_date: Text,
    #[serde(deserialize_with = "lenient::or_default")]
    order_items: Vec<WireItem>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct WireItem {
    order_item_id: Text,
    invoice_amount: Number,
    tax_rate: Number,
}

/// Reads invoice data; ids lose the stray newlines they were seen with.
///
/// # Errors
/// When the answer has no list of invoices.
pub fn read(body: &[u8]) -> Result<Vec<Invoice>, Unreadable> {
    #[derive(Deserialize)]
    struct Wire {
        invoices: Vec<WireInvoice>,
    }
    let wire: Wire = serde_json::from_slice(body).map_err(|e| Unreadable::json("the invoices", &e))?;
    Ok(wire.invoices.into_iter().filter_map(invoice).collect())
}

fn invoice(wire: WireInvoice) -> Option<Invoice> {
    let item = |wire: WireItem| {
        Some(InvoiceItem {
            order_item_id: wire.order_item_id.filled()?.into(),
            amount: wire.invoice_amount.0.and_then(Paise::from_rupees),
            tax_rate: wire.tax_rate.0,
        })
    };
    Some(Invoice {
        shipment_id: wire.shipment_id.filled()?.into(),
        order_id: wire.order_id.filled().map(Into::into),
        number: wire.invoice_number.filled(),
        day: day(&wire.invoice_date.0),
        items: wire.order_items.into_iter().filter_map(item).collect(),
    })
}

/// A calendar day, given as a day or as an instant.
fn day(text: &str) -> Option<IndiaDay> {
    At::parse(text).or_else(|| At::parse(&format!("{text}T00:00:00+05:30"))).map(At::day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_newlines_in_ids_are_trimmed() {
        let body = br#"{"invoices":[{"shipmentId":"s1\n","orderId":"OD1","invoiceNumber":"FAAB01\n","invoiceDate":"2026-11-21",
            "orderItems":[{"orderItemId":"1100\n","invoiceAmount":497.0,"taxRate":5}]}]}"#;
        let invoice = read(body).unwrap().remove(0);
        assert_eq!((invoice.shipment_id.as_str(), invoice.items[0].order_item_id.as_str()), ("s1", "1100"));
        assert_eq!(invoice.items[0].amount, Some(Paise(49_700)));
        assert_eq!(invoice.day.map(IndiaDay::to_wire).as_deref(), Some("2026-11-21"));
    }
}
