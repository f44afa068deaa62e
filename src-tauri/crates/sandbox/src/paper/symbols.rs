//! Bar and matrix symbols as dark modules.
//!
//! Owns the encoding. Refuses to know sizes in points: `sheet` draws the modules.

use barcoders::sym::code128::Code128;
use datamatrix::{DataMatrix, SymbolList, SymbolSize};
use qrcode::{Color, EcLevel, QrCode};

use super::PaperError;

/// A square symbol, row by row from the top.
pub(super) struct Matrix {
    pub(super) side: usize,
    pub(super) dark: Vec<bool>,
}

/// Longest id written wholly in code set B, as the marketplace does: 14 characters give its 189 modules.
const PLAIN_LENGTH: usize = 14;

/// Code 128 of an AWB number, one entry a module, quiet zones not included.
pub(super) fn code128(text: &str) -> Result<Vec<bool>, PaperError> {
    let refused = || PaperError::Symbol { symbology: "Code 128", text: text.to_owned() };
    if text.is_empty() || !text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return Err(refused());
    }
    let bars = Code128::new(code_sets(text)).map_err(|_| refused())?.encode();
    Ok(bars.into_iter().map(|bar| bar == 1).collect())
}

/// Puts the code-set marks in: set B, and set C for the digits at the end of an id too long for the label otherwise.
fn code_sets(text: &str) -> String {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count() & !1;
    let split = text.len() - if text.len() > PLAIN_LENGTH && digits >= 6 { digits } else { 0 };
    match text.split_at(split) {
        (plain, "") => format!("Ɓ{plain}"),
        ("", pairs) => format!("Ć{pairs}"),
        (plain, pairs) => format!("Ɓ{plain}Ć{pairs}"),
    }
}

/// Data Matrix (ECC 200) of 44 x 44 modules, as on the marketplace's labels; denser for more text.
pub(super) fn data_matrix(text: &str) -> Result<Matrix, PaperError> {
    let sizes = SymbolList::with_whitelist([SymbolSize::Square44, SymbolSize::Square52]);
    let refused = |_| PaperError::Symbol { symbology: "Data Matrix", text: text.to_owned() };
    let bitmap = DataMatrix::encode(text.as_bytes(), sizes).map_err(refused)?.bitmap();
    let side = bitmap.width();
    let mut dark = vec![false; side * side];
    for (column, row) in bitmap.pixels() {
        dark[row * side + column] = true;
    }
    Ok(Matrix { side, dark })
}

/// QR code, error correction level M.
pub(super) fn qr(text: &str) -> Result<Matrix, PaperError> {
    let refused = |_| PaperError::Symbol { symbology: "QR", text: text.to_owned() };
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(refused)?;
    Ok(Matrix {
        side: code.width(),
        dark: code.into_colors().into_iter().map(|module| module == Color::Dark).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_characters_take_the_marketplaces_189_modules() {
        assert_eq!(code128("FMPP0123456789").unwrap().len(), 189);
    }

    #[test]
    fn a_long_courier_number_packs_its_digits_in_pairs() {
        assert_eq!(code_sets("1490812345678901"), "Ć1490812345678901");
        assert_eq!(code_sets("XPRS1234567890123"), "ƁXPRS1Ć234567890123");
    }

    #[test]
    fn an_id_that_has_no_bars_is_refused() {
        assert!(matches!(code128("அ1"), Err(PaperError::Symbol { symbology: "Code 128", .. })));
        assert!(matches!(code128(""), Err(PaperError::Symbol { .. })));
    }
}
