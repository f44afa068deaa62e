//! Print runs: begun in one transaction with all their labels, ended when none waits.

use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::print::ledger::{RunState, WhyNot};
use godown_domain::print::{LabelLayout, Language};
use godown_domain::{At, ShipmentId};
use rusqlite::{Connection, Transaction};

use super::label::{Move, Settled, move_label};
use super::printer::language_word;
use super::read::copies;
use crate::change::{self, Tag};
use crate::sql::{first, rows, run};
use crate::{Result, StoreError};

/// A run to be begun.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRun {
    /// Chosen by the asker: asking again with the same key answers the same run.
    pub client_key: String,
    /// What it holds, in words.
    pub title: String,
    /// Batch it prints.
    pub batch: Option<u32>,
    /// Run it goes on from.
    pub after: Option<u32>,
    /// Who asked.
    pub by: String,
    /// At which station.
    pub station: String,
    /// Printer; none for a file printed by other means.
    pub printer: Option<u32>,
    /// Its name now.
    pub printer_name: String,
    /// What it is told.
    pub language: Language,
    /// Dots an inch.
    pub dpi: u16,
    /// Layout now.
    pub layout: LabelLayout,
    /// A person looked at what needed a look.
    pub has_looked: bool,
    /// Labels to send before it stops.
    pub stop_after: Option<u32>,
    /// Now.
    pub at: At,
}

/// A label to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLabel {
    /// Place in the run, from 1.
    pub position: u32,
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// AWB on the label.
    pub tracking_id: String,
    /// Document with its page.
    pub document: u32,
    /// Page in it, from 1.
    pub page: u32,
    /// The strip's words.
    pub strip: String,
    /// Lines of a separator or header printed before it.
    pub words_before: Vec<String>,
    /// Lines of a trailer printed after it.
    pub words_after: Vec<String>,
    /// Why it is printed again, where a person said so.
    pub reason: Option<ReprintReason>,
    /// The reason in words.
    pub words: String,
}

/// Labels that stay, and why.
pub type Stays = Vec<(ShipmentId, WhyNot)>;

/// A label that waits for its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub label: u32,
    /// Place in the run.
    pub position: u32,
    /// Shipment.
    pub shipment_id: ShipmentId,
    /// AWB on it.
    pub tracking_id: String,
    /// Document with its page.
    pub document: u32,
    /// Page in it, from 1.
    pub page: u32,
    /// The strip's words.
    pub strip: String,
    /// Lines of a separator or header printed before it.
    pub words_before: Vec<String>,
    /// Lines of a trailer printed after it.
    pub words_after: Vec<String>,
}

/// The run begun with this key.
pub fn run_by_key(conn: &Connection, client_key: &str) -> Result<Option<u32>> {
    first(conn, "SELECT id FROM print_run WHERE client_key = ?1", [client_key], |row| Ok(row.get(0)?))
}

/// Begins a run with its labels, all waiting. A label that may be on paper and comes without a reason is left out, as is
/// one that waits elsewhere: they are answered. Where the order changed since the last copy, or that copy was spoiled, the
/// ledger itself knows the reason. `None` where nothing is left to print: then no run is made.
///
/// # Errors
/// [`StoreError::NotFound`] for a shipment that is not known.
pub fn begin(tx: &Transaction<'_>, new: &NewRun, labels: &[NewLabel]) -> Result<(Option<u32>, Stays)> {
    let (mut goes, mut stays) = (vec![], vec![]);
    for label in labels {
        let copies = copies(tx, &label.shipment_id, &label.tracking_id)?;
        let reason = label.reason.or(copies.known_reason);
        if copies.waits {
            stays.push((label.shipment_id.clone(), WhyNot::InAnotherRun));
        } else if copies.made > 0 && reason.is_none() {
            stays.push((label.shipment_id.clone(), WhyNot::AlreadyPrinted));
        } else {
            let reason = reason.filter(|_| copies.made > 0);
            goes.push((label, copies.made + 1, reason));
        }
    }
    if goes.is_empty() {
        return Ok((None, stays));
    }
    let id = insert_run(tx, new)?;
    for (label, copy, reason) in goes {
        let sql = "INSERT INTO print_item (run, position, shipment_no, tracking_id, document, page, strip, copy, state,
              reason, words, queued_at, words_before, words_after)
            VALUES (?1, ?2, (SELECT no FROM shipment WHERE shipment_id = ?3), ?4, ?5, ?6, ?7, ?8, 'queued', ?9, ?10, ?11,
              ?12, ?13)";
        let params = rusqlite::params![
            id,
            label.position,
            label.shipment_id.as_str(),
            label.tracking_id,
            label.document,
            label.page,
            label.strip,
            copy,
            reason.map(ReprintReason::slug),
            label.words,
            new.at.0,
            lines(&label.words_before)?,
            lines(&label.words_after)?,
        ];
        tx.prepare_cached(sql)?.execute(params)?;
        change::append(tx, Tag::Shipment, Some(label.shipment_id.as_str()))?;
    }
    Ok((Some(id), stays))
}

