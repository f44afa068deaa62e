//! Reading the ledger.

use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::print::ledger::{LabelCount, LabelRow, PrintRunHead, RunState, SettledBy, WhyNot};
use godown_domain::{At, ShipmentId};
use rusqlite::{Connection, Row, named_params};

use super::label::state;
use super::printer::language;
use crate::sql::{at, first, like, rows};
use crate::{Result, StoreError};

/// What is known of the copies of one label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copies {
    /// Copies that came, or may have come, out as paper.
    pub made: u32,
    /// Of them, those that may be in somebody's hand.
    pub on_paper: u32,
    /// One waits or is being handed over.
    pub waits: bool,
    /// How the newest row stands.
    pub newest: Option<LabelState>,
    /// The reason for another copy, where the ledger itself knows it: the last one was spoiled, or the order changed since.
    pub known_reason: Option<ReprintReason>,
}

/// The copies of one label.
pub fn copies(conn: &Connection, id: &ShipmentId, tracking_id: &str) -> Result<Copies> {
    let sql = "SELECT i.state, i.spoiled, d.made_at <= ifnull(s.live_changed_at, -1) FROM print_item i
        JOIN shipment s ON s.no = i.shipment_no JOIN document d ON d.id = i.document
        WHERE s.shipment_id = ?1 AND i.tracking_id = ?2 ORDER BY i.id";
    let found = rows(conn, sql, (id.as_str(), tracking_id), |row| {
        let state = state(&row.get::<_, String>(0)?)?;
        Ok((state, row.get::<_, Option<String>>(1)?, row.get::<_, bool>(2)?))
    })?;
    let mut copies = Copies::default();
    // A label nobody can use any more needs no further reason; one that may still hang on a parcel does.
    let mut held = false;
    for (state, spoiled, is_outdated) in found {
        copies.newest = Some(state);
        match state {
            LabelState::Failed | LabelState::Withdrawn => continue,
            LabelState::Queued | LabelState::Sending => copies.waits = true,
            _ => {}
        }
        copies.made += 1;
        copies.on_paper += u32::from(state.may_be_on_paper());
        if is_outdated {
            copies.known_reason = Some(ReprintReason::Changed);
        } else if state == LabelState::Spoiled {
            copies.known_reason = spoiled.as_deref().and_then(ReprintReason::from_slug).or(Some(ReprintReason::Other));
        } else {
            held = true;
        }
    }
    if held {
        copies.known_reason = None;
    }
    Ok(copies)
}

/// Why a paper that is printed already must not travel; none where it may.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn must_not_travel(conn: &Connection, label: u32) -> Result<Option<WhyNot>> {
    let sql = format!("SELECT {STOP} FROM print_item i {JOINS} WHERE i.id = ?1");
    let code: Option<Option<String>> = first(conn, &sql, [label], |row| Ok(row.get(0)?))?;
    Ok(code.ok_or_else(|| StoreError::not_found(format!("Label {label}")))?.as_deref().and_then(WhyNot::from_code))
}

/// 8: cancelled; up to 5 it is still with the seller. A page made before the order changed, or with a tracking id that the
/// shipment no longer has, is stale whatever was fetched since.
const STOP: &str = "CASE WHEN s.standing = 8 THEN 'CANCELLED'
      WHEN s.is_hold = 1 AND s.standing <= 5 THEN 'ON_HOLD'
      WHEN d.made_at <= ifnull(s.live_changed_at, -1)
        OR (EXISTS (SELECT 1 FROM sub_shipment b WHERE b.shipment_no = s.no AND b.tracking_id IS NOT NULL)
          AND NOT EXISTS (SELECT 1 FROM sub_shipment b
            WHERE b.shipment_no = s.no AND b.tracking_id = i.tracking_id COLLATE NOCASE)) THEN 'LABEL_STALE' END";
const JOINS: &str = "JOIN shipment s ON s.no = i.shipment_no JOIN document d ON d.id = i.document
    JOIN print_run r ON r.id = i.run";

