//! One shipment in full, found by id or by a scan, and read back on demand.

use godown_domain::scan::{Scan, classify};
use godown_domain::timeline::TimelineEntry;
use godown_domain::view::ShipmentRow;
use godown_domain::{Action, At, Block, ShipmentId, gate};
use godown_flipkart::Lane;
use godown_store::buyer::{self, Buyer};
use godown_store::document::LabelRef;
use godown_store::shipment::Stored;

use crate::{Desk, OpsError};

/// Answers to a search.
const FOUND: usize = 20;

/// Everything known of a shipment.
#[derive(Debug, Clone)]
pub struct Detail {
    /// As a row.
    pub row: ShipmentRow,
    /// As stored.
    pub stored: Stored,
    /// Who bought it.
    pub buyer: Buyer,
    /// Its label on this computer.
    pub label: Option<LabelRef>,
    /// Its story, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// When its action is looked at again.
    pub next_check_at: Option<At>,
    /// Why it cannot be packed, marked ready, cancelled, sent with a courier of the seller's own, told of as delivered.
    pub blocks: [Option<Block>; 5],
}

impl Desk {
    /// Everything known of a shipment.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::Store`].
    pub async fn shipment(&self, id: ShipmentId) -> Result<Detail, OpsError> {
        let now = self.now();
        let (asked, seal) = (id.clone(), self.inner.seal.clone());
        let found = self
            .read(move |conn| {
                let Some(stored) = godown_store::shipment::get(conn, &id)? else { return Ok(None) };
                let Some(row) = godown_store::view::row_of(conn, &id, now)? else { return Ok(None) };
                let facts = |action| godown_store::shipment::gate_facts(conn, &id, action);
                let blocks = [
                    facts(Action::Pack)?.and_then(|facts| gate::can_pack(&facts, now).err()),
                    facts(Action::Dispatch)?.and_then(|facts| gate::can_dispatch(&facts).err()),
                    facts(Action::Cancel)?.and_then(|facts| gate::can_cancel(&facts).err()),
                    facts(Action::SelfDispatch)?.and_then(|facts| gate::can_self_dispatch(&facts, now).err()),
                    facts(Action::Delivery)?.and_then(|facts| gate::can_tell_delivery(&facts).err()),
                ];
                let next_check_at = godown_store::intent::for_shipment(conn, &id)?
                    .into_iter()
                    .filter(|intent| !intent.state.is_settled())
                    .filter_map(|intent| intent.next_check_at)
                    .min();
                let label = godown_store::document::label_of(conn, &id)?;
                let timeline = godown_store::shipment::timeline(conn, &id)?;
                let buyer = buyer::read(conn, &seal, &id)?;
                Ok(Some(Detail { row, stored, buyer, label, timeline, next_check_at, blocks }))
            })
            .await?;
        found.ok_or_else(|| OpsError::NotFound(format!("Shipment {asked}")))
    }

    /// Reads a shipment from the marketplace now, both views.
    ///
    /// # Errors
    /// [`OpsError::Call`], [`OpsError::LoginMissing`], [`OpsError::Store`].
    pub async fn read_back_now(&self, id: ShipmentId) -> Result<(), OpsError> {
        let client = self.client()?;
        let ids = [id];
        crate::read_back::sooner(self, ids.first().cloned()).await?;
        crate::read_back::read(self, &client, &ids, Lane::Person).await?;
        crate::fetcher::read_shipping(self, &client, &ids, Lane::Person).await?;
        self.inner.wake.fetch.notify_one();
        Ok(())
    }

    /// What a scanned or typed text matches, best first. Answers from the cache alone.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn find(&self, text: &str) -> Result<Vec<ShipmentRow>, OpsError> {
        let code = match classify(text) {
            Scan::Empty => return Ok(vec![]),
            Scan::OrderId(code) | Scan::ShipmentId(code) | Scan::Code(code) => code,
        };
        let now = self.now();
        self.read(move |conn| {
            let mut rows = vec![];
            for id in godown_store::shipment::find(conn, &code)?.into_iter().take(FOUND) {
                rows.extend(godown_store::view::row_of(conn, &id, now)?);
            }
            Ok(rows)
        })
        .await
    }
}
