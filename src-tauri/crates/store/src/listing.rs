//! Listings and their stock, as last read (contract 13), with what was asked of it.

use godown_domain::india::MINUTE;
use godown_domain::stock::{ListingRow, StockAsked, StockAt};
use godown_domain::{At, LocationId, Sku};
use rusqlite::{Connection, Transaction, named_params};

use crate::Result;
use crate::sql::{first, intent_state, like, rows, run};

/// What did not take is shown beside the number for so long; then it stands in the list of acts alone.
const NEWS_MS: i64 = 10 * MINUTE;

/// What the catalogue tells: SKU and product id of each listing. Titles are learned elsewhere.
pub fn put_catalogue(tx: &Transaction<'_>, listings: &[(Sku, String)], at: At) -> Result<()> {
    let sql = "INSERT INTO listing (sku, fsn, title, seen_at) VALUES (?1, ?2, '', ?3)
        ON CONFLICT (sku) DO UPDATE SET fsn = excluded.fsn, seen_at = excluded.seen_at WHERE excluded.seen_at >= seen_at";
    listings.iter().try_for_each(|(sku, fsn)| run(tx, sql, (sku.as_str(), fsn, at.0)).map(|_| ()))
}

/// One listing as its own page showed it at `at`: an older reading never replaces a newer one.
pub fn put(
    tx: &Transaction<'_>,
    sku: &Sku,
    fsn: &str,
    title: Option<&str>,
    stock: &[(LocationId, Option<u32>)],
    at: At,
) -> Result<()> {
    put_catalogue(tx, &[(sku.clone(), fsn.to_owned())], at)?;
    if let Some(title) = title {
        run(tx, "UPDATE listing SET title = ?2 WHERE sku = ?1", (sku.as_str(), title))?;
    }
    let sql = "INSERT INTO stock (listing_no, location_id, units, read_at)
        SELECT no, ?2, ?3, ?4 FROM listing WHERE sku = ?1
        ON CONFLICT (listing_no, location_id) DO UPDATE SET units = excluded.units, read_at = excluded.read_at
        WHERE excluded.read_at >= read_at";
    stock.iter().try_for_each(|(place, units)| run(tx, sql, (sku.as_str(), place.as_str(), units, at.0)).map(|_| ()))
}

/// The stock of a listing at a warehouse with its product id, as last read; `None` where it was never read there.
pub fn stock(conn: &Connection, sku: &Sku, location: &LocationId) -> Result<Option<(Option<u32>, String)>> {
    let sql = "SELECT k.units, l.fsn FROM stock k JOIN listing l ON l.no = k.listing_no
        WHERE l.sku = ?1 AND k.location_id = ?2";
    first(conn, sql, (sku.as_str(), location.as_str()), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Listings known of.
pub fn count(conn: &Connection) -> Result<u32> {
    Ok(first(conn, "SELECT count(*) FROM listing", [], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

/// Listings that name `text` in their SKU or title, those with most units to pack first; a page of them, and how many there are.
pub fn list(conn: &Connection, text: &str, start: u32, count: u32) -> Result<(Vec<ListingRow>, u32)> {
    let pattern = like(text.trim());
    let matching = "l.sku LIKE :text ESCAPE '\\' OR l.title LIKE :text ESCAPE '\\'";
    let sql = format!("SELECT count(*) FROM listing l WHERE {matching}");
    let total = first(conn, &sql, named_params! { ":text": pattern }, |row| Ok(row.get(0)?))?.unwrap_or(0);
    // 0: approved, also of the seller's own parcels.
    let sql = format!(
        "WITH open AS (
           SELECT i.sku, sum(i.quantity) AS units FROM shipment s JOIN shipment_item i ON i.shipment_no = s.no
           WHERE s.standing = 0 AND i.state = 'APPROVED' GROUP BY i.sku)
         SELECT l.no, l.sku, l.fsn,
           CASE WHEN l.title <> '' THEN l.title
             ELSE ifnull((SELECT i.title FROM shipment_item i WHERE i.sku = l.sku LIMIT 1), '') END,
           ifnull(o.units, 0)
         FROM listing l LEFT JOIN open o ON o.sku = l.sku
         WHERE {matching} ORDER BY ifnull(o.units, 0) DESC, l.sku LIMIT :count OFFSET :start"
    );
    let params = named_params! { ":text": pattern, ":count": count, ":start": start };
    let mut page = rows(conn, &sql, params, |row| {
        let listing = ListingRow {
            sku: row.get::<_, String>(1)?.into(),
            fsn: row.get(2)?,
            title: row.get(3)?,
            to_pack: row.get(4)?,
            stock: vec![],
        };
        Ok((row.get::<_, i64>(0)?, listing))
    })?;
    for (no, listing) in &mut page {
        listing.stock = places(conn, *no)?;
    }
    Ok((page.into_iter().map(|(_, listing)| listing).collect(), total))
}

/// Every warehouse of a listing with what was asked last, where that is not over with success.
fn places(conn: &Connection, no: i64) -> Result<Vec<StockAt>> {
    let sql = "SELECT k.location_id, k.units, k.read_at, json_extract(i.args, '$.units'), i.state FROM stock k
        LEFT JOIN intent i ON i.id = (SELECT max(t.id) FROM intent t
            WHERE t.listing_no = k.listing_no AND t.location_id = k.location_id)
          AND i.state NOT IN ('confirmed', 'withdrawn')
          AND (i.state NOT IN ('refused', 'superseded') OR i.settled_at >= k.read_at - ?2)
        WHERE k.listing_no = ?1 ORDER BY k.location_id";
    rows(conn, sql, (no, NEWS_MS), |row| {
        let asked = match row.get::<_, Option<String>>(4)? {
            Some(state) => Some(StockAsked { units: row.get(3)?, state: intent_state(&state)? }),
            None => None,
        };
        Ok(StockAt { location: row.get::<_, String>(0)?.into(), units: row.get(1)?, read_at: At(row.get(2)?), asked })
    })
}

#[cfg(test)]
mod tests;