fn select() -> String {
    format!(
        "SELECT i.id, i.run, i.position, s.shipment_id, s.order_id, s.first_sku, s.sku_units, s.more_skus, s.courier,
          i.tracking_id, i.document, i.page, i.copy, i.state, i.reason, i.spoiled, i.words, i.why_not, i.message,
          i.picture, r.batch, r.made_by, r.station, r.printer_name, i.job, i.queued_at, i.sent_at, i.settled_at,
          i.settled_by, i.settled_who, {STOP}, i.strip FROM print_item i {JOINS}"
    )
}

fn row(row: &Row<'_>) -> Result<LabelRow> {
    let word = |at: usize| -> Result<Option<String>> { Ok(row.get(at)?) };
    let reason =
        |at: usize| -> Result<Option<ReprintReason>> { Ok(word(at)?.as_deref().and_then(ReprintReason::from_slug)) };
    Ok(LabelRow {
        label: row.get(0)?,
        run: row.get(1)?,
        position: row.get(2)?,
        shipment_id: row.get::<_, String>(3)?.into(),
        order_id: row.get::<_, String>(4)?.into(),
        sku: row.get(5)?,
        sku_units: row.get(6)?,
        more_skus: row.get(7)?,
        courier: row.get(8)?,
        tracking_id: row.get(9)?,
        document: row.get(10)?,
        page: row.get::<_, u32>(11)?.saturating_sub(1),
        strip: row.get(31)?,
        copy: row.get(12)?,
        state: state(&row.get::<_, String>(13)?)?,
        reason: reason(14)?,
        spoiled: reason(15)?,
        words: row.get(16)?,
        why_not: word(17)?.as_deref().and_then(WhyNot::from_code),
        message: row.get(18)?,
        picture: row.get(19)?,
        batch: row.get(20)?,
        by: row.get(21)?,
        station: row.get(22)?,
        printer: row.get(23)?,
        job: row.get(24)?,
        queued_at: At(row.get(25)?),
        sent_at: at(row.get(26)?),
        settled_at: at(row.get(27)?),
        settled_by: word(28)?.as_deref().and_then(SettledBy::from_slug),
        settled_who: row.get(29)?,
        must_not_travel: word(30)?.as_deref().and_then(WhyNot::from_code),
    })
}

/// A label by its number.
pub fn label(conn: &Connection, id: u32) -> Result<Option<LabelRow>> {
    first(conn, &format!("{} WHERE i.id = ?1", select()), [id], row)
}

/// The labels of a run, in its order.
pub fn labels_of_run(conn: &Connection, run: u32) -> Result<Vec<LabelRow>> {
    rows(conn, &format!("{} WHERE i.run = ?1 ORDER BY i.position", select()), [run], row)
}

/// Every label ever asked for a shipment, oldest first.
pub fn labels_of_shipment(conn: &Connection, id: &ShipmentId) -> Result<Vec<LabelRow>> {
    rows(conn, &format!("{} WHERE s.shipment_id = ?1 ORDER BY i.id", select()), [id.as_str()], row)
}

/// Which labels of the ledger a list shows, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelFilter {
    /// Found in tracking id, order, shipment, SKU or the name of who printed.
    pub text: String,
    /// Only in these states; none for all.
    pub states: Vec<LabelState>,
    /// Only of this printer, by name.
    pub printer: Option<String>,
    /// Only of this run.
    pub run: Option<u32>,
    /// Only from then on.
    pub from: Option<At>,
    /// Only before then.
    pub to: Option<At>,
    /// Only second and later copies.
    pub again: bool,
    /// Older than this label: the last one of the page before.
    pub before: Option<u32>,
    /// At most so many.
    pub limit: u32,
}

