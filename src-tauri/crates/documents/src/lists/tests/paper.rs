//! What a printer and a scanner make of our documents.

use std::collections::HashSet;
use std::sync::Arc;

use hayro::hayro_syntax::{Pdf, PdfData};
use rxing::{BarcodeFormat, DecodeHints};

use super::super::*;
use super::handover;
use crate::geometry::{PageFrame, Rect};
use crate::raster::Raster;

const DPI: f64 = 300.0;

pub(super) fn drawn(pdf: &[u8], page: usize, dpi: f64) -> Raster {
    let pdf = Pdf::new(PdfData::from(Arc::new(pdf.to_vec()))).unwrap();
    let page = pdf.pages().get(page).unwrap();
    let paper = page.media_box();
    let frame = PageFrame::new(Rect::new(paper.x0, paper.y0, paper.x1, paper.y1), 0, 1.0);
    Raster::of_page(page, &frame, dpi / 72.0).unwrap()
}

fn runs(line: &[bool]) -> Vec<usize> {
    line.chunk_by(|one, next| one == next).map(<[bool]>::len).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "dots of one page")]
fn dots(points: f64) -> usize {
    (points * DPI / 72.0).round() as usize
}

/// The column of bars: groups of lines of dots that are all alike, and at least an eighth of an inch high.
fn symbols(raster: &Raster) -> Vec<Vec<bool>> {
    let (left, right) = (dots(197.0), dots(351.0));
    let luma = raster.luma();
    let lines: Vec<Vec<bool>> = luma
        .chunks_exact(raster.width as usize)
        .map(|line| line[left..right].iter().map(|grey| *grey < 128).collect())
        .collect();
    lines
        .chunk_by(|one, next| one == next)
        .filter(|same| same.len() > dots(9.0) && runs(&same[0]).len() > 30)
        .map(|same| same[0].clone())
        .collect()
}

fn decoded(line: &[bool]) -> Option<String> {
    let grey: Vec<u8> = line.iter().map(|is_black| if *is_black { 0 } else { 255 }).collect();
    let luma: Vec<u8> = (0..40).flat_map(|_| grey.clone()).collect();
    let mut hints =
        DecodeHints { PossibleFormats: Some(HashSet::from([BarcodeFormat::CODE_128])), ..DecodeHints::default() };
    let width = u32::try_from(line.len()).unwrap();
    rxing::helpers::detect_in_luma_with_hints(luma, width, 40, None, &mut hints)
        .ok()
        .map(|found| found.getText().to_owned())
}

#[test]
fn every_parcel_of_a_handover_list_can_be_scanned_from_it() {
    let list = handover(64);
    let pdf = handover_list_pdf(&list).unwrap();
    let mut scanned = vec![];
    for page in 0..crate::page_count(&pdf).unwrap() {
        for line in symbols(&drawn(&pdf, page, DPI)) {
            let runs = runs(&line);
            let (quiet, bars) = ([runs[0], runs[runs.len() - 1]], &runs[1..runs.len() - 1]);
            assert!(quiet.iter().all(|white| *white >= 30), "ten modules of three dots stay white: {quiet:?}");
            assert!(bars.iter().all(|run| run.is_multiple_of(3)), "modules are whole dots: {bars:?}");
            scanned.push(decoded(&line).unwrap_or_default());
        }
    }
    let ids: Vec<String> = list.rows.iter().map(|row| row.tracking_id.clone()).collect();
    assert_eq!(scanned, ids);
}

#[test]
fn a_long_number_gets_narrower_bars_and_what_has_no_bars_is_still_named() {
    let mut list = handover(3);
    for (row, id) in list.rows.iter_mut().zip(["AB12345678901234567", "தமிழ்", "A23456789012345678901234567890"])
    {
        row.tracking_id = id.into();
    }
    let pdf = handover_list_pdf(&list).unwrap();
    let found: Vec<_> = symbols(&drawn(&pdf, 0, DPI)).iter().filter_map(|line| decoded(line)).collect();
    assert_eq!(found, ["AB12345678901234567"]);
    let words: String = super::pages(&pdf).concat().split_whitespace().collect();
    // Too long for its cell, it goes on in the next line.
    assert!(words.contains("A2345678901234567") && words.contains("8901234567890"), "{words}");
}
