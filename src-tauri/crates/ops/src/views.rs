//! Open views: the ordered list of rows behind a screen, kept so that a window of 200 rows costs a lookup by id.

use std::collections::HashMap;

use godown_domain::status::QueueCount;
use godown_domain::view::{GroupRow, Selection, ViewRow, ViewSpec};
use godown_domain::{Action, At, Block, Paise, ShipmentId, gate};
use godown_store::view::Listing;

use crate::feed::Topic;
use crate::{Desk, OpsError, lock};

/// Views kept open at once; the one unused longest is dropped.
const KEPT: usize = 12;
/// Rows a window may ask for.
const WINDOW: usize = 500;
/// Groups a head names. More than that are groups of one or two, which nobody folds.
const GROUPS: usize = 2000;

/// The open views of a desk.
#[derive(Default)]
pub(crate) struct Views {
    next: u32,
    clock: u64,
    open: HashMap<u32, Kept>,
}

struct Kept {
    spec: ViewSpec,
    version: u32,
    used: u64,
    listing: std::sync::Arc<Listing>,
}

/// A view's size.
#[derive(Debug, Clone)]
pub struct OpenView {
    /// Handle.
    pub view: u32,
    /// Version of the row list.
    pub version: u32,
    /// Lines, group heads included.
    pub lines: u32,
    /// Shipments.
    pub shipments: u32,
    /// Units.
    pub units: u32,
    /// Value.
    pub value: Paise,
    /// Earliest dispatch-by still to come.
    pub next_cut_off: Option<At>,
    /// Groups in order; none where the view has no groups or too many to name.
    pub groups: Vec<GroupRow>,
}

/// What the filter menus of a view offer: values with their counts, most frequent first.
#[derive(Debug, Clone)]
pub struct ViewFacets {
    /// Couriers.
    pub couriers: Vec<(String, u32)>,
    /// Warehouses.
    pub locations: Vec<(String, u32)>,
    /// SKUs.
    pub skus: Vec<(String, u32)>,
}

/// What a choice amounts to.
#[derive(Debug, Clone, Default)]
pub struct SelectionFacts {
    /// Shipments.
    pub shipments: u32,
    /// Units.
    pub units: u32,
    /// Value.
    pub value: Paise,
    /// How many could be packed.
    pub can_pack: u32,
    /// How many could be marked ready.
    pub can_dispatch: u32,
    /// How many could be cancelled.
    pub can_cancel: u32,
    /// How many could be sent with a courier of the seller's own.
    pub can_self_dispatch: u32,
    /// Of how many a delivery, or an attempt at one, could be told.
    pub can_tell_delivery: u32,
    /// Why the rest cannot be packed, most frequent first.
    pub stays: Vec<(Block, u32)>,
}

impl Views {
    fn put(&mut self, spec: ViewSpec, listing: Listing) -> (u32, u32) {
        self.clock += 1;
        let used = self.clock;
        let listing = std::sync::Arc::new(listing);
        if let Some((handle, kept)) = self.open.iter_mut().find(|(_, kept)| kept.spec == spec) {
            if kept.listing.entries != listing.entries {
                kept.version += 1;
            }
            kept.used = used;
            kept.listing = listing;
            return (*handle, kept.version);
        }
        if self.open.len() >= KEPT
            && let Some(oldest) = self.open.iter().min_by_key(|(_, kept)| kept.used).map(|(handle, _)| *handle)
        {
            self.open.remove(&oldest);
        }
        self.next += 1;
        self.open.insert(self.next, Kept { spec, version: 1, used, listing });
        (self.next, 1)
    }

    fn spec(&self, handle: u32) -> Option<ViewSpec> {
        self.open.get(&handle).map(|kept| kept.spec.clone())
    }

    fn get(&mut self, handle: u32) -> Option<(u32, std::sync::Arc<Listing>)> {
        self.clock += 1;
        let used = self.clock;
        let kept = self.open.get_mut(&handle)?;
        kept.used = used;
        Some((kept.version, kept.listing.clone()))
    }
}

