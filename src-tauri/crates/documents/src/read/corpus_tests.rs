//! The corpus of files nobody should trust, held against its own word on each.

use std::sync::mpsc;
use std::time::Duration;

use godown_sandbox::corpus::hostile::{Case, Expect, Group, cases_of};
use godown_sandbox::corpus::{Corpus, Make, PageKind, PageTruth, Placing};

use super::*;
use crate::matching::{MatchedLabel, Matching, Wanted, match_pages};

/// Far above what any answer takes, also in an unoptimised build on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);
/// Peak memory an answer may need, MiB.
const MOST_MEMORY: u64 = 256;

fn wanted(asked: &[PageTruth]) -> Vec<Wanted> {
    asked
        .iter()
        .map(|truth| Wanted {
            shipment_id: format!("s{}", truth.parcel.unwrap_or_default()),
            tracking_ids: vec![truth.tracking_id.clone()],
            order_id: truth.order_id.clone(),
        })
        .collect()
}

/// Reads in a thread of its own: one that hangs fails its test instead of the run.
fn answer(case: &Case) -> Result<LabelFile, DocumentError> {
    let (tell, told) = mpsc::channel();
    let bytes = case.bytes.clone();
    // Dropped without being joined: a reader that never answers cannot be waited for.
    drop(std::thread::spawn(move || tell.send(read_labels(&bytes, &Limits::default()))));
    told.recv_timeout(DEADLINE).unwrap_or_else(|_| panic!("{}: no answer", case.name))
}

/// Peak memory of this process since it was last forgotten, MiB; none where the system does not say.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches("kB").trim();
    Some(kib.parse::<u64>().ok()? / 1024)
}

fn forget_peak() -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    peak_memory()
}

/// The label's crop is its border and two points around it, as far as the page shows that much.
fn stands_right(page: &LabelPage, truth: &PageTruth) -> Result<(), String> {
    let (Some(border), Some(label)) = (truth.border, page.label) else { return Err("no label".into()) };
    let [x0, y0, x1, y1] = border;
    let drawn = Rect::new(x0, y0, x1, y1).grow(2.0).intersect(&Rect::new(0.0, 0.0, page.width, page.height));
    let off = label.rect.distance(&drawn);
    if off < 1.0 { Ok(()) } else { Err(format!("{off:.1} points off: {label:?} is not {drawn:?}")) }
}

/// Every parcel that was asked for has its label, whole and in its place.
fn is_same(case: &Case, file: &LabelFile) -> Result<(), String> {
    let matching = match_pages(file, &wanted(&case.asked));
    if matching.labels.len() != case.asked.len() || !matching.doubled.is_empty() {
        return Err(format!("{matching:?}"));
    }
    for (truth, label) in case.asked.iter().zip(&matching.labels) {
        let page = file.pages.get(label.page).ok_or("no page")?;
        if !page.order_ids.contains(&truth.order_id) {
            return Err(format!("order {:?}", page.order_ids));
        }
        stands_right(page, truth)?;
        if label.check {
            return Err(format!("to be checked: {label:?}"));
        }
    }
    Ok(())
}

fn judge(case: &Case, answer: Result<LabelFile, DocumentError>) -> Result<(), String> {
    let refused = |answer: Result<LabelFile, DocumentError>| match answer {
        Ok(file) => Err(format!("taken with {:?}", file.warnings)),
        Err(error) => Ok(error),
    };
    let taken = |answer: Result<LabelFile, DocumentError>| answer.map_err(|error| format!("refused: {error}"));
    match &case.expect {
        Expect::Rejected(what) => {
            let said = refused(answer)?.to_string();
            let names = said.to_lowercase().contains(&what.to_lowercase());
            if names { Ok(()) } else { Err(format!("{said:?} does not name {what:?}")) }
        }
        Expect::Refused => refused(answer).map(|_| ()),
        Expect::SameLabel => {
            let file = taken(answer)?;
            if file.warnings.is_empty() { is_same(case, &file) } else { Err(format!("{:?}", file.warnings)) }
        }
        Expect::SameLabelWithWarning => {
            let file = taken(answer)?;
            if file.warnings.is_empty() { Err("no warning".into()) } else { is_same(case, &file) }
        }
        Expect::SameLabelOrRejected => answer.map_or(Ok(()), |file| is_same(case, &file)),
        Expect::HarmlessDropped => is_same(case, &taken(answer)?),
        Expect::Matched { pages, foreign } => {
            let file = taken(answer)?;
            let matching = match_pages(&file, &wanted(&case.asked));
            matched(case, &matching, pages, foreign)
        }
    }
}

