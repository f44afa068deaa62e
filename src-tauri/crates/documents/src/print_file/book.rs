//! The pages of a file being written.
//!
//! Owns the page tree, balanced so that the ten-thousandth page is found as fast as the first, and the catalog. A page
//! is written when it is full; nothing of it stays in memory.

use std::io::Write;

use hayro::kurbo::Affine;

use super::form::Piece;
use crate::error::DocumentError;
use crate::raw::{Objects, PdfWriter, integer, number};
use crate::typeface::{Fonts, matrix};

/// Kids of one node of the page tree.
const KIDS: usize = 64;

pub(super) struct Book<'w> {
    pub out: PdfWriter<'w>,
    pub fonts: Fonts,
    /// Open nodes of the page tree, the leaves' parents first.
    tree: Vec<Node>,
    pages: usize,
    /// The open page: what it draws and the forms it draws.
    pub content: Vec<u8>,
    forms: Vec<u32>,
}

struct Node {
    id: u32,
    kids: Vec<u32>,
    pages: usize,
}

impl<'w> Book<'w> {
    pub(super) fn new(out: &'w mut dyn Write) -> Self {
        Self {
            out: PdfWriter::new(out),
            fonts: Fonts::default(),
            tree: Vec::new(),
            pages: 0,
            content: Vec::new(),
            forms: Vec::new(),
        }
    }

    /// Finished pages; the index of the open one.
    pub(super) fn pages(&self) -> usize {
        self.pages
    }

    /// Whether anything was drawn since the last page.
    pub(super) fn is_open(&self) -> bool {
        !self.content.is_empty()
    }

    /// Draws a piece; `place` is where its bottom-left corner goes.
    pub(super) fn draw(&mut self, piece: &Piece, place: Affine) {
        self.content.extend_from_slice(b"q ");
        matrix(&mut self.content, place * piece.corner_matrix());
        self.content.extend_from_slice(b"cm/L");
        integer(&mut self.content, self.forms.len() as u64);
        self.content.extend_from_slice(b" Do Q\n");
        self.forms.push(piece.id);
    }

    /// Writes the open page.
    pub(super) fn close_page(&mut self, width: f64, height: f64) {
        let drawing = self.out.reserve();
        self.out.put_stream(drawing, b"", &self.content);
        let parent = self.leaf_parent();
        let mut page = b"<</Type/Page/Parent ".to_vec();
        integer(&mut page, u64::from(parent));
        page.extend_from_slice(b" 0 R/MediaBox[0 0 ");
        number(&mut page, width);
        page.push(b' ');
        number(&mut page, height);
        page.extend_from_slice(b"]/Resources<<");
        if !self.forms.is_empty() {
            page.extend_from_slice(b"/XObject<<");
            for (at, form) in self.forms.iter().enumerate() {
                page.extend_from_slice(b"/L");
                integer(&mut page, at as u64);
                page.push(b' ');
                integer(&mut page, u64::from(*form));
                page.extend_from_slice(b" 0 R");
            }
            page.extend_from_slice(b">>");
        }
        if let Some(fonts) = self.fonts.names() {
            page.extend_from_slice(b"/Font ");
            integer(&mut page, u64::from(fonts));
            page.extend_from_slice(b" 0 R");
        }
        page.extend_from_slice(b">>/Contents ");
        integer(&mut page, u64::from(drawing));
        page.extend_from_slice(b" 0 R>>");
        let id = self.out.reserve();
        self.out.put(id, &page);
        if let Some(leaf) = self.tree.first_mut() {
            leaf.kids.push(id);
            leaf.pages += 1;
        }
        self.pages += 1;
        self.content.clear();
        self.forms.clear();
    }

    /// The node the next page belongs to; a full one is written first.
    fn leaf_parent(&mut self) -> u32 {
        if self.tree.is_empty() {
            self.grow();
        }
        if self.tree.first().is_some_and(|leaf| leaf.kids.len() >= KIDS) {
            self.close_node(0);
        }
        self.tree.first().map_or(0, |leaf| leaf.id)
    }

    fn grow(&mut self) {
        let id = self.out.reserve();
        self.tree.push(Node { id, kids: Vec::new(), pages: 0 });
    }

    /// Writes a node under its parent and opens the next one of its level.
    fn close_node(&mut self, level: usize) {
        if self.tree.len() == level + 1 {
            self.grow();
        }
        if self.tree.get(level + 1).is_some_and(|parent| parent.kids.len() >= KIDS) {
            self.close_node(level + 1);
        }
        let parent = self.tree.get(level + 1).map(|parent| parent.id);
        let next = self.out.reserve();
        let Some(node) = self.tree.get_mut(level) else { return };
        let done = std::mem::replace(node, Node { id: next, kids: Vec::new(), pages: 0 });
        self.write_node(&done, parent);
        if let Some(parent) = self.tree.get_mut(level + 1) {
            parent.kids.push(done.id);
            parent.pages += done.pages;
        }
    }

    fn write_node(&mut self, node: &Node, parent: Option<u32>) {
        let mut body = b"<</Type/Pages".to_vec();
        if let Some(parent) = parent {
            body.extend_from_slice(b"/Parent ");
            integer(&mut body, u64::from(parent));
            body.extend_from_slice(b" 0 R");
        }
        body.extend_from_slice(b"/Count ");
        integer(&mut body, node.pages as u64);
        body.extend_from_slice(b"/Kids[");
        for kid in &node.kids {
            integer(&mut body, u64::from(*kid));
            body.extend_from_slice(b" 0 R ");
        }
        body.extend_from_slice(b"]>>");
        self.out.put(node.id, &body);
    }

    /// Writes fonts, page tree and catalog. Answers how many pages there are.
    ///
    /// # Errors
    /// When a font cannot be reduced or the file cannot be written.
    pub(super) fn finish(mut self) -> Result<usize, DocumentError> {
        std::mem::take(&mut self.fonts).finish(&mut self.out)?;
        // Closing a node may open one more level.
        let mut level = 0;
        while level + 1 < self.tree.len() {
            if self.tree.get(level).is_some_and(|node| !node.kids.is_empty()) {
                self.close_node(level);
            }
            level += 1;
        }
        let root = self.tree.pop().ok_or(DocumentError::Nothing)?;
        self.write_node(&root, None);
        let catalog = self.out.reserve();
        // Labels must come out in the size they were made: the dialogue's "fit to page" is preset to off.
        let body = format!("<</Type/Catalog/Pages {} 0 R/ViewerPreferences<</PrintScaling/None>>>>", root.id);
        self.out.put(catalog, body.as_bytes());
        self.out.finish(catalog)?;
        Ok(self.pages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::raw::RawFile;

    #[test]
    fn every_page_is_found_in_order_however_many_there_are() {
        for count in [1, KIDS - 1, KIDS, KIDS + 1, KIDS * KIDS, KIDS * KIDS + 1, 2 * KIDS * KIDS + 70] {
            let mut bytes = Vec::new();
            let mut book = Book::new(&mut bytes);
            for page in 0..count {
                book.content.extend_from_slice(format!("{page} w\n").as_bytes());
                book.close_page(100.0, 100.0);
            }
            assert_eq!(book.finish(), Ok(count));
            let limits = Limits { pages: 10_000, ..Limits::default() };
            let file = RawFile::open(bytes.as_slice(), &limits).unwrap();
            assert_eq!(file.pages().len(), count);
            for (page, found) in file.pages().iter().enumerate().step_by(37) {
                let content = file.object(found.contents[0]).unwrap().stream.unwrap();
                assert_eq!(content, format!("{page} w\n").as_bytes());
            }
        }
    }
}