impl Desk {
    /// Opens a view, or looks at an open one again. The same spec keeps its handle; its version moves when rows did.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn open_view(&self, spec: ViewSpec) -> Result<OpenView, OpsError> {
        let now = self.now();
        let asked = spec.clone();
        let listing = self.read(move |conn| godown_store::view::list(conn, &asked, now)).await?;
        let (lines, shipments) = (listing.entries.len() as u32, listing.shipments);
        let (units, value, next_cut_off) = (listing.units, listing.value, listing.next_due_at);
        let groups = if listing.groups.len() <= GROUPS { listing.groups.clone() } else { Vec::new() };
        let (view, version) = lock(&self.inner.views).put(spec, listing);
        Ok(OpenView { view, version, lines, shipments, units, value, next_cut_off, groups })
    }

    /// What the filter menus of a view offer. Apart from [`Desk::open_view`], because over a million shipments the menus
    /// take longer than the first page.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn view_facets(&self, spec: ViewSpec) -> Result<ViewFacets, OpsError> {
        let now = self.now();
        let facets = self.read(move |conn| godown_store::view::facets(conn, &spec, now)).await?;
        let pairs = |facets: Vec<godown_store::view::Facet>| {
            facets.into_iter().map(|facet| (facet.key, facet.shipments)).collect()
        };
        Ok(ViewFacets {
            couriers: pairs(facets.couriers),
            locations: pairs(facets.locations),
            skus: pairs(facets.skus),
        })
    }

    /// Lines of an open view, with the version they belong to.
    ///
    /// # Errors
    /// [`OpsError::NotFound`] for a view that was dropped: open it again.
    pub async fn view_rows(&self, view: u32, start: u32, count: u32) -> Result<(u32, Vec<ViewRow>), OpsError> {
        let (version, listing) =
            lock(&self.inner.views).get(view).ok_or_else(|| OpsError::NotFound(format!("View {view}")))?;
        let now = self.now();
        let rows = self
            .read(move |conn| {
                let start = (start as usize).min(listing.entries.len());
                let end = start.saturating_add((count as usize).min(WINDOW)).min(listing.entries.len());
                let entries = listing.entries.get(start..end).unwrap_or_default();
                godown_store::view::rows(conn, entries, &listing.groups, now)
            })
            .await?;
        Ok((version, rows))
    }

    /// The line a shipment stands on in an open view.
    ///
    /// # Errors
    /// [`OpsError::NotFound`] for a view that was dropped.
    pub async fn place_in_view(&self, view: u32, shipment: ShipmentId) -> Result<Option<u32>, OpsError> {
        let spec = lock(&self.inner.views).spec(view).ok_or_else(|| OpsError::NotFound(format!("View {view}")))?;
        let now = self.now();
        self.read(move |conn| godown_store::view::position_of(conn, &spec, now, &shipment)).await
    }

    /// What a choice amounts to and what could be done with it.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn sum(&self, selection: Selection) -> Result<SelectionFacts, OpsError> {
        let now = self.now();
        self.read(move |conn| {
            let mut facts = SelectionFacts::default();
            for id in godown_store::view::ids(conn, &selection, now)? {
                let Some((units, value)) = godown_store::shipment::units_and_value(conn, &id)? else { continue };
                facts.shipments += 1;
                facts.units += units;
                facts.value = facts.value + value;
                let gate = |action| godown_store::shipment::gate_facts(conn, &id, action);
                let Some(pack) = gate(Action::Pack)? else { continue };
                // The acts of the one way and of the other are never open together.
                let is_own = pack.self_ship;
                match gate::can_pack(&pack, now) {
                    Ok(()) => facts.can_pack += 1,
                    Err(why) => match facts.stays.iter_mut().find(|(kept, _)| kept.code() == why.code()) {
                        Some((_, count)) => *count += 1,
                        None => facts.stays.push((why, 1)),
                    },
                }
                let cancel = gate(Action::Cancel)?;
                facts.can_cancel += u32::from(cancel.is_some_and(|facts| gate::can_cancel(&facts).is_ok()));
                if is_own {
                    let send = gate(Action::SelfDispatch)?;
                    facts.can_self_dispatch +=
                        u32::from(send.is_some_and(|facts| gate::can_self_dispatch(&facts, now).is_ok()));
                    let tell = gate(Action::Delivery)?;
                    facts.can_tell_delivery +=
                        u32::from(tell.is_some_and(|facts| gate::can_tell_delivery(&facts).is_ok()));
                } else {
                    let dispatch = gate(Action::Dispatch)?;
                    facts.can_dispatch += u32::from(dispatch.is_some_and(|facts| gate::can_dispatch(&facts).is_ok()));
                }
            }
            facts.stays.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            Ok(facts)
        })
        .await
    }
}

/// The numbers of the frame.
#[derive(Debug, Clone)]
pub struct DeskCounts {
    /// Queues.
    pub queues: Vec<QueueCount>,
    /// Actions that need a look.
    pub unresolved: u32,
    /// Pickups with parcels.
    pub handovers: u32,
    /// Parcels the seller delivers itself: to be sent by now, and on the way.
    pub own_courier: (u32, u32),
}

