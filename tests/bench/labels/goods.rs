//! The label files that are measured: invented parcels, one file each, and the list of what stands on them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use anyhow::{Context, Result, ensure};
use godown_documents::Rect;
use godown_domain::print::plan::{LabelFacts, Step, plan};
use godown_sandbox::corpus::{Corpus, PageTruth};
use serde_json::json;

use super::line::{BATCH, Line, layout};

const SEED: u64 = 1;
/// White around the label's border, points.
const AROUND: f64 = 2.0;

/// Files in a folder and their list.
pub struct Goods {
    pub plan: PathBuf,
    pub lines: Vec<Line>,
    bytes: u64,
}

impl Goods {
    /// Makes `count` files of one page. Parcels whose invoice needs a second page are passed over.
    pub fn write(folder: &Path, count: usize) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let (next, (tell, told)) = (AtomicUsize::new(0), mpsc::channel());
        let made: Vec<(usize, u64, Line)> = std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                let (tell, next) = (tell.clone(), &next);
                scope.spawn(move || {
                    let corpus = Corpus::new(SEED);
                    // The receiver goes when there are enough, or when one failed.
                    while tell.send(one(&corpus, next.fetch_add(1, Ordering::Relaxed), folder)).is_ok() {}
                });
            }
            told.into_iter().filter_map(Result::transpose).take(count).collect::<Result<_>>()
        })?;
        let mut made = made;
        made.sort_by_key(|(parcel, ..)| *parcel);
        ensure!(made.len() == count, "{} of {count} files were made", made.len());
        let bytes = made.iter().map(|(_, bytes, _)| bytes).sum();
        let lines: Vec<Line> = made.into_iter().map(|(.., line)| line).collect();
        let plan = write_list(&lines, &folder.join("labels.tsv"))?;
        Ok(Self { plan, lines, bytes })
    }

    #[expect(clippy::cast_precision_loss, reason = "for people to read")]
    pub fn file_kilobytes(&self) -> f64 {
        self.bytes as f64 / 1e3 / self.lines.len().max(1) as f64
    }

    /// The list of the first `count` labels.
    pub fn write_part(&self, count: usize, path: &Path) -> Result<PathBuf> {
        write_list(self.lines.get(..count).unwrap_or(&self.lines), path)
    }

    /// The first `count` files.
    pub fn files(&self, count: usize) -> Vec<String> {
        self.lines.iter().take(count).map(|line| line.file.to_string_lossy().into_owned()).collect()
    }

    /// Every label in the order it is printed, with its strip: what the peers are spared of finding out.
    pub fn in_order(&self) -> Vec<(&Line, String)> {
        let facts: Vec<&LabelFacts> = self.lines.iter().map(|line| &line.facts).collect();
        let steps = plan(&facts, &layout(godown_domain::print::FileMode::Lossless), BATCH);
        let label = |step| if let Step::Label { index, strip } = step { Some((index, strip)) } else { None };
        let labels = steps.into_iter().filter_map(label);
        labels.filter_map(|(index, strip)| self.lines.get(index).map(|line| (line, strip))).collect()
    }

    /// The same for the peers' scripts.
    pub fn write_peers_plan(&self, path: &Path) -> Result<PathBuf> {
        let labels = self.in_order().into_iter().map(|(line, strip)| {
            let Rect { x0, y0, x1, y1 } = line.crop;
            json!({"file": line.file, "page": 0, "crop": [x0, y0, x1, y1], "strip": strip})
        });
        let labels: Vec<_> = labels.collect();
        std::fs::write(path, json!({"width": 288, "height": 432, "scale": 1.15, "labels": labels}).to_string())?;
        Ok(path.to_owned())
    }
}

fn one(corpus: &Corpus, parcel: usize, folder: &Path) -> Result<Option<(usize, u64, Line)>> {
    let file = corpus.single(parcel)?;
    let [page] = file.pages.as_slice() else { return Ok(None) };
    let path = folder.join(&file.name);
    std::fs::write(&path, &file.bytes)?;
    let title = corpus.parcel(parcel).items.first().map(|item| item.description.clone()).unwrap_or_default();
    Ok(Some((parcel, file.bytes.len() as u64, line(path, page, title)?)))
}

fn line(file: PathBuf, page: &PageTruth, title: String) -> Result<Line> {
    let [x0, y0, x1, y1] = page.border.context("a label has a border")?;
    let facts = LabelFacts {
        sku: page.sku.clone(),
        units: page.goods.first().map_or(0, |(_, units)| *units),
        more: u32::try_from(page.goods.len())?.saturating_sub(1),
        courier: page.courier.clone(),
        order_id: page.order_id.clone(),
        is_cod: page.cod,
        ..LabelFacts::default()
    };
    let crop = Rect { x0, y0, x1, y1 }.grow(AROUND);
    Ok(Line { file, crop, tracking_id: page.tracking_id.clone(), title, facts })
}

fn write_list(lines: &[Line], path: &Path) -> Result<PathBuf> {
    let mut list = String::new();
    for Line { file, crop: Rect { x0, y0, x1, y1 }, tracking_id, title, facts } in lines {
        let LabelFacts { sku, units, more, courier, order_id, .. } = facts;
        writeln!(
            list,
            "{}\t{x0}\t{y0}\t{x1}\t{y1}\t{tracking_id}\t{title}\t{sku}\t{units}\t{more}\t{courier}\t{order_id}",
            file.display()
        )?;
    }
    std::fs::write(path, list)?;
    Ok(path.to_owned())
}
