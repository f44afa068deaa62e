use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::*;
use crate::error::NotAPdf;
use crate::proof::Symbology;
use crate::test_pages::{Build, Paper, file, finish, label, labels, order_id, packed, raw_page, tracking_id};

fn read(bytes: &[u8]) -> LabelFile {
    read_labels(bytes, &Limits::default()).unwrap()
}

fn refusal(bytes: &[u8]) -> DocumentError {
    read_labels(bytes, &Limits::default()).unwrap_err()
}

const USUAL: Rect = Rect { x0: 188.5, y0: 459.0, x1: 406.25, y1: 815.5 };

#[test]
fn a_page_tells_its_parcel_its_order_and_where_its_label_is() {
    let file = read(&labels([4, 2]));
    assert_eq!(file.warnings, []);
    assert_eq!(file.pages.len(), 2);
    let page = &file.pages[1];
    assert_eq!(page.tracking_ids, [tracking_id(2)]);
    assert_eq!(page.order_ids, [order_id(2)]);
    assert!(page.has_invoice());
    assert!(page.text.contains("Name: Invented Buyer,"), "blanks come from gaps: {}", page.text);
    let label = page.label.unwrap();
    assert_eq!((label.found_by, label.check, label.moved), (FoundBy::Frame, false, false));
    assert!(label.rect.distance(&USUAL) < 0.6, "{:?}", label.rect);
}

#[test]
fn the_crop_follows_a_label_that_was_moved_or_scaled() {
    let moved = Build { shift: (30.0, -60.0), ..Build::default() };
    let label_of = |build: &Build| read(&file(&[label(1)], build)).pages[0].label.unwrap();
    let found = label_of(&moved);
    assert!(found.moved && !found.check);
    let at = Rect::new(USUAL.x0 + 30.0, USUAL.y0 - 60.0, USUAL.x1 + 30.0, USUAL.y1 - 60.0);
    assert!(found.rect.distance(&at) < 0.6);

    let smaller = label_of(&Build { scale: 0.8, ..Build::default() });
    assert!((smaller.rect.width() - (213.75 * 0.8 + 4.0)).abs() < 0.6, "{smaller:?}");

    let without_frame = label_of(&Build { frame: false, ..moved });
    assert_eq!(without_frame.found_by, FoundBy::Anchor);
    assert!(without_frame.rect.distance(&at) < 0.6 && without_frame.moved && !without_frame.check);
    let scaled = label_of(&Build { frame: false, scale: 0.8, ..Build::default() });
    let at = Rect::new(190.5 * 0.8, 461.0 * 0.8, 404.25 * 0.8, 813.5 * 0.8).grow(2.0);
    assert!(scaled.rect.distance(&at) < 1.5, "the width of the words tells the scale: {scaled:?}");

    let nothing = label_of(&Build { frame: false, anchor: false, ..Build::default() });
    assert_eq!((nothing.found_by, nothing.check), (FoundBy::Default, true));
    assert!(nothing.rect.distance(&USUAL) < 0.01);
}

#[test]
fn what_is_shown_counts_not_how_the_file_says_it() {
    let numbers = |sides: [i64; 4]| Object::Array(sides.map(Object::Integer).to_vec());
    // Swapped corners, away from the origin, with a crop box.
    let odd = Build {
        shift: (100.0, 50.0),
        media_box: [695, 892, 100, 50],
        page: dictionary! { "CropBox" => numbers([110, 70, 690, 890]) },
        ..Build::default()
    };
    let page = &read(&file(&[label(3)], &odd)).pages[0];
    assert_eq!((page.width, page.height), (580.0, 820.0));
    let shown = Rect::new(USUAL.x0 - 10.0, USUAL.y0 - 20.0, USUAL.x1 - 10.0, USUAL.y1 - 20.0);
    assert!(page.label.unwrap().rect.distance(&shown) < 0.6);

    // Upside down twice is upright: the content is turned and the page turns it back.
    let turned = Build { page: dictionary! { "Rotate" => 180, "UserUnit" => 2 }, ..Build::default() };
    let page = &read(&file(&[label(3)], &turned)).pages[0];
    assert_eq!((page.width, page.height, page.rotation), (1190.0, 1684.0, 180));
    assert_eq!(page.tracking_ids, [tracking_id(3)], "turned text is text");
}