impl Desk {
    /// The numbers beside the queues, narrowed to a warehouse where `location` is not empty.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn counts(&self, location: &str) -> Result<DeskCounts, OpsError> {
        let (now, location) = (self.now(), (!location.is_empty()).then(|| location.to_owned()));
        self.read(move |conn| {
            let place = location.as_deref().map(godown_domain::LocationId::from);
            let handovers = godown_store::handover::list(conn, place.as_ref())?;
            Ok(DeskCounts {
                queues: godown_store::view::counts(conn, location.as_deref(), now)?,
                unresolved: godown_store::intent::unknown_count(conn)?,
                handovers: handovers.iter().filter(|(_, row)| row.count > 0).count() as u32,
                own_courier: godown_store::view::own_courier_counts(conn, location.as_deref(), now)?,
            })
        })
        .await
    }

    /// Shipments known to this computer.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn shipment_count(&self) -> Result<u32, OpsError> {
        Ok(self.counts("").await?.queues.iter().map(|queue| queue.shipments).sum())
    }

    /// Actions, newest first.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn intents(
        &self,
        unresolved: bool,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<godown_store::intent::IntentRow>, OpsError> {
        let filter = godown_store::intent::Filter { unresolved, before, limit, ..Default::default() };
        self.read(move |conn| godown_store::intent::list(conn, &filter)).await
    }

    /// Kept views with their number keys.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn saved_views(&self) -> Result<Vec<(String, Option<u8>, ViewSpec)>, OpsError> {
        self.read(|conn| {
            let keys = saved_keys(conn)?;
            let mut views: Vec<_> = godown_store::saved_view::list(conn)?
                .into_iter()
                .map(|(name, spec)| (keys.get(&name).copied(), name, spec))
                .collect();
            views.sort_by(|a, b| (a.0.unwrap_or(u8::MAX), &a.1).cmp(&(b.0.unwrap_or(u8::MAX), &b.1)));
            Ok(views.into_iter().map(|(key, name, spec)| (name, key, spec)).collect())
        })
        .await
    }

    /// Keeps a view under a name; a number key moves to it from the view that had it.
    ///
    /// # Errors
    /// [`OpsError::Input`] for an empty name or a key that is not 1 to 9; [`OpsError::Store`].
    pub async fn save_view(&self, name: String, key: Option<u8>, spec: ViewSpec) -> Result<(), OpsError> {
        let name = name.trim().to_owned();
        if name.is_empty() || key.is_some_and(|key| !(1..=9).contains(&key)) {
            return Err(OpsError::Input("Give the view a name, and a key from 1 to 9 or none.".into()));
        }
        let now = self.now();
        self.write(&[Topic::Settings], move |tx| {
            let mut keys = saved_keys(tx)?;
            keys.retain(|kept, kept_key| *kept != name && Some(*kept_key) != key);
            keys.extend(key.map(|key| (name.clone(), key)));
            godown_store::setting::put(tx, SAVED_KEYS, &keys)?;
            godown_store::saved_view::put(tx, &name, &spec, now)
        })
        .await
    }

    /// Forgets a kept view.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn forget_view(&self, name: String) -> Result<(), OpsError> {
        self.write(&[Topic::Settings], move |tx| {
            let mut keys = saved_keys(tx)?;
            keys.remove(&name);
            godown_store::setting::put(tx, SAVED_KEYS, &keys)?;
            godown_store::saved_view::remove(tx, &name).map(|_| ())
        })
        .await
    }
}

/// Setting: number key of each kept view, by its name.
const SAVED_KEYS: &str = "saved-view-keys";

fn saved_keys(conn: &godown_store::Connection) -> Result<HashMap<String, u8>, godown_store::StoreError> {
    Ok(godown_store::setting::get(conn, SAVED_KEYS)?.unwrap_or_default())
}

/// A shipment that stays behind, and why.
pub(crate) type Blocked = (ShipmentId, Block);

/// What may be done and what may not, resolved from a choice in its order.
pub(crate) fn sort_out(
    conn: &godown_store::Connection,
    ids: Vec<ShipmentId>,
    action: Action,
    now: At,
) -> Result<(Vec<ShipmentId>, Vec<Blocked>), godown_store::StoreError> {
    let (mut goes, mut stays) = (vec![], vec![]);
    for id in ids {
        let verdict = match godown_store::shipment::gate_facts(conn, &id, action)? {
            None => Err(Block::NotKnown),
            Some(facts) => may(&facts, action, now),
        };
        match verdict {
            Ok(()) => goes.push(id),
            Err(why) => stays.push((id, why)),
        }
    }
    Ok((goes, stays))
}

/// Whether an action may be asked for a shipment.
pub(crate) fn may(facts: &gate::GateFacts, action: Action, now: At) -> Result<(), Block> {
    match action {
        Action::Pack => gate::can_pack(facts, now),
        Action::Dispatch => gate::can_dispatch(facts),
        Action::Cancel => gate::can_cancel(facts),
        Action::FormAck if facts.asked => Err(Block::AlreadyAsked),
        Action::FormAck if facts.state == godown_domain::ShipmentState::FormFailed => Ok(()),
        Action::FormAck => Err(Block::AlreadyDone { state: facts.state.clone() }),
        Action::SelfDispatch => gate::can_self_dispatch(facts, now),
        Action::Delivery | Action::Attempt => gate::can_tell_delivery(facts),
        // Not of a shipment.
        Action::Stock => Err(Block::NotKnown),
    }
}
