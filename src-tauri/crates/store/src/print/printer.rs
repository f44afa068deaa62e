//! Printers as stations use them.

use godown_domain::print::{Language, Printer};
use rusqlite::{Connection, Row, Transaction};

use crate::change::{self, Tag};
use crate::sql::{first, rows, run};
use crate::{Result, StoreError};

const SELECT: &str = "SELECT id, name, station, route, language, dpi, prints, layout FROM printer";

fn read(row: &Row<'_>) -> Result<Printer> {
    Ok(Printer {
        printer: row.get(0)?,
        name: row.get(1)?,
        station: row.get(2)?,
        route: serde_json::from_str(&row.get::<_, String>(3)?)?,
        language: language(&row.get::<_, String>(4)?)?,
        dpi: row.get(5)?,
        prints: serde_json::from_str(&row.get::<_, String>(6)?)?,
        layout: serde_json::from_str(&row.get::<_, String>(7)?)?,
    })
}

pub(super) fn language(word: &str) -> Result<Language> {
    Ok(serde_json::from_value(serde_json::Value::String(word.to_owned()))?)
}

pub(super) fn language_word(language: Language) -> Result<String> {
    match serde_json::to_value(language)? {
        serde_json::Value::String(word) => Ok(word),
        other => Err(StoreError::Unreadable(format!("language {other}"))),
    }
}

/// The printers of every station, by name.
pub fn printers(conn: &Connection) -> Result<Vec<Printer>> {
    rows(conn, &format!("{SELECT} WHERE is_removed = 0 ORDER BY name, id"), [], read)
}

/// A printer, removed ones included: a run that printed on it is still told.
pub fn printer(conn: &Connection, id: u32) -> Result<Option<Printer>> {
    first(conn, &format!("{SELECT} WHERE id = ?1"), [id], read)
}

/// Keeps a printer; number 0 is given a new one. Answers the number.
///
/// # Errors
/// [`StoreError::NotFound`] for a number that is not known.
pub fn put_printer(tx: &Transaction<'_>, printer: &Printer) -> Result<u32> {
    let (route, prints) = (serde_json::to_string(&printer.route)?, serde_json::to_string(&printer.prints)?);
    let (layout, language) = (serde_json::to_string(&printer.layout)?, language_word(printer.language)?);
    let values = (&printer.name, &printer.station, route, language, printer.dpi, prints, layout);
    let id = if printer.printer == 0 {
        let sql = "INSERT INTO printer (name, station, route, language, dpi, prints, layout)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        run(tx, sql, values)?;
        u32::try_from(tx.last_insert_rowid()).unwrap_or(u32::MAX)
    } else {
        let (name, station, route, language, dpi, prints, layout) = values;
        let sql = "UPDATE printer SET name = ?2, station = ?3, route = ?4, language = ?5, dpi = ?6, prints = ?7,
              layout = ?8 WHERE id = ?1 AND is_removed = 0";
        let params = rusqlite::params![printer.printer, name, station, route, language, dpi, prints, layout];
        if tx.prepare_cached(sql)?.execute(params)? == 0 {
            return Err(StoreError::not_found(format!("Printer {}", printer.printer)));
        }
        printer.printer
    };
    change::append(tx, Tag::Setting, Some("printer"))?;
    Ok(id)
}

/// Takes a printer off the lists; what it printed stays told.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn remove_printer(tx: &Transaction<'_>, id: u32) -> Result<()> {
    if run(tx, "UPDATE printer SET is_removed = 1 WHERE id = ?1 AND is_removed = 0", [id])? == 0 {
        return Err(StoreError::not_found(format!("Printer {id}")));
    }
    change::append(tx, Tag::Setting, Some("printer"))
}
