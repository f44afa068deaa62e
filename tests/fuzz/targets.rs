//! The parsers of outside bytes, and good files to begin from.

use anyhow::Result;
use godown_documents::{
    DocumentError, Limits, PlacedLabel, Rect, Shelf, Wanted, check_pdf, match_pages, names_tracking_id, read_hub_file,
    read_labels, read_shelf_list, slim_page, write_print_file,
};
use godown_domain::print::plan::LabelFacts;
use godown_domain::print::{FileMode, LabelLayout};
use godown_domain::scan::classify;
use godown_sandbox::corpus::hostile::{self, Group};
use godown_sandbox::corpus::{Corpus, Make, PageKind};

use crate::{kept, next, replies};

/// What its files are made of, and so how they are best spoiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Pdf,
    Json,
    Bytes,
}

/// A parser.
pub struct Target {
    pub name: &'static str,
    pub kind: Kind,
    pub seeds: fn() -> Result<Vec<Vec<u8>>>,
    /// Whether the bytes were taken, or how the answer contradicts itself.
    pub run: fn(&[u8]) -> Result<bool, String>,
}

pub const ALL: &[Target] = &[
    Target { name: "read", kind: Kind::Pdf, seeds: label_files, run: read },
    Target { name: "slim", kind: Kind::Pdf, seeds: label_files, run: slim },
    Target { name: "print", kind: Kind::Pdf, seeds: label_files, run: print },
    Target { name: "hub", kind: Kind::Bytes, seeds: tables, run: hub },
    Target { name: "shelf", kind: Kind::Bytes, seeds: tables, run: shelf },
    Target { name: "wire", kind: Kind::Json, seeds: replies::seeds, run: replies::read },
    Target { name: "next", kind: Kind::Bytes, seeds: next::seeds, run: next::read },
    Target { name: "kept", kind: Kind::Bytes, seeds: kept::seeds, run: kept::read },
    Target { name: "scan", kind: Kind::Bytes, seeds: codes, run: scan },
];

const LABEL: (f64, f64, f64, f64) = (188.5, 459.0, 406.25, 815.5);
const ASKED: &str = "FMPP7310000001";

fn label_files() -> Result<Vec<Vec<u8>>> {
    let corpus = Corpus::new(41);
    let mut files = vec![];
    for parcel in 0..12 {
        files.push(corpus.single(parcel)?.bytes);
    }
    files.push(corpus.bulk(0..11)?.bytes);
    for kind in [PageKind::LabelOnly, PageKind::LabelOnlyOwnSize] {
        files.push(corpus.file(&[3], &Make { kind, ..Make::default() })?.bytes);
    }
    for group in [Group::Unusual, Group::Damaged, Group::SilentDamage, Group::WrongContent, Group::Attack] {
        files.extend(
            hostile::cases_of(group, 7)?.into_iter().map(|case| case.bytes).filter(|bytes| bytes.len() < 400_000),
        );
    }
    Ok(files)
}

fn read(bytes: &[u8]) -> Result<bool, String> {
    let sound = check_pdf(bytes).is_ok();
    // Decoding bars costs a second a page and is the same library call every time.
    let read = read_labels(bytes, &Limits { decoded_pages: 1, ..Limits::default() });
    // Any answer; only panics and hangs count.
    let _ = names_tracking_id(bytes, 0, ASKED);
    let Ok(file) = read else { return Ok(false) };
    if !sound {
        return Err("read although it is not sound".into());
    }
    let asked = Wanted { shipment_id: "s".into(), tracking_ids: vec![ASKED.into()], order_id: String::new() };
    let matching = match_pages(&file, &[asked]);
    let told = matching.labels.len() + matching.missing.len() + matching.doubled.len();
    if told == 1 { Ok(true) } else { Err(format!("the parcel is told {told} times")) }
}

fn slim(bytes: &[u8]) -> Result<bool, String> {
    // As in the product: nothing is slimmed that was not found sound.
    if check_pdf(bytes).is_err() {
        return Ok(false);
    }
    let (x0, y0, x1, y1) = LABEL;
    match slim_page(bytes, 0, Rect::new(x0, y0, x1, y1)) {
        Ok(slim) => match check_pdf(&slim) {
            Ok(facts) if facts.pages == 1 => Ok(true),
            other => Err(format!("what was slimmed is {other:?}")),
        },
        Err(_) => Ok(false),
    }
}

struct One<'b>(&'b [u8]);

impl Shelf for One<'_> {
    fn read(&mut self, _source: usize) -> Result<Vec<u8>, DocumentError> {
        Ok(self.0.to_vec())
    }
}

fn print(bytes: &[u8]) -> Result<bool, String> {
    if check_pdf(bytes).is_err() {
        return Ok(false);
    }
    let (x0, y0, x1, y1) = LABEL;
    let label = PlacedLabel {
        source: 0,
        page: 0,
        crop: Rect::new(x0, y0, x1, y1),
        facts: LabelFacts { sku: "TSH-BLK-M".into(), units: 2, ..LabelFacts::default() },
        invoice_pages: vec![],
    };
    let mut taken = false;
    for mode in [FileMode::Lossless, FileMode::Slim] {
        let layout = LabelLayout { mode, ..LabelLayout::default() };
        let mut out = vec![];
        if let Ok(made) = write_print_file(&mut One(bytes), std::slice::from_ref(&label), &layout, "1", &mut out) {
            taken = true;
            let pages = check_pdf(&out).map(|facts| facts.pages);
            if (made.labels, made.pages) != (1, 1) || pages != Ok(1) {
                return Err(format!("{mode:?}: {} labels on {} pages, found {pages:?}", made.labels, made.pages));
            }
        }
    }
    Ok(taken)
}

fn tables() -> Result<Vec<Vec<u8>>> {
    let text =
        "Order ID,Shipment ID,Dispatch by,Status\nOD1,s-1,2026-11-20 16:00,RTS breached\nOD2,s-2,20/11/2026,late\n";
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            sheet.write_string(row, column, cell)?;
        }
    }
    Ok(vec![text.as_bytes().to_vec(), book.save_to_buffer()?])
}

fn hub(bytes: &[u8]) -> Result<bool, String> {
    let workbook = read_hub_file("report.xlsx", bytes).is_ok();
    Ok(read_hub_file("report.csv", bytes).is_ok() || workbook)
}

fn shelf(bytes: &[u8]) -> Result<bool, String> {
    Ok(read_shelf_list(bytes).is_ok())
}

fn codes() -> Result<Vec<Vec<u8>>> {
    Ok(["FMPP7310000001", "OD330000000000000001", "8901234567894", "%O", "१२३"]
        .map(|code| code.as_bytes().to_vec())
        .into())
}

fn scan(bytes: &[u8]) -> Result<bool, String> {
    // Every text is some kind of scan.
    let _ = classify(&String::from_utf8_lossy(bytes));
    Ok(true)
}
