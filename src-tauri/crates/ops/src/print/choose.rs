//! Which labels are meant, in which order they come out, and which of them stay.

use std::collections::HashMap;

use godown_domain::print::LabelLayout;
use godown_domain::print::label_state::ReprintReason;
use godown_domain::print::ledger::{LabelCheck, PrintWhat, WhyNot};
use godown_domain::print::plan::{LabelFacts, Step, plan};
use godown_domain::{At, Block, ShipmentId, ShipmentState};
use godown_store::document::LabelRef;
use godown_store::print::{Copies, NewLabel};
use godown_store::{Connection, StoreError};

/// A label that is meant, with what is known of it.
pub(crate) struct Meant {
    pub(crate) check: LabelCheck,
    pub(crate) facts: LabelFacts,
    pub(crate) label: Option<LabelRef>,
    /// The strip and the place of an earlier run, kept so that people speak of the same numbers.
    kept: Option<(String, u32)>,
    pub(crate) strip: String,
    pub(crate) before: Vec<String>,
    pub(crate) after: Vec<String>,
}

/// Everything meant, in the order of printing; what cannot be printed comes last.
pub(crate) struct Choice {
    pub(crate) labels: Vec<Meant>,
    pub(crate) batch: Option<u32>,
}

/// Labels wanted of one shipment: all of them, or one.
struct Ask {
    id: ShipmentId,
    tracking_id: Option<String>,
    kept: Option<(String, u32)>,
    block: Option<WhyNot>,
}

impl Ask {
    fn all(id: ShipmentId) -> Self {
        Self { id, tracking_id: None, kept: None, block: None }
    }
}

/// What is meant, judged on the present picture.
pub(crate) fn choose(
    conn: &Connection,
    what: &PrintWhat,
    layout: &LabelLayout,
    has_looked: bool,
    now: At,
) -> Result<Choice, StoreError> {
    let (asks, batch) = asks(conn, what, now)?;
    let mut labels = vec![];
    for ask in asks {
        labels.extend(meant(conn, ask, has_looked, now)?);
    }
    let (mut goes, stays): (Vec<Meant>, Vec<Meant>) = labels
        .into_iter()
        .partition(|one| one.label.is_some() && one.check.why_not.is_none_or(WhyNot::may_be_overruled));
    if goes.iter().any(|one| one.kept.is_none()) {
        goes = in_order(goes, layout, batch);
    }
    for (place, one) in goes.iter_mut().enumerate() {
        if let Some((strip, position)) = one.kept.clone() {
            (one.strip, one.check.position) = (strip, position);
        } else {
            one.check.position = place as u32 + 1;
        }
    }
    goes.extend(stays);
    Ok(Choice { labels: goes, batch })
}

fn in_order(goes: Vec<Meant>, layout: &LabelLayout, batch: Option<u32>) -> Vec<Meant> {
    let facts: Vec<LabelFacts> = goes.iter().map(|one| one.facts.clone()).collect();
    let name = batch.map(|batch| batch.to_string()).unwrap_or_default();
    let mut slots: Vec<Option<Meant>> = goes.into_iter().map(Some).collect();
    let mut ordered = Vec::with_capacity(slots.len());
    let mut words: Vec<String> = vec![];
    for step in plan(&facts, layout, &name) {
        match step {
            // A header and the first separator share a label.
            Step::Words { lines } => words.extend(lines),
            Step::Label { index, strip } => {
                if let Some(mut one) = slots.get_mut(index).and_then(Option::take) {
                    (one.strip, one.before) = (strip, std::mem::take(&mut words));
                    ordered.push(one);
                }
            }
        }
    }
    if let Some(last) = ordered.last_mut() {
        last.after = words;
    }
    ordered
}

impl Meant {
    /// The row to be written; none where there is no label.
    pub(crate) fn row(&self, reason: Option<ReprintReason>, words: &str) -> Option<NewLabel> {
        let label = self.label.as_ref()?;
        Some(NewLabel {
            position: self.check.position,
            shipment_id: self.check.shipment_id.clone(),
            tracking_id: label.tracking_id.clone()?,
            document: label.document,
            page: label.page,
            strip: self.strip.clone(),
            words_before: self.before.clone(),
            words_after: self.after.clone(),
            reason,
            words: words.to_owned(),
        })
    }
}

