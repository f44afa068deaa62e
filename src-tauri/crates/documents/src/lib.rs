//! The documents room: bytes in, bytes out.
//!
//! Owns what is done to labels, invoices and lists once their bytes are here: telling a PDF from what only claims to
//! be one, reading what a page says, giving every page to its shipment, cropping labels into one print file, drawing
//! pick lists and reports, reading Seller Hub's reports, and pictures for the screen. It refuses to know where bytes come from or go to: no file system, no
//! network, no printer, no database, no clock.
//!
//! Every function takes foreign bytes and answers with a value or a [`DocumentError`]; none panics, and none works
//! longer or larger than its [`Limits`] allow.
//!
//! ```
//! use godown_documents::{DocumentError, Limits, NotAPdf, read_labels};
//!
//! let answer = read_labels(b"", &Limits::default());
//! assert_eq!(answer.err(), Some(DocumentError::NotAPdf(NotAPdf::Empty)));
//! ```

mod error;
mod geometry;
mod hub;
mod limits;
mod lists;
mod matching;
mod page_size;
mod preview;
mod print_file;
mod proof;
mod raster;
mod raw;
mod read;
mod shelf_list;
mod slim;
mod snap;
mod sniff;
mod sound;
mod test_print;
mod text;
mod typeface;

#[cfg(test)]
mod test_pages;

pub use error::{DocumentError, NotAPdf};
pub use geometry::Rect;
pub use geometry::shape::{LabelShape, ShapeChange, compare};
pub use hub::{
    HubError, HubField, HubLimits, HubReturn, HubRow, HubSheet, HubTime, read_hub_file, read_hub_file_within,
};
pub use limits::Limits;
pub use lists::{
    BatchCount, BatchMissing, BatchSheet, CancelledReason, GuardrailTable, HandoverList, HandoverParcel, HitList,
    PackingLine, PackingList, PackingRow, PickList, PickRow, WeeklyReport, batch_sheet_csv, batch_sheet_pdf,
    guardrail_csv, guardrails_xlsx, handover_list_csv, handover_list_pdf, hits_xlsx, label_ledger_csv,
    packing_list_csv, packing_list_pdf, pick_list_csv, pick_list_pdf, weekly_report_pdf,
};
pub use matching::{Doubled, MatchedBy, MatchedLabel, Matching, MissingLabel, Wanted, match_pages};
pub use page_size::page_size;
pub use preview::{page_with_box_png, render_label_png, render_page_png};
pub use print_file::{PlacedLabel, PrintFileFacts, Shelf, write_invoices, write_planned, write_print_file};
pub use proof::{
    Decoded, HeldBackReason, JobLabel, LabelAsk, ProofAsk, ProvenLabel, Symbology, Verdict, decode_label,
    picture_of_label, prove_label, prove_labels, prove_pages,
};
pub use read::{
    FoundBy, LabelBox, LabelFile, LabelPage, ManualCrop, ReadWarning, names_tracking_id, quick_tracking_ids,
    read_labels,
};
pub use shelf_list::{ShelfLine, read_shelf_list};
pub use slim::slim_page;
pub use sound::{PdfFacts, check_pdf, page_count};
pub use test_print::{test_print, test_print_pdf};