fn lines(words: &[String]) -> Result<Option<String>> {
    Ok(if words.is_empty() { None } else { Some(serde_json::to_string(words)?) })
}

/// Keeps that a person printed a file of labels by other means: as a run of its own, confirmed by that person. Labels that
/// may be on paper already are left out, so that saying it twice changes nothing.
pub fn printed_by_hand(tx: &Transaction<'_>, new: &NewRun, labels: &[NewLabel]) -> Result<Option<u32>> {
    let (run, _) = begin(tx, new, labels)?;
    if let Some(run) = run {
        for label in next_labels(tx, run, u32::MAX)? {
            for state in [LabelState::Sending, LabelState::Spooled] {
                move_label(tx, label.label, state, &Move::default(), new.at)?;
            }
            move_label(tx, label.label, LabelState::Confirmed, &Move::by_person(&new.by), new.at)?;
        }
        end_if_done(tx, run)?;
    }
    Ok(run)
}

fn insert_run(tx: &Transaction<'_>, new: &NewRun) -> Result<u32> {
    let sql =
        "INSERT INTO print_run (client_key, title, batch, after, made_by, station, printer, printer_name, language,
          dpi, layout, has_looked, state, stop_after, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let state = if new.stop_after.is_some() { RunState::Stopping } else { RunState::Running };
    let params = rusqlite::params![
        new.client_key,
        new.title,
        new.batch,
        new.after,
        new.by,
        new.station,
        new.printer,
        new.printer_name,
        language_word(new.language)?,
        new.dpi,
        serde_json::to_string(&new.layout)?,
        new.has_looked,
        state.slug(),
        new.stop_after,
        new.at.0,
    ];
    tx.prepare_cached(sql)?.execute(params)?;
    Ok(u32::try_from(tx.last_insert_rowid()).unwrap_or(u32::MAX))
}

fn read_lines(json: Option<String>) -> Result<Vec<String>> {
    Ok(json.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default())
}

/// Separators and trailer of a label, to be printed again with it.
pub fn words_of(conn: &Connection, label: u32) -> Result<(Vec<String>, Vec<String>)> {
    let sql = "SELECT words_before, words_after FROM print_item WHERE id = ?1";
    let found = first(conn, sql, [label], |row| Ok((read_lines(row.get(0)?)?, read_lines(row.get(1)?)?)))?;
    Ok(found.unwrap_or_default())
}

/// The next labels of a run that wait, in its order.
pub fn next_labels(conn: &Connection, id: u32, limit: u32) -> Result<Vec<Waiting>> {
    let sql = "SELECT i.id, i.position, s.shipment_id, i.tracking_id, i.document, i.page, i.strip,
          i.words_before, i.words_after
        FROM print_item i JOIN shipment s ON s.no = i.shipment_no
        WHERE i.run = ?1 AND i.state = 'queued' ORDER BY i.position LIMIT ?2";
    rows(conn, sql, (id, limit), |row| {
        Ok(Waiting {
            label: row.get(0)?,
            position: row.get(1)?,
            shipment_id: row.get::<_, String>(2)?.into(),
            tracking_id: row.get(3)?,
            document: row.get(4)?,
            page: row.get(5)?,
            strip: row.get(6)?,
            words_before: read_lines(row.get(7)?)?,
            words_after: read_lines(row.get(8)?)?,
        })
    })
}

