//! People's choices, with their defaults in one place.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::print::{LabelLayout, LabelSize, Language};

/// Look of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// People's choices for the open seller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Look.
    pub theme: Theme,
    /// Seconds between walks over the open queues while the window is in use.
    pub poll_seconds: u32,
    /// Calls allowed per rolling hour.
    pub calls_per_hour: u32,
    /// How labels are put on paper in files that are saved; a printer has a layout of its own.
    pub layout: LabelLayout,
    /// Name written on actions done at this desk.
    pub desk_name: String,
    /// Warehouse the queues are narrowed to; empty for all.
    pub location: String,
    /// Days after delivery for which buyers' names and addresses, labels and invoices are kept on this computer.
    pub keep_buyer_days: u16,
    /// A tone for every scan: high for right, low for wrong.
    pub sounds: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            poll_seconds: 120,
            // Contract 5.4: 1,000 calls in a rolling hour for a seller's own application, as read second-hand.
            calls_per_hour: 1_000,
            layout: LabelLayout { size: LabelSize::for_language(Language::Pdf), ..LabelLayout::default() },
            desk_name: String::new(),
            location: String::new(),
            keep_buyer_days: 30,
            sounds: true,
        }
    }
}
