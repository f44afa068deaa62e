//! The tools others use for the same jobs, and how each is called.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use super::goods::Goods;
use super::report::Report;

/// Where `./dev bench labels` installs what comes from the package registries.
const HOME: &str = "target/bench-peers";
/// The label's size on 4×6 inch times the printer's dots an inch.
const DPI: f64 = 1.15 * 203.0;

/// Somebody who makes print files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    Qpdf,
    Mutool,
    Pikepdf,
    PyMuPdf,
    PdfLib,
}

impl Peer {
    pub fn name(self) -> &'static str {
        match self {
            Self::Qpdf => "qpdf",
            Self::Mutool => "mutool",
            Self::Pikepdf => "pikepdf",
            Self::PyMuPdf => "PyMuPDF",
            Self::PdfLib => "pdf-lib",
        }
    }

    pub fn does(self) -> &'static str {
        match self {
            Self::Qpdf | Self::Mutool => "merge alone",
            Self::Pikepdf | Self::PyMuPdf | Self::PdfLib => "crop, place and strip",
        }
    }
}

/// Who is there.
pub struct Peers {
    home: PathBuf,
    pub there: Vec<Peer>,
}

impl Peers {
    pub fn find(report: &mut Report) -> Result<Self> {
        let home = std::env::current_dir()?.join(HOME);
        let python = home.join("venv/bin/python");
        let works = |command: &mut Command| {
            let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
            quiet.status().is_ok_and(|status| status.success())
        };
        let mut there = vec![];
        for peer in [Peer::Qpdf, Peer::Mutool, Peer::Pikepdf, Peer::PyMuPdf, Peer::PdfLib] {
            let is_there = match peer {
                Peer::Qpdf => works(Command::new("qpdf").arg("--version")),
                Peer::Mutool => works(Command::new("mutool").arg("-v")),
                Peer::Pikepdf => works(Command::new(&python).args(["-c", "import pikepdf"])),
                Peer::PyMuPdf => works(Command::new(&python).args(["-c", "import pymupdf"])),
                Peer::PdfLib => works(Command::new("node").current_dir(&home).args(["-e", "require('pdf-lib')"])),
            };
            if is_there {
                there.push(peer);
            } else {
                report.missing(peer.name(), "it is not installed and could not be");
            }
        }
        Ok(Self { home, there })
    }

    /// The whole call.
    pub fn command(&self, peer: Peer, goods: &Goods, plan: &Path, output: &Path) -> Vec<String> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let script = |name: &str| concat!(env!("CARGO_MANIFEST_DIR"), "/bench/peers/").to_owned() + name;
        let python = || text(&self.home.join("venv/bin/python"));
        let sorted = || goods.in_order().into_iter().flat_map(|(line, _)| [text(&line.file), "1".into()]);
        match peer {
            Peer::Qpdf => {
                words(&["qpdf", "--empty", "--pages"]).chain(sorted()).chain(["--".into(), text(output)]).collect()
            }
            Peer::Mutool => words(&["mutool", "merge", "-o"]).chain([text(output)]).chain(sorted()).collect(),
            Peer::Pikepdf => vec![python(), script("pikepdf_job.py"), text(plan), text(output)],
            Peer::PyMuPdf => vec![python(), script("pymupdf_job.py"), text(plan), text(output)],
            Peer::PdfLib => {
                vec!["node".into(), script("pdf-lib-job.mjs"), text(&self.home), text(plan), text(output)]
            }
        }
    }
}

fn words(words: &[&str]) -> impl Iterator<Item = String> {
    words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>().into_iter()
}

/// The same command for each file, in a loop of the shell.
fn for_each(command: &str, files: &[String]) -> Vec<String> {
    let script = format!("for file in \"$@\"; do {command} || exit 1; done");
    ["sh".to_owned(), "-c".to_owned(), script, "sh".to_owned()].into_iter().chain(files.iter().cloned()).collect()
}

/// Drawing a print file (`{}`) at 203 dots an inch, 1 bit.
pub fn drawing(folder: &Path) -> Vec<(&'static str, Vec<String>)> {
    let into = folder.display();
    vec![
        ("pdftoppm", words(&["pdftoppm", "-r", "203", "-mono", "{}", &format!("{into}/p")]).collect()),
        (
            "mutool",
            words(&["mutool", "draw", "-q", "-r", "203", "-F", "pbm", "-o", &format!("{into}/m%d.pbm"), "{}"])
                .collect(),
        ),
    ]
}

/// The text of downloaded files.
pub fn reading(files: &[String], output: &Path) -> Vec<(&'static str, Vec<String>)> {
    let all = ["mutool", "draw", "-q", "-F", "txt", "-o", &output.to_string_lossy()].map(str::to_owned);
    vec![
        ("pdftotext, a process a file", for_each("pdftotext \"$file\" - >/dev/null", files)),
        ("mutool, one process for all", all.into_iter().chain(files.iter().cloned()).collect()),
    ]
}

/// Downloaded pages as 1-bit pictures: `pdftoppm` draws the label alone at the size we print it, `mutool` the page.
pub fn dots(files: &[String], folder: &Path) -> Vec<(&'static str, Vec<String>)> {
    #[expect(clippy::cast_possible_truncation, reason = "dots of a page")]
    let dots = |points: f64| (points * DPI / 72.0).round() as i64;
    let (left, top, width, height) = (dots(188.5), dots(842.0 - 815.5), dots(217.75), dots(356.5));
    let crop = format!("-r {DPI} -mono -x {left} -y {top} -W {width} -H {height}");
    let into = folder.display();
    let pages = format!("{into}/m%d.pbm");
    let all = ["mutool", "draw", "-q", "-r", "203", "-F", "pbm", "-o", &pages].map(str::to_owned);
    vec![
        ("pdftoppm, a process a file", for_each(&format!("pdftoppm {crop} \"$file\" {into}/p"), files)),
        ("mutool, one process for all", all.into_iter().chain(files.iter().cloned()).collect()),
    ]
}

/// Empties a folder for pictures, and makes it first.
pub fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    Ok(std::fs::create_dir_all(folder)?)
}