/// A page of the ledger, newest first, with how many labels there are in all pages.
pub fn labels(conn: &Connection, filter: &LabelFilter) -> Result<(Vec<LabelRow>, u32)> {
    let states: Vec<String> = filter.states.iter().map(|state| format!("'{}'", state.slug())).collect();
    let in_states = if states.is_empty() { String::new() } else { format!(" AND i.state IN ({})", states.join(", ")) };
    let condition = format!(
        "(:text = '%%' OR i.tracking_id LIKE :text ESCAPE '\\' OR s.order_id LIKE :text ESCAPE '\\'
          OR s.shipment_id LIKE :text ESCAPE '\\' OR s.first_sku LIKE :text ESCAPE '\\'
          OR r.made_by LIKE :text ESCAPE '\\' OR i.settled_who LIKE :text ESCAPE '\\')
        AND (:printer IS NULL OR r.printer_name = :printer) AND (:run IS NULL OR i.run = :run)
        AND (:from IS NULL OR i.queued_at >= :from) AND (:to IS NULL OR i.queued_at < :to)
        AND (:again = 0 OR i.copy > 1){in_states}"
    );
    let text = like(filter.text.trim());
    let params = named_params! {
        ":text": text, ":printer": filter.printer, ":run": filter.run, ":from": filter.from.map(|at| at.0),
        ":to": filter.to.map(|at| at.0), ":again": filter.again,
    };
    let sql = format!("SELECT count(*) FROM print_item i {JOINS} WHERE {condition}");
    let all = first(conn, &sql, params, |row| Ok(row.get(0)?))?.unwrap_or(0);
    let sql = format!(
        "{} WHERE {condition} AND (:before IS NULL OR i.id < :before) ORDER BY i.id DESC LIMIT :limit",
        select()
    );
    let params = named_params! {
        ":text": text, ":printer": filter.printer, ":run": filter.run, ":from": filter.from.map(|at| at.0),
        ":to": filter.to.map(|at| at.0), ":again": filter.again, ":before": filter.before, ":limit": filter.limit,
    };
    Ok((rows(conn, &sql, params, row)?, all))
}

/// The newest row of the label with this tracking id, whichever shipment has or had it.
pub fn newest_of(conn: &Connection, code: &str) -> Result<Option<LabelRow>> {
    let sql = format!("{} WHERE i.tracking_id = ?1 COLLATE NOCASE ORDER BY i.id DESC LIMIT 1", select());
    first(conn, &sql, [code], row)
}

const RUN: &str = "SELECT id, title, batch, after, made_by, station, printer, printer_name, language, layout, state,
      stop_after, note, created_at FROM print_run";

fn head(conn: &Connection, row: &Row<'_>) -> Result<PrintRunHead> {
    let run: u32 = row.get(0)?;
    let word: String = row.get(10)?;
    let sql = "SELECT state, count(*) FROM print_item WHERE run = ?1 GROUP BY state";
    let mut counts =
        rows(conn, sql, [run], |row| Ok(LabelCount { state: state(&row.get::<_, String>(0)?)?, labels: row.get(1)? }))?;
    counts.sort_by_key(|count| LabelState::ALL.iter().position(|state| *state == count.state));
    Ok(PrintRunHead {
        run,
        title: row.get(1)?,
        batch: row.get(2)?,
        after: row.get(3)?,
        by: row.get(4)?,
        station: row.get(5)?,
        printer: row.get(6)?,
        printer_name: row.get(7)?,
        language: language(&row.get::<_, String>(8)?)?,
        layout: serde_json::from_str(&row.get::<_, String>(9)?)?,
        state: RunState::from_slug(&word).ok_or_else(|| StoreError::Unreadable(format!("run state {word}")))?,
        stop_after: row.get(11)?,
        note: row.get(12)?,
        created_at: At(row.get(13)?),
        labels: counts.iter().map(|count| count.labels).sum(),
        counts,
    })
}

/// Runs, newest first; `live` for those that may still send.
pub fn runs(conn: &Connection, live: bool, limit: u32) -> Result<Vec<PrintRunHead>> {
    let sql = format!("{RUN} WHERE (?1 = 0 OR state IN ('running', 'paused', 'stopping')) ORDER BY id DESC LIMIT ?2");
    rows(conn, &sql, (live, limit), |row| head(conn, row))
}

/// A run as a line.
pub fn run_head(conn: &Connection, run: u32) -> Result<Option<PrintRunHead>> {
    first(conn, &format!("{RUN} WHERE id = ?1"), [run], |row| head(conn, row))
}
