//! TSPL, the language of TSC and many Indian label printers.
//!
//! `BITMAP` takes raw bytes in which 0 is black, the opposite of ours (documents, section 6). Gap and speed stay as the
//! printer was set up: they belong to its roll, not to a label.

use godown_domain::print::bitmap::Bitmap;

/// One label; `dpi` gives the paper's size from the dots.
pub fn tspl(label: &Bitmap, dpi: u16) -> Vec<u8> {
    let (width, height) = (label.width(), label.height());
    let mut out = format!(
        "SIZE {} mm,{} mm\r\nDIRECTION 0\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,{},{height},0,",
        millimetres(width, dpi),
        millimetres(height, dpi),
        label.row_bytes(),
    )
    .into_bytes();
    out.extend(label.rows().iter().map(|byte| !byte));
    out.extend_from_slice(b"\r\nPRINT 1,1\r\n");
    out
}

/// With one decimal, rounded: printers take no more.
fn millimetres(dots: u32, dpi: u16) -> String {
    let dpi = u64::from(dpi.max(1));
    let tenths = (u64::from(dots) * 2_540 + dpi * 5) / (dpi * 10);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_is_named_in_millimetres() {
        assert_eq!(millimetres(812, 203), "101.6", "4 inch");
        assert_eq!(millimetres(1_181, 300), "100.0", "100 mm");
    }
}
