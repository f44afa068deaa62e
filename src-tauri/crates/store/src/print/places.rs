//! Where things are: the label on a courier's page, the goods on the shelves.

use godown_domain::At;
use rusqlite::{Connection, Transaction};

use crate::Result;
use crate::change::{self, Tag};
use crate::sql::{first, rows, run};

/// How a courier's pages were laid out the last time, as JSON that only the reader understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShapeSeen {
    /// Courier.
    pub courier: String,
    /// The shape.
    pub shape: String,
    /// A document with such a page.
    pub document: u32,
    /// The page, from 1.
    pub page: u32,
    /// When it was seen.
    pub seen_at: At,
    /// The shape before, where it changed and nobody has agreed yet.
    pub before: Option<String>,
    /// What moved, in words, until somebody agrees.
    pub moved: Option<String>,
}

/// A frame a person drew for a courier's labels, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelPlace {
    /// Courier.
    pub courier: String,
    /// The frame in shown points.
    pub frame: String,
    /// When.
    pub drawn_at: At,
    /// By whom.
    pub drawn_by: String,
}

/// Where goods lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShelfPlace {
    /// Stock-keeping unit.
    pub sku: String,
    /// Zone.
    pub zone: String,
    /// Bin.
    pub bin: String,
    /// Place on the picker's way.
    pub walk: u32,
}

fn seen(row: &rusqlite::Row<'_>) -> Result<ShapeSeen> {
    Ok(ShapeSeen {
        courier: row.get(0)?,
        shape: row.get(1)?,
        document: row.get(2)?,
        page: row.get(3)?,
        seen_at: At(row.get(4)?),
        before: row.get(5)?,
        moved: row.get(6)?,
    })
}

const SHAPE: &str = "SELECT courier, shape, document, page, seen_at, before, moved FROM label_shape";

/// The last shape of every courier.
pub fn shapes(conn: &Connection) -> Result<Vec<ShapeSeen>> {
    rows(conn, &format!("{SHAPE} ORDER BY courier"), [], seen)
}

/// The last shape of a courier.
pub fn shape(conn: &Connection, courier: &str) -> Result<Option<ShapeSeen>> {
    first(conn, &format!("{SHAPE} WHERE courier = ?1"), [courier], seen)
}

/// Keeps the shape of a courier's pages.
pub fn put_shape(tx: &Transaction<'_>, new: &ShapeSeen) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO label_shape (courier, shape, document, page, seen_at, before, moved)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = (&new.courier, &new.shape, new.document, new.page, new.seen_at.0, &new.before, &new.moved);
    run(tx, sql, values)?;
    Ok(())
}

const CROP: &str = "SELECT courier, frame, drawn_at, drawn_by FROM label_crop";

fn drawn(row: &rusqlite::Row<'_>) -> Result<LabelPlace> {
    let (courier, frame, drawn_by) = (row.get(0)?, row.get(1)?, row.get(3)?);
    Ok(LabelPlace { courier, frame, drawn_at: At(row.get(2)?), drawn_by })
}

/// Frames drawn by people.
pub fn crops(conn: &Connection) -> Result<Vec<LabelPlace>> {
    rows(conn, &format!("{CROP} ORDER BY courier"), [], drawn)
}

/// The frame drawn for a courier.
pub fn crop(conn: &Connection, courier: &str) -> Result<Option<LabelPlace>> {
    first(conn, &format!("{CROP} WHERE courier = ?1"), [courier], drawn)
}

/// Keeps a frame for a courier.
pub fn put_crop(tx: &Transaction<'_>, new: &LabelPlace) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO label_crop (courier, frame, drawn_at, drawn_by) VALUES (?1, ?2, ?3, ?4)";
    run(tx, sql, (&new.courier, &new.frame, new.drawn_at.0, &new.drawn_by))?;
    change::append(tx, Tag::Setting, Some("label-crop"))
}

/// Forgets the frame of a courier: the anchors count again.
pub fn clear_crop(tx: &Transaction<'_>, courier: &str) -> Result<()> {
    run(tx, "DELETE FROM label_crop WHERE courier = ?1", [courier])?;
    change::append(tx, Tag::Setting, Some("label-crop"))
}

/// Where a stock-keeping unit lies.
pub fn shelf(conn: &Connection, sku: &str) -> Result<Option<ShelfPlace>> {
    first(conn, "SELECT sku, zone, bin, walk FROM shelf WHERE sku = ?1", [sku], |row| {
        Ok(ShelfPlace { sku: row.get(0)?, zone: row.get(1)?, bin: row.get(2)?, walk: row.get(3)? })
    })
}

/// Replaces the whole list of places.
pub fn put_shelf(tx: &Transaction<'_>, places: &[ShelfPlace]) -> Result<()> {
    run(tx, "DELETE FROM shelf", [])?;
    for place in places {
        let sql = "INSERT OR REPLACE INTO shelf (sku, zone, bin, walk) VALUES (?1, ?2, ?3, ?4)";
        run(tx, sql, (&place.sku, &place.zone, &place.bin, place.walk))?;
    }
    change::append(tx, Tag::Setting, Some("shelf"))
}

/// How many stock-keeping units have a place.
pub fn shelf_size(conn: &Connection) -> Result<u32> {
    Ok(first(conn, "SELECT count(*) FROM shelf", [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}
