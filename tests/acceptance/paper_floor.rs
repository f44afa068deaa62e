//! A seller with packed parcels whose labels are here, the command line to print them with, and the eye that reads what
//! came out of a printer. The eye is not ours where it can be another's: pages are drawn by poppler, printer languages are
//! read by the interpreter of the printing room's tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use godown_documents::{Symbology, decode_label};
use godown_domain::print::bitmap::Bitmap;
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::cli::{Answer, Desk};
use crate::main_job::config;
use crate::market::{Market, texts};

/// Dots an inch of the printers here.
const DPI: &str = "203";
const POINTS_A_DOT: f64 = 72.0 / 203.0;

/// What a label must say, by the marketplace's own word.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub shipment: String,
    pub sku: String,
}

/// The floor.
pub struct Floor {
    pub market: Market,
    pub desk: Desk,
    pub shipments: Vec<String>,
    pub batch: String,
}

impl Floor {
    /// So many parcels packed in one batch, their labels fetched.
    pub async fn with(count: usize) -> Self {
        let market = Market::start(SandboxConfig { orders_existing: 0, label_delay_ms: 200, ..config() }).await;
        let shipments = market.orders(count).await;
        Self::of(market, shipments).await
    }

    pub async fn of(market: Market, shipments: Vec<String>) -> Self {
        let desk = Desk::at(market.base());
        desk.must(&["sync"]).await;
        let pack: Vec<&str> = ["pack", "--wait"].into_iter().chain(shipments.iter().map(String::as_str)).collect();
        let batch = desk.must(&pack).await["batch"].to_string();
        desk.must(&["batch", &batch, "--wait", "downloaded"]).await;
        Self { market, desk, shipments, batch }
    }

    /// Every tracking id with its parcel, as the marketplace knows them.
    pub async fn truth(&self) -> BTreeMap<String, Parcel> {
        let all = self.market.truth().await;
        let mine = all.iter().filter(|one| self.shipments.iter().any(|id| one["shipmentId"] == json!(id)));
        mine.flat_map(|one| {
            let parcel = Parcel {
                shipment: one["shipmentId"].as_str().expect("an id").to_owned(),
                sku: one["items"][0]["sku"].as_str().expect("a SKU").to_owned(),
            };
            texts(&one["trackingIds"]).into_iter().map(move |id| (id, parcel.clone()))
        })
        .collect()
    }

