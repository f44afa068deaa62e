//! Our side of a measured job: `labels-job <job> <list> <output>` does just that and ends. A program of its own, so that its
//! memory is that of the job and not of an engine that is linked in beside it.

mod line;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use godown_documents::{
    DocumentError, HandoverList, HandoverParcel, JobLabel, PickList, PickRow, PlacedLabel, Rect, Shelf, Verdict,
    handover_list_csv, handover_list_pdf, names_tracking_id, pick_list_csv, pick_list_pdf, prove_labels,
    write_print_file,
};
use godown_domain::print::plan::LabelFacts;
use godown_domain::print::{FileMode, LabelLayout};
use godown_printing::Graphics;

use line::{BATCH, Line, layout};

/// The common label printer's dots an inch.
const DPI: u16 = 203;
const REPRINTS: usize = 50;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [job, list, output] = words.as_slice() else { bail!("a job, a list and an output are needed") };
    let (lines, output) = (read_list(Path::new(list))?, Path::new(output));
    match job.as_str() {
        "lossless" => return print_file(lines, FileMode::Lossless, output).map(drop),
        "slim" => return print_file(lines, FileMode::Slim, output).map(drop),
        _ => {}
    }
    let lines: Vec<Line> = lines.collect::<Result<_>>()?;
    match job.as_str() {
        "check" => check(&lines),
        "prove" => prove(&lines, true),
        "prove-plain" => prove(&lines, false),
        "sheets" => sheets(lines),
        "reprint" => reprint(&lines, output),
        "lists" => lists(&lines, output),
        other => bail!("there is no job {other}"),
    }
}

/// Reads the list, a line at a time: the list is not what is measured.
fn read_list(path: &Path) -> Result<impl Iterator<Item = Result<Line>>> {
    let lines = BufReader::new(File::open(path)?).lines();
    Ok(lines.map(|line| read_line(&line?).context("a line of the list")))
}

fn read_line(line: &str) -> Option<Line> {
    let mut words = line.split('\t');
    let file = words.next()?.into();
    let mut number = || words.next()?.parse().ok();
    let crop = Rect { x0: number()?, y0: number()?, x1: number()?, y1: number()? };
    let mut text = || words.next().map(str::to_owned);
    let (tracking_id, title, sku) = (text()?, text()?, text()?);
    let (units, more) = (text()?.parse().ok()?, text()?.parse().ok()?);
    let facts = LabelFacts { sku, units, more, courier: text()?, order_id: text()?, ..LabelFacts::default() };
    Some(Line { file, crop, tracking_id, title, facts })
}

/// Downloads on disk, one a label.
struct Files(Vec<PathBuf>);

impl Shelf for Files {
    fn read(&mut self, source: usize) -> Result<Vec<u8>, DocumentError> {
        let missing = DocumentError::NoSuchSource { label: source, given: source };
        self.0.get(source).and_then(|path| std::fs::read(path).ok()).ok_or(missing)
    }
}

/// Writes a print file as the product does: into a part beside it, synced, then renamed. Answers how long the disk took for the
/// last two.
fn print_file(lines: impl Iterator<Item = Result<Line>>, mode: FileMode, output: &Path) -> Result<Duration> {
    let (mut files, mut labels) = (Files(vec![]), vec![]);
    for (source, line) in lines.enumerate() {
        let Line { file, crop, facts, .. } = line?;
        files.0.push(file);
        labels.push(PlacedLabel { source, page: 0, crop, facts, invoice_pages: vec![] });
    }
    let part = output.with_extension("part");
    let mut out = BufWriter::new(File::create(&part)?);
    let facts = write_print_file(&mut files, &labels, &layout(mode), BATCH, &mut out)?;
    ensure!(facts.kept_whole.is_empty(), "{} labels were kept whole", facts.kept_whole.len());
    let file = out.into_inner()?;
    let begun = Instant::now();
    file.sync_all()?;
    std::fs::rename(part, output)?;
    Ok(begun.elapsed())
}

fn check(lines: &[Line]) -> Result<()> {
    for line in lines {
        let bytes = std::fs::read(&line.file)?;
        ensure!(names_tracking_id(&bytes, 0, &line.tracking_id)?, "{} was not found", line.tracking_id);
    }
    Ok(())
}

