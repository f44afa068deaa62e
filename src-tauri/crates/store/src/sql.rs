//! Small translations between columns and the words of the domain.

use godown_domain::{Action, At, IntentState, Learned};

use crate::{Result, StoreError};

/// `due_at` of a shipment without a dispatch-by: the last millisecond of the year 9999, so that it sorts last.
pub(crate) const NEVER: i64 = 253_402_300_799_999;

pub(crate) fn due(at: Option<At>) -> i64 {
    at.map_or(NEVER, |at| at.0)
}

pub(crate) fn dispatch_by(due_at: i64) -> Option<At> {
    (due_at != NEVER).then_some(At(due_at))
}

pub(crate) fn at(ms: Option<i64>) -> Option<At> {
    ms.map(At)
}

pub(crate) fn ms(at: Option<At>) -> Option<i64> {
    at.map(|at| at.0)
}

pub(crate) fn action(word: &str) -> Result<Action> {
    Action::from_slug(word).ok_or_else(|| StoreError::Unreadable(format!("action {word}")))
}

pub(crate) fn intent_state(word: &str) -> Result<IntentState> {
    IntentState::from_slug(word).ok_or_else(|| StoreError::Unreadable(format!("intent state {word}")))
}

/// `LIKE` pattern finding `text` anywhere, its own wildcards taken literally (escape character `\`).
pub(crate) fn like(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Runs a query and turns each row into a value.
pub(crate) fn rows<T>(
    conn: &rusqlite::Connection,
    sql: &str,
    params: impl rusqlite::Params,
    mut read: impl FnMut(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

/// Runs a query for its first row, if there is one.
pub(crate) fn first<T>(
    conn: &rusqlite::Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnOnce(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    match rows.next()? {
        Some(row) => read(row).map(Some),
        None => Ok(None),
    }
}

/// Runs a statement and answers how many rows it touched.
pub(crate) fn run(conn: &rusqlite::Connection, sql: &str, params: impl rusqlite::Params) -> Result<usize> {
    Ok(conn.prepare_cached(sql)?.execute(params)?)
}

/// The database's word for how a fact was learned.
pub(crate) fn learned_word(learned: Learned) -> &'static str {
    match learned {
        Learned::Poll => "poll",
        Learned::ReadBack => "read-back",
        Learned::Action => "action",
        Learned::Import => "import",
    }
}

/// Reads the database's word for how a fact was learned.
pub(crate) fn learned(word: &str) -> Result<Learned> {
    match word {
        "poll" => Ok(Learned::Poll),
        "read-back" => Ok(Learned::ReadBack),
        "action" => Ok(Learned::Action),
        "import" => Ok(Learned::Import),
        other => Err(StoreError::Unreadable(format!("source {other}"))),
    }
}
