//! Stock of listings.

use godown_domain::Sku;
use godown_domain::stock::{ListingRow, StockWish};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Asks for listings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockAsk {
    /// In their SKU or title; empty for all.
    pub text: String,
    /// First one wanted, from 0.
    pub start: u32,
    /// At most 200.
    pub count: u32,
}

/// Listings, those with most units to pack first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockPage {
    /// A page of them.
    pub rows: Vec<ListingRow>,
    /// Listings that fit in all.
    pub total: u32,
}

/// What reading the catalogue came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueRead {
    /// Listings known of now.
    pub listings: u32,
}

/// Reads the stock of listings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockRead {
    /// At most 100.
    pub skus: Vec<Sku>,
}

/// Sets numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockSet {
    /// Which.
    pub wishes: Vec<StockWish>,
}

/// How many numbers were taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockAnswer {
    /// Committed.
    pub queued: u32,
    /// Left out, each with the reason.
    pub stays: Vec<StockLeft>,
}

/// A number that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockLeft {
    /// Of which listing.
    pub sku: Sku,
    /// Code.
    pub code: String,
    /// Words.
    pub message: String,
}
