//! Print files from pages built like the marketplace's, and from files nobody should trust.

use std::sync::mpsc;
use std::time::Duration;

use godown_domain::print::{LabelSize, Paper};
use godown_sandbox::corpus::hostile::{self, Group};
use godown_sandbox::corpus::{BORDER, Corpus};

use super::*;

/// Far above what any answer takes, also in an unoptimised build on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);
const USUAL: Rect = Rect { x0: BORDER[0] - 2.0, y0: BORDER[1] - 2.0, x1: BORDER[2] + 2.0, y1: BORDER[3] + 2.0 };

fn placed(source: usize, page: usize, crop: Rect) -> PlacedLabel {
    PlacedLabel { source, page, crop, facts: LabelFacts::default(), invoice_pages: vec![page] }
}

fn layout(mode: FileMode) -> LabelLayout {
    LabelLayout { mode, sort: vec![], invoices: Invoices::None, ..LabelLayout::default() }
}

fn pixels(bytes: &[u8], page: usize, width: u32) -> (usize, Vec<u8>) {
    let packed = crate::render_page_png(bytes, page, width).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(packed)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    (reader.info().width as usize, pixels)
}

#[test]
fn a_lossless_label_is_the_marketplaces_page_to_the_pixel() {
    let corpus = Corpus::new(3);
    let file = corpus.bulk(0..12).unwrap();
    let page = file.pages.iter().rposition(|page| page.border.is_some()).unwrap();
    // 3 x 5 inch around the label, so that pixels of both pictures lie on one another.
    let crop = Rect { x0: 190.0, y0: 458.0, x1: 406.0, y1: 818.0 };
    let layout = LabelLayout {
        paper: Paper::Label3x5,
        size: LabelSize::Percent { percent: 100 },
        strip: String::new(),
        ..layout(FileMode::Lossless)
    };
    let mut printed = Vec::new();
    write_print_file(&mut vec![file.bytes.clone()], &[placed(0, page, crop)], &layout, "", &mut printed).unwrap();
    let ((wide, source), (width, label)) = (pixels(&file.bytes, page, 595), pixels(&printed, 0, 216));
    for (row, line) in label.chunks_exact(width * 3).enumerate() {
        let from = ((row + 24) * wide + 190) * 3;
        assert_eq!(line, &source[from..from + width * 3], "row {row}");
    }
}

#[test]
fn single_downloads_print_in_both_modes_and_slim_leaves_no_invoice_behind() {
    let corpus = Corpus::new(3);
    let files: Vec<_> = (0..6).map(|parcel| corpus.single(parcel).unwrap()).collect();
    let labels: Vec<PlacedLabel> = (0..6).rev().map(|source| placed(source, 0, USUAL)).collect();
    let mut sizes = Vec::new();
    for mode in [FileMode::Lossless, FileMode::Slim] {
        let mut shelf: Vec<Vec<u8>> = files.iter().map(|file| file.bytes.clone()).collect();
        let mut printed = Vec::new();
        let facts = write_print_file(&mut shelf, &labels, &layout(mode), "41", &mut printed).unwrap();
        assert_eq!((facts.pages, facts.kept_whole.len()), (6, 0));
        let pages = crate::read_labels(&printed, &Limits::default()).unwrap().pages;
        for (page, file) in pages.iter().zip(files.iter().rev()) {
            assert!(page.text.contains(&file.pages[0].tracking_id), "{mode:?}");
            assert!(!page.has_invoice(), "{mode:?}");
        }
        sizes.push(printed.len());
    }
    assert!(sizes[1] * 4 < sizes[0], "{sizes:?}");
}

#[test]
fn no_hostile_file_hangs_the_assembler_or_brings_its_scripts_along() {
    let groups = [Group::NotAPdf, Group::Unusual, Group::Damaged, Group::SilentDamage, Group::Attack];
    for case in groups.into_iter().flat_map(|group| hostile::cases_of(group, 5).unwrap()) {
        for mode in [FileMode::Lossless, FileMode::Slim] {
            let (tell, told) = mpsc::channel();
            let bytes = case.bytes.clone();
            // Dropped without being joined: one that never answers cannot be waited for.
            drop(std::thread::spawn(move || {
                let mut printed = Vec::new();
                let labels = [placed(0, 0, USUAL)];
                let answer = write_print_file(&mut vec![bytes], &labels, &layout(mode), "41", &mut printed);
                tell.send(answer.map(|_| printed))
            }));
            let answer = told.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("{}: no answer", case.name));
            assert!(case.group != Group::NotAPdf || answer.is_err(), "{}: nothing to print", case.name);
            let Ok(printed) = answer else { continue };
            for away in [&b"/JavaScript"[..], b"/EmbeddedFile", b"/Annots", b"/OpenAction", b"/AcroForm"] {
                let found = printed.windows(away.len()).any(|part| part == away);
                assert!(!found, "{}: {}", case.name, String::from_utf8_lossy(away));
            }
        }
    }
}