#[test]
fn a_page_without_readable_text_is_read_by_its_bars() {
    let page = &read(&file(&[label(5)], &Build { to_unicode: false, ..Build::default() })).pages[0];
    assert!(page.tracking_ids.is_empty());
    let bars: Vec<&str> =
        page.symbols.iter().filter(|s| s.symbology == Symbology::Code128).map(|s| s.text.as_str()).collect();
    assert_eq!(bars, [tracking_id(5)]);
    assert!(page.label.unwrap().check, "nobody knows where this label ends");
}

#[test]
fn a_buyers_address_does_not_reach_a_log() {
    let file = read(&labels([1]));
    assert!(file.pages[0].text.contains("Invented Buyer"));
    assert!(!format!("{file:?}").contains("Invented Buyer"));
}

#[test]
fn a_blank_page_is_no_label() {
    let page = &read(&file(&[Paper::Blank], &Build::default())).pages[0];
    assert!(page.label.is_none() && page.symbols.is_empty() && page.text.is_empty());
}

#[test]
fn a_cut_or_damaged_batch_is_refused_as_a_whole() {
    let good = labels(0..3);
    assert_eq!(refusal(&good[..good.len() - 200]), DocumentError::CutOff);
    assert_eq!(refusal(&good[..good.len() / 2]), DocumentError::CutOff);
    assert_eq!(refusal(b"{\"message\":\"not ready\"}"), NotAPdf::Json { message: Some("not ready".into()) }.into());

    let middle = good.windows(6).position(|window| window == b"stream").unwrap() + 400;
    let mut flipped = good.clone();
    flipped[middle] ^= 0x10;
    assert!(matches!(refusal(&flipped), DocumentError::Damaged(_)), "a flipped bit must not print another digit");
}

#[test]
fn a_wrong_index_is_repaired_with_a_warning() {
    let good = labels(0..2);
    let at = good.windows(9).rposition(|window| window == b"startxref").unwrap();
    let mut shifted = good[..at].to_vec();
    shifted.extend(b"startxref\n0\n%%EOF\n");
    let file = read(&shifted);
    assert_eq!(file.warnings, [ReadWarning::Repaired]);
    assert_eq!(file.pages[1].tracking_ids, [tracking_id(1)]);

    let mut in_front = b"junk\n".to_vec();
    in_front.extend(&good);
    in_front.extend(b"\njunk behind");
    assert_eq!(read(&in_front).pages[0].tracking_ids, [tracking_id(0)]);
}

