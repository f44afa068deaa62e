//! Documents, handover, the day line.

use godown_domain::At;
use godown_domain::view::Selection;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
    /// Labels and invoices as the marketplace sent them.
    Labels,
    /// Cropped labels in the batch's order.
    PrintFile,
    /// The courier's list of parcels.
    Manifest,
    /// What to fetch from the shelves.
    PickList,
    /// What goes into which parcel.
    PackingList,
    /// Counts of a batch, and what is missing.
    BatchSheet,
    /// Our own list of what a courier takes away.
    HandoverList,
    /// Invoices in the batch's order.
    Invoices,
    /// The weekly report of the guardrails.
    Report,
    /// The guardrails as a workbook.
    Workbook,
    /// The guardrails as text with commas.
    Table,
    /// A picture of a label that does not scan.
    Picture,
}

/// A document on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentHead {
    /// Number.
    pub document: u32,
    /// Kind.
    pub kind: DocumentKind,
    /// Title.
    pub title: String,
    /// Pages.
    pub pages: u32,
    /// Size.
    #[specta(type = f64)]
    pub bytes: u64,
    /// Made or fetched.
    pub made_at: At,
    /// Batch it belongs to.
    pub batch: Option<u32>,
    /// Where a copy for another program lies once it was asked for: the document itself is sealed.
    pub path: String,
}

/// Asks for documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentsAsk {
    /// Only this kind.
    pub kind: Option<DocumentKind>,
    /// At most 500.
    pub count: u32,
}

/// Documents, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Documents {
    /// Heads.
    pub documents: Vec<DocumentHead>,
}

/// Names a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentRef {
    /// Its number.
    pub document: u32,
}

/// Asks for a picture of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PageAsk {
    /// Document.
    pub document: u32,
    /// From 0.
    pub page: u32,
    /// Width in pixels, 60 to 1600.
    pub width: u32,
}

/// A picture of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PagePicture {
    /// `data:image/png;base64,…`
    pub data_url: String,
    /// Pages in the document.
    pub pages: u32,
}

/// Saves a copy of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentSave {
    /// Which.
    pub document: u32,
    /// Full path to write to.
    pub path: String,
}

/// Makes the print file of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintFileAsk {
    /// Batch.
    pub batch: u32,
}

/// A print file with what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PrintFileMade {
    /// The document.
    pub document: DocumentHead,
    /// Labels in it.
    pub labels: u32,
    /// Shipments of the batch without a label in it, each with the reason.
    pub missing: Vec<super::OutcomeRow>,
    /// Labels whose frame was not found by its anchors: look at them.
    pub check: u32,
    /// Shipments with a label that could not be slimmed: what is cropped away from it is hidden, but in the file.
    pub kept_whole: Vec<String>,
}

/// Makes a pick list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PickListAsk {
    /// For what.
    pub selection: Selection,
}

/// One courier's pickup at one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HandoverRow {
    /// Warehouse.
    pub location_id: String,
    /// Courier group, the marketplace's name.
    pub courier: String,
    /// Multi-box parcels are listed apart.
    pub is_mps: bool,
    /// Parcels the marketplace counts as ready.
    pub counted: u32,
    /// When it counted them.
    pub counted_at: At,
    /// Parcels ready in our picture at that moment.
    pub ready_then: u32,
    /// Parcels ready in our picture now.
    pub ready_here: u32,
    /// Pickup window.
    pub pickup_from: Option<At>,
    /// Pickup window.
    pub pickup_to: Option<At>,
    /// Code for the courier's executive.
    pub otc: Option<String>,
    /// The last manifest fetched for it.
    pub manifest: Option<DocumentHead>,
}

/// Pickups by warehouse and courier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Handovers {
    /// Rows, earliest pickup first.
    pub rows: Vec<HandoverRow>,
    /// When the counts were read; of several warehouses the one that was read longest ago.
    pub read_at: Option<At>,
}

/// Narrows to a warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AtLocation {
    /// Its id; none for all.
    pub location: Option<String>,
}

/// Fetches a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ManifestAsk {
    /// Warehouse.
    pub location_id: String,
    /// Courier group.
    pub courier: String,
    /// Multi-box parcels.
    pub is_mps: bool,
}

/// A list of our own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum OwnList {
    /// What to fetch for a batch, in walking order.
    PickList {
        /// Batch.
        batch: u32,
    },
    /// What goes into each parcel of a batch, in the order of its labels.
    PackingList {
        /// Batch.
        batch: u32,
    },
    /// Counts of a batch, and what is missing.
    BatchSheet {
        /// Batch.
        batch: u32,
    },
    /// The parcels ready for one pickup.
    HandoverList(ManifestAsk),
}

/// As what a list is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ListForm {
    /// A4.
    Pdf,
    /// Text with commas.
    Csv,
}

/// Makes a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ListAsk {
    /// Which.
    pub list: OwnList,
    /// As what.
    pub form: ListForm,
}
