use super::*;
use proptest::prelude::*;

use crate::geometry::Rect;
use crate::limits::Limits;
use crate::proof::Decoded;
use crate::read::{FoundBy, LabelBox, read_labels};
use crate::test_pages::{Build, Paper, file, label, order_id, tracking_id};

fn wanted(n: usize) -> Wanted {
    Wanted { shipment_id: format!("s{n}"), tracking_ids: vec![tracking_id(n)], order_id: order_id(n) }
}

fn matched(papers: &[Paper], asked: &[usize]) -> Matching {
    let pages = read_labels(&file(papers, &Build::default()), &Limits::default()).unwrap();
    match_pages(&pages, &asked.iter().copied().map(wanted).collect::<Vec<_>>())
}

#[test]
fn shuffled_pages_find_their_shipments() {
    let matching = matched(&[label(3), label(1), label(2)], &[1, 2, 3]);
    assert!(matching.is_complete());
    let pages: Vec<_> = matching.labels.iter().map(|l| (l.shipment_id.as_str(), l.page, l.check)).collect();
    assert_eq!(pages, [("s1", 1, false), ("s2", 2, false), ("s3", 0, false)]);
    assert_eq!(matching.labels[0].invoice_pages, [1]);
}

#[test]
fn what_does_not_add_up_is_reported() {
    let matching = matched(&[label(1), label(9), label(2), Paper::Blank, label(2)], &[1, 2, 3]);
    assert_eq!(matching.labels.len(), 1);
    assert_eq!(matching.missing, [MissingLabel { shipment_id: "s3".into(), tracking_ids: vec![tracking_id(3)] }]);
    assert_eq!(
        matching.doubled,
        [Doubled { shipment_id: "s2".into(), tracking_id: tracking_id(2), pages: vec![2, 4] }]
    );
    assert_eq!(matching.foreign, [1, 3], "another shipment's label and the blank page");
}

#[test]
fn an_invoice_that_continues_follows_its_order() {
    let rest = |n| Paper::InvoiceRest { order_id: order_id(n) };
    let matching = matched(&[label(1), rest(1), rest(2), label(2), rest(8)], &[2, 1]);
    assert_eq!(matching.labels[0].invoice_pages, [2, 3], "wherever the page stands");
    assert_eq!(matching.labels[1].invoice_pages, [0, 1]);
    assert_eq!(matching.foreign, [4]);
}

#[test]
fn a_page_without_text_is_matched_by_its_bars() {
    let build = Build { to_unicode: false, ..Build::default() };
    let pages = read_labels(&file(&[label(6)], &build), &Limits::default()).unwrap();
    let matching = match_pages(&pages, &[wanted(6)]);
    assert_eq!(matching.labels.iter().map(|l| (l.by, l.check)).collect::<Vec<_>>(), [(MatchedBy::Barcode, true)]);
}

#[test]
fn a_label_that_names_another_order_is_looked_at_first() {
    let paper = Paper::Label { tracking_id: tracking_id(1), order_id: order_id(5), with_invoice: true };
    assert!(matched(&[paper], &[1]).labels[0].check);
}

#[test]
fn an_id_inside_a_longer_number_is_another_id() {
    let asked = Wanted { shipment_id: "s".into(), tracking_ids: vec!["1234567890".into()], order_id: String::new() };
    let mut pages = read_labels(&file(&[label(1)], &Build::default()), &Limits::default()).unwrap();
    pages.pages[0].text = "AWB No. 91234567890".into();
    assert!(match_pages(&pages, std::slice::from_ref(&asked)).labels.is_empty());
    pages.pages[0].text = "AWB No.1234567890REG".into();
    assert_eq!(match_pages(&pages, &[asked]).labels.len(), 1, "a caption glued to the id is no part of it");
}

#[test]
fn each_box_of_a_shipment_has_its_own_label_and_invoice() {
    let asked =
        Wanted { shipment_id: "s1".into(), tracking_ids: vec![tracking_id(1), tracking_id(2)], order_id: order_id(1) };
    let second = Paper::Label { tracking_id: tracking_id(2), order_id: order_id(1), with_invoice: true };
    let rest = Paper::InvoiceRest { order_id: order_id(1) };
    let pages = read_labels(&file(&[second, rest, label(1)], &Build::default()), &Limits::default()).unwrap();
    let matching = match_pages(&pages, &[asked]);
    assert!(matching.is_complete());
    let found: Vec<_> = matching.labels.iter().map(|l| (l.tracking_id.clone(), l.page, &l.invoice_pages[..])).collect();
    assert_eq!(
        found,
        [(tracking_id(1), 2, &[2][..]), (tracking_id(2), 0, &[0, 1])],
        "the rest follows the box before it"
    );
}

#[test]
fn an_id_two_shipments_ask_for_is_nobodys() {
    let pages = read_labels(&file(&[label(1)], &Build::default()), &Limits::default()).unwrap();
    let again = Wanted { shipment_id: "s2".into(), ..wanted(1) };
    let matching = match_pages(&pages, &[wanted(1), again]);
    assert!(matching.labels.is_empty(), "one label cannot be printed for two shipments");
    assert_eq!(matching.missing.len(), 2);
    assert_eq!(matching.foreign, [0]);
}

