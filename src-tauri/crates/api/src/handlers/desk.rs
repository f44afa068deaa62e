//! The frame, queues, rows, the detail panel.

use godown_domain::day_line::DayLine;
use godown_domain::{Action, view};
use godown_ops::{Buyer, Desk, Desks};

use super::Reply;
use super::account::head;
use crate::types::{
    AtLocation, BoxHead, BuyerState, Chosen, Facet, Facets, Find, Found, Frame, LabelHead, LocationName, Nothing,
    Place, Prepare, Prepared, SavedView, SavedViewRef, SavedViews, SelectionSum, SelfShipCounts, ShipmentDetail,
    ShipmentRef, StaysCount, ViewHead, ViewOpen, ViewPlace, ViewRows, ViewWindow,
};

pub(crate) async fn frame(desks: &Desks, _: Nothing) -> Reply<Frame> {
    desks.open_last().await?;
    let (_, all) = desks.sellers()?;
    let sellers = all.into_iter().map(head).collect();
    let Ok(desk) = desks.desk() else {
        return Ok(Frame {
            seller: None,
            sellers,
            locations: vec![],
            queues: vec![],
            freshness: vec![],
            unresolved: 0,
            handovers: 0,
            self_ship: SelfShipCounts::default(),
            guardrail_mark: None,
            alerts_unseen: 0,
            watch: godown_domain::watchdog::WatchCounts::default(),
            status: None,
            settings: godown_domain::settings::Settings::default(),
        });
    };
    let settings = desk.settings();
    let counts = desk.counts(&settings.location).await?;
    Ok(Frame {
        seller: Some(head(desk.record().clone())),
        sellers,
        locations: locations(&desk).await?,
        queues: counts.queues,
        freshness: desk.freshness_at(&settings.location).await?,
        unresolved: counts.unresolved,
        handovers: counts.handovers,
        self_ship: SelfShipCounts { to_send: counts.own_courier.0, on_the_way: counts.own_courier.1 },
        guardrail_mark: desk.guardrail_mark(),
        alerts_unseen: desk.alerts_unseen().await?,
        watch: desk.watch_counts(),
        status: Some(desk.status().await?),
        settings,
    })
}

async fn locations(desk: &Desk) -> Reply<Vec<LocationName>> {
    Ok(desk.locations().await?.into_iter().map(|(id, name)| LocationName { id: id.0, name }).collect())
}

pub(crate) async fn view_open(desks: &Desks, ask: ViewOpen) -> Reply<ViewHead> {
    let open = desks.desk()?.open_view(ask.spec).await?;
    Ok(ViewHead {
        view: open.view,
        version: open.version,
        lines: open.lines,
        shipments: open.shipments,
        units: open.units,
        value: open.value,
        next_cut_off: open.next_cut_off,
        groups: open.groups,
    })
}

pub(crate) async fn view_facets(desks: &Desks, ask: ViewOpen) -> Reply<Facets> {
    let found = desks.desk()?.view_facets(ask.spec).await?;
    let facet = |(key, shipments): (String, u32)| Facet { key, shipments };
    Ok(Facets {
        couriers: found.couriers.into_iter().map(facet).collect(),
        locations: found.locations.into_iter().map(facet).collect(),
        skus: found.skus.into_iter().map(facet).collect(),
    })
}

pub(crate) async fn view_rows(desks: &Desks, ask: ViewRows) -> Reply<ViewWindow> {
    let (version, rows) = desks.desk()?.view_rows(ask.view, ask.start, ask.count).await?;
    Ok(ViewWindow { version, start: ask.start, rows })
}

pub(crate) async fn view_place(desks: &Desks, ask: ViewPlace) -> Reply<Place> {
    Ok(Place { line: desks.desk()?.place_in_view(ask.view, ask.shipment_id).await? })
}

pub(crate) async fn selection_sum(desks: &Desks, chosen: Chosen) -> Reply<SelectionSum> {
    let facts = desks.desk()?.sum(chosen.selection).await?;
    Ok(SelectionSum {
        shipments: facts.shipments,
        units: facts.units,
        value: facts.value,
        can_pack: facts.can_pack,
        can_dispatch: facts.can_dispatch,
        can_cancel: facts.can_cancel,
        can_self_dispatch: facts.can_self_dispatch,
        can_tell_delivery: facts.can_tell_delivery,
        stays: facts.stays.into_iter().map(|(why, shipments)| StaysCount { why, shipments }).collect(),
    })
}

