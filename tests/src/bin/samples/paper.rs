//! What a label printer prints, and the invoices: marketplace pages of the corpus through the product's own way to paper.

use anyhow::{Context, Result, bail};
use godown_documents::{
    DocumentError, Limits, PlacedLabel, ProofAsk, Shelf, Verdict, prove_label, read_labels, render_page_png,
    test_print, write_invoices, write_print_file,
};
use godown_domain::print::bitmap::Bitmap;
use godown_domain::print::plan::LabelFacts;
use godown_domain::print::{Invoices, LabelLayout, Paper, SeparatorBy};
use godown_sandbox::corpus::{Corpus, LabelFile};

use super::Sample;

const SEED: u64 = 20;
const PARCELS: std::ops::Range<usize> = 0..8;
const DPI: u16 = 203;
/// Pixels across: A4 at 150 dpi, a label at 203.
const A4_WIDTH: u32 = 1_240;
const LABEL_WIDTH: u32 = 812;
const BATCH: &str = "41";

/// The download the samples are made of.
struct Download(Vec<u8>);

impl Shelf for Download {
    fn read(&mut self, _: usize) -> Result<Vec<u8>, DocumentError> {
        Ok(self.0.clone())
    }
}

/// What comes out of a label printer, and the invoices that go with it, as pictures.
pub fn samples() -> Result<Vec<Sample>> {
    let file = Corpus::new(SEED).bulk(PARCELS)?;
    let labels = placed(&file)?;
    let mut shelf = Download(file.bytes.clone());
    let plain = LabelLayout { invoices: Invoices::None, ..LabelLayout::default() };
    let four_up = LabelLayout { paper: Paper::A4, up: 4, ..plain.clone() };
    let separated = LabelLayout { separators: vec![SeparatorBy::Courier], ..plain.clone() };
    let sheet = made(|out| write_print_file(&mut shelf, labels.get(..4).unwrap_or(&labels), &four_up, BATCH, out))?;
    let grouped = made(|out| write_print_file(&mut shelf, &labels, &separated, BATCH, out))?;
    let invoices = made(|out| write_invoices(&mut shelf, &labels, true, out))?;
    Ok(vec![
        ("label-4x6", picture(&proven(&file, &labels, &plain)?)?),
        ("labels-a4-four-up", render_page_png(&sheet, 0, A4_WIDTH)?),
        ("separator", render_page_png(&grouped, 0, LABEL_WIDTH)?),
        ("invoices-two-up", render_page_png(&invoices, 0, A4_WIDTH)?),
        ("test-print", picture(&test_print(Paper::Label4x6, DPI))?),
    ])
}

/// The labels of the download, with what the marketplace's answers would say of them.
fn placed(file: &LabelFile) -> Result<Vec<PlacedLabel>> {
    let mut labels: Vec<PlacedLabel> = vec![];
    for (page, truth) in read_labels(&file.bytes, &Limits::default())?.pages.into_iter().zip(&file.pages) {
        match page.label {
            Some(label) => labels.push(PlacedLabel {
                source: 0,
                page: page.index,
                crop: label.rect,
                facts: LabelFacts {
                    sku: truth.sku.clone(),
                    units: truth.goods.first().map_or(1, |(_, units)| *units),
                    more: u32::try_from(truth.goods.len().saturating_sub(1))?,
                    courier: truth.courier.clone(),
                    is_cod: truth.cod,
                    order_id: truth.order_id.clone(),
                    ..LabelFacts::default()
                },
                invoice_pages: vec![page.index],
            }),
            // An invoice that goes on belongs to the label before it.
            None => labels.last_mut().context("the first page has a label")?.invoice_pages.push(page.index),
        }
    }
    Ok(labels)
}

fn proven(file: &LabelFile, labels: &[PlacedLabel], layout: &LabelLayout) -> Result<Bitmap> {
    let label = labels.first().context("a label")?;
    let truth = file.pages.get(label.page).context("its page")?;
    let strip = format!("{} × {}  1/{}  B{BATCH}", label.facts.sku, label.facts.units, labels.len());
    let ask = ProofAsk {
        bytes: &file.bytes,
        page: label.page,
        crop: label.crop,
        layout,
        dpi: DPI,
        tracking_id: &truth.tracking_id,
        strip: &strip,
    };
    let proven = prove_label(&ask)?;
    match proven.verdict {
        Verdict::Reads { .. } => Ok(proven.bitmap),
        Verdict::HeldBack { why, .. } => bail!("the sample does not scan: {why}"),
    }
}

fn made<T>(write: impl FnOnce(&mut dyn std::io::Write) -> Result<T, DocumentError>) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    write(&mut bytes)?;
    Ok(bytes)
}

/// Dots as they are, one bit each.
fn picture(dots: &Bitmap) -> Result<Vec<u8>> {
    let mut bytes = vec![];
    let mut encoder = png::Encoder::new(&mut bytes, dots.width(), dots.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header()?;
    let white: Vec<u8> = dots.rows().iter().map(|byte| !byte).collect();
    writer.write_image_data(&white)?;
    writer.finish()?;
    Ok(bytes)
}