#[test]
fn a_page_that_names_two_parcels_or_two_orders_is_nobodys() {
    let mut both = painted(0, Some(&tracking_id(1)), true);
    both.text.push_str(&format!(" {}", tracking_id(2)));
    let mut rest = painted(1, None, false);
    rest.order_ids = vec![order_id(3), order_id(4)];
    let pages = [both, rest, painted(2, Some(&tracking_id(3)), true), painted(3, Some(&tracking_id(4)), true)];
    let file = LabelFile { pages: pages.to_vec(), warnings: vec![] };
    let matching = match_pages(&file, &[1, 2, 3, 4].map(wanted));
    assert_eq!(matching.foreign, [0, 1]);
    assert_eq!(matching.labels.iter().map(|l| l.page).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(matching.missing.len(), 2);
}

/// A page as the reader would give it.
fn painted(index: usize, tracking_id: Option<&str>, legible: bool) -> LabelPage {
    let named = tracking_id.unwrap_or_default();
    let bars = Decoded { symbology: Symbology::Code128, text: named.to_owned() };
    let rect = Rect { x0: 188.5, y0: 459.0, x1: 406.25, y1: 815.5 };
    LabelPage {
        index,
        width: 595.0,
        height: 842.0,
        rotation: 0,
        text: if legible { format!("AWB No. {named} REG") } else { "\u{FFFD}\u{FFFD}".into() },
        tracking_ids: vec![],
        order_ids: vec![],
        symbols: if legible || named.is_empty() { vec![] } else { vec![bars] },
        label: tracking_id.map(|_| LabelBox { rect, found_by: FoundBy::Frame, check: false, moved: false }),
        shape: None,
        invoice_top: Some(430.0),
    }
}

/// What became of a parcel's page on its way here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Whole,
    /// Its fonts do not say what their letters are.
    Illegible,
    Doubled,
    Lost,
    /// Nothing on it can be read any more.
    Blotted,
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let fate = prop_oneof![
        4 => Just(Fate::Whole),
        1 => Just(Fate::Illegible),
        1 => Just(Fate::Doubled),
        1 => Just(Fate::Lost),
        1 => Just(Fate::Blotted),
    ];
    proptest::collection::vec(fate, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_label_asked_for_comes_exactly_once_or_is_named_as_failed(
        fates in fates(),
        boxes in 1_usize..4,
        strangers in 0_usize..4,
        seed in any::<u64>(),
    ) {
        // Parcels, a few of them together one shipment.
        let shipments: Vec<Vec<usize>> = (0..fates.len()).collect::<Vec<_>>().chunks(boxes).map(<[usize]>::to_vec).collect();
        let asked: Vec<Wanted> = shipments
            .iter()
            .map(|parcels| Wanted {
                shipment_id: format!("s{}", parcels[0]),
                tracking_ids: parcels.iter().map(|n| tracking_id(*n)).collect(),
                order_id: order_id(parcels[0]),
            })
            .collect();
        let mut papers: Vec<(Option<String>, bool)> = Vec::new();
        for (parcel, fate) in fates.iter().enumerate() {
            let id = tracking_id(parcel);
            match fate {
                Fate::Whole => papers.push((Some(id), true)),
                Fate::Illegible => papers.push((Some(id), false)),
                Fate::Doubled => papers.extend([(Some(id.clone()), true), (Some(id), true)]),
                Fate::Lost => {}
                Fate::Blotted => papers.push((None, true)),
            }
        }
        papers.extend((0..strangers).map(|n| (Some(tracking_id(1_000 + n)), true)));
        // Any order.
        let mut state = seed | 1;
        for place in (1..papers.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            papers.swap(place, (state >> 33) as usize % (place + 1));
        }
        let pages: Vec<LabelPage> =
            papers.iter().enumerate().map(|(index, (id, legible))| painted(index, id.as_deref(), *legible)).collect();
        let matching = match_pages(&LabelFile { pages, warnings: vec![] }, &asked);

        for (parcel, fate) in fates.iter().enumerate() {
            let id = tracking_id(parcel);
            let given: Vec<usize> = matching.labels.iter().filter(|l| l.tracking_id == id).map(|l| l.page).collect();
            let missing = matching.missing.iter().filter(|m| m.tracking_ids.contains(&id)).count();
            let doubled = matching.doubled.iter().filter(|d| d.tracking_id == id).count();
            let told = match fate {
                Fate::Whole | Fate::Illegible => (1, 0, 0),
                Fate::Doubled => (0, 0, 1),
                Fate::Lost | Fate::Blotted => (0, 1, 0),
            };
            prop_assert_eq!((given.len(), missing, doubled), told, "{:?}", fate);
            for page in given {
                prop_assert_eq!(papers[page].0.as_deref(), Some(id.as_str()), "a page of its own");
            }
        }
        let mut placed: Vec<usize> = matching.labels.iter().map(|l| l.page).collect();
        placed.extend(matching.doubled.iter().flat_map(|d| d.pages.clone()));
        placed.extend(&matching.foreign);
        placed.sort_unstable();
        prop_assert_eq!(placed, (0..papers.len()).collect::<Vec<_>>(), "no page is used twice, none is passed over");
    }
}
