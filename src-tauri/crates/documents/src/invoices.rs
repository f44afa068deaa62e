//! The invoices of a batch as a file of their own.
//!
//! Owns their order (the labels' order, given by the caller) and their cut; the paper is A4 like the marketplace's.

use std::collections::BTreeMap;

use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;
use crate::limits::Limits;
use crate::print_file::{Assembler, Form, PrintFile, Source, Spot};
use crate::sound::SoundFile;

const A4: (f64, f64) = (595.28, 841.89);
/// The dashed cut line runs 2.5 points under the label's box; it is no part of the invoice.
const CUT_LINE: f64 = 4.0;
/// White above an invoice that was cut out, points.
const TOP: f64 = 28.0;

/// An invoice page to print.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedInvoice {
    /// Which source, from 0.
    pub source: usize,
    /// Which page of it, from 0.
    pub page: usize,
    /// How much of it.
    pub part: InvoicePart,
}

/// How much of a page is invoice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum InvoicePart {
    /// The page as it came.
    Whole,
    /// What stands below this height, shown points: the bottom of the label's box. It moves to the top of the paper.
    Below(f64),
}

/// Makes one A4 PDF of the invoice pages, in the order given. `labels` of the answer counts invoices' pages.
///
/// # Errors
/// When nothing was given, a source is refused, or a page or source does not exist.
pub fn invoices_file(sources: &[Source<'_>], invoices: &[PlacedInvoice]) -> Result<PrintFile, DocumentError> {
    guarded(|| {
        if invoices.is_empty() {
            return Err(DocumentError::Nothing);
        }
        let mut by_source: BTreeMap<usize, Vec<(usize, &PlacedInvoice)>> = BTreeMap::new();
        for (index, invoice) in invoices.iter().enumerate() {
            by_source.entry(invoice.source).or_default().push((index, invoice));
        }
        let mut assembler = Assembler::new();
        let mut forms: BTreeMap<usize, (Form, InvoicePart)> = BTreeMap::new();
        for (source, wanted) in by_source {
            let given = sources.get(source).ok_or_else(|| DocumentError::NoSuchSource {
                label: wanted.first().map_or(0, |(index, _)| index + 1),
                given: source,
            })?;
            let mut file = SoundFile::open(given.bytes, &Limits::default())?;
            let mut copied = assembler.source();
            for (index, invoice) in wanted {
                file.check_page(invoice.page)?;
                let all = file.page(invoice.page)?.frame.bounds();
                let crop = match invoice.part {
                    InvoicePart::Whole => all,
                    InvoicePart::Below(top) => Rect { y1: (top - CUT_LINE).min(all.y1), ..all },
                };
                forms.insert(index, (assembler.form(&file, &mut copied, invoice.page, crop)?, invoice.part));
            }
        }
        for (form, part) in forms.values() {
            assembler.page(&spot(form, *part), form, None);
        }
        let pages = assembler.page_count();
        Ok(PrintFile { bytes: assembler.finish()?, pages, labels: invoices.len() })
    })
}

/// Actual size unless the page is larger than A4.
fn spot(form: &Form, part: InvoicePart) -> Spot {
    let (width, height) = (form.crop.width(), form.crop.height());
    // Pages of 595 x 842 are A4 too: a fraction of a point is no reason to scale.
    let fits = (A4.0 / width).min(A4.1 / height);
    let scale = if fits > 0.999 { 1.0 } else { fits };
    let x = (A4.0 - width * scale) / 2.0;
    let y = match part {
        InvoicePart::Whole => A4.1 - height * scale,
        InvoicePart::Below(_) => (A4.1 - TOP - height * scale).max(0.0),
    };
    Spot { page_width: A4.0, page_height: A4.1, x, y, scale, strip: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read_labels;
    use crate::test_pages::{labels, order_id, tracking_id};

    #[test]
    fn invoices_come_out_in_order_whole_or_without_their_label() {
        let source = labels([3, 1]);
        let sources = [Source { bytes: &source }];
        let read = |bytes: &[u8]| read_labels(bytes, &Limits::default()).unwrap().pages;
        let below = read(&source)[1].label.unwrap().rect.y0;
        let asked = [
            PlacedInvoice { source: 0, page: 1, part: InvoicePart::Below(below) },
            PlacedInvoice { source: 0, page: 0, part: InvoicePart::Whole },
        ];
        let file = invoices_file(&sources, &asked).unwrap();
        assert_eq!(file.pages, 2);
        let pages = read(&file.bytes);
        assert_eq!(pages[0].order_ids, [order_id(1)]);
        assert!((pages[0].height - 841.89).abs() < 0.01);
        let top = pages[0].invoice_top.unwrap();
        assert!(top > 750.0 && top < 830.0, "the invoice moves to the top of the paper: {top}");
        assert_eq!(pages[1].tracking_ids, [tracking_id(3)]);
        assert!(crate::decode_label(&file.bytes, 0).unwrap().is_empty(), "no label's bars on a cut-out invoice");
        assert_eq!(invoices_file(&sources, &[]), Err(DocumentError::Nothing));
    }
}
