//! The corpus is what it says: built like the marketplace's files, with truths that hold on the rendered page.

use std::collections::HashSet;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use lopdf::Document;
use rxing::BarcodeFormat;

use super::*;

/// Dots a point.
const SCALE: f64 = 3.0;

/// Grey dots of a page, rows from the top, and how many are in a row.
fn picture(file: &LabelFile, page: usize, unit: f64) -> (usize, Vec<u8>) {
    let pdf = Pdf::new(file.bytes.clone()).unwrap();
    // The renderer leaves the page's unit to its caller.
    let scale = (SCALE * unit) as f32;
    let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixels = render(
        &pdf.pages()[page],
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &size,
    );
    let grey = pixels.data_as_u8_slice().chunks(4).map(|dot| dot[1]).collect();
    (usize::from(pixels.width()), grey)
}

/// What the flat bars say, looked for where the truth says the label stands.
fn flat_bars(file: &LabelFile, page: usize, unit: f64) -> Option<String> {
    let truth = &file.pages[page];
    let (wide, grey) = picture(file, page, unit);
    let [left, bottom, right, _] = truth.border?;
    let point = (right - left) / (BORDER[2] - BORDER[0]) * SCALE;
    let column = |x: f64| (left * SCALE + x * point) as usize;
    let row = |y: f64| ((truth.shown.1 - bottom) * SCALE - y * point) as usize;
    let (from, to) = (column(1.5), column(160.0));
    let cut: Vec<u8> =
        (row(35.0)..row(14.5)).flat_map(|row| grey[row * wide + from..row * wide + to].to_vec()).collect();
    let height = cut.len() / (to - from);
    let found = rxing::helpers::detect_in_luma(cut, (to - from) as u32, height as u32, Some(BarcodeFormat::CODE_128));
    found.ok().map(|found| found.getText().to_owned())
}

fn occurrences(text: &[u8], word: &[u8]) -> usize {
    text.windows(word.len()).filter(|window| *window == word).count()
}

#[test]
fn a_page_is_built_like_the_marketplaces() {
    let file = Corpus::new(1).single(0).unwrap();
    assert!((40_000..56_000).contains(&file.bytes.len()), "about 47 KB, got {}", file.bytes.len());
    assert!(file.bytes.starts_with(b"%PDF-1.4\n"));
    assert_eq!(occurrences(&file.bytes, b"/ObjStm"), 0);
    let document = Document::load_mem(&file.bytes).unwrap();
    let page = document.get_dictionary(document.get_pages()[&1]).unwrap();
    assert!(page.get(b"Resources").unwrap().as_reference().is_ok() && !page.has(b"Rotate"));
    let content =
        document.get_object(page.get(b"Contents").unwrap().as_reference().unwrap()).unwrap().as_stream().unwrap();
    assert!((11_000..15_500).contains(&content.content.len()), "{}", content.content.len());
    let plain = content.decompressed_content().unwrap();
    assert!((345_000..378_000).contains(&plain.len()), "{}", plain.len());
    assert!((3_900..4_300).contains(&occurrences(&plain, b"W n\n")), "clips: {}", occurrences(&plain, b"W n\n"));
    assert!((3_400..3_800).contains(&occurrences(&plain, b"\nQ\n")), "states: {}", occurrences(&plain, b"\nQ\n"));
    assert_eq!(occurrences(&plain, b" Td <"), occurrences(&plain, b"> Tj\n"), "one place for every glyph");
    assert_eq!(occurrences(&plain, b"0.75 0 0 -0.75 28.5 813.5 cm\n"), 1);
}

