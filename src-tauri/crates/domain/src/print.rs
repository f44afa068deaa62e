//! Labels on their way to paper: layouts, printers, and the life of one physical label.
//!
//! Owns the words and the rules; what a PDF or a printer language looks like is `documents` and `printing`. Lengths are
//! tenths of a millimetre, because rolls are bought in millimetres and people shift a print by half a one.

use serde::{Deserialize, Serialize};
use specta::Type;

pub mod bitmap;
pub mod label_state;
pub mod ledger;
pub mod plan;

/// Tenths of a millimetre.
pub type TenthMm = i32;

/// Paper or label roll in a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Paper {
    /// 4 × 6 inch.
    #[default]
    Label4x6,
    /// 3 × 5 inch; a label at its own size just fits.
    Label3x5,
    /// 100 × 150 mm.
    Label100x150,
    /// A6 sheets.
    A6,
    /// A5 sheets.
    A5,
    /// A4 sheets.
    A4,
    /// Any other size.
    Custom {
        /// Width as it leaves the printer.
        width: TenthMm,
        /// Height as it leaves the printer.
        height: TenthMm,
    },
}

impl Paper {
    /// Width and height as it leaves the printer.
    pub fn size(self) -> (TenthMm, TenthMm) {
        match self {
            Self::Label4x6 => (1_016, 1_524),
            Self::Label3x5 => (762, 1_270),
            Self::Label100x150 => (1_000, 1_500),
            Self::A6 => (1_050, 1_480),
            Self::A5 => (1_480, 2_100),
            Self::A4 => (2_100, 2_970),
            Self::Custom { width, height } => (width, height),
        }
    }
}

/// How large a label is drawn. It is never shrunk below its own size silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum LabelSize {
    /// As large as paper and strip allow, at most 1.15; bars are redrawn on whole dots when we draw the dots.
    #[default]
    Big,
    /// The bars' narrowest module is exactly two dots at the printer's resolution: for drivers that draw the dots.
    Exact,
    /// So many hundredths of its own size, 50 to 120.
    Percent {
        /// 100 is its own size.
        percent: u16,
    },
}

/// Quarter turns clockwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// As it came.
    #[default]
    None,
    /// A quarter.
    Quarter,
    /// Upside down.
    Half,
    /// Three quarters.
    ThreeQuarters,
}

/// What orders labels before they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SortKey {
    /// Parcels of a single line before mixed ones.
    SingleFirst,
    /// Stock-keeping unit, in the seller's own order where one is set.
    Sku,
    /// Units in the parcel, few first.
    Units,
    /// Courier.
    Courier,
    /// Dispatch-by time, earliest first.
    DispatchBy,
    /// The picker's way along the shelves, then zone and bin.
    Shelf,
    /// Prepaid before cash on delivery.
    Payment,
    /// Category of the goods.
    Category,
    /// Order id.
    Order,
}

/// What starts a new separator label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SeparatorBy {
    /// Another stock-keeping unit.
    Sku,
    /// Another courier.
    Courier,
    /// Another zone of the shelf.
    Zone,
}

/// Where the invoices of printed labels go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Invoices {
    /// Not made.
    None,
    /// A file of their own, one a page, in the labels' order.
    #[default]
    OwnFile,
    /// A file of their own, two on an A4 page, in the labels' order.
    TwoUp,
    /// Behind each label in the labels' file.
    BehindEach,
}

/// How a label file is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FileMode {
    /// Only what is seen is left in the file: small, quick to print, no billing address in it.
    #[default]
    Slim,
    /// The marketplace's drawing unchanged, lossless; what is cropped away is hidden but still in the file.
    Lossless,
}

impl LabelSize {
    /// What a printer starts with. A driver that draws the dots itself puts a module of 2.43 dots on two or three of them, and
    /// some hand scanners refuse that: PDF starts with whole dots. Where we draw the dots we redraw the bars, and big is safe.
    pub fn for_language(language: Language) -> Self {
        match language {
            Language::Pdf => Self::Exact,
            Language::Zpl | Language::ZplHex | Language::Tspl => Self::Big,
        }
    }
}

