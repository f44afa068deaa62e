use super::*;
use crate::matching::{Wanted, match_pages};
use crate::proof::{Symbology, decode_label};
use crate::read::{LabelFile, read_labels};
use crate::test_pages::{Build, file, label, labels, order_id, tracking_id};

fn read(bytes: &[u8]) -> LabelFile {
    read_labels(bytes, &Limits::default()).unwrap()
}

fn placed(bytes: &[u8], source: usize, page: usize, stamp: Option<&str>) -> PlacedLabel {
    let crop = read(bytes).pages[page].label.unwrap().rect;
    PlacedLabel { source, page, crop, stamp: stamp.map(str::to_owned) }
}

fn code_128(bytes: &[u8], page: usize) -> Vec<String> {
    let symbols = decode_label(bytes, page).unwrap();
    symbols.into_iter().filter(|s| s.symbology == Symbology::Code128).map(|s| s.text).collect()
}

#[test]
fn labels_come_out_in_the_order_asked_for_and_scan() {
    let source = labels([2, 0, 1]);
    let wanted = [(1, 0), (2, 1), (0, 2)]
        .map(|(page, n)| (n, placed(&source, 0, page, Some(&format!("TSH-BLK-M x 2   {}/3  B41", n + 1)))));
    for scale in [ScaleMode::Big, ScaleMode::Exact] {
        let layout = Layout { scale, ..Layout::default() };
        let asked: Vec<PlacedLabel> = wanted.iter().map(|(_, label)| label.clone()).collect();
        let printed = print_file(&[Source { bytes: &source }], &asked, &layout).unwrap();
        assert_eq!((printed.pages, printed.labels), (3, 3));
        let pages = read(&printed.bytes).pages;
        for (at, (n, _)) in wanted.iter().enumerate() {
            let page = &pages[at];
            assert_eq!((page.width, page.height), (288.0, 432.0));
            assert_eq!(page.tracking_ids, [tracking_id(*n)]);
            assert!(!page.has_invoice() && !page.text.contains("Billing"), "only the label is shown: {}", page.text);
            assert!(page.text.contains(&format!("TSH-BLK-M x 2 {}/3 B41", n + 1)), "{}", page.text);
            assert_eq!(code_128(&printed.bytes, at), [tracking_id(*n)], "what is printed must scan");
        }
    }
}

#[test]
fn a_shuffled_download_becomes_a_batch_in_its_own_order() {
    let source = labels((0..30).map(|n| (n * 7 + 3) % 30));
    let file = read(&source);
    let asked: Vec<Wanted> = (0..30)
        .rev()
        .map(|n| Wanted { shipment_id: n.to_string(), tracking_ids: vec![tracking_id(n)], order_id: order_id(n) })
        .collect();
    let matching = match_pages(&file, &asked);
    assert!(matching.is_complete(), "{matching:?}");
    let labels: Vec<PlacedLabel> = matching
        .labels
        .iter()
        .map(|found| {
            let crop = file.pages[found.page].label.unwrap().rect;
            PlacedLabel { source: 0, page: found.page, crop, stamp: None }
        })
        .collect();
    let printed = print_file(&[Source { bytes: &source }], &labels, &Layout::default()).unwrap();
    assert_eq!((printed.pages, printed.labels), (30, 30));
    for (page, n) in read(&printed.bytes).pages.iter().zip((0..30).rev()) {
        assert_eq!(page.tracking_ids, [tracking_id(n)], "its own parcel and no other");
    }
}

#[test]
fn nothing_outside_the_label_is_shown() {
    let source = labels([0]);
    let asked = placed(&source, 0, 0, None);
    let printed = print_file(&[Source { bytes: &source }], &[asked], &Layout::default()).unwrap();
    let png = crate::render_page_png(&printed.bytes, 0, 576).unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
    let mut pixels = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.next_frame(&mut pixels).unwrap();
    // The label is 217.75 x 356.5 points at 1.15 in the middle of 288 x 432; two pixels a point.
    let (left, top) = ((288.0 - 217.75 * 1.15) / 2.0, (432.0 - 356.5 * 1.15) / 2.0);
    for (index, pixel) in pixels.chunks_exact(3).enumerate() {
        let (x, y) = ((index % 576) as f64 / 2.0, (index / 576) as f64 / 2.0);
        let inside = (left - 1.0..=288.0 - left + 1.0).contains(&x) && (top - 1.0..=432.0 - top + 1.0).contains(&y);
        assert!(inside || pixel == [255, 255, 255], "ink at {x}, {y}: the invoice leaks");
    }
    assert!(pixels.chunks_exact(3).any(|pixel| pixel == [0, 0, 0]), "and the label itself is there");
}

