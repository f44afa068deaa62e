use std::collections::BTreeMap;

use godown_domain::print::{LabelSize, Paper, Turn};
use godown_sandbox::corpus::{Corpus, LabelFile, Make, PageKind};
use godown_sandbox::paper_types::PaperShipment;
use lopdf::Document;
use proptest::prelude::*;

use super::decode::on_label;
use super::*;

const SEED: u64 = 41;
const STRIP: &str = "TSH-BLK-M × 2   17/80  B41";

/// One parcel of each courier.
fn couriers(corpus: &Corpus) -> Vec<usize> {
    let mut first = BTreeMap::new();
    for parcel in 0..200 {
        first.entry(corpus.parcel(parcel).courier).or_insert(parcel);
    }
    assert_eq!(first.len(), 5, "{first:?}");
    first.into_values().collect()
}

fn crop(file: &LabelFile) -> Rect {
    let [left, bottom, right, top] = file.pages[0].border.unwrap();
    Rect::new(left, bottom, right, top).grow(2.0)
}

fn prove(file: &LabelFile, layout: &LabelLayout, dpi: u16) -> ProvenLabel {
    let tracking_id = &file.pages[0].tracking_id;
    prove_label(&ProofAsk { bytes: &file.bytes, page: 0, crop: crop(file), layout, dpi, tracking_id, strip: STRIP })
        .unwrap()
}

fn reads(proven: &ProvenLabel) -> (u32, u32, bool) {
    match &proven.verdict {
        Verdict::Reads { module_error_mean_bp, module_error_max_bp, data_matrix } => {
            (*module_error_mean_bp, *module_error_max_bp, *data_matrix)
        }
        Verdict::HeldBack { why, .. } => panic!("held back: {why}"),
    }
}

fn held_back(proven: &ProvenLabel) -> (&HeldBackReason, &[u8]) {
    match &proven.verdict {
        Verdict::Reads { .. } => panic!("it must not be printed"),
        Verdict::HeldBack { why, picture_png } => (why, picture_png),
    }
}

/// What another decoder reads from the dots.
fn scanned(proven: &ProvenLabel, kind: Symbology) -> Vec<String> {
    on_label(&proven.bitmap).into_iter().filter(|symbol| symbol.symbology == kind).map(|symbol| symbol.text).collect()
}

/// What the square code of a page says, read from the page itself.
fn routing(parcel: &PaperShipment) -> String {
    format!("R1|{}|", if parcel.express { "EXP" } else { "REG" })
}

/// A label over which something else is drawn.
fn drawn_over(file: &LabelFile, content: &str) -> LabelFile {
    let mut pdf = Document::load_mem(&file.bytes).unwrap();
    let page = pdf.get_pages()[&1];
    let mut all = b"q ".to_vec();
    all.extend(pdf.get_page_content(page));
    all.extend(format!("\nQ q 1 g {content} Q\n").bytes());
    pdf.change_page_content(page, all).unwrap();
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    LabelFile { bytes, ..file.clone() }
}

#[test]
fn labels_of_all_couriers_read_on_every_paper_in_both_sizes_at_both_resolutions() {
    let corpus = Corpus::new(SEED);
    let papers = [Paper::Label4x6, Paper::Label3x5, Paper::Label100x150, Paper::A6, Paper::A5, Paper::A4];
    for (at, parcel) in couriers(&corpus).into_iter().enumerate() {
        let file = corpus.single(parcel).unwrap();
        for (size, dpi) in [(LabelSize::Big, 203), (LabelSize::Big, 300), (LabelSize::Exact, 203)] {
            // Every courier on every other paper, so that all pairs of size and paper are seen.
            for (place, paper) in papers.into_iter().enumerate().filter(|(place, _)| (place + at).is_multiple_of(2)) {
                let layout = LabelLayout { paper, size, ..LabelLayout::default() };
                let proven = prove(&file, &layout, dpi);
                let (mean, max, square) = reads(&proven);
                let named = format!("{} on {paper:?}, {size:?} at {dpi} dpi", file.pages[0].courier);
                assert!(mean <= 200 && max <= 1_000 && square, "{named}: {mean} {max} {square}");
                // The other decoder takes its time: once for every courier, each time on another paper.
                if place == at {
                    assert!(scanned(&proven, Symbology::Code128).contains(&file.pages[0].tracking_id), "{named}");
                    let squares = scanned(&proven, Symbology::DataMatrix);
                    let says = routing(&corpus.parcel(parcel));
                    assert!(squares.iter().any(|text| text.starts_with(&says)), "{named}: {squares:?}");
                }
            }
        }
    }
}

