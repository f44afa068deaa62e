//! Rows as they are: read from the old file, put into the new one by the names both have.

use rusqlite::types::Value;
use rusqlite::{Connection, Params, Transaction, params_from_iter};

use crate::Result;

/// A row of a table, column by column.
#[derive(Debug, Clone)]
pub(super) struct Row(Vec<(String, Value)>);

impl Row {
    pub(super) fn number(&self, column: &str) -> Option<i64> {
        match self.value(column) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn text(&self, column: &str) -> Option<&str> {
        match self.value(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn set(&mut self, column: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(name, _)| name == column) {
            Some((_, kept)) => *kept = value,
            None => self.0.push((column.to_owned(), value)),
        }
    }

    fn value(&self, column: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == column).map(|(_, value)| value)
    }
}

/// The rows of a table; those before a broken one.
pub(super) fn all(old: &Connection, table: &str, condition: &str, params: impl Params) -> Vec<Row> {
    let mut found = vec![];
    // What breaks off here is what cannot be read any more.
    let _ = read(old, table, condition, params, &mut found);
    found
}

/// The first row that fits; an error where it cannot be read.
pub(super) fn one(old: &Connection, table: &str, condition: &str, params: impl Params) -> Result<Option<Row>> {
    let mut found = vec![];
    read(old, table, &format!("{condition} LIMIT 1"), params, &mut found)?;
    Ok(found.pop())
}

fn read(old: &Connection, table: &str, condition: &str, params: impl Params, found: &mut Vec<Row>) -> Result<()> {
    let mut statement = old.prepare_cached(&format!("SELECT * FROM {table} WHERE {condition}"))?;
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        let values = names.iter().enumerate().map(|(place, name)| Ok((name.clone(), row.get(place)?)));
        found.push(Row(values.collect::<rusqlite::Result<_>>()?));
    }
    Ok(())
}

/// Puts a row into the new file and answers its number. Columns it does not have are left out.
pub(super) fn put(tx: &Transaction<'_>, table: &str, row: &Row) -> Result<i64> {
    let statement = tx.prepare_cached(&format!("SELECT * FROM {table}"))?;
    let known: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let fits: Vec<&(String, Value)> = row.0.iter().filter(|(name, _)| known.contains(name)).collect();
    let names: Vec<&str> = fits.iter().map(|(name, _)| name.as_str()).collect();
    let marks = vec!["?"; fits.len()].join(", ");
    let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
    tx.prepare_cached(&sql)?.execute(params_from_iter(fits.iter().map(|(_, value)| value)))?;
    Ok(tx.last_insert_rowid())
}
