//! What a crop shows of a page, and nothing else.
//!
//! Owns slim mode: the page's operators are walked once, with matrix, clips and text state, and only what can be seen
//! inside the crop is written again. Glyphs of all files join one font per family; pictures that are black and white
//! come down to one bit a pixel. So a print file holds no invoice text, is a tenth of the size and is drawn several
//! times faster. Every operator that may change what is seen is understood, or the page is kept whole and
//! [`SlimForm::kept`] says why: never a wrong picture.
//!
//! A picture that reaches into the crop is cut to the pixels that are seen. What stays although it may not be seen: a path that
//! reaches into the crop, behind the crop's clip; a font that joins no union is copied whole, and its glyphs count as seen as far as the font's own box reaches.
//! Text that is set to be invisible goes.

mod carry;
mod face;
mod ink;
mod inline;
mod letters;
mod lex;
mod look;
mod number;
mod operands;
mod paint;
mod part;
mod path;
mod picture;
mod resources;
mod set_up;
mod sfnt;
mod state;
mod text;
mod union;
mod walk;
mod words;
mod written;

#[cfg(test)]
mod tests;

use hayro::kurbo::Affine;

use crate::error::{DocumentError, guarded};
use crate::geometry::Rect;
use crate::limits::Limits;
use crate::raw::{Dict, Objects, Packer, PdfWriter, RawFile, Value};
use carry::Carrier;
use face::{Descriptor, Subset};
use resources::{Pictured, Resources};
use text::MOST_SUBSETS;
use union::Union;
use walk::{Shelf, Walk};

/// What a crop shows of a page: the parts of a form.
#[derive(Debug)]
pub(crate) struct SlimForm {
    /// Plain operators in the page's own coordinates. They leave nothing open and must stand behind the crop's clip.
    pub content: Vec<u8>,
    /// A written dictionary.
    pub resources: Vec<u8>,
    /// The pictures in the order they are drawn.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests hold what is placed against what was drawn"))]
    pub images: Vec<PlacedImage>,
    /// Why the page was kept as it is, hidden parts and all; `None` for one that was slimmed.
    pub kept: Option<KeptBecause>,
}

/// A picture on a slimmed page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlacedImage {
    /// Its name in the resources, without the slash.
    pub name: String,
    /// From the unit square to the page's own coordinates.
    pub matrix: Affine,
    /// Number of its object in the output.
    pub object: u32,
}

/// Why a page is kept as it is: what could not be understood surely enough to be written again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeptBecause {
    /// Words or operands that readers take differently.
    Unreadable,
    UnknownOperator,
    /// A name, picture, form or font it uses is not there or not what it should be.
    Missing,
    /// A font whose codes or widths cannot be told: drawn glyphs, other encodings, no widths.
    Font,
    /// Text as a clip.
    TextClip,
    /// Soft masks, blend modes, knockout groups.
    Blending,
    /// Default colour spaces, patterns inside forms.
    Colours,
    /// Layers that may be switched off.
    Layers,
    /// A picture in the content whose end is not certain.
    InlinePicture,
    /// A picture that reaches out of what is seen and whose pixels cannot be cut.
    HiddenPicture,
    /// More names, states or operators than can be kept small.
    TooMuch,
}

/// Why a walk ended early.
#[derive(Debug)]
enum Stop {
    Keep(KeptBecause),
    Refused(Box<DocumentError>),
}

impl From<DocumentError> for Stop {
    fn from(error: DocumentError) -> Self {
        Self::Refused(Box::new(error))
    }
}

/// One font of the output and the number it is referred to by.
struct OpenUnion {
    union: Union,
    id: u32,
    descriptor: Descriptor,
}

/// A subset as it was read, found again by the hash of all its parts.
struct CachedSubset {
    mark: u128,
    subset: Subset,
    used: bool,
}