#[test]
fn big_labels_get_three_dots_a_module_where_there_is_room_and_two_where_there_is_not() {
    let corpus = Corpus::new(SEED);
    let parcel = (0..99).find(|at| corpus.parcel(*at).tracking_id.starts_with("FMP")).unwrap();
    let file = corpus.single(parcel).unwrap();
    let layout = LabelLayout::default();
    let ask = LabelAsk { bytes: &file.bytes, page: 0, crop: crop(&file), layout: &layout, dpi: 203, strip: STRIP };
    let mut label = LabelDots::draw(&ask).unwrap();
    let uneven = label.symbols.bars.iter().map(|bars| snap::measure_bars(&label.dots, bars).unwrap());
    let uneven = uneven.fold(Evenness::default(), Evenness::or_worse);
    assert!(uneven.mean_bp > 1_000 && uneven.max_bp > 3_000, "as drawn, modules are two and three dots: {uneven:?}");
    label.snap(Some(&file.pages[0].tracking_id));
    let dots: Vec<u32> =
        label.symbols.bars.iter().map(|bars| (bars.length().1 - bars.length().0) / bars.modules()).collect();
    assert_eq!(dots, [3, 2], "flat, turned");
}

#[test]
fn spoiled_bars_hold_a_label_back_with_a_picture_of_the_place() {
    let corpus = Corpus::new(SEED);
    let good = corpus.single(0).unwrap();
    let layout = LabelLayout::default();
    for spoiled in ["250 470 3 30 re f", "205 690 40 4 re f", "196.5 474.5 150 14 re f"] {
        let proven = prove(&drawn_over(&good, spoiled), &layout, 203);
        assert!(matches!(proven.verdict, Verdict::HeldBack { .. }), "{spoiled}");
        let (why, picture) = held_back(&proven);
        assert_eq!(why, &HeldBackReason::BarsDoNotRead, "{spoiled}");
        let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let size = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((size.width, size.height), (812, 1218));
        assert!(pixels.iter().any(|four| (0..4).any(|at| four >> (at * 2) & 3 == 2)), "the place is outlined");
    }
    let scratch = prove(&drawn_over(&good, "196 480 150 0.7 re f"), &layout, 203);
    reads(&scratch);
}

#[test]
fn a_spoiled_square_code_holds_a_label_back() {
    let corpus = Corpus::new(SEED);
    let spoiled = drawn_over(&corpus.single(0).unwrap(), "300 690 60 60 re f");
    let proven = prove(&spoiled, &LabelLayout::default(), 203);
    assert_eq!(held_back(&proven).0, &HeldBackReason::SquareCodeDoesNotRead);
}

#[test]
fn the_label_of_another_parcel_is_held_back_with_what_it_says() {
    let corpus = Corpus::new(SEED);
    let mut file = corpus.single(0).unwrap();
    let says = std::mem::replace(&mut file.pages[0].tracking_id, "FMPP9999999999".into());
    let proven = prove(&file, &LabelLayout::default(), 203);
    assert_eq!(held_back(&proven).0, &HeldBackReason::OtherParcel { read: says });
}

#[test]
fn a_page_without_bars_is_held_back() {
    let corpus = Corpus::new(SEED);
    let file = corpus.file(&[0], &Make { kind: PageKind::InvoiceContinued, ..Make::default() }).unwrap();
    let layout = LabelLayout::default();
    let crop = Rect::new(190.0, 461.0, 404.0, 813.0);
    let ask = ProofAsk { bytes: &file.bytes, page: 0, crop, layout: &layout, dpi: 203, tracking_id: "A1", strip: "" };
    assert_eq!(held_back(&prove_label(&ask).unwrap()).0, &HeldBackReason::NoBars);
}

