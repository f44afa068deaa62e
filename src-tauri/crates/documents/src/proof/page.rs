//! A label as a page that holds nothing but its picture.
//!
//! For pages that cannot be slimmed: what is cropped away from them would lie hidden in a print file.

use godown_domain::print::bitmap::Bitmap;
use godown_domain::print::{LabelLayout, LabelSize, Paper};
use lopdf::{Document, Object, Stream, dictionary};

use super::label::{LabelAsk, LabelDots};
use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;

/// Fine enough for any label printer to draw it again in its own dots.
const DPI: u16 = 600;
const UNWRITTEN: DocumentError = DocumentError::NotMade("a label cannot be written as a picture");

/// What `crop` (shown points) shows of a page (from 0), black and white, as a PDF of one page of that size. Its symbols are
/// put on whole dots; the file has no text.
///
/// # Errors
/// When the file is refused, has no such page, or the label is larger than any paper.
pub fn picture_of_label(bytes: &[u8], page: usize, crop: Rect) -> Result<Vec<u8>, DocumentError> {
    guarded(|| {
        let tenths = |points: f64| {
            #[expect(clippy::cast_possible_truncation, reason = "a page side, below 14,400 points")]
            let tenths = (points * 254.0 / 72.0).ceil() as i32;
            tenths
        };
        let layout = LabelLayout {
            paper: Paper::Custom { width: tenths(crop.width()), height: tenths(crop.height()) },
            size: LabelSize::Percent { percent: 100 },
            strip: String::new(),
            ..LabelLayout::default()
        };
        let mut label = LabelDots::draw(&LabelAsk { bytes, page, crop, layout: &layout, dpi: DPI, strip: "" })?;
        label.snap(None);
        written(&label.dots)
    })
}

fn written(dots: &Bitmap) -> Result<Vec<u8>, DocumentError> {
    let side = |dots: u32| f64::from(dots) * 72.0 / f64::from(DPI);
    let (width, height) = (side(dots.width()), side(dots.height()));
    let mut document = Document::with_version("1.4");
    let tree = document.new_object_id();
    let mut picture = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "BitsPerComponent" => 1, "ColorSpace" => "DeviceGray",
            "Width" => i64::from(dots.width()), "Height" => i64::from(dots.height()),
            // In a bitmap black is 1.
            "Decode" => vec![Object::Integer(1), Object::Integer(0)],
        },
        dots.rows().to_vec(),
    );
    picture.compress().map_err(|_| UNWRITTEN)?;
    let picture = document.add_object(picture);
    let content = format!("{width:.4} 0 0 {height:.4} 0 0 cm /P Do");
    let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
    #[expect(clippy::cast_possible_truncation, reason = "a page side, below 14,400 points")]
    let corner = |points: f64| Object::Real(points as f32);
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => Object::Reference(tree),
        "MediaBox" => vec![Object::Integer(0), Object::Integer(0), corner(width), corner(height)],
        "Resources" => dictionary! { "XObject" => dictionary! { "P" => Object::Reference(picture) } },
        "Contents" => Object::Reference(content),
    });
    let pages = dictionary! { "Type" => "Pages", "Kids" => vec![Object::Reference(page)], "Count" => 1 };
    document.objects.insert(tree, pages.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => Object::Reference(tree) });
    document.trailer.set("Root", Object::Reference(catalog));
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).map_err(|_| UNWRITTEN)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use godown_sandbox::corpus::Corpus;

    use super::*;
    use crate::print_file::{PlacedLabel, write_print_file};
    use crate::{Limits, Verdict, page_size, prove_label, read_labels};

    #[test]
    fn a_label_as_a_picture_scans_as_before_and_has_no_words_to_hide() {
        let file = Corpus::new(41).single(3).unwrap();
        let [left, bottom, right, top] = file.pages[0].border.unwrap();
        let crop = Rect::new(left, bottom, right, top).grow(2.0);
        let picture = picture_of_label(&file.bytes, 0, crop).unwrap();
        let (width, height) = page_size(&picture, 0).unwrap();
        assert!((width - crop.width()).abs() < 1.0 && (height - crop.height()).abs() < 1.0, "at its own size");

        let tracking_id = file.pages[0].tracking_id.as_str();
        let whole = Rect::new(0.0, 0.0, width, height);
        let layout = LabelLayout::default();
        let ask = crate::ProofAsk {
            bytes: &picture,
            page: 0,
            crop: whole,
            layout: &layout,
            dpi: 203,
            tracking_id,
            strip: "",
        };
        assert!(matches!(prove_label(&ask).unwrap().verdict, Verdict::Reads { .. }), "the bars read from it");

        let label = PlacedLabel { source: 0, page: 0, crop: whole, facts: Default::default(), invoice_pages: vec![] };
        let mut print_file = vec![];
        let facts = write_print_file(&mut vec![picture], &[label], &layout, "", &mut print_file).unwrap();
        assert!(facts.kept_whole.is_empty(), "a picture is always slimmed");
        let page = read_labels(&print_file, &Limits::default()).unwrap().pages.remove(0);
        assert!(!page.text.contains("Invoice") && !page.text.contains(tracking_id), "{}", page.text);
        let scanned = crate::decode_label(&print_file, 0).unwrap();
        assert!(
            scanned.iter().any(|symbol| symbol.text == tracking_id),
            "and a scanner reads it on paper: {scanned:?}"
        );
    }
}
