//! Chance: whatever stands in a content stream, slimming ends, stays small, and draws the same or leaves it alone.

use proptest::prelude::*;

use super::operators::page;
use super::*;

const CROP: Rect = Rect { x0: 40.0, y0: 40.0, x1: 110.0, y1: 110.0 };

/// Slims and answers how the content came out; never more than twice as long.
fn bounded(content: &[u8]) -> Option<KeptBecause> {
    let bytes = test_pages::raw_page(
        test_pages::packed(content, lopdf::Dictionary::new()),
        lopdf::Dictionary::new(),
        Document::with_version("1.4"),
    );
    let file = RawFile::open(bytes.as_slice(), &Limits::default()).unwrap();
    let mut sink = Vec::new();
    let mut out = PdfWriter::new(&mut sink);
    let form = Slimmer::new().page(&file, 0, CROP, &mut out).unwrap();
    assert!(form.content.len() <= content.len() * 3 + 8_192, "{} of {} bytes", form.content.len(), content.len());
    form.kept
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..150_i32).prop_map(|n| n.to_string()),
        (0..1500_i32).prop_map(|n| format!("{:.1}", f64::from(n) / 10.0))
    ]
}

fn numbers(count: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(number(), count).prop_map(|numbers| numbers.join(" "))
}

fn path() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        // Readers differ on clips without an extent.
        (numbers(2), 1..90_i32, 1..90_i32).prop_map(|(n, w, h)| format!("{n} {w} {h} re")),
        (numbers(2), numbers(2), numbers(2)).prop_map(|(a, b, c)| format!("{a} m {b} l {c} l")),
        (numbers(2), numbers(6)).prop_map(|(a, b)| format!("{a} m {b} c h")),
    ];
    prop::collection::vec(piece, 1..3).prop_map(|pieces| pieces.join(" "))
}

fn operation() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("q".to_owned()),
        Just("Q".to_owned()),
        (path(), prop::sample::select(vec!["f", "f*", "S", "s", "B", "b*"])).prop_map(|(p, op)| format!("{p} {op}")),
        (path(), prop::sample::select(vec!["W n", "W* n", "W f"])).prop_map(|(p, op)| format!("{p} {op}")),
        numbers(2).prop_map(|n| format!("1 0 0 1 {n} cm")),
        prop::sample::select(vec![
            "0 1 -1 0 120 3 cm",
            "0.5 0 0 0.5 9 9 cm",
            "0.8 0.3 -0.2 0.9 4 -8 cm",
            "1 0 0 -1 0 150 cm"
        ])
        .prop_map(str::to_owned),
        prop::sample::select(vec![
            "0 g",
            "0.6 g",
            "1 g",
            "1 0 0 rg",
            "0 0 1 RG",
            "3 w",
            "0 w",
            "1 J 2 j",
            "[5 3] 1 d",
            "[] 0 d"
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_bounded(content in prop::collection::vec(any::<u8>(), 0..2_000)) {
        bounded(&content);
    }

    #[test]
    fn any_words_end_bounded(words in prop::collection::vec(prop_oneof![
        number(), operation(),
        prop::sample::select(vec!["BT", "ET", "(a)", "<00>", "[", "]", "<<", ">>", "Tj", "TJ", "Td", "/F1", "Tf", "Do",
            "BI", "ID", "EI", "/W 3", "sh", "W", "n", "gs", "cs", "scn", "BDC", "/OC", "%", "(", "true"]).prop_map(str::to_owned),
    ], 0..200)) {
        bounded(words.join(" ").as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_drawing_looks_the_same(operations in prop::collection::vec(operation(), 1..25)) {
        let content = operations.join("\n");
        let bytes = page(&content, lopdf::Dictionary::new());
        // One `Q` too many: readers differ on what it does, and the page is left to each as it was.
        if let Some(why) = kept(&bytes, CROP) {
            prop_assert!(why == KeptBecause::Unreadable && content.contains('Q'), "{:?}", why);
            return Ok(());
        }
        let slim = slim_page(&bytes, 0, CROP).unwrap();
        let (before, after) = (seen(&bytes, 0, CROP), seen(&slim, 0, whole(CROP)));
        let edge = |at: &usize| {
            let (x, y) = (at % before.width, at / before.width);
            x == 0 || y == 0 || x + 1 == before.width || y + 1 == before.dark.len() / before.width
        };
        // The crop's own edge may run through a dot.
        let off: Vec<usize> = (0..before.dark.len()).filter(|at| before.dark[*at] != after.dark[*at] && !edge(at)).collect();
        prop_assert!(off.len() <= 4, "{} dots differ", off.len());
    }

    #[test]
    fn a_label_with_a_broken_byte_ends_bounded(parcel in 0_usize..3, at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let file = Corpus::new(9).single(parcel).unwrap().bytes;
        let doc = Document::load_mem(&file).unwrap();
        let mut content = doc.get_page_content(doc.page_iter().next().unwrap());
        let at = at.index(content.len());
        content[at] = byte;
        bounded(&content);
    }
}