/// Slims the pages of one output file.
pub(crate) struct Slimmer {
    limits: Limits,
    subsets: Vec<CachedSubset>,
    unions: Vec<OpenUnion>,
    /// The page's inflated content and one part of it; kept, so that nothing is allocated from page to page.
    content: Vec<u8>,
    part: Vec<u8>,
    packer: Packer,
}

impl Slimmer {
    pub(crate) fn new() -> Self {
        Self {
            limits: Limits::default(),
            subsets: Vec::new(),
            unions: Vec::new(),
            content: Vec::new(),
            part: Vec::new(),
            packer: Packer::new(),
        }
    }

    /// What `crop` (in the page's own coordinates) shows of the page. New objects go to `out`.
    ///
    /// # Errors
    /// When there is no such page, its content is damaged, too large or draws itself.
    pub(crate) fn page(
        &mut self,
        file: &RawFile<'_>,
        page: usize,
        crop: Rect,
        out: &mut dyn Objects,
    ) -> Result<SlimForm, DocumentError> {
        let mut content = std::mem::take(&mut self.content);
        let form =
            self.read_content(file, page, &mut content).and_then(|()| self.slim(file, page, crop, &content, out));
        self.content = content;
        form
    }

    fn slim(
        &mut self,
        file: &RawFile<'_>,
        page: usize,
        crop: Rect,
        content: &[u8],
        out: &mut dyn Objects,
    ) -> Result<SlimForm, DocumentError> {
        let resources = match file.resources(file.page(page)?).map(|value| file.resolve(value)) {
            Some(Value::Dict(resources)) => resources,
            _ => Dict::default(),
        };
        match self.walk(file, resources, content, crop, out) {
            Ok(form) => Ok(form),
            Err(Stop::Refused(error)) => Err(*error),
            Err(Stop::Keep(why)) => {
                let mut written = b"<<".to_vec();
                let broken = DocumentError::Damaged("a part of a page is missing");
                written.extend_from_slice(&Carrier::new(file).value(resources.0, out).ok_or(broken)?);
                written.extend_from_slice(b">>");
                Ok(SlimForm { content: content.to_vec(), resources: written, images: Vec::new(), kept: Some(why) })
            }
        }
    }

    /// All content streams of a page, one behind the other.
    fn read_content(&mut self, file: &RawFile<'_>, page: usize, into: &mut Vec<u8>) -> Result<(), DocumentError> {
        let parts = &file.page(page)?.contents;
        let missing = || DocumentError::Damaged("what a page shows is missing");
        into.clear();
        for (index, id) in parts.iter().enumerate() {
            let object = file.object(*id).ok_or_else(missing)?;
            if index == 0 {
                file.decode_into(&object, into, &self.limits)?;
                continue;
            }
            file.decode_into(&object, &mut self.part, &self.limits)?;
            into.push(b'\n');
            into.extend_from_slice(&self.part);
            if into.len() as u64 > self.limits.page_bytes {
                return Err(crate::sound::too_large("what a page draws, in bytes", self.limits.page_bytes));
            }
        }
        Ok(())
    }