/// Proves every label and packs it for the printer; says how even the bars are and where the time went.
fn prove(lines: &[Line], snap_bars: bool) -> Result<()> {
    let layout = LabelLayout { snap_bars, ..layout(FileMode::Slim) };
    let (mut means, mut worst, mut bytes, mut held_back) = (vec![], 0, vec![], 0);
    let mut phases = [Duration::ZERO; 2];
    // As a run does: five to a job.
    for job in lines.chunks(5) {
        let strip = "BLACK-TSHIRT-XL × 2 +1 more  17/1000  B41";
        let mut last = Instant::now();
        let mut lap = || std::mem::replace(&mut last, Instant::now()).elapsed();
        let mut files = Files(job.iter().map(|line| line.file.clone()).collect());
        let labels: Vec<JobLabel<'_>> = job
            .iter()
            .enumerate()
            .map(|(source, line)| {
                let (crop, facts) = (line.crop, line.facts.clone());
                let placed = PlacedLabel { source, page: 0, crop, facts, invoice_pages: vec![] };
                JobLabel { placed, strip, tracking_id: &line.tracking_id }
            })
            .collect();
        let proven = prove_labels(&mut files, &labels, &layout, DPI)?;
        phases[0] += lap();
        for label in &proven {
            bytes.push(godown_printing::zpl(&label.bitmap, Graphics::Z64).len());
        }
        phases[1] += lap();
        for label in proven {
            match label.verdict {
                Verdict::Reads { module_error_mean_bp, module_error_max_bp, .. } => {
                    means.push(f64::from(module_error_mean_bp));
                    worst = worst.max(module_error_max_bp);
                }
                Verdict::HeldBack { .. } => held_back += 1,
            }
        }
    }
    let all = lines.len().max(1);
    #[expect(clippy::cast_precision_loss, reason = "for people to read")]
    let (count, kilobytes) = (all as f64, |bytes: usize| bytes as f64 / 1e3);
    let mean = means.iter().sum::<f64>() / count / 100.0;
    let mut out = std::io::stdout().lock();
    writeln!(out, "module error: {mean:.1} %, {:.1} %", f64::from(worst) / 100.0)?;
    let most = bytes.iter().copied().max().unwrap_or_default();
    writeln!(out, "zpl bytes: {:.1} KB, {:.1} KB", kilobytes(bytes.iter().sum()) / count, kilobytes(most))?;
    writeln!(out, "held back: {held_back} of {all}")?;
    let [proving, packing] = phases.map(|phase| phase.as_secs_f64() * 1e3 / count);
    writeln!(out, "phases: {proving:.2} ms, {packing:.2} ms")?;
    Ok(())
}

/// The first part of a proof alone: each label's sheet, slimmed, as a file in memory.
fn sheets(lines: Vec<Line>) -> Result<()> {
    for Line { file, crop, facts, .. } in lines {
        let mut shelf = Files(vec![file]);
        let label = PlacedLabel { source: 0, page: 0, crop, facts, invoice_pages: vec![] };
        let mut sheet = vec![];
        write_print_file(&mut shelf, &[label], &layout(FileMode::Slim), BATCH, &mut sheet)?;
        ensure!(sheet.len() > 1_000, "an empty sheet");
    }
    Ok(())
}

/// Single labels out of the batch, each to a finished file, timed by the clock on the wall: a person waits for it.
fn reprint(lines: &[Line], output: &Path) -> Result<()> {
    let step = (lines.len() / REPRINTS).max(1);
    let (mut times, mut of_disk) = (vec![], vec![]);
    for line in lines.iter().step_by(step) {
        let line = std::iter::once(Ok(line.clone()));
        let begun = Instant::now();
        of_disk.push(print_file(line, FileMode::Slim, output)?);
        times.push(begun.elapsed());
    }
    let ms = |times: &mut Vec<Duration>| {
        times.sort();
        let at = |place: usize| times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e3);
        (at(times.len() / 2), at(times.len().saturating_sub(1)))
    };
    let ((middle, worst), (disk, slowest)) = (ms(&mut times), ms(&mut of_disk));
    let mut out = std::io::stdout().lock();
    writeln!(out, "reprint: {middle:.1} ms, {worst:.1} ms")?;
    Ok(writeln!(out, "of the disk: {disk:.1} ms, {slowest:.1} ms")?)
}

/// The pick list and the handover list of the whole batch, as PDF and CSV. Every shipment is a row of both: no SKU lies
/// in one bin alone.
fn lists(lines: &[Line], output: &Path) -> Result<()> {
    let made_at_text = || "22 Nov, 10:30".to_owned();
    let mut picked: BTreeMap<(String, &str), PickRow> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        let bin = format!("B{:04}", place);
        let row = picked.entry((bin.clone(), &line.facts.sku)).or_insert_with(|| PickRow {
            sku: line.facts.sku.clone(),
            title: line.title.clone(),
            bin,
            ..PickRow::default()
        });
        row.quantity += line.facts.units;
        row.parcels += 1;
    }
    let rows = picked.into_values().collect();
    let pick = PickList {
        title: "Pick list, batch 41".into(),
        made_at_text: made_at_text(),
        parcels: lines.len() as u32,
        rows,
    };
    keep(output, "pick.pdf", &pick_list_pdf(&pick)?)?;
    keep(output, "pick.csv", pick_list_csv(&pick).as_bytes())?;
    let parcel = |line: &Line| HandoverParcel {
        tracking_id: line.tracking_id.clone(),
        order_id: line.facts.order_id.clone(),
        units: line.facts.units,
        grams: Some(450),
    };
    let handover = HandoverList {
        title: "Handover list, Ekart Logistics".into(),
        made_at_text: made_at_text(),
        seller: "Ambari Lane".into(),
        warehouse: "Tiruppur".into(),
        courier: "Ekart Logistics".into(),
        pickup_text: "22 Nov, 15:00 to 17:00".into(),
        rows: lines.iter().map(parcel).collect(),
    };
    keep(output, "handover.pdf", &handover_list_pdf(&handover)?)?;
    keep(output, "handover.csv", handover_list_csv(&handover).as_bytes())
}

fn keep(output: &Path, ending: &str, bytes: &[u8]) -> Result<()> {
    let mut file = File::create(output.with_extension(ending))?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}
