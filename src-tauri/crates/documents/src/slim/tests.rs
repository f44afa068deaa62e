//! A slimmed page is the page, as far as the crop shows it: in dots, in text, in symbols, and with nothing hidden.

mod cut;
mod operators;
mod random;
mod set_ups;

use std::collections::BTreeMap;
use std::sync::Arc;

use godown_sandbox::corpus::Corpus;
use hayro::hayro_interpret::InterpreterCache;
use hayro::hayro_syntax::Pdf;
use lopdf::{Document, Object};

use super::letters::Letters;
use super::*;
use crate::geometry::PageFrame;
use crate::proof::{Symbology, decode_label};
use crate::raster::Raster;
use crate::test_pages;
use crate::text::{Line, PageText};

const DPI: f64 = 203.0;
/// The label's border and two points around it.
const CROP: Rect = Rect { x0: 188.5, y0: 459.0, x1: 406.25, y1: 815.5 };

/// Dots of a part of a page, with the text in it.
pub(super) struct Seen {
    pub width: usize,
    pub dark: Vec<bool>,
    pub lines: Vec<Line>,
}

pub(super) fn seen(bytes: &[u8], page: usize, visible: Rect) -> Seen {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).unwrap();
    let (page, frame) = (&pdf.pages()[page], PageFrame::new(visible, 0, 1.0));
    let raster = Raster::of_page(page, &frame, DPI / 72.0).unwrap();
    let dark = raster.luma().iter().map(|luma| *luma < 128).collect();
    let lines = PageText::read(page, &frame, &InterpreterCache::new()).lines;
    Seen { width: raster.width as usize, dark, lines }
}

pub(super) fn whole(crop: Rect) -> Rect {
    Rect::new(0.0, 0.0, crop.width(), crop.height())
}

/// Dots that differ: those near no glyph, and those near one that are more than a dot away from any dark one.
pub(super) fn differences(one: &Seen, other: &Seen) -> (usize, usize) {
    assert_eq!((one.width, one.dark.len()), (other.width, other.dark.len()));
    let (width, height) = (one.width, one.dark.len() / one.width);
    let scale = DPI / 72.0;
    let mut near_text = vec![false; one.dark.len()];
    let glyphs = one.lines.iter().chain(&other.lines).flat_map(|line| &line.glyphs);
    for glyph in glyphs {
        let reach = glyph.size * 1.3 * scale;
        let (x, y) = (glyph.x * scale, height as f64 - glyph.y * scale);
        let columns = (x - reach).max(0.0) as usize..((x + reach).max(0.0) as usize).min(width);
        for row in (y - reach).max(0.0) as usize..((y + reach).max(0.0) as usize).min(height) {
            near_text[row * width..][columns.clone()].fill(true);
        }
    }
    let dark_near = |seen: &Seen, at: usize| {
        let (x, y) = (at % width, at / width);
        (y.saturating_sub(1)..=(y + 1).min(height - 1))
            .any(|y| (x.saturating_sub(1)..=(x + 1).min(width - 1)).any(|x| seen.dark[y * width + x]))
    };
    let (mut rules, mut letters) = (0, 0);
    for (at, is_near) in near_text.into_iter().enumerate() {
        if one.dark[at] == other.dark[at] {
            continue;
        }
        let lost = if one.dark[at] { !dark_near(other, at) } else { !dark_near(one, at) };
        // A rule that crosses a letter's surroundings must be whole too.
        if !is_near {
            rules += 1;
        } else if lost {
            letters += 1;
        }
    }
    (rules, letters)
}