/// How labels are put on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LabelLayout {
    /// Paper.
    pub paper: Paper,
    /// Labels a sheet: 1, 2, 4 or 6.
    pub up: u8,
    /// Size of the label.
    pub size: LabelSize,
    /// Turn of the label on the paper.
    pub turn: Turn,
    /// White kept on every side.
    pub margin: TenthMm,
    /// White between labels of one sheet.
    pub gap: TenthMm,
    /// Shift to the right for a printer that is off; negative is left.
    pub shift_right: TenthMm,
    /// Shift down for a printer that is off; negative is up.
    pub shift_down: TenthMm,
    /// The marketplace's page as it came, invoice included, instead of the label alone.
    pub whole_page: bool,
    /// Line printed under the label, words in braces are filled in (see [`plan::STRIP_WORDS`]); empty for none.
    pub strip: String,
    /// First key first; none keeps the order of the choice.
    pub sort: Vec<SortKey>,
    /// The seller's own order of stock-keeping units; others follow by name.
    pub sku_order: Vec<String>,
    /// Last label first, for printers that stack face up.
    pub reverse: bool,
    /// A separator label with a count whenever one of these changes.
    pub separators: Vec<SeparatorBy>,
    /// A label before the first and one after the last, with the batch and its counts.
    pub header: bool,
    /// Where invoices go.
    pub invoices: Invoices,
    /// How the file is built.
    pub mode: FileMode,
    /// Redraw bars and the square code on whole dots where we draw the dots.
    pub snap_bars: bool,
}

impl Default for LabelLayout {
    fn default() -> Self {
        Self {
            paper: Paper::default(),
            up: 1,
            size: LabelSize::default(),
            turn: Turn::default(),
            margin: 0,
            gap: 0,
            shift_right: 0,
            shift_down: 0,
            whole_page: false,
            strip: "{sku} × {units} {more}  {place}  B{batch}".into(),
            sort: vec![SortKey::SingleFirst, SortKey::Sku, SortKey::Courier],
            sku_order: vec![],
            reverse: false,
            separators: vec![],
            header: false,
            invoices: Invoices::default(),
            mode: FileMode::default(),
            snap_bars: true,
        }
    }
}

/// Kinds of paper a station sends to different printers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PaperKind {
    /// Shipping labels.
    Labels,
    /// Tax invoices.
    Invoices,
    /// Pick lists, packing lists, batch sheets.
    Lists,
    /// Manifests for the courier.
    Manifests,
}

/// How bytes reach a printer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Route {
    /// A queue of the operating system (CUPS, the Windows spooler).
    Queue {
        /// Its name there.
        name: String,
    },
    /// A printer that takes bytes from the network as they come (port 9100 by custom).
    Tcp {
        /// Name or address in the local network.
        host: String,
        /// Port.
        port: u16,
    },
    /// Files in a folder: for trying out, and for programs that watch a folder.
    Folder {
        /// Full path.
        path: String,
    },
}

/// What a printer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// PDF; the driver draws the dots.
    #[default]
    Pdf,
    /// ZPL II with compressed graphics (Z64).
    Zpl,
    /// ZPL II with plain run-length graphics, for printers that only imitate it.
    ZplHex,
    /// TSPL.
    Tspl,
}

/// A printer as a station uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Printer {
    /// Number; 0 for one not yet kept.
    pub printer: u32,
    /// Name people gave it, such as `ZD230 at bench 2`.
    pub name: String,
    /// Station it belongs to; empty for every station.
    pub station: String,
    /// How bytes reach it.
    pub route: Route,
    /// What it is told.
    pub language: Language,
    /// Dots an inch: 203 or 300.
    pub dpi: u16,
    /// What goes to it without being asked.
    pub prints: Vec<PaperKind>,
    /// How labels are put on its paper.
    pub layout: LabelLayout,
}
