//! The invoices of labels: their cut, and a file of their own.

use std::io::Write;

use hayro::kurbo::Affine;

use super::book::Book;
use super::form::{self, Piece};
use super::{PlacedLabel, PrintFileFacts, Shelf, each_source};
use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;
use crate::raw::RawFile;

const A4: (f64, f64) = (595.28, 841.89);
/// The dashed cut line runs 2.5 points under the label's box; it is no part of the invoice.
const CUT_LINE: f64 = 4.0;
/// The marketplace's pages are white so far from their edges, points; an invoice that was cut out keeps as much above.
const WHITE: f64 = 28.0;
/// Office printers leave an edge of about 4 mm white.
const EDGE: f64 = 12.0;

/// What of a page is the label's invoice: the whole of a page of its own, what stands below the label of a shared one.
pub(super) fn part(file: &RawFile<'_>, label: &PlacedLabel, page: usize) -> Result<Rect, DocumentError> {
    let all = file.page(page)?.frame.bounds();
    let top = label.crop.y0 - CUT_LINE;
    // A turned page, or a label at the foot of its page: nothing stands below.
    let below = page == label.page && top > all.height() / 4.0;
    Ok(if below { Rect { y0: all.y0 + WHITE.min(top / 4.0), y1: top, ..all } } else { all })
}

/// Where an invoice goes on a page of its own: in its own size where it fits, turned where that makes it larger.
pub(super) fn alone(piece: &Piece, width: f64, height: f64) -> Affine {
    let top = if piece.crop.height() < height - WHITE { WHITE } else { 0.0 };
    in_room(piece, Rect::new(0.0, 0.0, width, height - top))
}

/// At the top of `room`, in its middle.
fn in_room(piece: &Piece, room: Rect) -> Affine {
    let (width, height) = (piece.crop.width(), piece.crop.height());
    let scale = |width: f64, height: f64| {
        // A page of 842 points is A4 too: a fraction of a point is no reason to scale.
        let fits = (room.width() / width).min(room.height() / height);
        if fits > 0.999 { 1.0 } else { fits }
    };
    let (upright, turned) = (scale(width, height), scale(height, width));
    if turned > upright * 1.1 {
        let x = room.x0 + (room.width() - height * turned) / 2.0;
        let turn = Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width]);
        return Affine::translate((x, room.y1 - width * turned)) * Affine::scale(turned) * turn;
    }
    let x = room.x0 + (room.width() - width * upright) / 2.0;
    Affine::translate((x, room.y1 - height * upright)) * Affine::scale(upright)
}

/// Writes one A4 PDF with the invoices of the labels, in the order given, one or two on a page.
///
/// `labels` of the answer counts those that have an invoice.
///
/// # Errors
/// When no label has an invoice, a source or page is missing or refused, or `out` fails.
pub fn write_invoices(
    shelf: &mut dyn Shelf,
    labels: &[PlacedLabel],
    two_up: bool,
    out: &mut dyn Write,
) -> Result<PrintFileFacts, DocumentError> {
    guarded(|| {
        let has = |index: &usize| labels.get(*index).is_some_and(|label| !label.invoice_pages.is_empty());
        let order: Vec<usize> = (0..labels.len()).filter(has).collect();
        if order.is_empty() {
            return Err(DocumentError::Nothing);
        }
        let mut book = Book::new(out);
        let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); labels.len()];
        each_source(shelf, labels, &order, |copier, index, label| {
            for page in &label.invoice_pages {
                let crop = part(copier.file, label, *page)?;
                let page = copier.file.page(*page)?.clone();
                let piece = form::lossless(copier, &page, crop, &mut book.out)?;
                if let Some(all) = pieces.get_mut(index) {
                    all.push(piece);
                }
            }
            Ok(())
        })?;
        let mut page_of = vec![usize::MAX; labels.len()];
        let mut upper_taken = false;
        for index in &order {
            for (at, piece) in pieces.get(*index).into_iter().flatten().enumerate() {
                if let (0, Some(page)) = (at, page_of.get_mut(*index)) {
                    *page = book.pages();
                }
                if !two_up {
                    book.draw(piece, alone(piece, A4.0, A4.1));
                    book.close_page(A4.0, A4.1);
                    continue;
                }
                let y0 = if upper_taken { 0.0 } else { A4.1 / 2.0 };
                book.draw(piece, in_room(piece, Rect::new(0.0, y0, A4.0, y0 + A4.1 / 2.0 - EDGE)));
                if upper_taken {
                    book.close_page(A4.0, A4.1);
                }
                upper_taken = !upper_taken;
            }
        }
        if book.is_open() {
            book.close_page(A4.0, A4.1);
        }
        Ok(PrintFileFacts { pages: book.finish()?, labels: order.len(), order, page_of, kept_whole: Vec::new() })
    })
}
