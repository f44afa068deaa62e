//! `./dev bench labels`: labels on their way to paper, each job as a process of its own beside the tools people use for it.
//!
//! CPU seconds and peak memory are those of whole processes as GNU time tells them; every print file is counted page by
//! page by `qpdf` before its figures stand. A peer that is not there is a loud row: nothing is left out silently.

mod goods;
mod line;
mod peers;
mod process;
mod report;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use goods::Goods;
use peers::{Peer, Peers};
use process::{Measured, each, median, once};
use report::{Report, best, megabytes, ms, ratio};

/// Labels of the usual batch.
const LABELS: usize = 1_000;
/// Labels of the batch that shows whether memory grows with it.
const MANY: usize = 20_000;
/// Labels other people's renderers and text tools are given.
const SAMPLE: usize = 100;
/// Labels that are proven.
const PROVEN: usize = 200;

/// Measures `sizes`: labels of the usual and of the large batch.
pub fn measure(sizes: &[String]) -> Result<()> {
    let size = |at: usize, usual: usize| sizes.get(at).map_or(Ok(usual), |size| size.parse());
    let (labels, many) = (size(0, LABELS)?, size(1, MANY)?);
    let home = tempfile::tempdir()?;
    let mut report = Report::default();
    let goods = Goods::write(&home.path().join("corpus"), labels)?;
    report.say(format!("{labels} one-page files of {:.1} KB on average, seed 1.", goods.file_kilobytes()));
    let bench = Bench { home: home.path().to_owned(), us: our_side()?, goods };
    let peers = Peers::find(&mut report)?;
    bench.print_files(&mut report, &peers)?;
    bench.drawn_by_others(&mut report)?;
    bench.check(&mut report)?;
    bench.proof(&mut report)?;
    bench.small_jobs(&mut report)?;
    bench.memory(&mut report, many)?;
    report.print()
}

struct Bench {
    home: PathBuf,
    us: PathBuf,
    goods: Goods,
}

impl Bench {
    fn out(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    /// One of our jobs, as a process of its own.
    fn ours(&self, job: &str, plan: &Path, output: &Path) -> Vec<String> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        vec![text(&self.us), job.to_owned(), text(plan), text(output)]
    }

    fn print_files(&self, report: &mut Report, peers: &Peers) -> Result<()> {
        let labels = self.goods.lines.len();
        let mut ours = vec![];
        for job in ["lossless", "slim"] {
            let output = self.out(&format!("{job}.pdf"));
            let measured = median(&self.ours(job, &self.goods.plan, &output), Some(&output))?;
            ensure!(pages(&output)? == labels, "{job}: not one page a label");
            report.process(&format!("Godown, {job}"), &measured);
            ours.push(measured);
        }
        let theirs_plan = self.goods.write_peers_plan(&self.out("plan.json"))?;
        let (mut whole_job, mut merge) = (vec![], vec![]);
        for peer in &peers.there {
            let output = self.out("peer.pdf");
            let command = peers.command(*peer, &self.goods, &theirs_plan, &output);
            match median(&command, Some(&output)) {
                Ok(measured) => {
                    ensure!(pages(&output)? == labels, "{}: not one page a label", peer.name());
                    report.process(&format!("{}, {}", peer.name(), peer.does()), &measured);
                    if peer.does_it_all() { &mut whole_job } else { &mut merge }.push((peer.name(), measured));
                }
                Err(error) => report.missing(peer.name(), &format!("{error:#}")),
            }
            std::fs::remove_file(&output).ok();
        }
        let [lossless, slim] = ours.as_slice() else { return Ok(()) };
        let goals = ["≤ 0.17 s, ≤ 16 MB, ≤ 40.5 MB out", "≤ 1.2 s, ≤ 16 MB, ≤ 3.3 MB out"];
        for ((job, measured), goal) in [("lossless", lossless), ("slim", slim)].into_iter().zip(goals) {
            let name = format!("{labels} labels on 4×6 in with strip, sorted, {job}");
            report.against(&name, measured, goal, best(&whole_job), "the same job");
            report.against(&format!("{name}: memory"), measured, goal, report::smallest(&whole_job), "least memory");
            report.against(&format!("{name}: output"), measured, goal, report::shortest(&whole_job), "smallest output");
        }
        report.against("the same lossless, against merging alone", lossless, "", best(&merge), "merge alone");
        Ok(())
    }

    /// How much work a print spooler has with our files.
    fn drawn_by_others(&self, report: &mut Report) -> Result<()> {
        peers::clear(&self.out("drawn"))?;
        let plan = self.goods.write_part(SAMPLE, &self.goods.plan.with_file_name("sample.tsv"))?;
        let mut files = vec![];
        for job in ["lossless", "slim"] {
            let output = self.out(&format!("sample-{job}.pdf"));
            once(&self.ours(job, &plan, &output), Some(&output))?;
            files.push(output);
        }
        for (name, command) in peers::drawing(&self.out("drawn")) {
            let mut times = vec![];
            for (file, job) in files.iter().zip(["lossless", "slim"]) {
                let command: Vec<String> =
                    command.iter().map(|word| word.replace("{}", &file.to_string_lossy())).collect();
                let measured = median(&command, None)?;
                report.process(&format!("{name} drawing {SAMPLE} of our {job} labels at 203 dpi"), &measured);
                times.push(measured.cpu);
                peers::clear(&self.out("drawn"))?;
            }
            let [lossless, slim] = times.as_slice() else { continue };
            report.row([
                format!("{name} drawing {SAMPLE} slim labels"),
                ms(*slim),
                "≥ 4 times faster".into(),
                format!("{} (the lossless ones)", ms(*lossless)),
                ratio(slim.as_secs_f64(), lossless.as_secs_f64()),
            ]);
        }
        Ok(())
    }