fn matched(case: &Case, matching: &Matching, pages: &[Option<usize>], foreign: &[usize]) -> Result<(), String> {
    for (truth, page) in case.asked.iter().zip(pages) {
        let given: Vec<&MatchedLabel> =
            matching.labels.iter().filter(|label| label.tracking_id == truth.tracking_id).collect();
        let named = matching.missing.iter().any(|missing| missing.tracking_ids.contains(&truth.tracking_id))
            || matching.doubled.iter().any(|doubled| doubled.tracking_id == truth.tracking_id);
        let right = match (page, given.as_slice()) {
            (Some(page), [label]) => label.page == *page && !named,
            (None, []) => named,
            _ => false,
        };
        if !right {
            return Err(format!("{} is not on {page:?}: {matching:?}", truth.tracking_id));
        }
    }
    let lost = foreign.iter().find(|page| !matching.foreign.contains(page));
    lost.map_or(Ok(()), |page| Err(format!("page {page} is not called foreign: {matching:?}")))
}

fn survives(group: Group) {
    let cases = cases_of(group, 7).unwrap();
    assert!(cases.len() > 1, "a group has cases");
    let mut wrong = Vec::new();
    for case in &cases {
        let before = forget_peak();
        let answer = answer(case);
        if let (Some(before), Some(peak)) = (before, peak_memory())
            && peak.saturating_sub(before) > MOST_MEMORY
        {
            wrong.push(format!("{}: {} MiB", case.name, peak - before));
        }
        if let Err(why) = judge(case, answer) {
            wrong.push(format!("{} ({:?}): {why}", case.name, case.expect));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn what_is_no_pdf_is_rejected_by_its_name() {
    survives(Group::NotAPdf);
}

#[test]
fn what_is_legal_but_unusual_gives_the_same_label() {
    survives(Group::Unusual);
}

#[test]
fn what_was_damaged_gives_the_same_label_or_none() {
    survives(Group::Damaged);
}

#[test]
fn silent_damage_is_refused() {
    survives(Group::SilentDamage);
}

#[test]
fn attacks_are_refused_or_made_harmless() {
    survives(Group::Attack);
}

#[test]
fn wrong_content_is_matched_by_tracking_id_or_named() {
    survives(Group::WrongContent);
}

/// Ways a page can lie on its paper, all shown upright.
fn placings() -> Vec<(&'static str, Placing)> {
    let usual = Placing::default;
    vec![
        ("as served", usual()),
        ("60 points lower", Placing { moved: (0.0, -60.0), ..usual() }),
        ("tomorrow", Placing::tomorrow()),
        ("scaled", Placing { scale: 0.8, moved: (40.0, 90.0), ..usual() }),
        ("a quarter turned", Placing { rotate: 90, ..usual() }),
        ("upside down", Placing { rotate: 180, ..usual() }),
        ("three quarters turned", Placing { rotate: 270, moved: (10.0, -20.0), ..usual() }),
        ("cropped", Placing { crop: Some([100.0, 300.0, 500.0, 842.0]), ..usual() }),
        ("another corner, swapped", Placing { corner: (70.0, -40.0), swapped: true, ..usual() }),
        ("user unit", Placing { unit: 2.0, ..usual() }),
        (
            "everything at once",
            Placing {
                moved: (12.0, -30.0),
                scale: 0.9,
                rotate: 270,
                crop: Some([50.0, 200.0, 560.0, 830.0]),
                corner: (-33.0, 210.0),
                swapped: true,
                unit: 1.5,
            },
        ),
    ]
}

#[test]
fn a_label_is_found_however_its_page_lies() {
    let corpus = Corpus::new(11);
    for (how, placing) in placings() {
        for kind in [PageKind::LabelAndInvoice, PageKind::LabelOnly] {
            let made = corpus.file(&[3, 4], &Make { kind, placing: placing.clone(), ..Make::default() }).unwrap();
            let file = read_labels(&made.bytes, &Limits::default()).unwrap_or_else(|error| panic!("{how}: {error}"));
            for (page, truth) in file.pages.iter().zip(&made.pages).filter(|(_, truth)| truth.border.is_some()) {
                stands_right(page, truth).unwrap_or_else(|why| panic!("{how}, {kind:?}: {why}"));
                assert!(page.tracking_ids.contains(&truth.tracking_id) || truth.courier.is_empty(), "{how}");
                assert_eq!((page.width.round(), page.height.round()), (truth.shown.0.round(), truth.shown.1.round()));
                assert!(!page.label.unwrap().check, "{how}: {:?}", page.label);
            }
        }
    }
}

#[test]
fn a_label_on_a_page_of_its_own_size_is_that_page() {
    let made = Corpus::new(11).file(&[5], &Make { kind: PageKind::LabelOnlyOwnSize, ..Make::default() }).unwrap();
    let file = read_labels(&made.bytes, &Limits::default()).unwrap();
    let label = file.pages[0].label.unwrap();
    stands_right(&file.pages[0], &made.pages[0]).unwrap();
    assert!(!label.check && !label.moved, "another paper is no other layout: {label:?}");
}

#[test]
fn tomorrows_layout_is_noticed_and_todays_is_not() {
    let corpus = Corpus::new(3);
    let shape = |parcels: &[usize], placing: Placing| {
        let made = corpus.file(parcels, &Make { placing, ..Make::default() }).unwrap();
        read_labels(&made.bytes, &Limits::default()).unwrap().usual_shape().unwrap()
    };
    let yesterday = shape(&[0, 1, 2, 3], Placing::default());
    assert!(yesterday.anchor.is_some() && yesterday.bars.is_some() && yesterday.turned_bars.is_some(), "{yesterday:?}");
    let today = shape(&[20, 21, 22], Placing::default());
    assert_eq!(crate::compare(&today, &yesterday), None, "other parcels, the same layout");
    let change = crate::compare(&shape(&[20, 21, 22], Placing::tomorrow()), &yesterday).unwrap();
    assert_eq!(change.to_string(), "the label is 6 mm further right and 6 mm lower");
}

#[test]
fn the_quick_look_agrees_with_the_reader() {
    let corpus = Corpus::new(5);
    let many: Vec<usize> = (0..24).collect();
    for make in [Make::default(), Make { kind: PageKind::LabelOnly, ..Make::default() }] {
        let made = corpus.file(&many, &make).unwrap();
        let read = read_labels(&made.bytes, &Limits::default()).unwrap();
        let quick = quick_tracking_ids(&made.bytes).unwrap();
        for ((page, quick), truth) in read.pages.iter().zip(&quick).zip(&made.pages) {
            let mut full = page.tracking_ids.clone();
            let mut quick = quick.clone();
            full.sort();
            quick.sort();
            assert_eq!(full, quick, "page {}", page.index);
            let own = truth.border.is_some();
            assert_eq!(names_tracking_id(&made.bytes, page.index, &truth.tracking_id).unwrap(), own);
        }
        let other = &made.pages.iter().rfind(|truth| truth.border.is_some()).unwrap().tracking_id;
        assert!(!names_tracking_id(&made.bytes, 0, other).unwrap(), "another parcel's id is not on this page");
    }
    let scanned = corpus.file(&[1], &Make { scanned: true, ..Make::default() }).unwrap();
    assert!(names_tracking_id(&scanned.bytes, 0, &scanned.pages[0].tracking_id).unwrap(), "a picture has bars");
    assert!(!names_tracking_id(&scanned.bytes, 0, "FMPP0000000000").unwrap());
}