/// Printers with a run that may send, each with its oldest such run.
pub fn live_printers(conn: &Connection) -> Result<Vec<(u32, u32)>> {
    let sql = "SELECT printer, min(id) FROM print_run WHERE state IN ('running', 'stopping') AND printer IS NOT NULL
        GROUP BY printer ORDER BY 2";
    rows(conn, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Moves a run, with the words of why it stands still. `stop_after` is kept for a run that is to stop.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_run_state(
    tx: &Transaction<'_>,
    id: u32,
    state: RunState,
    stop_after: Option<u32>,
    note: Option<&str>,
) -> Result<()> {
    let sql = "UPDATE print_run SET state = ?2, stop_after = ?3, note = ?4 WHERE id = ?1";
    if run(tx, sql, (id, state.slug(), stop_after, note))? == 0 {
        return Err(StoreError::not_found(format!("Print run {id}")));
    }
    Ok(())
}

/// Gives the rest of a run to another printer.
pub fn set_printer(tx: &Transaction<'_>, id: u32, printer: u32, name: &str) -> Result<()> {
    run(tx, "UPDATE print_run SET printer = ?2, printer_name = ?3 WHERE id = ?1", (id, printer, name))?;
    Ok(())
}

/// Takes back whatever of a run still waits. Answers how many.
pub fn withdraw_rest(tx: &Transaction<'_>, id: u32, who: &str, at: At) -> Result<u32> {
    let waiting = next_labels(tx, id, u32::MAX)?;
    for label in &waiting {
        move_label(tx, label.label, LabelState::Withdrawn, &Move::by_person(who), at)?;
    }
    Ok(waiting.len() as u32)
}

/// Ends a live run whose last label went; `true` where it did.
pub fn end_if_done(tx: &Transaction<'_>, id: u32) -> Result<bool> {
    end(tx, id, "state IN ('running', 'paused', 'stopping')", "state IN ('queued', 'sending', 'asked')")
}

/// Ends a run that stands still and of which every label is there: nothing of it is left to ask or to print.
pub(super) fn end_if_there(tx: &Transaction<'_>, id: u32) -> Result<()> {
    end(tx, id, "state = 'paused'", "state NOT IN ('spooled', 'confirmed')").map(|_| ())
}

/// Ends a run that `is` so and has no label `left`, both conditions in SQL; `true` where it did.
fn end(tx: &Transaction<'_>, id: u32, is: &str, left: &str) -> Result<bool> {
    let sql = format!(
        "UPDATE print_run SET state = 'done', stop_after = NULL, note = NULL
         WHERE id = ?1 AND {is} AND NOT EXISTS (SELECT 1 FROM print_item WHERE run = ?1 AND {left})"
    );
    Ok(run(tx, &sql, [id])? > 0)
}

/// At a start: runs that were under way stand still until a person has looked at the printer.
pub fn pause_running(tx: &Transaction<'_>, note: &str) -> Result<u32> {
    let ids: Vec<u32> =
        rows(tx, "SELECT id FROM print_run WHERE state IN ('running', 'stopping')", [], |row| Ok(row.get(0)?))?;
    for id in &ids {
        if !end_if_done(tx, *id)? {
            run(tx, "UPDATE print_run SET state = 'paused', note = ?2 WHERE id = ?1", (id, note))?;
        }
    }
    Ok(ids.len() as u32)
}

impl Move {
    /// A person's move.
    pub fn by_person(who: &str) -> Self {
        Self {
            settled: Some(Settled { by: godown_domain::print::ledger::SettledBy::Person, who: who.to_owned() }),
            ..Self::default()
        }
    }
}
