//! Writes a corpus to a folder, for measurements beside other programs.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::hostile::cases;
use super::{Corpus, LabelFile};

/// Options of the `corpus` command.
#[derive(Debug, Clone, clap::Args)]
pub struct CorpusArgs {
    /// Folder to write to; it is made when absent
    #[arg(long)]
    pub out: PathBuf,
    /// Files of one parcel each
    #[arg(long, default_value_t = 1_000)]
    pub count: usize,
    /// Parcels in one further file; 0 writes none
    #[arg(long, default_value_t = 0)]
    pub bulk: usize,
    /// Write the hostile files too, into a folder of their own
    #[arg(long)]
    pub hostile: bool,
    /// The same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Writes the files and `truth.json`: file, page, tracking id, order id, SKU, units and courier of every page; and
/// `hostile/` with `cases.json`: file, name, group and what must come of it.
///
/// # Errors
/// When the folder cannot be written to.
pub fn write_corpus(args: &CorpusArgs) -> io::Result<()> {
    std::fs::create_dir_all(&args.out)?;
    let corpus = Corpus::new(args.seed);
    let mut truth = Vec::new();
    for parcel in 0..args.count {
        write(&args.out, &corpus.single(parcel).map_err(io::Error::other)?, &mut truth)?;
    }
    if args.bulk > 0 {
        write(&args.out, &corpus.bulk(0..args.bulk).map_err(io::Error::other)?, &mut truth)?;
    }
    std::fs::write(args.out.join("truth.json"), serde_json::to_vec(&truth)?)?;
    if args.hostile { write_hostile(&args.out.join("hostile"), args.seed) } else { Ok(()) }
}

fn write_hostile(folder: &Path, seed: u64) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut list = Vec::new();
    for (at, case) in cases(seed).map_err(io::Error::other)?.into_iter().enumerate() {
        let file = format!("{at:03}.pdf");
        std::fs::write(folder.join(&file), &case.bytes)?;
        let asked: Vec<&str> = case.asked.iter().map(|truth| truth.tracking_id.as_str()).collect();
        list.push(json!({
            "file": file, "name": case.name, "group": format!("{:?}", case.group),
            "expect": format!("{:?}", case.expect), "asked": asked,
        }));
    }
    std::fs::write(folder.join("cases.json"), serde_json::to_vec_pretty(&list)?)
}

fn write(folder: &Path, file: &LabelFile, truth: &mut Vec<serde_json::Value>) -> io::Result<()> {
    for (page, facts) in file.pages.iter().enumerate() {
        truth.push(json!({
            "file": file.name, "page": page, "kind": format!("{:?}", facts.kind), "trackingId": facts.tracking_id,
            "orderId": facts.order_id, "sku": facts.sku, "quantity": facts.quantity, "courier": facts.courier,
            "cod": facts.cod, "lines": facts.goods.len(),
        }));
    }
    std::fs::write(folder.join(&file.name), &file.bytes)
}