fn asks(conn: &Connection, what: &PrintWhat, now: At) -> Result<(Vec<Ask>, Option<u32>), StoreError> {
    let again = |row: godown_domain::print::ledger::LabelRow, keeps: bool| Ask {
        id: row.shipment_id,
        tracking_id: Some(row.tracking_id),
        kept: keeps.then_some((row.strip, row.position)),
        block: None,
    };
    Ok(match what {
        PrintWhat::Shipments { selection } => {
            (godown_store::view::ids(conn, selection, now)?.into_iter().map(Ask::all).collect(), None)
        }
        PrintWhat::Batch { batch } => {
            let items = godown_store::batch::items(conn, *batch)?;
            if items.is_empty() {
                return Err(StoreError::NotFound { what: format!("Batch {batch}") });
            }
            let asks = items
                .into_iter()
                .map(|item| {
                    let refused =
                        item.pack.as_ref().is_some_and(|intent| intent.state == godown_domain::IntentState::Refused);
                    let block = match &item.blocked {
                        // What was done before the batch was made has its label all the same.
                        Some(Block::AlreadyDone { .. }) | None if refused && !item.has_label => Some(WhyNot::Refused),
                        Some(Block::AlreadyDone { .. }) | None => None,
                        Some(_) => Some(WhyNot::DidNotGo),
                    };
                    Ask { block, ..Ask::all(item.shipment_id) }
                })
                .collect();
            (asks, Some(*batch))
        }
        PrintWhat::Run { run, from, to } => {
            let head = godown_store::print::run_head(conn, *run)?
                .ok_or_else(|| StoreError::NotFound { what: format!("Print run {run}") })?;
            let rows = godown_store::print::labels_of_run(conn, *run)?;
            let within = |row: &godown_domain::print::ledger::LabelRow| {
                row.position >= *from && to.is_none_or(|to| row.position <= to)
            };
            (rows.into_iter().filter(within).map(|row| again(row, true)).collect(), head.batch)
        }
        PrintWhat::Labels { labels } => {
            let mut asks: Vec<Ask> = vec![];
            let mut place = 0;
            for label in labels {
                let row = godown_store::print::label(conn, *label)?
                    .ok_or_else(|| StoreError::NotFound { what: format!("Label {label}") })?;
                let twin =
                    |ask: &Ask| ask.id == row.shipment_id && ask.tracking_id.as_deref() == Some(&row.tracking_id);
                if !asks.iter().any(twin) {
                    place += 1;
                    let mut ask = again(row, true);
                    ask.kept = ask.kept.map(|(strip, _)| (strip, place));
                    asks.push(ask);
                }
            }
            (asks, None)
        }
    })
}

fn meant(conn: &Connection, ask: Ask, has_looked: bool, now: At) -> Result<Vec<Meant>, StoreError> {
    let Some(row) = godown_store::view::row_of(conn, &ask.id, now)? else {
        return Ok(vec![nothing(ask.id, ask.block.unwrap_or(WhyNot::NoLabel))]);
    };
    let facts = facts_of(conn, &row)?;
    let block = ask.block.or_else(|| of_shipment(&row));
    let mut labels = godown_store::document::labels_of(conn, &ask.id)?;
    // Invoice pages carry no tracking id of their own.
    labels.retain(|label| label.tracking_id.is_some());
    if let Some(one) = &ask.tracking_id {
        let is_it = |label: &LabelRef| label.tracking_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(one));
        // A label asked for by a tracking id the shipment no longer has is the shipment's present label.
        if labels.iter().any(is_it) {
            labels.retain(is_it);
        }
    }
    let check = |label: Option<&LabelRef>, why_not, copies: &Copies| LabelCheck {
        position: 0,
        shipment_id: ask.id.clone(),
        order_id: row.order_id.clone(),
        sku: row.sku.clone(),
        sku_units: row.sku_units,
        more_skus: row.more_skus,
        courier: row.courier.clone(),
        tracking_id: label.and_then(|label| label.tracking_id.clone()).or_else(|| row.tracking_id.clone()),
        document: label.map(|label| label.document),
        page: label.map_or(0, |label| label.page.saturating_sub(1)),
        why_not,
        copies: copies.on_paper,
        state: copies.newest,
    };
    if labels.is_empty() {
        let why = block.unwrap_or(WhyNot::NoLabel);
        let check = check(None, Some(why), &Copies::default());
        return Ok(vec![Meant {
            check,
            facts,
            label: None,
            kept: None,
            strip: String::new(),
            before: vec![],
            after: vec![],
        }]);
    }
    let mut found = vec![];
    for label in labels {
        let tracking_id = label.tracking_id.as_deref().unwrap_or_default();
        let copies = godown_store::print::copies(conn, &ask.id, tracking_id)?;
        let why_not = match block {
            Some(why) => Some(why),
            None => of_label(conn, &label, &facts.courier, &copies, has_looked)?,
        };
        let check = check(Some(&label), why_not, &copies);
        let kept = ask.kept.clone();
        found.push(Meant {
            check,
            facts: facts.clone(),
            label: Some(label),
            kept,
            strip: String::new(),
            before: vec![],
            after: vec![],
        });
    }
    Ok(found)
}

