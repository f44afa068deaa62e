//! What a scanned or typed code is, before anything is looked up.

/// The kind of a code; the text is trimmed and stripped of a scanner's control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// `OD` and digits.
    OrderId(String),
    /// A UUID.
    ShipmentId(String),
    /// Anything else that may be a tracking id, a SKU or part of an id: asked of the index in that order.
    Code(String),
    /// Nothing readable.
    Empty,
}

/// Classifies `text`. Ids are told by shape only where the shape is unmistakable (contract 2.3: no format is guaranteed).
pub fn classify(text: &str) -> Scan {
    let code: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    if code.is_empty() {
        return Scan::Empty;
    }
    let upper = code.to_ascii_uppercase();
    if let Some(digits) = upper.strip_prefix("OD")
        && (14..=22).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
    {
        return Scan::OrderId(upper);
    }
    let parts: Vec<usize> = code.split('-').map(str::len).collect();
    if parts == [8, 4, 4, 4, 12] && code.chars().all(|c| c == '-' || c.is_ascii_hexdigit()) {
        return Scan::ShipmentId(code.to_ascii_lowercase());
    }
    Scan::Code(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_cannot_be_mistaken_are_told_apart() {
        assert_eq!(classify(" od334455667788990100\r"), Scan::OrderId("OD334455667788990100".into()));
        let id = "7c1f2b9e-5a0d-4f0e-9a63-1d2e3f405162";
        assert_eq!(classify(id), Scan::ShipmentId(id.into()));
        assert_eq!(classify("FMPP0123456789"), Scan::Code("FMPP0123456789".into()));
        assert_eq!(classify("ODD-SOCKS-M"), Scan::Code("ODD-SOCKS-M".into()), "a SKU may start like an order id");
        assert_eq!(classify(" \n"), Scan::Empty);
    }
}