#[test]
fn ten_pages_share_fonts_that_are_numbered_anew_for_the_next_ten() {
    let file = Corpus::new(2).bulk(0..40).unwrap();
    let each = file.bytes.len() / file.pages.len();
    assert!((20_000..30_000).contains(&each), "about 25 KB a page, got {each}");
    let document = Document::load_mem(&file.bytes).unwrap();
    let fonts = |page: usize| -> HashSet<_> {
        let fonts = document.get_page_fonts(document.get_pages()[&(page as u32)]).unwrap();
        fonts.keys().filter(|name| name.starts_with(b"F")).cloned().collect()
    };
    assert!(!fonts(1).is_disjoint(&fonts(10)));
    assert!(fonts(1).is_disjoint(&fonts(11)));
    let maps: Vec<&[u8]> = document
        .objects
        .values()
        .filter_map(|o| o.as_stream().ok())
        .map(|s| &s.content[..])
        .filter(|c| c.starts_with(b"/CIDInit"))
        .collect();
    let fifth: HashSet<&[u8]> =
        maps.iter().map(|map| map.split(|b| *b == b'[').nth(1).unwrap()).filter_map(|list| list.get(35..41)).collect();
    assert!(fifth.len() > 3, "glyph 5 is another letter in the next group: {fifth:?}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_every_parcel_its_own_ids() {
    let corpus = Corpus::new(3);
    assert_eq!(corpus.bulk(5..9).unwrap(), Corpus::new(3).bulk(5..9).unwrap());
    assert_ne!(corpus.single(0).unwrap().bytes, Corpus::new(4).single(0).unwrap().bytes);
    let parcels: Vec<_> = (0..2_000).map(|n| corpus.parcel(n)).collect();
    let ids: HashSet<_> = parcels.iter().flat_map(|p| [&p.tracking_id, &p.order_id]).collect();
    assert_eq!(ids.len(), 4_000);
    let couriers: HashSet<_> = parcels.iter().map(|p| &p.courier).collect();
    assert_eq!(couriers.len(), 5);
    let lines: HashSet<_> = parcels.iter().map(|p| p.items.len()).collect();
    assert_eq!(lines, (1..=7).collect());
    assert!(parcels.iter().filter(|p| !p.ship_to.name.is_ascii()).count() > 400, "Indian scripts are common");
}

#[test]
fn the_bars_stand_where_the_truth_says_however_the_page_lies() {
    let corpus = Corpus::new(5);
    let base = Placing::default();
    let placings = [
        base.clone(),
        Placing { moved: (40.0, -60.0), ..base.clone() },
        Placing { scale: 0.8, moved: (30.0, 20.0), ..base.clone() },
        Placing { rotate: 90, ..base.clone() },
        Placing { rotate: 180, corner: (-20.0, 35.0), ..base.clone() },
        Placing { rotate: 270, swapped: true, ..base.clone() },
        Placing { crop: Some([150.0, 400.0, 480.0, 830.0]), ..base.clone() },
        Placing { rotate: 90, crop: Some([150.0, 400.0, 480.0, 830.0]), corner: (7.0, -9.0), ..base.clone() },
        Placing { unit: 2.0, rotate: 270, ..base },
        Placing::tomorrow(),
    ];
    for (n, placing) in placings.into_iter().enumerate() {
        let make = Make { placing: placing.clone(), ..Make::default() };
        let file = corpus.file(&[n], &make).unwrap();
        assert_eq!(
            flat_bars(&file, 0, placing.unit).as_deref(),
            Some(file.pages[0].tracking_id.as_str()),
            "{placing:?}"
        );
    }
    for make in [
        Make { kind: PageKind::LabelOnlyOwnSize, ..Make::default() },
        Make { kind: PageKind::LabelOnly, to_unicode: false, ..Make::default() },
        Make { scanned: true, ..Make::default() },
    ] {
        let file = corpus.file(&[30], &make).unwrap();
        assert_eq!(flat_bars(&file, 0, 1.0).as_deref(), Some(file.pages[0].tracking_id.as_str()), "{make:?}");
    }
}

#[test]
fn a_long_invoice_runs_on_and_the_truth_says_so() {
    let corpus = Corpus::new(6);
    let file = corpus.file(&[1, 2], &Make { goods: Some(7), ..Make::default() }).unwrap();
    let kinds: Vec<_> = file.pages.iter().map(|page| (page.kind, page.invoice_continues)).collect();
    let pair = [(PageKind::LabelAndInvoice, true), (PageKind::InvoiceContinued, false)];
    assert_eq!(kinds, [pair, pair].concat());
    assert_eq!(Document::load_mem(&file.bytes).unwrap().get_pages().len(), 4);
    assert_eq!(file.pages[0].goods.len(), 7);
}

#[test]
fn a_corpus_on_disk_says_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("corpus");
    write_corpus(&CorpusArgs { out: out.clone(), count: 3, bulk: 4, seed: 9, hostile: false }).unwrap();
    let truth: Vec<serde_json::Value> =
        serde_json::from_slice(&std::fs::read(out.join("truth.json")).unwrap()).unwrap();
    let labels: Vec<_> = truth.iter().filter(|page| page["kind"] == "LabelAndInvoice").collect();
    assert_eq!(labels.len(), 7);
    for page in labels {
        let file = std::fs::read(out.join(page["file"].as_str().unwrap())).unwrap();
        assert!(Document::load_mem(&file).unwrap().get_pages().len() > page["page"].as_u64().unwrap() as usize);
    }
}