/// The text of every glyph the file's pages draw or hide, in no order, blanks aside.
pub(super) fn all_letters(bytes: &[u8]) -> Vec<char> {
    let doc = Document::load_mem(bytes).unwrap();
    let mut letters = Vec::new();
    for (_, page) in doc.get_pages() {
        let maps: BTreeMap<Vec<u8>, Letters> = doc
            .get_page_fonts(page)
            .unwrap()
            .into_iter()
            .map(|(name, font)| {
                let map = font.get(b"ToUnicode").ok().and_then(|map| doc.dereference(map).ok());
                let map = map.map(|(_, map)| map.as_stream().unwrap().get_plain_content().unwrap());
                (name, map.map_or_else(Letters::default, |map| Letters::read(&map).unwrap()))
            })
            .collect();
        let content = lopdf::content::Content::decode(&doc.get_page_content(page)).unwrap();
        let mut font: &[u8] = b"";
        for operation in &content.operations {
            if operation.operator == "Tf" {
                font = operation.operands[0].as_name().unwrap();
            }
            let strings: Vec<&Object> = match operation.operator.as_str() {
                "Tj" | "'" | "\"" => operation.operands.iter().collect(),
                "TJ" => operation.operands[0].as_array().unwrap().iter().collect(),
                _ => continue,
            };
            for code in strings.iter().filter_map(|string| string.as_str().ok()).flat_map(|text| text.chunks_exact(2)) {
                let text = maps[font].of(u16::from_be_bytes([code[0], code[1]]));
                let units: Vec<u16> = text.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect();
                letters.extend(String::from_utf16_lossy(&units).chars());
            }
        }
    }
    letters.retain(|letter| !letter.is_whitespace());
    letters.sort_unstable();
    letters
}

fn letters_seen(seen: &Seen) -> Vec<char> {
    let mut letters: Vec<char> =
        seen.lines.iter().flat_map(|line| &line.glyphs).flat_map(|glyph| glyph.text.chars()).collect();
    letters.retain(|letter| !letter.is_whitespace());
    letters.sort_unstable();
    letters
}

fn plain(seen: &Seen) -> Vec<String> {
    seen.lines.iter().map(Line::text).collect()
}

fn kept(bytes: &[u8], crop: Rect) -> Option<KeptBecause> {
    let file = RawFile::open(bytes, &Limits::default()).unwrap();
    let mut sink = Vec::new();
    let mut out = PdfWriter::new(&mut sink);
    Slimmer::new().page(&file, 0, crop, &mut out).unwrap().kept
}

fn assert_same_in_crop(bytes: &[u8], page: usize, what: &str) {
    let slim = slim_page(bytes, page, CROP).unwrap();
    let (before, after) = (seen(bytes, page, CROP), seen(&slim, 0, whole(CROP)));
    assert!(before.dark.iter().filter(|dark| **dark).count() > 5_000, "{what}: the label is drawn");
    assert_eq!(differences(&before, &after), (0, 0), "{what}: dots off a rule or code, dots off a letter");
    assert_eq!(plain(&before), plain(&after), "{what}");
    assert_eq!(letters_seen(&before), all_letters(&slim), "{what}: nothing but what is seen is in the file");
}

#[test]
fn a_label_of_the_marketplace_stays_the_same_in_dots_and_text_and_loses_its_invoice() {
    for seed in [1, 2] {
        let corpus = Corpus::new(seed);
        for parcel in 0..4 {
            let file = corpus.single(parcel).unwrap();
            assert_eq!(kept(&file.bytes, CROP), None);
            assert_same_in_crop(&file.bytes, 0, &format!("seed {seed}, parcel {parcel}"));
            let slim = slim_page(&file.bytes, 0, CROP).unwrap();
            assert!(slim.len() < 24_000, "{} bytes, fonts included", slim.len());
            let text = plain(&seen(&slim, 0, whole(CROP))).join("\n");
            assert!(text.contains(&file.pages[0].tracking_id) && !text.contains("Tax Invoice"));
        }
    }
}

#[test]
fn a_bulk_file_gives_the_same_labels() {
    let file = Corpus::new(3).bulk(0..12).unwrap();
    for page in [0, file.pages.len() - 1] {
        if file.pages[page].border.is_some() {
            assert_same_in_crop(&file.bytes, page, &format!("page {page}"));
        }
    }
}

#[test]
fn the_codes_of_a_slimmed_label_say_the_same() {
    let file = Corpus::new(4).single(0).unwrap();
    let slim = slim_page(&file.bytes, 0, CROP).unwrap();
    let mut before = decode_label(&file.bytes, 0).unwrap();
    // The payment code stands on the invoice.
    before.retain(|symbol| symbol.symbology != Symbology::QrCode);
    let after = decode_label(&slim, 0).unwrap();
    assert_eq!(before, after);
    assert!(after.iter().any(|symbol| symbol.text == file.pages[0].tracking_id));
    assert!(after.iter().any(|symbol| symbol.symbology == Symbology::DataMatrix));
}

