//! Sound files with other labels than were asked for, or with labels that lie otherwise than usual.

use super::{Case, Expect, Group, HostileError, Pile};
use crate::corpus::{Corpus, LabelFile, Make, PageKind, PageTruth, Placing};

pub(super) fn cases(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let mut cases = orders(corpus)?;
    cases.extend(looks(corpus)?);
    Ok(cases)
}

/// The truths of the labels of these parcels, as a file of theirs alone tells them.
fn asked(corpus: &Corpus, parcels: &[usize]) -> Result<Vec<PageTruth>, HostileError> {
    let file = corpus.file(parcels, &Make::default())?;
    Ok(file.pages.into_iter().filter(|page| page.kind == PageKind::LabelAndInvoice).collect())
}

/// The page each parcel's label is on, where it is on one page only.
fn found(file: &LabelFile, asked: &[PageTruth]) -> Expect {
    let page_of = |truth: &PageTruth| {
        let mut on = file.pages.iter().enumerate().filter(|(_, page)| is_label(page) && page.parcel == truth.parcel);
        let page = on.next().map(|(page, _)| page);
        page.filter(|_| on.next().is_none())
    };
    let wanted = |page: &PageTruth| asked.iter().any(|truth| truth.parcel == page.parcel);
    let foreign = file.pages.iter().enumerate().filter(|(_, page)| is_label(page) && !wanted(page));
    Expect::Matched { pages: asked.iter().map(page_of).collect(), foreign: foreign.map(|(page, _)| page).collect() }
}

fn is_label(page: &PageTruth) -> bool {
    matches!(page.kind, PageKind::LabelAndInvoice | PageKind::LabelOnly | PageKind::LabelOnlyOwnSize)
}

fn orders(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let list: [(&'static str, &[usize], &[usize]); 7] = [
        ("another shipment's label", &[0], &[50]),
        ("one label of another shipment among ours", &[0, 1, 2], &[0, 50, 1, 2]),
        ("the same label twice", &[0, 1, 2], &[0, 1, 1, 2]),
        ("a page missing", &[0, 1, 2, 3], &[0, 1, 3]),
        ("pages shuffled", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], &[7, 2, 11, 0, 5, 9, 1, 10, 3, 8, 6, 4]),
        ("missing, doubled, foreign and shuffled", &[0, 1, 2, 3, 4], &[4, 2, 51, 0, 2]),
        ("all pages of one shipment", &[0, 1], &[0, 0, 0]),
    ];
    let mut cases = Vec::new();
    for (name, wanted, given) in list {
        let file = corpus.file(given, &Make::default())?;
        let asked = asked(corpus, wanted)?;
        let mut pile = Pile::new(Group::WrongContent, &asked);
        pile.put(name, found(&file, &asked), file.bytes);
        cases.append(&mut pile.cases);
    }
    Ok(cases)
}

fn looks(corpus: &Corpus) -> Result<Vec<Case>, HostileError> {
    let make = Make::default();
    let placed = |placing| Make { placing, ..Make::default() };
    let moved = |x, y| placed(Placing { moved: (x, y), ..Placing::default() });
    let list = [
        ("label moved up by 20 and right by 60 points", moved(60.0, 20.0)),
        ("label moved down by 60 points", moved(0.0, -60.0)),
        ("tomorrow's layout", placed(Placing::tomorrow())),
        ("invoice runs on to a second page", Make { goods: Some(7), ..make.clone() }),
        ("several SKU rows", Make { goods: Some(4), ..make.clone() }),
        ("no ToUnicode", Make { to_unicode: false, ..make.clone() }),
        ("page is one scanned picture", Make { scanned: true, ..make.clone() }),
        ("label alone, no ToUnicode", Make { kind: PageKind::LabelOnlyOwnSize, to_unicode: false, ..make.clone() }),
        ("blank page", Make { kind: PageKind::Blank, ..make.clone() }),
        ("invoice alone", Make { kind: PageKind::InvoiceContinued, ..make }),
    ];
    let mut cases = Vec::new();
    for (name, make) in list {
        let file = corpus.file(&[2, 3], &make)?;
        let labels: Vec<PageTruth> = file.pages.iter().filter(|page| is_label(page)).cloned().collect();
        let asked = if labels.is_empty() { asked(corpus, &[2, 3])? } else { labels };
        let mut pile = Pile::new(Group::WrongContent, &asked);
        pile.put(name, found(&file, &asked), file.bytes);
        cases.append(&mut pile.cases);
    }
    Ok(cases)
}