#[test]
fn bombs_and_circles_are_refused_at_once() {
    let started = std::time::Instant::now();
    let limits = Limits { stream_bytes: 1 << 20, page_bytes: 4 << 20, ..Limits::default() };
    let refused = |bytes: &[u8]| read_labels(bytes, &limits).unwrap_err();

    let bomb =
        raw_page(packed(&vec![b' '; 2 << 20], Dictionary::new()), Dictionary::new(), Document::with_version("1.4"));
    assert!(matches!(refused(&bomb), DocumentError::TooLarge { .. }));

    // Ten forms, each drawing the next ten times.
    let mut doc = Document::with_version("1.4");
    let mut inner = doc.add_object(form(b"0 0 1 1 re f", Dictionary::new()));
    for _ in 0..10 {
        let resources = dictionary! { "XObject" => dictionary! { "A" => Object::Reference(inner) } };
        inner = doc.add_object(form(&b"/A Do ".repeat(10), resources));
    }
    let resources = dictionary! { "XObject" => dictionary! { "A" => Object::Reference(inner) } };
    let laughs = raw_page(Stream::new(Dictionary::new(), b"/A Do".to_vec()), resources, doc);
    assert!(matches!(refused(&laughs), DocumentError::TooLarge { .. }));

    // A form drawing itself.
    let mut doc = Document::with_version("1.4");
    let itself = doc.new_object_id();
    let resources = dictionary! { "XObject" => dictionary! { "A#41" => Object::Reference(itself) } };
    let renamed = dictionary! { "XObject" => dictionary! { "AA" => Object::Reference(itself) } };
    doc.objects.insert(itself, form(b"/A#41 Do", renamed.clone()).into());
    let circle = raw_page(Stream::new(Dictionary::new(), b"/AA Do".to_vec()), renamed, doc);
    assert_eq!(refused(&circle), DocumentError::DrawsItself);
    drop(resources);

    // An image of 7.5 GB in a few bytes.
    let mut doc = Document::with_version("1.4");
    let image = doc.add_object(packed(
        b"x",
        dictionary! { "Subtype" => "Image", "Width" => 50_000, "Height" => 50_000, "BitsPerComponent" => 8 },
    ));
    let resources = dictionary! { "XObject" => dictionary! { "I" => Object::Reference(image) } };
    let huge = raw_page(Stream::new(Dictionary::new(), b"/I Do".to_vec()), resources, doc);
    assert!(matches!(refused(&huge), DocumentError::TooLarge { .. }));

    let wide = Build { media_box: [0, 0, 9_000_000_000, 800], ..Build::default() };
    assert!(matches!(refused(&file(&[Paper::Blank], &wide)), DocumentError::TooLarge { .. }));
    assert!(started.elapsed().as_secs() < 10, "refusing must not cost the work");
}

fn form(content: &[u8], resources: Dictionary) -> Stream {
    let dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Form", "Resources" => resources,
        "BBox" => Object::Array([0, 0, 595, 842].map(Object::Integer).to_vec()),
    };
    Stream::new(dict, content.to_vec())
}

#[test]
fn page_trees_that_loop_sink_or_lose_pages_are_refused() {
    let mut doc = Document::with_version("1.4");
    let tree = doc.new_object_id();
    let looped = finish(doc.clone(), tree, vec![Object::Reference(tree)]);
    assert!(matches!(refusal(&looped), DocumentError::Damaged(_)));
    assert_eq!(refusal(&finish(doc.clone(), tree, vec![])), DocumentError::NoPages);

    let mut node = doc.add_object(dictionary! { "Type" => "Page" });
    for _ in 0..5_000 {
        node = doc.add_object(dictionary! { "Type" => "Pages", "Kids" => vec![Object::Reference(node)] });
    }
    let deep = finish(doc.clone(), tree, vec![Object::Reference(node)]);
    assert!(matches!(refusal(&deep), DocumentError::TooLarge { .. }));

    let lost = finish(doc.clone(), tree, vec![Object::Reference((9_999, 0))]);
    assert!(matches!(refusal(&lost), DocumentError::Damaged(_)), "a batch with a lost page must not look complete");

    let page = Object::Reference(doc.add_object(dictionary! { "Type" => "Page" }));
    let crowd = (0..2_001).map(|_| Object::Reference(doc.add_object(dictionary! { "Type" => "Page" }))).collect();
    assert!(matches!(refusal(&finish(doc.clone(), tree, crowd)), DocumentError::TooLarge { .. }));
    let twice = finish(doc, tree, vec![page.clone(), page]);
    assert!(matches!(refusal(&twice), DocumentError::Damaged(_)));
}

#[test]
fn brackets_nested_without_end_do_no_harm() {
    let mut bytes = b"%PDF-1.4\n1 0 obj\n".to_vec();
    bytes.extend(b"[".repeat(100_000));
    bytes.extend(b"\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF");
    assert!(read_labels(&bytes, &Limits::default()).is_err());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_an_answer_never_a_panic(noise in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let mut bytes = b"%PDF-1.4\n".to_vec();
        bytes.extend(&noise);
        bytes.extend(b"\nstartxref\n9\n%%EOF");
        proptest::prop_assert!(read_labels(&bytes, &Limits::default()).is_err());
        proptest::prop_assert!(read_labels(&noise, &Limits::default()).is_err());
    }
}