    /// A run of the program with variables of its own.
    pub async fn run_with(&self, variable: &(&'static str, PathBuf), args: &[&str]) -> Answer {
        let mut command = self.desk.command(args);
        command.env(variable.0, &variable.1);
        Answer::of(command).await
    }

    /// The same, where it must go well.
    pub async fn must_with(&self, variable: &(&'static str, PathBuf), args: &[&str]) -> Value {
        let answer = self.run_with(variable, args).await;
        assert_eq!(answer.code, 0, "{args:?}: {}\n{}", answer.words, answer.json);
        answer.json
    }

    /// The marketplace's own files, as they came.
    pub async fn sources(&self) -> Vec<PathBuf> {
        let listed = self.desk.must(&["documents", "list"]).await;
        let mut found = vec![];
        for one in listed["documents"].as_array().expect("documents").iter().filter(|one| one["kind"] == "labels") {
            let copy = self.desk.must(&["documents", "open-path", &one["document"].to_string()]).await;
            found.push(PathBuf::from(copy["file"].as_str().expect("a path")));
        }
        found
    }
}

/// Tracking ids of a run's labels, in their order.
pub fn planned(run: &Value) -> Vec<String> {
    let labels = run["labels"].as_array().expect("labels").iter();
    labels.map(|label| label["trackingId"].as_str().expect("an id").to_owned()).collect()
}

/// Pages of a PDF in dots, drawn by poppler in greys and cut at the middle: what it calls `-mono` dithers pictures, codes
/// included.
pub fn drawn(pdf: &[u8]) -> Vec<Bitmap> {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("job.pdf");
    std::fs::write(&file, pdf).expect("a file");
    let done = Command::new("pdftoppm").args(["-r", DPI, "-gray"]).args([&file, &home.path().join("page")]).status();
    assert!(done.expect("pdftoppm is here").success(), "poppler draws it");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(home.path())
        .expect("pages")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pgm"))
        .collect();
    pages.sort();
    pages.iter().map(|path| bitmap(&std::fs::read(path).expect("a page"))).collect()
}

/// A PGM with dots darker than the middle made black.
fn bitmap(bytes: &[u8]) -> Bitmap {
    let mut parts = bytes.splitn(5, |byte| byte.is_ascii_whitespace());
    assert_eq!(parts.next(), Some(&b"P5"[..]));
    let mut number = || std::str::from_utf8(parts.next().expect("a size")).expect("digits").parse().expect("a number");
    let (width, height, _): (u32, u32, u32) = (number(), number(), number());
    let mut dots = Bitmap::white(width, height);
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    for ((x, y), grey) in places.zip(parts.next().expect("dots")) {
        dots.set(x, y, *grey < 128);
    }
    dots
}

/// The one tracking id a scanner reads from a label.
pub fn scanned(label: &Bitmap) -> String {
    let symbols = decode_label(&as_pdf(label), 0).expect("a picture");
    let of = |kind| symbols.iter().filter(move |one| one.symbology == kind).map(|one| one.text.clone());
    let bars: Vec<String> = of(Symbology::Code128).collect();
    let [bar] = bars.as_slice() else { panic!("a label has one tracking id in bars, this one scans as {bars:?}") };
    assert_eq!(of(Symbology::DataMatrix).count(), 1, "the square code of {bar} reads");
    bar.clone()
}

/// The dots alone on a page, at their size.
fn as_pdf(label: &Bitmap) -> Vec<u8> {
    let (width, height) = (f64::from(label.width()) * POINTS_A_DOT, f64::from(label.height()) * POINTS_A_DOT);
    let content = format!("{width} 0 0 {height} 0 0 cm /I Do");
    let picture = format!(
        "<</Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 1/ColorSpace/DeviceGray/Decode[1 0]/Length \
         {}>>stream\n",
        label.width(),
        label.height(),
        label.rows().len()
    );
    let page = format!("[0 0 {width} {height}]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R");
    let parts: [Vec<u8>; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox{page}>>").into_bytes(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()).into_bytes(),
        [picture.as_bytes(), label.rows(), b"\nendstream"].concat(),
    ];
    let (mut file, mut places) = (b"%PDF-1.4\n".to_vec(), vec![]);
    for (number, part) in (1..).zip(&parts) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj").into_bytes());
        file.extend(part);
        file.extend(b"endobj\n");
    }
    let table = file.len();
    let rows: String = places.iter().map(|place| format!("{place:010} 00000 n \n")).collect();
    let tail = format!("trailer<</Size 6/Root 1 0 R>>\nstartxref\n{table}\n%%EOF");
    file.extend(format!("xref\n0 6\n0000000000 65535 f \n{rows}{tail}").into_bytes());
    file
}

/// Everything a PDF says, also what lies beside its pages: they are widened first.
pub fn said(pdf: &[u8]) -> String {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("wide.pdf");
    std::fs::write(&file, boxed(pdf, "-2000 -2000 3000 3000")).expect("a file");
    text(&file)
}

/// The PDF with other page boxes.
pub fn boxed(pdf: &[u8], edges: &str) -> Vec<u8> {
    let (mut out, mut rest) = (vec![], pdf);
    while let Some(from) = ["/MediaBox", "/CropBox"].iter().filter_map(|name| behind(rest, name.as_bytes())).min() {
        let end = rest[from..].iter().position(|byte| *byte == b']').map_or(rest.len(), |end| from + end + 1);
        out.extend(&rest[..from]);
        out.extend(format!("[{edges}]").into_bytes());
        rest = &rest[end..];
    }
    out.extend(rest);
    out
}

fn behind(bytes: &[u8], name: &[u8]) -> Option<usize> {
    bytes.windows(name.len()).position(|here| here == name).map(|at| at + name.len())
}

/// What a file says, read by poppler. Its table of places may be off: poppler makes its own then.
pub fn text(file: &Path) -> String {
    let done = Command::new("pdftotext").args(["-layout".as_ref(), file.as_os_str(), "-".as_ref()]).output();
    String::from_utf8_lossy(&done.expect("pdftotext is here").stdout).into_owned()
}