    fn check(&self, report: &mut Report) -> Result<()> {
        let ours = median(&self.ours("check", &self.goods.plan, &self.out("none")), None)?;
        report.process(&format!("Godown, tracking ids of {} files", self.goods.lines.len()), &ours);
        let ours = each(&ours, self.goods.lines.len());
        let mut theirs = vec![];
        for (name, command) in peers::reading(&self.goods.files(SAMPLE), &self.out("read.txt")) {
            let measured = median(&command, None)?;
            report.process(&format!("{name}, the text of {SAMPLE} files"), &measured);
            theirs.push((name, each(&measured, SAMPLE)));
        }
        report.each("tracking-id check, a label", ours, "≤ 0.3 ms", &theirs);
        Ok(())
    }

    /// From the page as downloaded to proven dots in the printer's language.
    fn proof(&self, report: &mut Report) -> Result<()> {
        let plan = self.goods.write_part(PROVEN, &self.goods.plan.with_file_name("proven.tsv"))?;
        let ours = median(&self.ours("prove", &plan, &self.out("none")), None)?;
        report.process(&format!("Godown, {PROVEN} proven labels as ZPL"), &ours);
        let proven = PROVEN.min(self.goods.lines.len());
        let mut theirs = vec![];
        for (name, command) in peers::dots(&self.goods.files(SAMPLE), &self.out("drawn")) {
            let measured = median(&command, None)?;
            report.process(&format!("{name}, {SAMPLE} downloaded pages as 1-bit pictures"), &measured);
            theirs.push((name, each(&measured, SAMPLE)));
            peers::clear(&self.out("drawn"))?;
        }
        report.each("downloaded page to proven 1-bit ZPL, a label", each(&ours, proven), "≤ 8 ms", &theirs);
        report.said("module error, mean and worst", &ours, "module error", "≤ 2 % and ≤ 10 %");
        report.said("ZPL bytes a label, mean and most", &ours, "zpl bytes", "≤ 15 KB");
        report.said("held back", &ours, "held back", "");
        report.said("proof and packing as ZPL, a label by the clock", &ours, "phases", "");
        let sheets = median(&self.ours("sheets", &plan, &self.out("none")), None)?;
        report.row([
            "of the proof, the slimmed sheet, a label".into(),
            ms(each(&sheets, proven)),
            String::new(),
            String::new(),
            String::new(),
        ]);
        let plain = once(&self.ours("prove-plain", &plan, &self.out("none")), None)?;
        report.said("module error where the bars are not redrawn", &plain, "module error", "15 % and 42 %");
        Ok(())
    }

    fn small_jobs(&self, report: &mut Report) -> Result<()> {
        let reprint = once(&self.ours("reprint", &self.goods.plan, &self.out("reprint.pdf")), None)?;
        report.said("one reprint to a synced file: median, worst of 50", &reprint, "reprint", "≤ 20 ms");
        report.said("of which the disk took", &reprint, "of the disk", "");
        let lists = median(&self.ours("lists", &self.goods.plan, &self.out("list")), None)?;
        report.process("Godown, pick list and handover list", &lists);
        let name = format!("pick list and handover list of {} shipments", self.goods.lines.len());
        report.row([name, ms(lists.cpu), "≤ 0.15 s".into(), String::new(), String::new()]);
        Ok(())
    }

    fn memory(&self, report: &mut Report, many: usize) -> Result<()> {
        if many == 0 {
            report.missing("the large batch", "not asked for");
            return Ok(());
        }
        let goods = Goods::write(&self.out("many"), many)?;
        for job in ["lossless", "slim"] {
            let output = self.out("many.pdf");
            let measured = once(&self.ours(job, &goods.plan, &output), Some(&output))?;
            ensure!(pages(&output)? == many, "{job}: not one page a label");
            report.process(&format!("Godown, {job}, {many} labels"), &measured);
            let Measured { cpu, memory, output: bytes, .. } = measured;
            let value = format!("{}, {}, {} out", megabytes(memory), ms(cpu), megabytes(bytes));
            let goal = if job == "lossless" { "≤ 32 MB" } else { "" };
            report.row([format!("{many} labels, {job}: memory"), value, goal.into(), String::new(), String::new()]);
            std::fs::remove_file(output)?;
        }
        Ok(())
    }
}

/// The program that does our jobs: built with this one, it lies beside it.
fn our_side() -> Result<PathBuf> {
    let us = std::env::current_exe()?.with_file_name("labels-job").with_extension(std::env::consts::EXE_EXTENSION);
    ensure!(us.is_file(), "{} is missing: build the whole workspace", us.display());
    Ok(us)
}

/// Pages by another program's count.
fn pages(file: &Path) -> Result<usize> {
    let counted = std::process::Command::new("qpdf").arg("--show-npages").arg(file).output().context("qpdf")?;
    let said = String::from_utf8_lossy(&counted.stdout);
    said.trim()
        .parse()
        .with_context(|| format!("qpdf on {}: {}", file.display(), String::from_utf8_lossy(&counted.stderr)))
}

impl Peer {
    /// Whether it crops, sorts and writes the strip, or only puts pages together.
    fn does_it_all(self) -> bool {
        matches!(self, Self::Pikepdf | Self::PyMuPdf | Self::PdfLib)
    }
}
