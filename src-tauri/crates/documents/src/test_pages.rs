//! Pages for tests, made here and invented throughout: never a real label.
//!
//! They are built like the marketplace's: one `Td`+`Tj` a glyph inside a flipped CSS-pixel space, a Type0 font whose
//! glyphs are renumbered per file, ToUnicode with `bfrange` arrays, label above, invoice below.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use barcoders::sym::code128::Code128;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use printpdf::ParsedFont;

const FONT: &[u8] = include_bytes!("../assets/DejaVuSans.ttf");

/// What one page shows.
#[derive(Clone)]
pub(crate) enum Paper {
    Label { tracking_id: String, order_id: String, with_invoice: bool },
    InvoiceRest { order_id: String },
    Blank,
}

/// How the file is built.
#[derive(Clone)]
pub(crate) struct Build {
    /// Moves the label, points.
    pub shift: (f64, f64),
    pub scale: f64,
    pub frame: bool,
    pub anchor: bool,
    pub to_unicode: bool,
    /// Entries for every page dictionary.
    pub page: Dictionary,
    pub media_box: [i64; 4],
}

impl Default for Build {
    fn default() -> Self {
        Self {
            shift: (0.0, 0.0),
            scale: 1.0,
            frame: true,
            anchor: true,
            to_unicode: true,
            page: Dictionary::new(),
            media_box: [0, 0, 595, 842],
        }
    }
}

pub(crate) fn tracking_id(n: usize) -> String {
    format!("FMPP{:010}", 7_310_000_000_u64 + 37 * n as u64)
}

pub(crate) fn order_id(n: usize) -> String {
    format!("OD{:018}", 330_000_000_000_000_000_u64 + 91 * n as u64)
}

pub(crate) fn label(n: usize) -> Paper {
    Paper::Label { tracking_id: tracking_id(n), order_id: order_id(n), with_invoice: true }
}

pub(crate) fn labels(order: impl IntoIterator<Item = usize>) -> Vec<u8> {
    let papers: Vec<Paper> = order.into_iter().map(label).collect();
    file(&papers, &Build::default())
}

pub(crate) fn file(papers: &[Paper], build: &Build) -> Vec<u8> {
    let mut doc = Document::with_version("1.4");
    let tree = doc.new_object_id();
    let mut font = Font::new();
    let contents: Vec<String> = papers.iter().map(|paper| content(paper, build, &mut font)).collect();
    let font = font.write(&mut doc, build.to_unicode);
    let resources = doc.add_object(dictionary! { "Font" => dictionary! { "F1" => Object::Reference(font) } });
    let mut kids = Vec::new();
    for content in contents {
        let content = doc.add_object(packed(content.as_bytes(), Dictionary::new()));
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => Object::Reference(tree),
            "MediaBox" => Object::Array(build.media_box.map(Object::Integer).to_vec()),
            "Resources" => Object::Reference(resources),
            "Contents" => Object::Reference(content),
        };
        page.extend(&build.page);
        kids.push(Object::Reference(doc.add_object(page)));
    }
    finish(doc, tree, kids)
}

pub(crate) fn finish(mut doc: Document, tree: ObjectId, kids: Vec<Object>) -> Vec<u8> {
    let count = i64::try_from(kids.len()).unwrap();
    doc.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => Object::Array(kids), "Count" => count }.into());
    let catalog = doc.add_object(dictionary! { "Type" => "Catalog", "Pages" => Object::Reference(tree) });
    doc.trailer.set("Root", Object::Reference(catalog));
    doc.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    let mut bytes = Vec::new();
    doc.save_to(&mut bytes).unwrap();
    bytes
}

/// A file of one page with the given content and resources.
pub(crate) fn raw_page(content: Stream, resources: Dictionary, mut doc: Document) -> Vec<u8> {
    let tree = doc.new_object_id();
    let content = doc.add_object(content);
    let page = doc.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => Object::Reference(tree),
        "MediaBox" => Object::Array([0, 0, 595, 842].map(Object::Integer).to_vec()),
        "Resources" => resources,
        "Contents" => Object::Reference(content),
    });
    finish(doc, tree, vec![Object::Reference(page)])
}

pub(crate) fn packed(bytes: &[u8], mut dict: Dictionary) -> Stream {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    dict.set("Filter", "FlateDecode");
    Stream::new(dict, packer.finish().unwrap()).with_compression(false)
}

fn content(paper: &Paper, build: &Build, font: &mut Font) -> String {
    let mut out = format!("q {0} 0 0 {0} {1} {2} cm\n", build.scale, build.shift.0, build.shift.1);
    match paper {
        Paper::Blank => {}
        Paper::InvoiceRest { order_id } => {
            font.show(&mut out, 60.0, 780.0, 8.0, &format!("Order Id: {order_id}"));
            font.show(&mut out, 60.0, 760.0, 8.0, "TOTAL QTY: 3");
        }
        Paper::Label { tracking_id, order_id, with_invoice } => {
            draw_label(&mut out, build, font, tracking_id, order_id);
            if *with_invoice {
                font.show(&mut out, 260.0, 430.0, 10.0, "Tax Invoice");
                font.show(&mut out, 60.0, 415.0, 7.0, &format!("Order Id: {order_id}"));
                font.show(&mut out, 60.0, 400.0, 7.0, "Billing to: Invented Buyer, 4 Nowhere Lane");
            }
        }
    }
    out.push_str("Q\n");
    out
}

