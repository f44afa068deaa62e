use godown_domain::print::{LabelSize, Paper, SeparatorBy, SortKey, Turn};
use lopdf::dictionary;
use proptest::prelude::*;

use super::*;
use crate::read::{LabelFile, read_labels};
use crate::test_pages::{Build, file, label, labels, order_id, tracking_id};

/// Files in memory; counts how often each is asked for.
#[derive(Default)]
struct Memory {
    files: Vec<Vec<u8>>,
    reads: Vec<usize>,
}

impl Memory {
    fn of(files: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self { files: files.into_iter().collect(), reads: Vec::new() }
    }
}

impl Shelf for Memory {
    fn read(&mut self, source: usize) -> Result<Vec<u8>, DocumentError> {
        self.reads.push(source);
        self.files.get(source).cloned().ok_or(DocumentError::NoSuchSource { label: 0, given: source })
    }
}

/// The marketplace's place of a label, grown to 3 x 5 inch.
const CROP: Rect = Rect { x0: 190.0, y0: 458.0, x1: 406.0, y1: 818.0 };
const USUAL: Rect = Rect { x0: 188.5, y0: 459.0, x1: 406.25, y1: 815.5 };

fn placed(source: usize, page: usize, sku: &str) -> PlacedLabel {
    let facts = LabelFacts { sku: sku.into(), units: 2, courier: "E-Kart".into(), ..LabelFacts::default() };
    PlacedLabel { source, page, crop: USUAL, facts, invoice_pages: vec![page] }
}

fn lossless() -> LabelLayout {
    LabelLayout { mode: FileMode::Lossless, invoices: Invoices::None, sort: vec![], ..LabelLayout::default() }
}

fn write(files: &[Vec<u8>], labels: &[PlacedLabel], layout: &LabelLayout) -> (Vec<u8>, PrintFileFacts) {
    let mut out = Vec::new();
    let facts = write_print_file(&mut Memory::of(files.to_vec()), labels, layout, "41", &mut out).unwrap();
    (out, facts)
}

fn refused(files: &[Vec<u8>], labels: &[PlacedLabel], layout: &LabelLayout) -> DocumentError {
    write_print_file(&mut Memory::of(files.to_vec()), labels, layout, "41", &mut Vec::new()).unwrap_err()
}

fn read(bytes: &[u8]) -> LabelFile {
    read_labels(bytes, &Limits::default()).unwrap()
}

fn texts(bytes: &[u8]) -> Vec<String> {
    read(bytes).pages.into_iter().map(|page| page.text).collect()
}

/// Pixels of a page: width, and three bytes each, rows from the top.
fn picture(bytes: &[u8], page: usize, width: u32) -> (usize, Vec<u8>) {
    let packed = crate::render_page_png(bytes, page, width).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(packed)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    (reader.info().width as usize, pixels)
}

#[test]
fn a_label_in_its_own_size_is_the_source_to_the_pixel() {
    let source = labels(0..3);
    let layout = LabelLayout {
        paper: Paper::Label3x5,
        size: LabelSize::Percent { percent: 100 },
        strip: String::new(),
        ..lossless()
    };
    let asked = PlacedLabel { crop: CROP, ..placed(0, 2, "A") };
    let (printed, _) = write(std::slice::from_ref(&source), &[asked], &layout);
    let ((wide, page), (width, label)) = (picture(&source, 2, 1190), picture(&printed, 0, 432));
    assert_eq!((wide, width), (1190, 432));
    for (row, line) in label.chunks_exact(width * 3).enumerate() {
        let from = ((row + 48) * wide + 380) * 3;
        assert_eq!(line, &page[from..from + width * 3], "row {row}");
    }
    assert!(label.contains(&0), "and there is ink on it");
}