    fn walk(
        &mut self,
        file: &RawFile<'_>,
        dict: Dict<'_>,
        content: &[u8],
        crop: Rect,
        out: &mut dyn Objects,
    ) -> Result<SlimForm, Stop> {
        self.forget_unused();
        let mut resources = Resources::new(file);
        resources.scope(dict)?;
        let shelf = Shelf { subsets: &mut self.subsets, unions: &mut self.unions, limits: &self.limits };
        let mut walk = Walk::new(resources, shelf, &mut *out, crop);
        walk.content(content)?;
        walk.ink.close();
        let Walk { resources, ink, placed, over_ink, .. } = walk;
        let mut pictures = Vec::with_capacity(resources.pictures.len());
        for (letter, number) in ink.used.names() {
            if letter != b'I' {
                continue;
            }
            let missing = Stop::Keep(KeptBecause::Missing);
            let Some(Pictured { id, part }) = resources.pictures.get(usize::from(number)) else { return Err(missing) };
            let object = file.object(*id).ok_or(Stop::Keep(KeptBecause::Missing))?;
            let here = if let Some(part) = part {
                let body = part::cut(file, &object, *part, (&self.limits, &mut self.packer), out);
                out.shared(&body.ok_or(Stop::Keep(KeptBecause::HiddenPicture))?)
            } else {
                let tone = if over_ink.contains(&number) { picture::Tone::Both } else { picture::Tone::Stencil };
                match picture::one_bit(file, &object, &self.limits, &mut self.packer, tone) {
                    Some(body) => out.shared(&body),
                    None => Carrier::new(file).object(*id, out).ok_or(missing)?,
                }
            };
            pictures.push((number, here));
        }
        let unions: Vec<u32> = self.unions.iter().map(|open| open.id).collect();
        let written = resources.write(&ink.used, &pictures, &unions, out)?;
        let images = placed
            .into_iter()
            .filter_map(|(number, matrix)| {
                let (_, object) = pictures.iter().find(|(known, _)| *known == number)?;
                Some(PlacedImage { name: format!("I{number}"), matrix, object: *object })
            })
            .collect();
        Ok(SlimForm { content: ink.out, resources: written, images, kept: None })
    }

    /// Forgets the subsets that pages have not used for the longest.
    fn forget_unused(&mut self) {
        if self.subsets.len() > MOST_SUBSETS {
            self.subsets.retain(|cached| cached.used);
            for cached in &mut self.subsets {
                cached.used = false;
            }
        }
        if self.subsets.len() > MOST_SUBSETS {
            self.subsets.clear();
        }
    }

    /// The bytes as a zlib stream.
    ///
    /// # Errors
    /// When they cannot be packed.
    pub(crate) fn pack(&mut self, plain: &[u8]) -> Result<Vec<u8>, DocumentError> {
        self.packer.pack(plain).ok_or(DocumentError::NotMade("a page cannot be packed"))
    }

    /// Writes the fonts. To be called once, after the last page.
    ///
    /// # Errors
    /// When a font cannot be packed.
    pub(crate) fn finish(mut self, out: &mut dyn Objects) -> Result<(), DocumentError> {
        for (index, open) in self.unions.into_iter().enumerate() {
            written::font(open, index, &mut self.packer, out)?;
        }
        Ok(())
    }
}

/// One page slimmed to a file of its own, for drawing and for whatever leaves the house.
///
/// `crop` is in shown points, like every box of this room: origin at the bottom-left of what is seen of the page,
/// upright as shown. The new page is the crop, upright, its origin at 0,0. `page` counts from 0.
///
/// # Errors
/// When the file is refused, has no such page, or the page is damaged or draws itself.
pub fn slim_page(bytes: &[u8], page: usize, crop: Rect) -> Result<Vec<u8>, DocumentError> {
    guarded(|| slim_page_of(&RawFile::open(bytes, &Limits::default())?, page, crop))
}

/// The same of an opened file.
pub(crate) fn slim_page_of(file: &RawFile<'_>, page: usize, crop: Rect) -> Result<Vec<u8>, DocumentError> {
    let frame = file.page(page)?.frame;
    let from_shown = frame.to_shown.inverse();
    let mut slimmed = Vec::new();
    let mut out = PdfWriter::new(&mut slimmed);
    let mut slimmer = Slimmer::new();
    let on_page = crop.through(from_shown);
    let form = slimmer.page(file, page, on_page, &mut out)?;
    slimmer.finish(&mut out)?;
    let to_page = Affine::translate((-crop.x0, -crop.y0)) * frame.to_shown;
    let root = written::page(&form, on_page, to_page, (crop.width(), crop.height()), &mut out)?;
    out.finish(root)?;
    Ok(slimmed)
}
