//! A piece of a page as a form: its own graphics state, clipped to the crop, placed by one matrix.

use hayro::kurbo::Affine;

use super::copy::Copier;
use crate::error::DocumentError;
use crate::geometry::Rect;
use crate::limits::Limits;
use crate::raw::{Objects, Packer, PdfWriter, RawPage, number};
use crate::slim::Slimmer;

/// A form in the file being written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub id: u32,
    to_shown: Affine,
    /// What it shows, in shown points of its page.
    pub crop: Rect,
    /// Its page could not be slimmed: what is cropped away is hidden, but in the file.
    pub kept_whole: bool,
}

impl Piece {
    /// From the form's own space to points whose origin is the crop's bottom-left corner.
    pub(super) fn corner_matrix(&self) -> Affine {
        Affine::translate((-self.crop.x0, -self.crop.y0)) * self.to_shown
    }
}

/// The part of a page that is on it at all; an error where there is none.
pub(super) fn on_page(page: &RawPage, crop: &Rect) -> Result<Rect, DocumentError> {
    let crop = crop.intersect(&page.frame.bounds());
    // Also refuses what is no number.
    if crop.width() >= 1.0 && crop.height() >= 1.0 {
        Ok(crop)
    } else {
        Err(DocumentError::NotMade("the label's place is outside its page"))
    }
}

/// The page's drawing unchanged.
pub(super) fn lossless(
    copier: &mut Copier<'_>,
    page: &RawPage,
    crop: Rect,
    out: &mut PdfWriter<'_>,
) -> Result<Piece, DocumentError> {
    let file = copier.file;
    let mut dict = head(page, &crop);
    match file.resources(page) {
        Some(resources) => copier.value(resources, &mut dict, out)?,
        None => dict.extend_from_slice(b"<<>>"),
    }
    let id = out.reserve();
    if let [only] = page.contents.as_slice() {
        let stream = file.object(*only);
        let entries = stream.map(|stream| stream.dict()).unwrap_or_default();
        for key in ["Filter", "DecodeParms"] {
            if let Some(value) = entries.get(key.as_bytes()) {
                dict.push(b'/');
                dict.extend_from_slice(key.as_bytes());
                dict.push(b' ');
                copier.value(value, &mut dict, out)?;
            }
        }
        out.put_stream(id, &dict, stream.and_then(|stream| stream.stream).unwrap_or_default());
    } else {
        let (mut joined, mut part) = (Vec::new(), Vec::new());
        let limits = Limits::default();
        for stream in page.contents.iter().filter_map(|id| file.object(*id)) {
            file.decode_into(&stream, &mut part, &limits)?;
            joined.extend_from_slice(&part);
            joined.push(b'\n');
        }
        dict.extend_from_slice(b"/Filter/FlateDecode");
        let packed = Packer::new().pack(&joined).ok_or(DocumentError::NotMade("a page cannot be packed"))?;
        out.put_stream(id, &dict, &packed);
    }
    Ok(Piece { id, to_shown: page.frame.to_shown, crop, kept_whole: false })
}

/// Only what is seen of the page.
pub(super) fn slim(
    slimmer: &mut Slimmer,
    copier: &Copier<'_>,
    (index, page): (usize, &RawPage),
    crop: Rect,
    out: &mut PdfWriter<'_>,
) -> Result<Piece, DocumentError> {
    let form = slimmer.page(copier.file, index, own(page, &crop), out)?;
    let mut dict = head(page, &crop);
    dict.extend_from_slice(&form.resources);
    dict.extend_from_slice(b"/Filter/FlateDecode");
    let id = out.reserve();
    out.put_stream(id, &dict, &slimmer.pack(&form.content)?);
    Ok(Piece { id, to_shown: page.frame.to_shown, crop, kept_whole: form.kept.is_some() })
}

/// The crop in the page's own user space.
fn own(page: &RawPage, crop: &Rect) -> Rect {
    crop.through(page.frame.to_shown.inverse())
}

/// A form's dictionary up to its resources.
fn head(page: &RawPage, crop: &Rect) -> Vec<u8> {
    let own = own(page, crop);
    let mut dict = b"/Type/XObject/Subtype/Form/FormType 1/BBox[".to_vec();
    for side in [own.x0, own.y0, own.x1, own.y1] {
        number(&mut dict, side);
        dict.push(b' ');
    }
    dict.extend_from_slice(b"]/Resources ");
    dict
}
