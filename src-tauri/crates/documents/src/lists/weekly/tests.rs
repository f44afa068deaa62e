use super::super::sample_board::{board, cohort, now};
use super::*;
use crate::limits::Limits;
use crate::read::read_labels;

fn report_of<'a>(board: &'a Board, cut_offs: &'a [Cohort], cancellations: &'a [CancelledReason]) -> WeeklyReport<'a> {
    let to = now().day();
    WeeklyReport { seller: "Ambari Lane", board, from: IndiaDay(to.0 - 6), to, cut_offs, cancellations }
}

fn week() -> (Vec<Cohort>, Vec<CancelledReason>) {
    let cut_offs = (0..14).map(|n| cohort(-12 * (14 - n), u32::try_from(n % 3).unwrap())).collect();
    let reason = |by, reason: Option<&str>, units| CancelledReason {
        by,
        reason: reason.map(str::to_owned),
        shipments: units,
        units,
    };
    let cancellations = vec![
        reason(CancelledBy::Seller, Some("Out of stock"), 4),
        reason(CancelledBy::Buyer, Some("Changed mind"), 31),
        reason(CancelledBy::Unknown, None, 2),
    ];
    (cut_offs, cancellations)
}

fn pages(pdf: &[u8]) -> Vec<String> {
    read_labels(pdf, &Limits::default()).unwrap().pages.into_iter().map(|page| page.text).collect()
}

#[test]
fn the_report_says_tier_lines_cut_offs_and_cancellations() {
    let (cut_offs, cancellations) = week();
    let board = board();
    let pdf = weekly_report_pdf(&report_of(&board, &cut_offs, &cancellations)).unwrap();
    let pages = pages(&pdf);
    let text = pages.join("\n").split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Guardrails, 15 Nov to 21 Nov 2026",
        "as of 21 Nov, 14:47",
        "Gold, with room for 3 more cancellations.",
        "Crossed: Suspension (first source), Seller cancellation below 0.25% over 7 days: 12 of 4,310, 2 over. It can bring at least 1 day of suspension.",
        "■ crossed",
        "▲ tight",
        "54,120",
        "7,880 left",
        "Gold, 6,000 units or",
        "₹50,00,000; sold for",
        "₹3,41,22,300",
        "48,120 above",
        "too few to judge, from 51 on",
        "Counted from 83 of the last 90 days",
        "RTD breach: up to 12 of those counted are estimated; the total is estimated",
        "the marketplace has not published it; from 83 of 90 days.",
        "Cancellations are booked on the day the order was approved",
        "14 cut-offs, 3,038 shipments",
        "37 units cancelled; 4 of them count against the seller",
        "no reason given",
        "Tiruppur",
        "seller panel, reported, valid from 2026-07-01",
    ] {
        assert!(text.contains(words), "{words:?} is missing in: {text}");
    }
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("Page {} of {}", index + 1, pages.len())), "page number");
        assert!(page.contains("Guardrails, 15 Nov to 21 Nov 2026"), "every page says what it is");
    }
    if let Ok(folder) = std::env::var("GODOWN_LOOK") {
        std::fs::write(format!("{folder}/weekly.pdf"), &pdf).unwrap();
        for page in 0..pages.len() {
            let png = crate::render_page_png(&pdf, page, 1_000).unwrap();
            std::fs::write(format!("{folder}/weekly-{page}.png"), png).unwrap();
        }
    }
}

#[test]
fn a_curve_has_its_lines_named_and_its_last_value_said() {
    let board = board();
    let text = pages(&weekly_report_pdf(&report_of(&board, &[], &[])).unwrap()).join("\n");
    assert!(text.contains("RTD breach, 7 days"));
    assert!(text.contains("Suspension 0.5%"));
    assert!(text.contains("23 Oct") && text.contains("21 Nov"), "first and last day");
    assert!(text.contains("of 54,120 = 0.1"), "{text}");
}

#[test]
fn the_same_week_is_the_same_file_and_black_and_white() {
    let (cut_offs, cancellations) = week();
    let board = board();
    let report = report_of(&board, &cut_offs, &cancellations);
    let once = weekly_report_pdf(&report).unwrap();
    assert!(once == weekly_report_pdf(&report).unwrap());
    let document = lopdf::Document::load_mem(&once).unwrap();
    for page in document.page_iter() {
        let content = document.get_and_decode_page_content(page).unwrap();
        for operation in content.operations {
            assert!(!matches!(operation.operator.as_str(), "rg" | "RG" | "k" | "K"), "only greys");
        }
    }
}

#[test]
fn a_week_of_nothing_is_still_a_sheet() {
    let mut board = board();
    board.cards.clear();
    board.headline.tier = None;
    board.headline.tightest_of_tier = None;
    board.headline.crossed.clear();
    let text = pages(&weekly_report_pdf(&report_of(&board, &[], &[])).unwrap()).join("\n");
    assert!(text.contains("Bronze.") && text.contains("None."), "{text}");
}

#[test]
fn what_a_tier_leaves_is_said_in_its_own_things() {
    let mut board = board();
    board.headline.tightest_of_tier = board.cards[4].lines.first().cloned();
    assert_eq!(tier_sentence(&board), "Gold, 48,120 units above its line for sales.");
    board.headline.tightest_of_tier = board.cards[2].lines.first().cloned();
    assert_eq!(tier_sentence(&board), "Gold.", "too few to judge leaves nothing to say");
    let mut one = board.cards[1].lines[0].clone();
    one.room.0 = 1;
    board.headline.tightest_of_tier = Some(one.clone());
    assert_eq!(tier_sentence(&board), "Gold, with room for 1 more cancellation.");
    one.line.sense = Sense::AtLeast;
    one.room.0 = -8;
    assert_eq!(words::room(&one), "8 short");
}

#[test]
fn a_long_week_breaks_over_pages_with_its_heads() {
    let board = board();
    let cut_offs: Vec<Cohort> = (0..120).map(|n| cohort(-n, 0)).collect();
    let pages = pages(&weekly_report_pdf(&report_of(&board, &cut_offs, &[])).unwrap());
    assert!(pages.len() > 3);
    assert!(pages.iter().filter(|page| page.contains("Ready in time")).count() > 2, "heads on every page of the table");
}
