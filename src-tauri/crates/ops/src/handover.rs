//! Handover: what the marketplace counts for each courier's pickup, and the manifest.

use godown_documents::check_pdf;
use godown_domain::day_line::{DayLine, Pickup, span};
use godown_domain::india::MINUTE;
use godown_domain::{At, LocationId};
use godown_flipkart::{DocumentReply, HandoverCount, Lane};
use godown_store::document::{Document, DocumentFilter, DocumentKind, NewDocument};
use godown_store::handover::{Counted, HandoverRow};

use crate::desk::blocking;
use crate::feed::Topic;
use crate::papers::MadeFile;
use crate::{Desk, OpsError};

/// One courier's pickup at one warehouse.
#[derive(Debug, Clone)]
pub struct PickupHead {
    /// Warehouse.
    pub location: LocationId,
    /// What the marketplace counts.
    pub counted: Counted,
    /// Parcels ready in our picture.
    pub ready_here: u32,
    /// The last manifest fetched for it today.
    pub manifest: Option<Document>,
}

impl Desk {
    /// Reads the pickup counts of every warehouse, or of one.
    ///
    /// # Errors
    /// [`OpsError::Call`], [`OpsError::LoginMissing`], [`OpsError::Store`].
    pub(crate) async fn read_handovers(&self, location: Option<LocationId>, lane: Lane) -> Result<(), OpsError> {
        let client = self.client()?;
        let locations = match location {
            Some(location) => vec![location],
            None => self.locations().await?.into_iter().map(|(id, _)| id).collect(),
        };
        for location in locations {
            let asked_at = self.now();
            let counts = self.heard(client.handover_counts(&location, lane).await)?;
            let rows: Vec<HandoverRow> = counts.into_iter().map(row).collect();
            self.write(&[Topic::Handover], move |tx| keep(tx, &location, &rows, asked_at)).await?;
        }
        Ok(())
    }

    /// Reads the pickup counts because a person asked.
    ///
    /// # Errors
    /// As [`Desk::read_handovers`].
    pub async fn read_handovers_now(&self, location: Option<LocationId>) -> Result<(), OpsError> {
        self.read_handovers(location, Lane::Person).await
    }

