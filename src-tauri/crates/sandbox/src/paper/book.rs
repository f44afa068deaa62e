//! A document being written, page after page, in groups that share their fonts and logos.
//!
//! Owns the page dictionaries and the page tree. Refuses to know what is drawn.

use super::PaperError;
use super::file::{PdfFile, deflate};
use super::group::Group;
use super::sheet::{Drawn, PAGE_HEIGHT, PAGE_WIDTH, Sheet};
use super::typeface::{Typefaces, typefaces};

/// Pages that share fonts and logos in a file of many.
const GROUP: usize = 10;

/// How a page lies on its paper.
#[derive(Debug, Clone)]
pub(crate) struct PageForm {
    /// A matrix the whole page goes through first.
    pub(crate) before: Option<[f32; 6]>,
    /// Corners as they are written.
    pub(crate) media: [f32; 4],
    /// Further entries of the page's dictionary.
    pub(crate) entries: String,
}

impl Default for PageForm {
    fn default() -> Self {
        Self { before: None, media: [0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT], entries: String::new() }
    }
}

/// A document being written.
pub(crate) struct Book {
    file: PdfFile,
    faces: &'static Typefaces,
    group: Group,
    pages: Vec<u32>,
    leaves: Vec<u32>,
    /// Fonts tell what their glyphs stand for.
    named: bool,
    /// Objects every page names: the graphics state and the colour space of the maker.
    state: u32,
    space: u32,
}

impl Book {
    pub(crate) fn open(named: bool) -> Result<Self, PaperError> {
        let mut file = PdfFile::new();
        let state = file.add("<</Type/ExtGState/SA true/SM 0.02/ca 1.0/CA 1.0/AIS false/SMask/None>>");
        let space = file.add("[/Pattern/DeviceRGB]");
        let (pages, leaves) = (Vec::new(), Vec::new());
        Ok(Self { file, faces: typefaces()?, group: Group::new(), pages, leaves, named, state, space })
    }

    pub(super) fn faces(&self) -> &'static Typefaces {
        self.faces
    }

    /// The next page starts with these letters' fonts in an order of their own, if it starts a group.
    pub(super) fn scramble(&mut self, text: &str) {
        if self.pages.len().is_multiple_of(GROUP) {
            self.group.scramble(self.faces, text);
        }
    }

    pub(super) fn page(
        &mut self,
        form: &PageForm,
        draw: impl FnOnce(&mut Sheet) -> Result<(), PaperError>,
    ) -> Result<(), PaperError> {
        let mut sheet = Sheet::new(self.faces, &mut self.file, &mut self.group, form.before);
        draw(&mut sheet)?;
        let drawn = sheet.finish();
        self.bind(form, &drawn)
    }

    fn bind(&mut self, form: &PageForm, drawn: &Drawn) -> Result<(), PaperError> {
        let content = self.file.add_stream("/Filter/FlateDecode", &deflate(&drawn.content));
        let names =
            |prefix: &str, ids: &[u32]| -> String { ids.iter().map(|id| format!("/{prefix}{id} {id} 0 R")).collect() };
        let (fonts, pictures) = (names("F", &drawn.fonts), names("Im", &drawn.pictures));
        let resources = self.file.add(&format!(
            "<</ColorSpace<</PCSp {} 0 R/CSp/DeviceRGB/CSpg/DeviceGray>>/ExtGState<</GSa {} 0 R>>/Pattern<<>>\
             /Font<<{fonts}>>/XObject<<{pictures}>>>>",
            self.space, self.state
        ));
        let parent = self.file.leaf_of(&mut self.leaves, self.pages.len());
        let [x0, y0, x1, y1] = form.media;
        let page = self.file.add(&format!(
            "<</Type/Page/Parent {parent} 0 R/Contents {content} 0 R/Resources {resources} 0 R\
             /MediaBox[{x0} {y0} {x1} {y1}]{}>>",
            form.entries
        ));
        self.pages.push(page);
        if self.pages.len().is_multiple_of(GROUP) {
            self.end_group()?;
        }
        Ok(())
    }

    fn end_group(&mut self) -> Result<(), PaperError> {
        std::mem::replace(&mut self.group, Group::new()).close(self.faces, &mut self.file, self.named)
    }

    pub(crate) fn close(mut self) -> Result<Vec<u8>, PaperError> {
        if self.pages.is_empty() {
            return Err(PaperError::Empty);
        }
        self.end_group()?;
        Ok(self.file.close(&self.pages, &self.leaves))
    }
}
