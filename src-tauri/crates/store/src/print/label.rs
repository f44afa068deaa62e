//! The moves of a physical label.

use godown_domain::print::label_state::{LabelState, ReprintReason};
use godown_domain::print::ledger::{SettledBy, WhyNot};
use godown_domain::{At, ShipmentId};
use rusqlite::{Transaction, named_params};

use crate::change::{self, Tag};
use crate::sql::{first, rows, run};
use crate::{Result, StoreError};

/// What goes with a move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Move {
    /// By what and whom it is settled.
    pub settled: Option<Settled>,
    /// Why it is not usable, for a spoiled one.
    pub spoiled: Option<ReprintReason>,
    /// In a person's words.
    pub words: Option<String>,
    /// Why it did not go, for a failed one.
    pub why_not: Option<WhyNot>,
    /// In the printer's or the reader's words.
    pub message: Option<String>,
    /// A picture of why.
    pub picture: Option<u32>,
    /// Job in the printer's queue.
    pub job: Option<String>,
}

/// By what and whom a label is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// By what.
    pub by: SettledBy,
    /// By whom.
    pub who: String,
}

/// Moves a label. From here its shipment counts as printed, or no longer does; a run that stood still is over with its last
/// label seen.
///
/// # Errors
/// [`StoreError::IllegalLabelMove`] for a move a label does not have; [`StoreError::NotFound`]; a spoiled label without a
/// reason is refused by the table itself.
pub fn move_label(tx: &Transaction<'_>, label: u32, next: LabelState, with: &Move, at: At) -> Result<()> {
    let sql =
        "SELECT i.state, i.run, i.shipment_no, s.shipment_id FROM print_item i JOIN shipment s ON s.no = i.shipment_no
        WHERE i.id = ?1";
    let known: Option<(String, u32, i64, String)> =
        first(tx, sql, [label], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let (word, run, no, shipment) = known.ok_or_else(|| StoreError::not_found(format!("Label {label}")))?;
    let from = state(&word)?;
    if !from.may_become(next) {
        return Err(StoreError::IllegalLabelMove { from, to: next });
    }
    let sql = "UPDATE print_item SET state = :state, spoiled = ifnull(:spoiled, spoiled),
          words = ifnull(:words, words), why_not = ifnull(:why_not, why_not), message = ifnull(:message, message),
          picture = ifnull(:picture, picture), job = ifnull(:job, job),
          sent_at = CASE WHEN :state = 'sending' THEN :at ELSE sent_at END,
          settled_at = CASE WHEN :settles THEN :at ELSE settled_at END,
          settled_by = ifnull(:by, settled_by), settled_who = ifnull(:who, settled_who) WHERE id = :id";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":id": label, ":state": next.slug(), ":spoiled": with.spoiled.map(ReprintReason::slug), ":words": with.words,
        ":why_not": with.why_not.map(WhyNot::code), ":message": with.message, ":picture": with.picture,
        ":job": with.job, ":at": at.0, ":settles": next.is_settled(),
        ":by": with.settled.as_ref().map(|settled| settled.by.slug()),
        ":who": with.settled.as_ref().map(|settled| &settled.who),
    })?;
    mark_printed(tx, no)?;
    if next == LabelState::Confirmed {
        super::run::end_if_there(tx, run)?;
    }
    change::append(tx, Tag::Shipment, Some(&shipment))
}

/// A shipment counts as printed from when a printer took a label of it that still fits the order, until that paper is known
/// to be spoiled and no other may be there. Lists show it; what somebody saw on paper is the ledger's *confirmed*.
fn mark_printed(tx: &Transaction<'_>, no: i64) -> Result<()> {
    let sql = "UPDATE shipment SET printed_at = (SELECT max(i.sent_at) FROM print_item i
            JOIN document d ON d.id = i.document
          WHERE i.shipment_no = ?1 AND i.state IN ('spooled', 'confirmed')
            AND d.made_at > ifnull(shipment.live_changed_at, -1))
        WHERE no = ?1";
    run(tx, sql, [no])?;
    Ok(())
}

/// Marks waiting labels as being handed over. Committed before the first byte leaves, never after. What no longer waits is
/// left out of the answer.
pub fn take(tx: &Transaction<'_>, labels: &[u32], at: At) -> Result<Vec<u32>> {
    let mut taken = vec![];
    for label in labels {
        let state =
            first(tx, "SELECT state FROM print_item WHERE id = ?1", [label], |row| Ok(row.get::<_, String>(0)?))?;
        if state.as_deref() == Some(LabelState::Queued.slug()) {
            move_label(tx, *label, LabelState::Sending, &Move::default(), at)?;
            taken.push(*label);
        }
    }
    Ok(taken)
}

/// Whatever is being handed over, of one run or of all, is asked about and never sent again by itself: at a start, and where a
/// printer has nothing in hand any more.
pub fn sending_to_asked(tx: &Transaction<'_>, of_run: Option<u32>, at: At) -> Result<u32> {
    let sql = "SELECT id FROM print_item WHERE state = 'sending' AND (?1 IS NULL OR run = ?1) ORDER BY id";
    let ids: Vec<u32> = rows(tx, sql, [of_run], |row| Ok(row.get(0)?))?;
    for id in &ids {
        move_label(tx, *id, LabelState::Asked, &Move::default(), at)?;
    }
    Ok(ids.len() as u32)
}

/// Confirms the newest copy of the label with this tracking id, if it is one that somebody must still see. Answers its
/// number.
pub fn confirm_scanned(tx: &Transaction<'_>, id: &ShipmentId, code: &str, who: &str, at: At) -> Result<Option<u32>> {
    let sql = "SELECT i.id FROM print_item i JOIN shipment s ON s.no = i.shipment_no
        WHERE s.shipment_id = ?1 AND i.tracking_id = ?2 COLLATE NOCASE AND i.state IN ('spooled', 'asked')
        ORDER BY i.copy DESC LIMIT 1";
    let label: Option<u32> = first(tx, sql, (id.as_str(), code), |row| Ok(row.get(0)?))?;
    if let Some(label) = label {
        let by = Settled { by: SettledBy::Scan, who: who.to_owned() };
        move_label(tx, label, LabelState::Confirmed, &Move { settled: Some(by), ..Move::default() }, at)?;
    }
    Ok(label)
}

pub(super) fn state(word: &str) -> Result<LabelState> {
    LabelState::from_slug(word).ok_or_else(|| StoreError::Unreadable(format!("label state {word}")))
}