/// What decides a label's place and fills its strip. The marketplace tells no category of goods.
pub(crate) fn facts_of(conn: &Connection, row: &godown_domain::view::ShipmentRow) -> Result<LabelFacts, StoreError> {
    let shelf = godown_store::print::shelf(conn, &row.sku)?;
    let walk = shelf.as_ref().map(|shelf| shelf.walk);
    let shelf = shelf.unwrap_or_default();
    Ok(LabelFacts {
        sku: row.sku.clone(),
        units: row.sku_units,
        more: row.more_skus,
        courier: row.courier.clone().unwrap_or_default(),
        dispatch_by: row.dispatch_by,
        walk,
        zone: shelf.zone,
        bin: shelf.bin,
        is_cod: row.cod,
        category: String::new(),
        order_id: row.order_id.0.clone(),
    })
}

fn nothing(shipment_id: ShipmentId, why: WhyNot) -> Meant {
    let check = LabelCheck {
        position: 0,
        shipment_id,
        order_id: String::new().into(),
        sku: String::new(),
        sku_units: 0,
        more_skus: 0,
        courier: None,
        tracking_id: None,
        document: None,
        page: 0,
        why_not: Some(why),
        copies: 0,
        state: None,
    };
    Meant {
        check,
        facts: LabelFacts::default(),
        label: None,
        kept: None,
        strip: String::new(),
        before: vec![],
        after: vec![],
    }
}

/// What holds every label of a shipment.
fn of_shipment(row: &godown_domain::view::ShipmentRow) -> Option<WhyNot> {
    match () {
        () if row.state == ShipmentState::Cancelled => Some(WhyNot::Cancelled),
        () if row.hold && row.state.is_pre_dispatch() => Some(WhyNot::OnHold),
        () if row.state == ShipmentState::FormFailed => Some(WhyNot::Refused),
        () if row.has_label && row.label_stale => Some(WhyNot::Stale),
        () => None,
    }
}

fn of_label(
    conn: &Connection,
    label: &LabelRef,
    courier: &str,
    copies: &Copies,
    has_looked: bool,
) -> Result<Option<WhyNot>, StoreError> {
    if copies.waits {
        return Ok(Some(WhyNot::InAnotherRun));
    }
    if copies.made > 0 && copies.known_reason.is_none() {
        return Ok(Some(WhyNot::AlreadyPrinted));
    }
    if has_looked {
        return Ok(None);
    }
    let shape = godown_store::print::shape(conn, courier)?;
    if shape.is_some_and(|shape| shape.moved.is_some() && label.fetched_at >= shape.seen_at) {
        return Ok(Some(WhyNot::ShapeChanged));
    }
    let is_drawn = godown_store::print::crop(conn, courier)?.is_some();
    Ok((!is_drawn && (label.check == "check" || label.box_json.is_none())).then_some(WhyNot::Check))
}

/// How many labels there are of each answer.
pub(crate) fn tally(labels: &[Meant]) -> HashMap<Option<WhyNot>, u32> {
    let mut counts = HashMap::new();
    for one in labels {
        *counts.entry(one.check.why_not).or_default() += 1;
    }
    counts
}

/// Whether a label that waits may still be sent: looked at once more, just before. A page that is not the shipment's newest
/// any more is stale.
pub(crate) fn last_look(
    conn: &Connection,
    waiting: &godown_store::print::Waiting,
    now: At,
) -> Result<Option<WhyNot>, StoreError> {
    let Some(row) = godown_store::view::row_of(conn, &waiting.shipment_id, now)? else {
        return Ok(Some(WhyNot::NoLabel));
    };
    if let Some(why) = of_shipment(&row) {
        return Ok(Some(why));
    }
    let labels = godown_store::document::labels_of(conn, &waiting.shipment_id)?;
    let is_newest = labels.iter().any(|label| {
        label.document == waiting.document && label.page == waiting.page
            || label.tracking_id.as_deref() == Some(&waiting.tracking_id) && !label.stale
    });
    if !is_newest {
        return Ok(Some(WhyNot::Stale));
    }
    godown_store::print::must_not_travel(conn, waiting.label)
}
