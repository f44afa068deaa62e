//! What goes onto paper: the plain facts a label, an invoice or a manifest prints.
//!
//! Owns no drawing and no state. The world fills these in, `paper` draws them.

/// A party with a postal address: the seller, the receiver or the one who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperParty {
    /// Person or firm, as printed.
    pub name: String,
    /// Street lines, in printing order, without city and pin code.
    pub lines: Vec<String>,
    /// City.
    pub city: String,
    /// Six-digit pin code.
    pub pin: String,
    /// State by its full name.
    pub state: String,
    /// Two letters as labels print them after `IN-`, such as `KA`.
    pub state_code: String,
    /// GST number, for firms.
    pub gstin: Option<String>,
    /// Income-tax number, for firms.
    pub pan: Option<String>,
}

/// One line of goods. Amounts are paise for the whole line, not per unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperItem {
    /// The seller's own product code.
    pub sku: String,
    /// Product title.
    pub description: String,
    /// Marketplace product id.
    pub fsn: String,
    /// HSN code of eight digits.
    pub hsn: String,
    /// Units.
    pub quantity: u32,
    /// Before discount, tax included, paise.
    pub gross_paise: i64,
    /// Discount, paise.
    pub discount_paise: i64,
    /// Value the tax is computed on, paise.
    pub taxable_paise: i64,
    /// GST rate in basis points: 1800 is 18 %.
    pub tax_rate_bp: u32,
    /// Seller and receiver in one state: CGST and SGST instead of IGST.
    pub same_state: bool,
    /// What the buyer pays for the line, paise.
    pub total_paise: i64,
    /// IMEI or serial numbers, all units.
    pub serials: Vec<String>,
}

/// One parcel: one label, one invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperShipment {
    /// Shipment id on the wire.
    pub shipment_id: String,
    /// Order id, `OD` and 18 digits.
    pub order_id: String,
    /// When the buyer ordered, UTC epoch milliseconds.
    pub order_date_ms: i64,
    /// AWB number.
    pub tracking_id: String,
    /// Courier as printed on the label.
    pub courier: String,
    /// Cash on delivery; otherwise prepaid.
    pub payment_cod: bool,
    /// Express tier; otherwise regular.
    pub express: bool,
    /// Routing class, one letter.
    pub class_letter: char,
    /// Routing mark, `(N) AAA/BBBB`.
    pub route_code: String,
    /// Hand-over-by date (`HBD`), UTC epoch milliseconds.
    pub handover_by_ms: i64,
    /// Customer promise date (`CPD`), UTC epoch milliseconds.
    pub promise_by_ms: i64,
    /// Who sells.
    pub seller: PaperParty,
    /// Where the parcel goes.
    pub ship_to: PaperParty,
    /// Who is billed.
    pub bill_to: PaperParty,
    /// Invoice number.
    pub invoice_no: String,
    /// Invoice date, UTC epoch milliseconds.
    pub invoice_date_ms: i64,
    /// Lines of goods.
    pub items: Vec<PaperItem>,
    /// Box number and box count of a multi-package shipment.
    pub mps_of: Option<(u32, u32)>,
    /// When the page was made, UTC epoch milliseconds.
    pub printed_at_ms: i64,
}

/// The list of parcels given to one courier in one pickup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperManifest {
    /// Name of the seller's location.
    pub location_name: String,
    /// Name of the seller.
    pub seller_name: String,
    /// Courier group.
    pub courier: String,
    /// Start of the pickup window, UTC epoch milliseconds.
    pub pickup_from_ms: i64,
    /// End of the pickup window, UTC epoch milliseconds.
    pub pickup_to_ms: i64,
    /// The parcels.
    pub rows: Vec<PaperManifestRow>,
}

/// One parcel on a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperManifestRow {
    /// AWB number.
    pub tracking_id: String,
    /// Order id.
    pub order_id: String,
    /// Shipment id.
    pub shipment_id: String,
    /// Cash on delivery.
    pub payment_cod: bool,
    /// Weight in grams.
    pub weight_g: u32,
}
