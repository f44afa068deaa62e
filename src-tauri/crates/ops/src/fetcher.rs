//! The fetcher: brings the labels of packed shipments to this computer and gives every page to the shipment whose AWB is
//! printed on it. Also reads the shipping view, which names the AWBs.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use godown_documents::{LabelFile, LabelShape, Limits, MatchedBy, Matching, Wanted, match_pages, read_labels};
use godown_domain::india::MINUTE;
use godown_domain::{At, ShipmentId};
use godown_flipkart::{Client, DocumentReply, Lane};
use godown_store::document::{DocumentKind, NewDocument, Page};

use crate::desk::blocking;
use crate::feed::Topic;
use crate::{Desk, OpsError};

/// Labels fetched in one file (contract 8.6 allows 100; smaller files lose less when one breaks off).
const PER_FILE: usize = 50;
/// Shipping views read in one go of the background.
const SHIPPING_PER_LOOK: u32 = 100;

/// When a shipment's label is tried next, and how often it was tried.
#[derive(Debug, Clone, Copy)]
struct Tried {
    times: u32,
    next: At,
}

pub(crate) async fn run(desk: Desk) {
    let mut tried: HashMap<ShipmentId, Tried> = HashMap::new();
    loop {
        let worked = match fetch_due(&desk, &mut tried).await {
            Ok(worked) => worked,
            Err(error) => {
                tracing::debug!(%error, "labels could not be fetched");
                tokio::time::sleep(Duration::from_secs(4)).await;
                false
            }
        };
        if !worked {
            tokio::select! {
                biased;
                () = desk.inner.wake.fetch.notified() => {}
                () = tokio::time::sleep(Duration::from_secs(2)) => {}
            }
        }
    }
}

async fn fetch_due(desk: &Desk, tried: &mut HashMap<ShipmentId, Tried>) -> Result<bool, OpsError> {
    let Ok(client) = desk.client() else { return Ok(false) };
    if desk.is_offline() {
        return Ok(false);
    }
    if !desk.inner.seal.is_there() {
        // A label could not be kept; asking for it would only use up calls.
        return Ok(false);
    }
    let missing = desk.read(|conn| godown_store::document::labels_missing(conn, 2_000)).await?;
    let still_missing: HashSet<&ShipmentId> = missing.iter().collect();
    tried.retain(|id, _| still_missing.contains(id));
    let now = desk.now();
    let ripe = |id: &&ShipmentId| tried.get(*id).is_none_or(|tried| tried.next <= now);
    // A label that failed with others is fetched singly, so that one bad page cannot hold back its neighbours.
    let single = missing.iter().filter(ripe).find(|id| tried.get(*id).is_some_and(|tried| tried.times > 0));
    let due: Vec<ShipmentId> = match single {
        Some(id) => vec![id.clone()],
        None => missing.iter().filter(ripe).take(PER_FILE).cloned().collect(),
    };
    if due.is_empty() {
        return Ok(false);
    }
    let got = fetch(desk, &client, &due).await;
    let now = desk.now();
    let left: &[ShipmentId] = match &got {
        Ok(left) => left,
        Err(_) => &due,
    };
    for id in left {
        let times = tried.get(id).map_or(0, |tried| tried.times) + 1;
        let wait = 5_000_i64.saturating_mul(1 << times.min(6));
        tried.insert(id.clone(), Tried { times, next: now.plus(wait) });
    }
    got.map(|_| true)
}

/// Fetches the labels of up to [`PER_FILE`] shipments; gives those that are still without one.
async fn fetch(desk: &Desk, client: &Client, ids: &[ShipmentId]) -> Result<Vec<ShipmentId>, OpsError> {
    let wanted = wanted(desk, client, ids).await?;
    let stale = {
        let ids = ids.to_vec();
        desk.read(move |conn| {
            let mut stale = false;
            for id in &ids {
                stale |= godown_store::shipment::get(conn, id)?.is_some_and(|stored| stored.label_stale);
            }
            Ok(stale)
        })
        .await?
    };
    let asked_at = desk.now();
    // A stale label is asked for as a reprint: the order changed after it was made (contract 17.2.6).
    let reply = if stale {
        client.labels_only(ids, true, Lane::ReadBack).await
    } else {
        client.labels(ids, Lane::ReadBack).await
    };
    let bytes = match desk.heard(reply)? {
        DocumentReply::Pdf(bytes) => bytes,
        DocumentReply::NotReady { .. } => return Ok(ids.to_vec()),
    };
    let (sha256, file, matching, bytes) = {
        let blobs = desk.inner.blobs.clone();
        let kept = blocking(move || {
            let file = read_labels(&bytes, &Limits::default())?;
            let matching = match_pages(&file, &wanted);
            Ok::<_, OpsError>((blobs.keep(&bytes)?, file, matching, bytes.len() as u64))
        });
        desk.noting_disk(kept.await?)?
    };
    let labelled: HashSet<&str> = matching.labels.iter().map(|label| label.shipment_id.as_str()).collect();
    let left: Vec<ShipmentId> = ids.iter().filter(|id| !labelled.contains(id.as_str())).cloned().collect();
    let pages = pages(&file, &matching);
    let shapes = shapes(&file, &matching);
    let document = NewDocument {
        sha256,
        kind: DocumentKind::Label,
        title: format!("Labels, {} shipments", ids.len() - left.len()),
        bytes,
        pages: file.pages.len() as u32,
        batch: None,
        location: None,
        courier: None,
        made_at: asked_at,
    };
    desk.write(&[Topic::Documents, Topic::Shipments, Topic::Batches], move |tx| {
        let document = godown_store::document::put(tx, &document)?;
        godown_store::document::set_pages(tx, document, &pages)?;
        crate::print::note_shapes(tx, document, asked_at, &shapes)
    })
    .await?;
    Ok(left)
}