pub(crate) async fn day_line(desks: &Desks, at: AtLocation) -> Reply<DayLine> {
    Ok(desks.desk()?.day_line(at.location).await?)
}

pub(crate) async fn shipment(desks: &Desks, ask: ShipmentRef) -> Reply<ShipmentDetail> {
    let detail = desks.desk()?.shipment(ask.shipment_id).await?;
    let stored = detail.stored;
    let (buyer, ship_to) = match detail.buyer {
        Buyer::Known(address) => (BuyerState::Known, Some(address)),
        Buyer::NotRead => (BuyerState::NotRead, None),
        Buyer::Locked => (BuyerState::Locked, None),
        Buyer::Erased => (BuyerState::Erased, None),
    };
    let boxes = stored
        .facts
        .sub_shipments
        .iter()
        .map(|sub| {
            let courier = stored.couriers.iter().find(|one| one.sub_shipment_id == sub.sub_shipment_id);
            let size = sub.size.map(|s| format!("{} × {} × {} cm, {} kg", s.length, s.breadth, s.height, s.weight));
            BoxHead {
                sub_shipment_id: sub.sub_shipment_id.0.clone(),
                size,
                courier: courier.and_then(|one| one.courier.clone()),
                tracking_id: courier.and_then(|one| one.tracking_id.as_ref()).map(|id| id.0.clone()),
            }
        })
        .collect();
    let [pack_block, dispatch_block, cancel_block, self_dispatch_block, delivery_block] = detail.blocks;
    let label = detail.label.map(|label| LabelHead {
        document: label.document,
        page: label.page.saturating_sub(1),
        fetched_at: label.fetched_at,
        stale: label.stale,
    });
    let self_ship = stored.facts.is_self_ship();
    Ok(ShipmentDetail {
        row: detail.row,
        ordered_at: stored.facts.ordered_at,
        boxes,
        ship_to,
        buyer,
        replacement: stored.facts.replacement,
        mps: stored.facts.mps,
        forms: stored.facts.forms,
        items: stored.facts.items,
        label,
        timeline: detail.timeline,
        first_seen_at: stored.first_seen_at,
        seen_at: stored.seen_at,
        next_check_at: detail.next_check_at,
        pack_block,
        dispatch_block,
        cancel_block,
        self_ship,
        self_dispatch_block,
        delivery_block,
    })
}

pub(crate) async fn shipment_read_back(desks: &Desks, ask: ShipmentRef) -> Reply<Nothing> {
    desks.desk()?.read_back_now(ask.shipment_id).await?;
    Ok(Nothing {})
}

pub(crate) async fn find(desks: &Desks, ask: Find) -> Reply<Found> {
    Ok(Found { rows: desks.desk()?.find(&ask.text).await? })
}

pub(crate) async fn saved_views(desks: &Desks, _: Nothing) -> Reply<SavedViews> {
    let views = desks.desk()?.saved_views().await?;
    Ok(SavedViews { views: views.into_iter().map(|(name, key, spec)| SavedView { name, key, spec }).collect() })
}

pub(crate) async fn saved_view_put(desks: &Desks, view: SavedView) -> Reply<Nothing> {
    desks.desk()?.save_view(view.name, view.key, view.spec).await?;
    Ok(Nothing {})
}

pub(crate) async fn saved_view_remove(desks: &Desks, view: SavedViewRef) -> Reply<Nothing> {
    desks.desk()?.forget_view(view.name).await?;
    Ok(Nothing {})
}

pub(crate) async fn pack_prepare(desks: &Desks, ask: Prepare) -> Reply<Prepared> {
    prepare(desks, ask.selection, Action::Pack).await
}

pub(crate) async fn dispatch_prepare(desks: &Desks, ask: Prepare) -> Reply<Prepared> {
    prepare(desks, ask.selection, Action::Dispatch).await
}

pub(super) async fn prepare(desks: &Desks, selection: view::Selection, action: Action) -> Reply<Prepared> {
    Ok(Prepared { check: desks.desk()?.pre_check(selection, action).await? })
}
