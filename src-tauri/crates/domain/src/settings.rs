//! People's choices, with their defaults in one place.

use serde::{Deserialize, Serialize};
use specta::Type;

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

/// Paper a label is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Stock {
    /// 4×6 inch.
    #[default]
    Label4x6,
    /// 3×5 inch.
    Label3x5,
    /// 100×150 mm.
    Label100x150,
    /// A6.
    A6,
    /// A4 as it came, invoice included.
    A4,
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
    /// Paper for labels.
    pub stock: Stock,
    /// Print SKU × quantity, place and batch under the label.
    pub stamp: bool,
    /// Name written on actions done at this desk.
    pub desk_name: String,
    /// Warehouse the queues are narrowed to; empty for all.
    pub location: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            poll_seconds: 120,
            // Contract 5.4: 1,000 calls in a rolling hour for a seller's own application, as read second-hand.
            calls_per_hour: 1_000,
            stock: Stock::Label4x6,
            stamp: true,
            desk_name: String::new(),
            location: String::new(),
        }
    }
}