#[test]
fn a_scanned_page_is_read_as_it_is() {
    let corpus = Corpus::new(SEED);
    let file = corpus.file(&[0], &Make { scanned: true, ..Make::default() }).unwrap();
    let proven = prove(&file, &LabelLayout::default(), 203);
    reads(&proven);
    assert!(scanned(&proven, Symbology::Code128).contains(&file.pages[0].tracking_id));
}

#[test]
fn bars_drawn_as_lines_are_put_on_whole_dots_too() {
    let bytes = crate::test_pages::labels([0]);
    let layout = LabelLayout::default();
    let tracking_id = &crate::test_pages::tracking_id(0);
    let crop = Rect::new(188.5, 459.0, 406.25, 815.5);
    let ask = ProofAsk { bytes: &bytes, page: 0, crop, layout: &layout, dpi: 203, tracking_id, strip: STRIP };
    let (mean, max, square) = reads(&prove_label(&ask).unwrap());
    assert!(mean == 0 && max == 0 && !square);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_label_that_fits_reads_however_it_lies(
        parcel in 0_usize..40,
        turn in prop_oneof![Just(Turn::None), Just(Turn::Quarter), Just(Turn::Half), Just(Turn::ThreeQuarters)],
        paper in prop_oneof![Just(Paper::Label4x6), Just(Paper::Label100x150), Just(Paper::A6), Just(Paper::A5)],
        size in prop_oneof![Just(LabelSize::Big), Just(LabelSize::Exact), (95_u16..120).prop_map(|percent| LabelSize::Percent { percent })],
        right in -10_i32..10, down in -10_i32..10, margin in 0_i32..15, wide in any::<bool>(),
    ) {
        let file = Corpus::new(SEED).single(parcel).unwrap();
        let layout =
            LabelLayout { paper, turn, size, margin, shift_right: right, shift_down: down, ..LabelLayout::default() };
        let ask = ProofAsk {
            bytes: &file.bytes, page: 0, crop: crop(&file), layout: &layout, dpi: if wide { 300 } else { 203 },
            tracking_id: &file.pages[0].tracking_id, strip: STRIP,
        };
        match prove_label(&ask) {
            Ok(proven) => { reads(&proven); }
            Err(DocumentError::LabelDoesNotFit { .. } | DocumentError::NoRoom) => {}
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

#[test]
#[ignore = "a measurement: cargo test --release -- --ignored --nocapture"]
fn how_long_a_proof_takes() {
    let corpus = Corpus::new(SEED);
    let files: Vec<LabelFile> = (0..200).map(|parcel| corpus.single(parcel).unwrap()).collect();
    let layout = LabelLayout::default();
    let mut spent = [std::time::Duration::ZERO; 4];
    for file in &files {
        let ask = LabelAsk { bytes: &file.bytes, page: 0, crop: crop(file), layout: &layout, dpi: 203, strip: STRIP };
        let mut last = std::time::Instant::now();
        let mut lap = |at: usize| spent[at] += std::mem::replace(&mut last, std::time::Instant::now()).elapsed();
        let sheet = label::one_label(&ask).unwrap();
        lap(0);
        let mut label = LabelDots::of_print_file(sheet, 203).unwrap();
        lap(1);
        label.snap(Some(&file.pages[0].tracking_id));
        lap(2);
        judge(&label, &file.pages[0].tracking_id).map_err(|(why, _)| why).unwrap();
        lap(3);
    }
    let each = spent.map(|all| all.as_secs_f64() * 1e3 / files.len() as f64);
    eprintln!(
        "ms a label: slimmed sheet {:.2}, dots {:.2}, whole dots {:.2}, read back {:.2}",
        each[0], each[1], each[2], each[3]
    );
}
