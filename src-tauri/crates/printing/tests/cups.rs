//! Jobs through a real spooler. Where CUPS cannot run, it says so loudly and proves nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stderr, reason = "what is not tested is said aloud")]
#![cfg(unix)]

mod line;
mod spooler;

use std::path::Path;
use std::process::Command;

use godown_domain::print::{Paper, Route};
use godown_printing::{Form, Job, JobState, PrintingError, job_state, queues, send};
use line::Line;
use spooler::Spooler;

/// A square of 2 inches in the middle of a 4 x 6 inch page.
fn square() -> Vec<u8> {
    let content = "0 g 72 144 144 144 re f";
    let parts = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 288 432]/Resources<<>>/Contents 4 0 R>>".to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = vec![];
    for (number, part) in (1..).zip(&parts) {
        places.push(file.len());
        file.push_str(&format!("{number} 0 obj{part}endobj\n"));
    }
    let table = file.len();
    let rows: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    file.push_str(&format!(
        "xref\n0 5\n0000000000 65535 f \n{rows}trailer<</Size 5/Root 1 0 R>>\nstartxref\n{table}\n%%EOF"
    ));
    file.into_bytes()
}

/// libcups reads where its server is once, at the start of a program: the part that prints is a program of its own.
fn in_a_program_of_its_own(test: &str, spooler: &Spooler) {
    over(&spooler.variable().1, test, spooler);
}

/// The same, over another socket.
fn over(socket: &Path, test: &str, spooler: &Spooler) {
    let done = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", test, "--nocapture"])
        .env(spooler.variable().0, socket)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.contains("1 passed"), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
}

fn spooler() -> Option<Spooler> {
    match Spooler::start() {
        Ok(spooler) => Some(spooler),
        Err(why) => {
            eprintln!("\n!!! NOT TESTED: printing through CUPS, because {why} !!!\n");
            None
        }
    }
}

#[test]
fn a_label_printers_own_language_arrives_untouched() {
    let Some(spooler) = spooler() else { return };
    let printer = spooler.raw_queue("ZEBRA").unwrap();
    in_a_program_of_its_own("prints_its_own_language", &spooler);
    assert_eq!(printer.job(), b"^XA^FO10,10^GB100,100,100^FS^XZ");
    assert_eq!(printer.rest(), 0, "one job went, one arrived");
}

#[test]
#[ignore = "run by the test above, with its own spooler"]
fn prints_its_own_language() {
    let known = queues();
    assert_eq!(known.iter().map(|queue| queue.name.as_str()).collect::<Vec<_>>(), ["ZEBRA"]);
    let job = Job { title: "One label", bytes: b"^XA^FO10,10^GB100,100,100^FS^XZ", form: Form::Raw };
    let sent = send(&Route::Queue { name: "ZEBRA".into() }, &job).unwrap();
    let state = job_state("ZEBRA", sent.id.unwrap()).unwrap();
    assert!(!matches!(state, JobState::Cancelled | JobState::Unknown), "{state:?}");
}

#[test]
fn a_queue_that_takes_no_jobs_has_printed_nothing() {
    let Some(spooler) = spooler() else { return };
    let printer = spooler.raw_queue("ZEBRA").unwrap();
    spooler.run("cupsreject", &["ZEBRA"]).unwrap();
    in_a_program_of_its_own("is_refused", &spooler);
    assert_eq!(printer.rest(), 0);
}

#[test]
#[ignore = "run by the test above, with its own spooler"]
fn is_refused() {
    let failed = send(&Route::Queue { name: "ZEBRA".into() }, &LABEL).unwrap_err();
    assert!(matches!(failed, PrintingError::Refused { .. }) && !failed.may_have_printed(), "{failed}");
}

#[test]
fn a_job_that_was_taken_is_not_called_refused_where_the_answer_is_lost() {
    let Some(spooler) = spooler() else { return };
    let printer = spooler.raw_queue("ZEBRA").unwrap();
    let line = Line::to(&spooler.variable().1, LABEL.bytes).unwrap();
    over(line.socket(), "may_have_printed", &spooler);
    assert!(line.is_cut(), "the answer was lost");
    assert_eq!(printer.job(), LABEL.bytes, "and it is on paper");
}

#[test]
#[ignore = "run by the test above, with its own spooler"]
fn may_have_printed() {
    // Either way nothing prints it again by itself.
    let told = send(&Route::Queue { name: "ZEBRA".into() }, &LABEL);
    assert!(told.as_ref().map_or_else(PrintingError::may_have_printed, |_| true), "{told:?}");
}

const LABEL: Job<'_> = Job { title: "Label 7", bytes: b"^XA^FO10,10^GB100,100,100^FS^XZ", form: Form::Raw };

#[test]
fn a_pdf_arrives_at_its_own_size() {
    let Some(spooler) = spooler() else { return };
    let printer = spooler.pdf_queue("LABELS").unwrap();
    in_a_program_of_its_own("prints_a_pdf", &spooler);
    let home = tempfile::tempdir().unwrap();
    let (file, picture) = (home.path().join("arrived.pdf"), home.path().join("arrived"));
    std::fs::write(&file, printer.job()).unwrap();
    let drawn = Command::new("pdftoppm").args(["-r", "203", "-mono"]).args([&file, &picture]).status().unwrap();
    assert!(drawn.success());
    let bytes = std::fs::read(home.path().join("arrived-1.pbm")).unwrap();
    let (width, height, black) = extent(&bytes);
    assert_eq!((width, height), (812, 1218), "the page is 4 x 6 inch, not the queue's A4");
    let (left, top, right, bottom) = black;
    let off = |dots: usize, inches: f64| (dots as f64 - inches * 203.0).abs();
    assert!(off(right - left, 2.0) <= 2.0 && off(bottom - top, 2.0) <= 2.0, "actual size, never fitted: {black:?}");
    assert!(off(left, 1.0) <= 2.0 && off(top, 2.0) <= 2.0, "and in its place: {black:?}");
}

#[test]
#[ignore = "run by the test above, with its own spooler"]
fn prints_a_pdf() {
    let bytes = square();
    let job = Job { title: "One label", bytes: &bytes, form: Form::Pdf { paper: Paper::Label4x6 } };
    assert!(send(&Route::Queue { name: "LABELS".into() }, &job).unwrap().id.is_some());
}

/// Width, height, and the box around what is black (left, top, right, bottom) of a packed PBM.
fn extent(bytes: &[u8]) -> (usize, usize, (usize, usize, usize, usize)) {
    let mut parts = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    assert_eq!(parts.next(), Some(&b"P4"[..]));
    let mut number = || std::str::from_utf8(parts.next().unwrap()).unwrap().parse::<usize>().unwrap();
    let (width, height) = (number(), number());
    let rows = parts.next().unwrap();
    let row = width.div_ceil(8);
    let black = |x: usize, y: usize| rows[y * row + x / 8] & (0x80 >> (x % 8)) != 0;
    let dots: Vec<(usize, usize)> =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).filter(|(x, y)| black(*x, *y)).collect();
    let range =
        |of: fn(&(usize, usize)) -> usize| (dots.iter().map(of).min().unwrap(), dots.iter().map(of).max().unwrap() + 1);
    let ((left, right), (top, bottom)) = (range(|dot| dot.0), range(|dot| dot.1));
    (width, height, (left, top, right, bottom))
}
