use godown_documents::{Limits, read_labels};
use godown_domain::ShipmentId;
use godown_sandbox::corpus::{Corpus, LabelFile};
use godown_store::seal::Seal;

use super::*;

/// The same file with a mode of blending that the slimmer does not take apart: black on white looks as before.
fn blended(file: &LabelFile) -> Vec<u8> {
    let (plain, blended) = (b"/SA true/SM 0.02", b"/BM/Multiply    ");
    let at = file.bytes.windows(plain.len()).position(|window| window == plain).unwrap();
    let mut bytes = file.bytes.clone();
    bytes[at..at + blended.len()].copy_from_slice(blended);
    bytes
}

fn page(blobs: &Blobs, file: &LabelFile, bytes: &[u8], label: u32) -> Page {
    let [left, bottom, right, top] = file.pages[0].border.unwrap();
    Page {
        waiting: Waiting {
            label,
            position: label,
            shipment_id: ShipmentId(format!("s-{label}")),
            tracking_id: file.pages[0].tracking_id.clone(),
            document: label,
            page: 1,
            strip: format!("CAP-RED × 1  {label}/3"),
            words_before: vec![],
            words_after: vec![],
        },
        sha256: blobs.keep(bytes).unwrap(),
        crop: Some(Rect::new(left - 2.0, bottom - 2.0, right + 2.0, top + 2.0)),
    }
}

fn how(mode: FileMode) -> How {
    let layout = LabelLayout { mode, ..LabelLayout::default() };
    How { language: Language::Pdf, dpi: 203, layout }
}

#[test]
fn a_page_that_cannot_be_slimmed_goes_as_the_picture_of_its_label() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(folder.path(), Seal::new(&[7; 32]));
    let corpus = Corpus::new(41);
    let files: Vec<LabelFile> = (0..3).map(|parcel| corpus.single(parcel).unwrap()).collect();
    let pages: Vec<Page> = files
        .iter()
        .zip(1..)
        .map(|(file, label)| {
            let bytes = if label == 2 { blended(file) } else { file.bytes.clone() };
            page(&blobs, file, &bytes, label)
        })
        .collect();
    let (made, bad) = make(&blobs, &how(FileMode::Slim), &pages).unwrap();
    assert!(bad.is_empty(), "{:?}", bad.iter().map(|one| &one.words).collect::<Vec<_>>());
    let made = made.unwrap();
    assert_eq!(made.labels, [1, 2, 3]);
    let job = read_labels(&made.bytes, &Limits::default()).unwrap();
    assert_eq!(job.pages.len(), 3);
    for ((page, file), label) in job.pages.iter().zip(&files).zip(1..) {
        let tracking_id = &file.pages[0].tracking_id;
        assert!(!page.text.contains("Tax Invoice") && !page.text.contains("Invoice No"), "{label}: {}", page.text);
        assert_eq!(page.text.contains(tracking_id.as_str()), label != 2, "{label}: a picture has no words");
        let scanned = godown_documents::decode_label(&made.bytes, page.index).unwrap();
        assert!(scanned.iter().any(|symbol| symbol.text == *tracking_id), "{label}: {scanned:?}");
    }
}

#[test]
fn what_does_not_scan_or_is_another_parcels_falls_out_of_the_job_and_the_rest_goes() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::in_folder(folder.path(), Seal::new(&[7; 32]));
    let corpus = Corpus::new(41);
    let files: Vec<LabelFile> = (0..4).map(|parcel| corpus.single(parcel).unwrap()).collect();
    for mode in [FileMode::Slim, FileMode::Lossless] {
        let mut pages: Vec<Page> =
            files.iter().zip(1..).map(|(file, label)| page(&blobs, file, &file.bytes, label)).collect();
        pages[1].waiting.tracking_id = "FMPP9999999999".into();
        pages[2].crop = None;
        // Only the foot of the label: there are words, and no bars.
        pages[3].crop = pages[3].crop.map(|crop| Rect::new(crop.x0, crop.y0, crop.x1, crop.y0 + 12.0));
        let (made, bad) = make(&blobs, &how(mode), &pages).unwrap();
        assert_eq!(made.unwrap().labels, [1], "{mode:?}");
        let mut bad: Vec<(u32, bool)> = bad.iter().map(|one| (one.label, one.picture_png.is_some())).collect();
        bad.sort_unstable();
        assert_eq!(bad, [(2, false), (3, false), (4, true)], "{mode:?}");
    }
}