#[test]
fn a_big_label_with_its_strip_reads_and_scans() {
    let source = labels([7]);
    let (printed, facts) = write(&[source], &[placed(0, 0, "TSH-BLK-M")], &lossless());
    assert_eq!(facts, PrintFileFacts { pages: 1, labels: 1, order: vec![0], page_of: vec![0], kept_whole: vec![] });
    let page = &read(&printed).pages[0];
    assert_eq!((page.width, page.height), (288.0, 432.0));
    assert_eq!(page.tracking_ids[0], tracking_id(7));
    assert_eq!(page.order_ids, [order_id(7)]);
    assert!(page.text.contains("TSH-BLK-M × 2") && page.text.contains("1/1") && page.text.contains("B41"));
    let codes = crate::decode_label(&printed, 0).unwrap();
    assert!(codes.iter().any(|code| code.text == tracking_id(7)), "{codes:?}");
}

#[test]
fn every_turn_reads_and_scans() {
    let source = labels([7]);
    for turn in [Turn::Quarter, Turn::Half, Turn::ThreeQuarters] {
        let layout = LabelLayout { turn, paper: Paper::Custom { width: 1_524, height: 1_524 }, ..lossless() };
        let (printed, _) = write(std::slice::from_ref(&source), &[placed(0, 0, "A")], &layout);
        let codes = crate::decode_label(&printed, 0).unwrap();
        assert!(codes.iter().any(|code| code.text == tracking_id(7)), "{turn:?}: {codes:?}");
    }
}

#[test]
fn the_same_batch_is_the_same_file_and_every_source_is_opened_once() {
    let sources = [labels(0..4), labels(4..8), labels(8..12)];
    let asked: Vec<PlacedLabel> =
        (0..12).map(|at| placed(at % 3, at / 3, ["TSH", "CAP", "MUG", "BAG"][at % 4])).collect();
    let layout = LabelLayout { sort: vec![SortKey::Sku], separators: vec![SeparatorBy::Sku], ..lossless() };
    let mut shelf = Memory::of(sources.clone());
    let mut first = Vec::new();
    write_print_file(&mut shelf, &asked, &layout, "41", &mut first).unwrap();
    shelf.reads.sort_unstable();
    assert_eq!(shelf.reads, [0, 1, 2], "sorted labels interleave sources, each is still opened once");
    let (second, facts) = write(&sources, &asked, &layout);
    assert!(first == second);
    assert_eq!((facts.pages, facts.labels), (16, 12));
    // All three sources embed the same font program.
    let whole: usize = sources.iter().map(Vec::len).sum();
    assert!(first.len() < whole / 2, "{} bytes from {whole}", first.len());
}

#[test]
fn what_leads_away_from_the_drawing_does_not_come_along() {
    let build = Build {
        page: dictionary! {
            "Annots" => vec![lopdf::Object::Dictionary(dictionary! {
                "Type" => "Annot", "Subtype" => "Link", "A" => dictionary! { "S" => "JavaScript", "JS" => "x" },
            })],
            "AA" => dictionary! { "O" => dictionary! { "S" => "JavaScript" } },
            "Metadata" => "m",
        },
        ..Build::default()
    };
    let source = file(&[label(0)], &build);
    assert!(source.windows(10).any(|part| part == b"JavaScript"));
    let (printed, _) = write(&[source], &[placed(0, 0, "A")], &lossless());
    for away in [&b"JavaScript"[..], b"Annot", b"/Metadata", b"/Info", b"Date"] {
        assert!(!printed.windows(away.len()).any(|part| part == away), "{}", String::from_utf8_lossy(away));
    }
    assert!(printed.windows(19).any(|part| part == b"/PrintScaling/None>"));
}