fn draw_label(out: &mut String, build: &Build, font: &mut Font, tracking_id: &str, order_id: &str) {
    if build.frame {
        out.push_str("0.75 w 190.5 461 213.75 352.5 re S\n190.5 600 m 404.25 600 l S\n297 600 m 297 813.5 l S\n");
    }
    font.show(out, 200.0, 800.0, 8.0, "REG");
    font.show(out, 240.0, 800.0, 8.0, order_id);
    font.show(out, 200.0, 590.0, 6.0, &format!("AWB No. {tracking_id}"));
    font.show(out, 200.0, 575.0, 6.0, "Name: Invented Buyer,");
    font.show(out, 200.0, 565.0, 6.0, "City - 560034, IN-KA");
    bars(out, tracking_id);
    if build.anchor {
        font.show(out, 192.8, 468.5, 6.0, "Not for resale.");
    }
}

/// Code 128, modules of 0.75 points, 22.5 points high.
fn bars(out: &mut String, text: &str) {
    let modules = Code128::new(format!("\u{0181}{text}")).unwrap().encode();
    out.push_str("0 g\n");
    for (index, _) in modules.iter().enumerate().filter(|(_, module)| **module == 1) {
        let x = 203.0 + 0.75 * index as f64;
        writeln!(out, "{x:.2} 476 0.75 22.5 re f").unwrap();
    }
}

/// DejaVu Sans, its glyphs renumbered in the order of first use.
struct Font {
    face: ParsedFont,
    codes: BTreeMap<char, u16>,
}

impl Font {
    fn new() -> Self {
        Self { face: ParsedFont::from_bytes(FONT, 0, &mut Vec::new()).unwrap(), codes: BTreeMap::new() }
    }

    fn glyph(&self, letter: char) -> u16 {
        self.face.lookup_glyph_index(u32::from(letter)).unwrap()
    }

    fn width(&self, letter: char) -> f64 {
        f64::from(self.face.get_glyph_width(self.glyph(letter)).unwrap()) / f64::from(self.face.units_per_em)
    }

    /// Glyph by glyph in flipped CSS pixels, last letter first.
    fn show(&mut self, out: &mut String, x: f64, y: f64, size: f64, text: &str) {
        out.push_str("q 0.75 0 0 -0.75 28.5 813.5 cm\n");
        let mut pen = (x - 28.5) / 0.75;
        let (line, size) = ((813.5 - y) / 0.75, size / 0.75);
        let mut placed = Vec::new();
        for letter in text.chars() {
            placed.push((letter, pen));
            pen += self.width(letter) * size;
        }
        for (letter, pen) in placed.into_iter().rev().filter(|(letter, _)| *letter != ' ') {
            let next = u16::try_from(self.codes.len()).unwrap() + 3;
            let code = *self.codes.entry(letter).or_insert(next);
            writeln!(out, "BT /F1 {size:.3} Tf 1 0 0 -1 0 0 Tm {pen:.3} {:.3} Td <{code:04X}> Tj ET", -line).unwrap();
        }
        out.push_str("Q\n");
    }

    fn write(&self, doc: &mut Document, to_unicode: bool) -> ObjectId {
        let mut by_code: Vec<(u16, char)> = self.codes.iter().map(|(letter, code)| (*code, *letter)).collect();
        by_code.sort_unstable();
        let mut glyph_ids = vec![0_u8; 6];
        let mut widths = Vec::new();
        let mut unicode = String::new();
        for (_, letter) in &by_code {
            glyph_ids.extend(self.glyph(*letter).to_be_bytes());
            #[expect(clippy::cast_possible_truncation, reason = "test widths")]
            widths.push(Object::Real((self.width(*letter) * 1000.0) as f32));
            write!(unicode, "<{:04X}> ", u32::from(*letter)).unwrap();
        }
        let map = doc.add_object(packed(&glyph_ids, Dictionary::new()));
        let program = doc.add_object(packed(FONT, dictionary! { "Length1" => FONT.len() as i64 }));
        let descriptor = doc.add_object(dictionary! {
            "Type" => "FontDescriptor", "FontName" => "AAAAAA+DejaVuSans", "Flags" => 4, "ItalicAngle" => 0,
            "Ascent" => 928, "Descent" => -236, "CapHeight" => 729, "StemV" => 80,
            "FontBBox" => Object::Array([-1021, -463, 1793, 1232].map(Object::Integer).to_vec()),
            "FontFile2" => Object::Reference(program),
        });
        let text = |text: &str| Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
        let descendant = doc.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "AAAAAA+DejaVuSans",
            "CIDSystemInfo" => dictionary! {
                "Registry" => text("Adobe"), "Ordering" => text("Identity"), "Supplement" => 0,
            },
            "FontDescriptor" => Object::Reference(descriptor),
            "CIDToGIDMap" => Object::Reference(map),
            "W" => vec![Object::Integer(3), Object::Array(widths)],
        });
        let mut font = dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "AAAAAA+DejaVuSans", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::Reference(descendant)],
        };
        if to_unicode && !by_code.is_empty() {
            let last = by_code.len() + 2;
            let cmap = format!(
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /X def /CMapType 2 def\n\
                 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
                 1 beginbfrange\n<0003> <{last:04X}> [{unicode}]\nendbfrange\nendcmap end end\n"
            );
            let cmap = doc.add_object(Stream::new(Dictionary::new(), cmap.into_bytes()).with_compression(false));
            font.set("ToUnicode", Object::Reference(cmap));
        }
        doc.add_object(font)
    }
}