#[test]
fn the_same_batch_is_the_same_file_and_shares_what_it_can() {
    let (one, two) = (labels(0..20), labels(20..40));
    let sources = [Source { bytes: &one }, Source { bytes: &two }];
    let (first, second) = (read(&one), read(&two));
    let take = |file: &LabelFile, source, page: usize| PlacedLabel {
        source,
        page,
        crop: file.pages[page].label.unwrap().rect,
        stamp: None,
    };
    let mixed: Vec<PlacedLabel> =
        (0..20).flat_map(|page| [take(&second, 1, page), take(&first, 0, 19 - page)]).collect();
    let printed = print_file(&sources, &mixed, &Layout::default()).unwrap();
    assert_eq!(printed.bytes, print_file(&sources, &mixed, &Layout::default()).unwrap().bytes);
    // Both sources hold the same font program, about 350 KB packed.
    assert!(printed.bytes.len() < one.len() + 100_000, "{} bytes from {}", printed.bytes.len(), one.len());
    let pages = read(&printed.bytes).pages;
    assert_eq!(pages.len(), 40);
    assert_eq!(pages[0].tracking_ids, [tracking_id(20)]);
    assert_eq!(pages[39].tracking_ids, [tracking_id(0)]);
}

#[test]
fn a_turned_page_prints_upright() {
    let turned = Build {
        page: lopdf::dictionary! { "Rotate" => 90, "UserUnit" => 2 },
        media_box: [0, 0, 842, 842],
        ..Build::default()
    };
    let source = file(&[label(3)], &turned);
    // Turned clockwise, the label's frame lies on its side: cut out what is shown there.
    let crop = Rect::new(459.0 * 2.0, (842.0 - 406.25) * 2.0, 815.5 * 2.0, (842.0 - 188.5) * 2.0);
    let asked = PlacedLabel { source: 0, page: 0, crop, stamp: None };
    let printed = print_file(&[Source { bytes: &source }], &[asked], &Layout::default()).unwrap();
    assert_eq!(code_128(&printed.bytes, 0), [tracking_id(3)]);
    assert_eq!(read(&printed.bytes).pages[0].order_ids, [order_id(3)]);
}

#[test]
fn separators_stand_before_their_label_and_count_as_pages() {
    let source = labels([0, 1]);
    let asked = [placed(&source, 0, 0, None), placed(&source, 0, 1, None)];
    let separator = |before, line: &str| Separator { before, lines: vec![line.to_owned(), "1 label".to_owned()] };
    let layout = Layout { separators: vec![separator(1, "CAP-RED"), separator(0, "TSH-BLK-M")], ..Layout::default() };
    let printed = print_file(&[Source { bytes: &source }], &asked, &layout).unwrap();
    assert_eq!((printed.pages, printed.labels), (4, 2));
    let text: Vec<String> = read(&printed.bytes).pages.into_iter().map(|page| page.text).collect();
    assert!(text[0].contains("TSH-BLK-M") && text[2].contains("CAP-RED"), "{text:?}");
    assert!(text[1].contains(&tracking_id(0)) && text[3].contains(&tracking_id(1)));
}

#[test]
fn the_page_as_it_came_keeps_its_size_and_its_invoice() {
    let source = labels([0]);
    let layout = Layout { stock: Stock::A4AsIs, ..Layout::default() };
    let asked = placed(&source, 0, 0, None);
    let printed = print_file(&[Source { bytes: &source }], &[asked], &layout).unwrap();
    let page = &read(&printed.bytes).pages[0];
    assert_eq!((page.width, page.height), (595.0, 842.0));
    assert!(page.has_invoice() && page.label.is_some());
}

#[test]
fn a_batch_that_cannot_be_printed_whole_is_not_printed() {
    let source = labels([0]);
    let sources = [Source { bytes: &source }];
    let good = placed(&source, 0, 0, None);
    let layout = Layout::default();
    assert_eq!(print_file(&sources, &[], &layout), Err(DocumentError::Nothing));
    let absent = PlacedLabel { page: 7, ..good.clone() };
    assert_eq!(
        print_file(&sources, &[good.clone(), absent], &layout),
        Err(DocumentError::NoSuchPage { page: 8, pages: 1 })
    );
    let nowhere = PlacedLabel { source: 1, ..good.clone() };
    assert_eq!(
        print_file(&sources, &[good.clone(), nowhere], &layout),
        Err(DocumentError::NoSuchSource { label: 2, given: 1 })
    );
    let outside = PlacedLabel { crop: Rect::new(700.0, 0.0, 800.0, 100.0), ..good };
    assert!(matches!(print_file(&sources, &[outside], &layout), Err(DocumentError::NotMade(_))));
}