#[test]
fn a_turned_page_prints_upright() {
    let turned = Build {
        page: dictionary! { "Rotate" => 90, "UserUnit" => 2 },
        media_box: [0, 0, 842, 842],
        ..Build::default()
    };
    let source = file(&[label(3)], &turned);
    // Turned clockwise, the label's frame lies on its side: cut out what is shown there.
    let crop = Rect::new(459.0 * 2.0, (842.0 - 406.25) * 2.0, 815.5 * 2.0, (842.0 - 188.5) * 2.0);
    let layout = LabelLayout { size: LabelSize::Percent { percent: 50 }, turn: Turn::Quarter, ..lossless() };
    let asked = PlacedLabel { crop, ..placed(0, 0, "A") };
    let (printed, _) = write(&[source], &[asked], &layout);
    assert!(crate::decode_label(&printed, 0).unwrap().iter().any(|code| code.text == tracking_id(3)));
}

#[test]
fn four_on_a_sheet_fill_it_row_by_row() {
    let source = labels(0..6);
    let layout = LabelLayout { paper: Paper::A4, up: 4, margin: 50, gap: 30, ..lossless() };
    let asked: Vec<PlacedLabel> = (0..6).map(|page| placed(0, page, "A")).collect();
    let (printed, facts) = write(&[source], &asked, &layout);
    assert_eq!((facts.pages, facts.page_of), (2, vec![0, 0, 0, 0, 1, 1]));
    let pages = read(&printed).pages;
    for (page, expected) in [(0, 0..4), (1, 4..6)] {
        for n in expected {
            assert!(pages[page].tracking_ids.contains(&tracking_id(n)), "label {n} on page {page}");
        }
    }
}

#[test]
fn separators_and_header_are_labels_of_their_own() {
    let source = labels([0, 1]);
    let asked = [placed(0, 0, "TSH-BLK-M"), placed(0, 1, "CAP-RED ₹ किताब")];
    let layout =
        LabelLayout { header: true, separators: vec![SeparatorBy::Sku], sort: vec![SortKey::Sku], ..lossless() };
    let (printed, facts) = write(&[source], &asked, &layout);
    assert_eq!((facts.pages, facts.order, facts.page_of), (6, vec![1, 0], vec![4, 2]));
    let text = texts(&printed);
    assert!(text[0].contains("Batch 41") && text[0].contains("2 labels") && text[0].contains("E-Kart: 2"));
    assert!(text[1].contains("CAP-RED ₹") && text[1].contains("1 label"), "{}", text[1]);
    assert!(text[2].contains(&tracking_id(1)) && text[3].contains("TSH-BLK-M"));
    assert!(text[5].contains("End of batch 41"));
    let (_, separator) = picture(&printed, 1, 288);
    assert!(separator.contains(&0));
}

#[test]
fn invoices_lie_behind_their_labels_or_in_a_file_of_their_own() {
    let source = labels(0..3);
    let asked: Vec<PlacedLabel> = [2, 0, 1].into_iter().map(|page| placed(0, page, "A")).collect();
    let layout = LabelLayout { invoices: Invoices::BehindEach, paper: Paper::A4, ..lossless() };
    let (printed, facts) = write(std::slice::from_ref(&source), &asked, &layout);
    assert_eq!((facts.pages, facts.page_of), (6, vec![0, 2, 4]));
    let behind = read(&printed).pages;
    assert!(behind[1].has_invoice() && behind[1].order_ids.contains(&order_id(2)));
    assert!(crate::decode_label(&printed, 1).unwrap().is_empty(), "no label's bars on a cut-out invoice");
    for (two_up, pages) in [(false, 3), (true, 2)] {
        let mut own = Vec::new();
        let facts = write_invoices(&mut Memory::of([source.clone()]), &asked, two_up, &mut own).unwrap();
        assert_eq!((facts.pages, facts.labels), (pages, 3));
        let read = read(&own).pages;
        let on = |n: usize| read.iter().position(|page| page.order_ids.contains(&order_id(n)));
        assert_eq!([on(2), on(0), on(1)], facts.page_of.iter().map(|page| Some(*page)).collect::<Vec<_>>()[..]);
        assert!((read[0].height - 841.89).abs() < 0.01);
        let top = read[0].invoice_top.unwrap();
        assert!(top > 750.0 && top < 840.0, "the invoice moves to the top of the paper: {top}");
    }
    let without = [PlacedLabel { invoice_pages: vec![], ..placed(0, 0, "A") }];
    let nothing = write_invoices(&mut Memory::of([source]), &without, false, &mut Vec::new());
    assert_eq!(nothing, Err(DocumentError::Nothing));
}