/// Slims pages of several files into one, each a page of its own.
fn many(files: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut out = PdfWriter::new(&mut bytes);
    let mut slimmer = Slimmer::new();
    let (root, tree) = (out.reserve(), out.reserve());
    let mut kids = String::new();
    for bytes in files {
        let file = RawFile::open(bytes.as_slice(), &Limits::default()).unwrap();
        let form = slimmer.page(&file, 0, CROP, &mut out).unwrap();
        assert_eq!(form.kept, None);
        let (content, page) = (out.reserve(), out.reserve());
        out.put_stream(content, b"", &form.content);
        let [x0, y0, x1, y1] = [CROP.x0, CROP.y0, CROP.x1, CROP.y1];
        let resources = String::from_utf8(form.resources).unwrap();
        let dict = format!(
            "<</Type/Page/Parent {tree} 0 R/MediaBox[{x0} {y0} {x1} {y1}]/Contents {content} 0 R/Resources{resources}>>"
        );
        out.put(page, dict.as_bytes());
        kids.push_str(&format!("{page} 0 R "));
    }
    slimmer.finish(&mut out).unwrap();
    out.put(tree, format!("<</Type/Pages/Count {}/Kids[{kids}]>>", files.len()).as_bytes());
    out.put(root, format!("<</Type/Catalog/Pages {tree} 0 R>>").as_bytes());
    out.finish(root).unwrap();
    bytes
}

#[test]
fn files_whose_glyphs_are_numbered_differently_share_one_font_a_family() {
    let corpus = Corpus::new(5);
    let files: Vec<Vec<u8>> = (0..12).map(|parcel| corpus.single(parcel).unwrap().bytes).collect();
    let joined = many(&files);
    for (page, bytes) in files.iter().enumerate() {
        let (before, after) = (seen(bytes, 0, CROP), seen(&joined, page, CROP));
        assert_eq!(plain(&before), plain(&after), "page {page}");
        assert_eq!(differences(&before, &after), (0, 0), "page {page}");
    }
    let doc = Document::load_mem(&joined).unwrap();
    let programs = doc.objects.values().filter(|object| object.as_dict().is_ok_and(|dict| dict.has(b"FontFile2")));
    let families: usize = programs.count();
    assert!((1..=6).contains(&families), "{families} fonts for 12 files");
    let alone: usize = files.iter().map(|file| slim_page(file, 0, CROP).unwrap().len()).sum();
    assert!(joined.len() < alone / 2, "{} bytes together, {alone} bytes alone", joined.len());
    assert_eq!(joined, many(&files), "the same input gives the same bytes");
}

#[test]
fn pages_built_by_hand_stay_the_same() {
    let bytes = test_pages::labels([1, 2]);
    for page in 0..2 {
        assert_same_in_crop(&bytes, page, "drawn last letter first, an outline font of all glyphs");
    }
}

#[test]
fn a_turned_page_is_slimmed_upright() {
    let file = Corpus::new(6).single(1).unwrap();
    let mut doc = Document::load_mem(&file.bytes).unwrap();
    let page = doc.page_iter().next().unwrap();
    doc.get_dictionary_mut(page).unwrap().set("Rotate", 90);
    let mut turned = Vec::new();
    doc.save_to(&mut turned).unwrap();
    // Shown clockwise by a quarter: x runs down the old page's left side.
    let crop = Rect::new(CROP.y0, 595.0 - CROP.x1, CROP.y1, 595.0 - CROP.x0);
    let slim = slim_page(&turned, 0, crop).unwrap();
    let pdf = Pdf::new(Arc::new(turned)).unwrap();
    let frame = PageFrame::new(CROP, 90, 1.0);
    let before = Raster::of_page(&pdf.pages()[0], &frame, DPI / 72.0).unwrap();
    let after = seen(&slim, 0, whole(crop));
    assert_eq!(after.width, before.width as usize);
    let dark = before.luma();
    let off = after.dark.iter().zip(&dark).filter(|(after, before)| **after != (**before < 128)).count();
    assert!(off < dark.len() / 200, "{off} of {} dots differ", dark.len());
}

#[test]
fn a_page_that_does_not_exist_is_said() {
    let bytes = test_pages::labels([1]);
    assert!(matches!(slim_page(&bytes, 1, CROP), Err(DocumentError::NoSuchPage { page: 2, pages: 1 })));
}