    /// Pickups as last read, earliest first.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn handovers(&self, location: Option<LocationId>) -> Result<(Vec<PickupHead>, Option<At>), OpsError> {
        let today = self.now().day();
        self.read(move |conn| {
            let filter = DocumentFilter { kind: Some(DocumentKind::Manifest), limit: 200, ..DocumentFilter::default() };
            let manifests = godown_store::document::list(conn, &filter)?;
            let read_at = godown_store::handover::read_at(conn, location.as_ref())?;
            let ready = godown_store::shipment::ready_by_courier(conn, location.as_ref())?;
            let heads = godown_store::handover::counted(conn, location.as_ref())?
                .into_iter()
                .map(|(location, counted)| {
                    let ready_here = ready
                        .iter()
                        .filter(|one| {
                            one.location == location
                                && one.is_mps == counted.row.is_mps
                                && group_of(&one.courier) == counted.row.courier_group
                        })
                        .map(|one| one.shipments)
                        .sum();
                    let manifest = manifests
                        .iter()
                        .find(|document| {
                            document.file.location.as_deref() == Some(location.as_str())
                                && document.file.courier.as_deref() == Some(counted.row.courier_group.as_str())
                                && document.file.made_at.day() == today
                        })
                        .cloned();
                    PickupHead { location, counted, ready_here, manifest }
                })
                .collect();
            Ok((heads, read_at))
        })
        .await
    }

    /// Fetches the manifest of a courier's pickup. The counts are read first, because the call needs the window they name.
    ///
    /// # Errors
    /// [`OpsError::NotActionable`] where the marketplace counts nothing for that courier; [`OpsError::NotReady`];
    /// [`OpsError::Call`].
    pub async fn fetch_manifest(
        &self,
        location: LocationId,
        courier: &str,
        is_mps: bool,
    ) -> Result<Document, OpsError> {
        let client = self.client()?;
        let asked_at = self.now();
        let counts = self.heard(client.handover_counts(&location, Lane::Person).await)?;
        let wanted = group_of(courier);
        let count = counts
            .iter()
            .find(|count| count.mps == is_mps && (count.vendor_group == courier || count.vendor_group == wanted))
            .cloned();
        let rows: Vec<HandoverRow> = counts.into_iter().map(row).collect();
        let place = location.clone();
        self.write(&[Topic::Handover], move |tx| keep(tx, &place, &rows, asked_at)).await?;
        let count = count.filter(|count| count.count > 0).ok_or_else(|| {
            OpsError::NotActionable(format!("The marketplace counts no ready parcel for {courier} at this warehouse."))
        })?;
        let bytes = match self.heard(client.manifest(&location, &count).await)? {
            DocumentReply::Pdf(bytes) => bytes,
            DocumentReply::NotReady { message, .. } => return Err(OpsError::NotReady(message)),
        };
        let blobs = self.inner.blobs.clone();
        let made = blocking(move || {
            let pages = check_pdf(&bytes)?.pages;
            Ok::<_, OpsError>(MadeFile { sha256: blobs.keep(&bytes)?, bytes: bytes.len() as u64, pages })
        })
        .await??;
        let file = NewDocument {
            sha256: made.sha256,
            kind: DocumentKind::Manifest,
            title: format!("Manifest, {}, {} parcels", count.vendor_group, count.count),
            bytes: made.bytes,
            pages: made.pages as u32,
            batch: None,
            location: Some(location.0),
            courier: Some(count.vendor_group),
            made_at: asked_at,
        };
        let kept = file.clone();
        let id =
            self.write(&[Topic::Documents, Topic::Handover], move |tx| godown_store::document::put(tx, &kept)).await?;
        Ok(Document { id, file })
    }

    /// The day line.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn day_line(&self, location: Option<String>) -> Result<DayLine, OpsError> {
        let now = self.now();
        let today = now.day();
        let (cut_offs, handovers) = self
            .read(move |conn| {
                let place = location.as_deref().map(LocationId::from);
                let cut_offs = godown_store::view::cut_offs(conn, location.as_deref(), today, now)?;
                Ok((cut_offs, godown_store::handover::list(conn, place.as_ref())?))
            })
            .await?;
        let mut pickups: Vec<Pickup> = vec![];
        for (_, row) in handovers {
            let (Some(from), Some(to)) = (row.pickup_from, row.pickup_to) else { continue };
            if from.day() != today {
                continue;
            }
            match pickups.iter_mut().find(|kept| kept.courier == row.courier_group && kept.from == from) {
                Some(kept) => kept.count += row.count,
                None => pickups.push(Pickup { courier: row.courier_group, from, to, count: row.count }),
            }
        }
        pickups.sort_by_key(|pickup| pickup.from);
        let (from, to) = span(now, cut_offs.iter().map(|cut| cut.at).chain(pickups.iter().map(|pickup| pickup.from)));
        Ok(DayLine { from, to, now, cut_offs, pickups })
    }
}

/// Longer than any answer takes: what was asked so much later was dated by a clock that was wrong.
const OVERTAKEN_MS: i64 = 2 * MINUTE;

/// Keeps the counts of a warehouse and judges by them at once what they prove. Where a later question was answered before this
/// one, they tell nothing any more.
fn keep(
    tx: &godown_store::Transaction<'_>,
    location: &LocationId,
    rows: &[HandoverRow],
    asked_at: At,
) -> Result<(), godown_store::StoreError> {
    let ahead = godown_store::handover::read_at(tx, Some(location))?.map_or(0, |read| read.since(asked_at));
    if (1..OVERTAKEN_MS).contains(&ahead) {
        return Ok(());
    }
    godown_store::handover::put(tx, location, rows, asked_at)?;
    crate::watchdog::after_count(tx, location, rows, asked_at)
}

fn row(count: HandoverCount) -> HandoverRow {
    HandoverRow {
        courier_group: count.vendor_group,
        count: count.count,
        is_mps: count.mps,
        pickup_from: count.pickup_from,
        pickup_to: count.pickup_to,
        otc: count.otc,
    }
}

/// The marketplace's group for a courier's name on the label (contract 8.15).
pub(crate) fn group_of(courier: &str) -> String {
    match courier {
        name if name.contains("E-Kart Logistics") || name.contains("Ekart") => "Ekart Logistics".into(),
        name if name.contains("Delhivery") => "Delhivery".into(),
        name if name.contains("Ecom") => "Ecom Express".into(),
        name => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_couriers_name_on_the_label_leads_to_its_group() {
        assert_eq!(group_of("E-Kart Logistics"), "Ekart Logistics");
        assert_eq!(group_of("Delhivery Surface"), "Delhivery");
        assert_eq!(group_of("Vayu Cargo"), "Vayu Cargo", "any other name stands for itself");
    }
}