#[test]
fn the_page_as_it_came_keeps_its_size_and_its_invoice() {
    let source = labels([0]);
    let layout = LabelLayout { paper: Paper::A4, whole_page: true, ..lossless() };
    let (printed, _) = write(&[source], &[placed(0, 0, "A")], &layout);
    let page = &read(&printed).pages[0];
    assert!(page.has_invoice() && page.label.is_some());
    assert!(!page.text.contains("B41"), "there is no white place for a strip");
}

#[test]
fn a_batch_that_cannot_be_printed_whole_is_not_printed() {
    let files = [labels([0])];
    let good = placed(0, 0, "A");
    assert_eq!(refused(&files, &[], &lossless()), DocumentError::Nothing);
    let absent = PlacedLabel { page: 7, ..good.clone() };
    assert_eq!(refused(&files, &[good.clone(), absent], &lossless()), DocumentError::NoSuchPage { page: 8, pages: 1 });
    let nowhere = PlacedLabel { source: 1, ..good.clone() };
    assert!(matches!(refused(&files, &[good.clone(), nowhere], &lossless()), DocumentError::NoSuchSource { .. }));
    let outside = PlacedLabel { crop: Rect::new(700.0, 0.0, 800.0, 100.0), ..good.clone() };
    assert!(matches!(refused(&files, &[outside], &lossless()), DocumentError::NotMade(_)));
    let nan = PlacedLabel { crop: Rect { x0: f64::NAN, ..USUAL }, ..good.clone() };
    assert!(write_print_file(&mut Memory::of(files.clone()), &[nan], &lossless(), "", &mut Vec::new()).is_err());
    let broken = [files[0][..files[0].len() / 2].to_vec()];
    assert!(write_print_file(&mut Memory::of(broken), &[good], &lossless(), "", &mut Vec::new()).is_err());
}

#[test]
fn a_full_disk_is_said_and_no_half_file_is_called_done() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let answer = write_print_file(&mut Memory::of([labels([0])]), &[placed(0, 0, "A")], &lossless(), "", &mut Full);
    assert_eq!(answer, Err(DocumentError::NotMade("the file cannot be written")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn any_choice_in_any_order_comes_out_once_each(
        chosen in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle().prop_flat_map(|all| (1..=all.len()).prop_map(move |count| all[..count].to_vec())),
        up in prop::sample::select(vec![1_u8, 4]),
        separated in any::<bool>(),
        reverse in any::<bool>(),
    ) {
        let sources = [labels(0..3), labels(3..6), labels(6..9)];
        let asked: Vec<PlacedLabel> =
            chosen.iter().map(|n| placed(n / 3, n % 3, ["TSH", "CAP"][n % 2])).collect();
        let layout = LabelLayout {
            paper: Paper::A4,
            up,
            reverse,
            separators: if separated { vec![SeparatorBy::Sku] } else { vec![] },
            sort: vec![SortKey::Sku],
            ..lossless()
        };
        let (printed, facts) = write(&sources, &asked, &layout);
        let pages = read(&printed).pages;
        prop_assert_eq!(pages.len(), facts.pages);
        for n in 0..9 {
            let on: Vec<usize> =
                pages.iter().filter(|page| page.tracking_ids.contains(&tracking_id(n))).map(|page| page.index).collect();
            let expected: Vec<usize> =
                chosen.iter().position(|chosen| *chosen == n).map(|at| facts.page_of[at]).into_iter().collect();
            prop_assert_eq!(on, expected, "label {}", n);
        }
        let mut order = facts.order.clone();
        order.sort_unstable();
        prop_assert_eq!(order, (0..chosen.len()).collect::<Vec<_>>());
    }
}
