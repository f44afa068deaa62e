//! A batch: shipments packed together, a thing that lasts until its last parcel is ready.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{At, Block, Outcome, ShipmentId, ShipmentState, Waiting};

/// The five stages of a batch, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Label asked for.
    Requested,
    /// Label made by the marketplace.
    LabelsReady,
    /// Label on this computer, matched to its shipment.
    Downloaded,
    /// In a print file that went to paper.
    Printed,
    /// Marked ready to dispatch and read back.
    Ready,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Self; 5] = [Self::Requested, Self::LabelsReady, Self::Downloaded, Self::Printed, Self::Ready];

    /// The word on the command line (`--wait`).
    pub fn slug(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::LabelsReady => "labels-ready",
            Self::Downloaded => "downloaded",
            Self::Printed => "printed",
            Self::Ready => "ready",
        }
    }

    /// Reads a slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.slug() == slug)
    }
}

/// How one stage of a batch stands. `done + waiting + refused + unknown + to_come = of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StageCount {
    /// Which stage.
    pub stage: Stage,
    /// Shipments that are to pass it: those that passed the stage before.
    pub of: u32,
    /// Passed.
    pub done: u32,
    /// Under way.
    pub waiting: u32,
    /// Refused by the marketplace, or lost to a cancellation.
    pub refused: u32,
    /// Being checked.
    pub unknown: u32,
    /// Not begun.
    pub to_come: u32,
}

/// A batch with its counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchHead {
    /// Its number.
    pub batch: u32,
    /// What it holds, in words.
    pub title: String,
    /// Begun.
    pub made_at: At,
    /// By whom.
    pub by: String,
    /// Shipments chosen.
    pub chosen: u32,
    /// Shipments that went.
    pub went: u32,
    /// Shipments that were blocked before anything was sent.
    pub blocked: u32,
    /// A person stopped it for now.
    pub paused: bool,
    /// Nothing more will happen by itself and every outcome is known.
    pub finished: bool,
    /// The five stages.
    pub stages: Vec<StageCount>,
    /// Its print file, once made.
    pub print_file: Option<u32>,
    /// Labels in that print file.
    pub print_file_labels: u32,
}

/// One shipment of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BatchRow {
    /// Place in the batch, from 1.
    pub position: u32,
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// First SKU.
    pub sku: String,
    /// Units in the parcel.
    pub units: u32,
    /// Courier, once known.
    pub courier: Option<String>,
    /// AWB, once known.
    pub tracking_id: Option<String>,
    /// State as seen.
    pub state: ShipmentState,
    /// The stage `outcome` is about: where that is *done*, the last stage it passed, and nothing is asked of the next one
    /// yet; otherwise the stage it is at.
    pub stage: Stage,
    /// What became of it at that stage.
    pub outcome: Outcome,
    /// The marketplace's or our code for it.
    pub code: Option<String>,
    /// In words.
    pub message: Option<String>,
    /// When it is looked at again.
    pub next_at: Option<At>,
    /// Why it did not go.
    pub blocked: Option<Block>,
    /// What a person must type before it can be asked for: serial numbers or the size of its box.
    pub needs: Option<Block>,
    /// The order changed after its label was fetched: the paper must not travel.
    pub label_stale: bool,
    /// Where it stands among what waits to be sent.
    pub waiting: Option<Waiting>,
}

/// What will go and what will stay, before anything is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PreCheck {
    /// Shipments that can go, in the order of the work.
    pub goes: Vec<ShipmentId>,
    /// Units among them.
    pub units: u32,
    /// Those that stay, with the reason.
    pub stays: Vec<Stays>,
}

/// A shipment that stays behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Stays {
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// First SKU.
    pub sku: String,
    /// Why.
    pub why: Block,
}