/// What the pages are to be matched with. The AWBs come from the shipping view, read now where they are not known.
async fn wanted(desk: &Desk, client: &Client, ids: &[ShipmentId]) -> Result<Vec<Wanted>, OpsError> {
    let unknown = {
        let ids = ids.to_vec();
        desk.read(move |conn| {
            let mut unknown = vec![];
            for id in ids {
                let known = godown_store::shipment::get(conn, &id)?;
                if known.is_none_or(|stored| stored.couriers.iter().all(|courier| courier.tracking_id.is_none())) {
                    unknown.push(id);
                }
            }
            Ok(unknown)
        })
        .await?
    };
    if !unknown.is_empty() {
        read_shipping(desk, client, &unknown, Lane::ReadBack).await?;
    }
    let ids = ids.to_vec();
    desk.read(move |conn| {
        let mut wanted = vec![];
        for id in ids {
            let Some(stored) = godown_store::shipment::get(conn, &id)? else { continue };
            wanted.push(Wanted {
                shipment_id: id.0,
                tracking_ids: stored.couriers.into_iter().filter_map(|box_| box_.tracking_id).map(|id| id.0).collect(),
                order_id: stored.facts.order_id.0,
            });
        }
        Ok(wanted)
    })
    .await
}

/// Reads the shipping view of shipments and merges it.
pub(crate) async fn read_shipping(
    desk: &Desk,
    client: &Client,
    ids: &[ShipmentId],
    lane: Lane,
) -> Result<(), OpsError> {
    let asks = desk.asks();
    let seen = desk.heard(client.shipping(ids, lane).await)?;
    let asked_at = desk.asked_at(asks);
    let (asked, seal) = (ids.to_vec(), desk.inner.seal.clone());
    desk.write(&[Topic::Shipments], move |tx| {
        let told: HashSet<&ShipmentId> = seen.iter().map(|one| &one.shipment_id).collect();
        for one in &seen {
            godown_store::shipment::merge_shipping(tx, one, asked_at)?;
            godown_store::buyer::keep(tx, &seal, one, asked_at)?;
        }
        for id in asked.iter().filter(|id| !told.contains(id)) {
            godown_store::shipment::shipping_missing(tx, id, asked_at)?;
        }
        Ok(())
    })
    .await
}

/// Reads the shipping view of some shipments that lack it and were not asked for since `since`; `false` where none is left.
pub(crate) async fn read_some_shipping(desk: &Desk, client: &Client, since: At, lane: Lane) -> Result<bool, OpsError> {
    let now = desk.now().plus(MINUTE);
    let ids =
        desk.read(move |conn| godown_store::shipment::need_shipping(conn, (since, now), SHIPPING_PER_LOOK)).await?;
    if ids.is_empty() {
        return Ok(false);
    }
    read_shipping(desk, client, &ids, lane).await?;
    Ok(true)
}

/// Where the parts of each matched label stand.
fn shapes(file: &LabelFile, matching: &Matching) -> Vec<(ShipmentId, u32, LabelShape)> {
    let labels = matching.labels.iter();
    labels
        .filter_map(|label| {
            let shape = file.pages.get(label.page)?.shape?;
            Some((label.shipment_id.as_str().into(), label.page as u32 + 1, shape))
        })
        .collect()
}

fn pages(file: &LabelFile, matching: &Matching) -> Vec<Page> {
    file.pages
        .iter()
        .map(|page| {
            let label = matching.labels.iter().find(|label| label.page == page.index);
            let invoice_of = matching.labels.iter().find(|label| label.invoice_pages.contains(&page.index));
            let owner = label.or(invoice_of);
            let check = match (label, invoice_of) {
                (Some(label), _) if label.check => "check",
                (Some(label), _) if label.by == MatchedBy::Text => "text",
                (Some(_), _) => "barcode",
                (None, Some(_)) => "invoice",
                (None, None) => "unmatched",
            };
            let frame = label.and(page.label.as_ref()).map(|frame| {
                let rect = frame.rect;
                format!("[{},{},{},{}]", rect.x0, rect.y0, rect.x1, rect.y1)
            });
            Page {
                page: page.index as u32 + 1,
                shipment_id: owner.map(|label| label.shipment_id.as_str().into()),
                tracking_id: label.map(|label| label.tracking_id.clone()),
                label_box: frame,
                check: check.to_owned(),
            }
        })
        .collect()
}
