//! Putting a file together from forms.
//!
//! A page of a source becomes a form: its unchanged content, clipped to the crop, so that its graphics state cannot
//! leak and placing it is one matrix. Drops everything that is not drawing: links, scripts, attachments, metadata.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use hayro::kurbo::Affine;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::copy::{Copied, Copier, Known, plain_stream, shared};
use super::layout::Spot;
use super::strip::Strip;
use crate::error::DocumentError;
use crate::geometry::Rect;
use crate::sound::{PageFacts, SoundFile};

/// A piece of a page, ready to be drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    id: ObjectId,
    to_shown: Affine,
    /// What it shows, in shown points of its page.
    pub crop: Rect,
}

/// A PDF in the making.
pub(crate) struct Assembler {
    out: Document,
    known: Known,
    tree: ObjectId,
    pages: Vec<Object>,
    font: Option<ObjectId>,
}

impl Assembler {
    pub(crate) fn new() -> Self {
        let mut out = Document::with_version("1.7");
        let tree = out.new_object_id();
        Self { out, known: Known::new(), tree, pages: Vec::new(), font: None }
    }

    /// Begins copying from another source.
    pub(crate) fn source(&self) -> Copied {
        Copied::default()
    }

    pub(crate) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Makes a form of what `crop` shows of a page. The page must have been checked.
    pub(crate) fn form(
        &mut self,
        file: &SoundFile<'_>,
        copied: &mut Copied,
        page: usize,
        crop: Rect,
    ) -> Result<Form, DocumentError> {
        let facts = file.page(page)?;
        let frame = facts.frame;
        let crop = crop.intersect(&frame.bounds());
        if crop.width() < 1.0 || crop.height() < 1.0 {
            return Err(DocumentError::NotMade("the label's place is outside its page"));
        }
        let own = crop.through(frame.to_shown.inverse());
        let mut copier = Copier { from: &file.doc, to: &mut self.out, known: &mut self.known, copied };
        let (mut dict, content) = content(file, facts, &mut copier)?;
        dict.set("Type", "XObject");
        dict.set("Subtype", "Form");
        dict.set("FormType", 1);
        dict.set("BBox", Object::Array([own.x0, own.y0, own.x1, own.y1].map(real).to_vec()));
        let resources = facts.resources.as_ref().map(|resources| copier.object(resources, 0)).transpose()?;
        dict.set("Resources", resources.unwrap_or_else(|| Object::Dictionary(Dictionary::new())));
        let id = shared(&mut self.out, &mut self.known, Object::Stream(plain_stream(dict, content)));
        Ok(Form { id, to_shown: frame.to_shown, crop })
    }

    /// Adds a page showing one form.
    pub(crate) fn page(&mut self, spot: &Spot, form: &Form, strip: Option<&Strip<'_>>) {
        let place = Affine::translate((spot.x, spot.y))
            * Affine::scale(spot.scale)
            * Affine::translate((-form.crop.x0, -form.crop.y0))
            * form.to_shown;
        let [a, b, c, d, e, f] = place.as_coeffs().map(tidy);
        let mut content = format!("q {a} {b} {c} {d} {e} {f} cm /L Do Q\n");
        let mut resources = dictionary! { "XObject" => dictionary! { "L" => Object::Reference(form.id) } };
        if let Some(strip) = strip {
            content.push_str(&strip.content());
            resources.set("Font", dictionary! { "S" => Object::Reference(self.font()) });
        }
        self.add_page(spot.page_width, spot.page_height, content, resources);
    }

    /// Adds a page of drawn text; its font is `/S`.
    pub(crate) fn text_page(&mut self, width: f64, height: f64, content: &str) {
        let resources = dictionary! { "Font" => dictionary! { "S" => Object::Reference(self.font()) } };
        self.add_page(width, height, content.to_owned(), resources);
    }

    fn add_page(&mut self, width: f64, height: f64, content: String, resources: Dictionary) {
        let content = self.out.add_object(plain_stream(Dictionary::new(), content.into_bytes()));
        let page = self.out.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => Object::Reference(self.tree),
            "MediaBox" => Object::Array([0.0, 0.0, width, height].map(real).to_vec()),
            "Resources" => resources,
            "Contents" => Object::Reference(content),
        });
        self.pages.push(Object::Reference(page));
    }

    fn font(&mut self) -> ObjectId {
        let out = &mut self.out;
        *self.font.get_or_insert_with(|| {
            out.add_object(dictionary! {
                "Type" => "Font",
                "Subtype" => "Type1",
                "BaseFont" => "Helvetica",
                "Encoding" => "WinAnsiEncoding",
            })
        })
    }

    /// Writes the file.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, DocumentError> {
        let count = i64::try_from(self.pages.len()).unwrap_or(i64::MAX);
        let tree = dictionary! { "Type" => "Pages", "Kids" => Object::Array(self.pages), "Count" => count };
        self.out.objects.insert(self.tree, tree.into());
        // Labels must come out in the size they were made: the dialogue's "fit to page" is preset to off.
        let catalog = self.out.add_object(dictionary! {
            "Type" => "Catalog",
            "Pages" => Object::Reference(self.tree),
            "ViewerPreferences" => dictionary! { "PrintScaling" => "None" },
        });
        self.out.trailer.set("Root", Object::Reference(catalog));
        let mut bytes = Vec::new();
        self.out.save_to(&mut bytes).map_err(|_| DocumentError::NotMade("the file cannot be written"))?;
        Ok(bytes)
    }
}

/// A page's drawing with the entries that say how it is packed: unchanged when it is one stream, joined otherwise.
fn content(
    file: &SoundFile<'_>,
    page: &PageFacts,
    copier: &mut Copier<'_>,
) -> Result<(Dictionary, Vec<u8>), DocumentError> {
    if let [only] = page.contents.as_slice() {
        let stream = file.stream(*only)?;
        let mut packing = Dictionary::new();
        for key in [&b"Filter"[..], b"DecodeParms"] {
            if let Ok(value) = stream.dict.get(key) {
                packing.set(key, copier.object(value, 0)?);
            }
        }
        return Ok((packing, stream.content.clone()));
    }
    let mut joined = Vec::new();
    for id in &page.contents {
        joined.extend(file.inflate(*id)?);
        joined.push(b'\n');
    }
    let failed = |_| DocumentError::NotMade("a page cannot be packed");
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&joined).map_err(failed)?;
    Ok((dictionary! { "Filter" => "FlateDecode" }, packer.finish().map_err(failed)?))
}

#[expect(clippy::cast_possible_truncation, reason = "PDF numbers are single precision; pages are bounded")]
fn real(value: f64) -> Object {
    let value = tidy(value);
    if value.fract() == 0.0 { Object::Integer(value as i64) } else { Object::Real(value as f32) }
}

/// Five decimals: finer than any printer, and free of noise.
fn tidy(value: f64) -> f64 {
    let value = (value * 1e5).round() / 1e5;
    if value == 0.0 { 0.0 } else { value }
}
