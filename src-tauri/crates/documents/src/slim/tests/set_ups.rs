//! Glyphs set up alike are read once; what comes of it is what reading each would have given.

use proptest::prelude::*;

use super::super::*;
use super::operators::{helvetica, page};

const CROP: Rect = Rect { x0: 100.0, y0: 100.0, x1: 200.0, y1: 200.0 };

/// The content as it comes out, and why the page was kept if it was.
fn slimmed(content: &str) -> (String, Option<KeptBecause>) {
    let bytes = page(content, helvetica());
    let file = RawFile::open(bytes.as_slice(), &Limits::default()).unwrap();
    let mut sink = Vec::new();
    let form = Slimmer::new().page(&file, 0, CROP, &mut PdfWriter::new(&mut sink)).unwrap();
    // A kept page is copied, remarks and all.
    let content = if form.kept.is_some() { String::new() } else { String::from_utf8_lossy(&form.content).into_owned() };
    (content, form.kept)
}

/// The same with a remark of its own behind every `q`: nothing is written like anything before.
fn remarked(content: &str) -> String {
    let mut parts = content.split("q\n");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.enumerate().fold(first, |all, (at, part)| format!("{all}q %{at}\n{part}"))
}

const SET_UPS: [&str; 12] = [
    "q\n0 0 400 400 re W n q\n110 110 m 180 110 l 180 180 l 110 180 l h W n 0 0 1 rg BT /F1 9 Tf 1 0 0 1 0 0 Tm",
    "q\n0 0 400 400 re W n q\n110 110 m 180 110 l 180 180 l 110 180 l h W n 0 0 1 rg BT /F1 12 Tf 1 0 0 1 0 0 Tm",
    "q\n0 0 400 400 re W n 0 g BT /F1 9 Tf 1 0 0 1 0 0 Tm",
    "q\n0 0 90 90 re W n 0 g BT /F1 9 Tf 1 0 0 1 0 0 Tm",
    "q\n1 0 0 1 3 4 cm BT /F1 9 Tf",
    "q\nBT 0 1 -1 0 150 20 Tm /F1 9 Tf",
    "q\n120 120 m 180 120 l 150 190 l h W n BT /F1 9 Tf",
    "q\n0 0 400 400 re 120 120 5 5 re f BT /F1 9 Tf",
    "q\nBT /F1 9 Tf 3 Tr",
    "q\nBT /F1 9 Tf 1 Tc 2 Ts 80 Tz",
    "q\n0.5 g q\nq\nBT /F1 9 Tf",
    "BT /F1 9 Tf",
];
const ENDS: [&str; 9] = [
    "Tj ET Q",
    "Tj ET Q",
    "Tj ET Q Q",
    "Tj ET Q Q",
    "Tj ET Q Q Q",
    "Tj ET",
    "Tj (B) Tj ET Q",
    "' ET Q",
    "Tj 9 0 Td (C) Tj ET Q Q",
];
const BETWEEN: [&str; 8] = ["", "", "", "q\n", "Q", "1 0 0 rg", "1 0 0 1 1 2 cm", "120 120 9 9 re f"];

fn glyph() -> impl Strategy<Value = String> {
    let place = (90..210_i32, 90..210_i32);
    let text = prop::sample::select(vec!["(A)", "<4142>", "(\\()", "( )"]);
    (
        prop::sample::select(&SET_UPS[..]),
        place,
        text,
        prop::sample::select(&ENDS[..]),
        prop::sample::select(&BETWEEN[..]),
    )
        .prop_map(|(set_up, (x, y), text, end, between)| format!("{set_up}\n{x} {y} Td {text} {end}\n{between}\n"))
}

/// Several of the same, then several of another.
fn glyphs() -> impl Strategy<Value = String> {
    let run = (glyph(), 1..4_usize).prop_map(|(glyph, times)| glyph.repeat(times));
    prop::collection::vec(run, 1..8).prop_map(|runs| runs.concat().repeat(2))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_remembered_gives_what_reading_gives(content in glyphs()) {
        prop_assert_eq!(slimmed(&content), slimmed(&remarked(&content)));
    }
}

#[test]
fn only_the_very_same_is_taken_for_the_same() {
    let glyph = |before: &str, behind: &str| format!("q\n{before} BT /F1 9 Tf 1 0 0 1 0 0 Tm{behind} (A) Tj ET Q\n");
    let plain = glyph("0 g", " 120 120 Td");
    // The word the set-up ended with goes on, a number is missing, an end is missing, the font is another.
    for other in [
        glyph("0 g", "2 120 120 Td"),
        glyph("0 g", " 120 Td"),
        glyph("0 g", " 1 120 120 Td"),
        plain.replace("ET Q", "ET"),
        plain.replace("ET Q", "Q ET"),
        plain.replace("ET Q", "ET Q Q"),
        plain.replace("/F1", "/F2"),
        plain.replace("(A)", "(A"),
        glyph("0 g", " 150 150 Td"),
        glyph("1 0 0 rg", " 150 150 Td"),
    ] {
        let content = [plain.clone(), plain.clone(), other, plain.clone()].concat();
        assert_eq!(slimmed(&content), slimmed(&remarked(&content)), "{content}");
    }
}

#[test]
fn the_same_words_in_another_state_are_read_again() {
    let glyph = "q\nBT /F1 9 Tf 120 120 Td (A) Tj ET Q\n";
    let content = format!("{glyph}{glyph}1 0 0 rg {glyph}{glyph}q\n1 0 0 1 20 0 cm {glyph}Q {glyph}");
    let (written, kept) = slimmed(&content);
    assert_eq!((kept, &written), (None, &slimmed(&remarked(&content)).0));
    assert!(written.contains("1 0 0 rg") && written.contains("20 0 cm"), "{written}");
}

#[test]
fn what_is_shown_inside_a_group_is_no_part_of_its_set_up() {
    let glyph = "q\n0 g BT /F1 9 Tf 120 120 Td (A) Tj ET Q\n";
    let content = format!("{glyph}q\n{glyph}BT /F1 9 Tf 150 150 Td (B) Tj ET Q\n").repeat(3);
    let (written, kept) = slimmed(&content);
    assert_eq!((kept, &written), (None, &slimmed(&remarked(&content)).0));
    assert_eq!(written.matches("(A)").count(), 6, "{written}");
}
