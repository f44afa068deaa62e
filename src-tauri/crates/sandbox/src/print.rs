//! The facts of a shipment as its label, its invoice and the courier's manifest print them.

use crate::india::{self, DAY};
use crate::market::Market;
use crate::paper_types::{PaperItem, PaperManifest, PaperManifestRow, PaperParty, PaperShipment};
use crate::world::people::{Person, person};
use crate::world::{Facts, Line, seller, stream};

pub(crate) fn buyer_party(buyer: &Person) -> PaperParty {
    let mut lines = vec![buyer.line1.clone(), buyer.line2.clone()];
    if !buyer.landmark.is_empty() {
        lines.push(buyer.landmark.to_owned());
    }
    PaperParty {
        name: format!("{} {}", buyer.first, buyer.last),
        lines,
        city: buyer.city.name.to_owned(),
        pin: buyer.pin.to_string(),
        state: buyer.city.state.to_owned(),
        state_code: buyer.city.code.to_owned(),
        gstin: None,
        pan: None,
    }
}

pub(crate) fn seller_party(site: &seller::Site) -> PaperParty {
    PaperParty {
        name: seller::SELLER_NAME.to_owned(),
        lines: vec![site.line1.to_owned(), site.line2.to_owned()],
        city: site.city.to_owned(),
        pin: site.pin.to_owned(),
        state: site.state.to_owned(),
        state_code: site.code.to_owned(),
        gstin: Some(seller::gstin(site)),
        pan: Some(seller::pan().to_owned()),
    }
}

fn item(market: &Market, facts: &Facts, n: usize, same_state: bool) -> Option<PaperItem> {
    let line: &Line = &facts.lines[n];
    let quantity = market.live_units(facts.core.index, facts, n);
    if quantity == 0 {
        return None;
    }
    let product = market.world.product(line);
    let gross = line.selling(quantity) + line.shipping;
    let total = gross - line.discount;
    let tax = i64::from(product.tax_bp);
    let serials = market.row(facts.core.index).extra.as_ref().map(|extra| {
        extra.serials.iter().filter(|(item, _)| *item == line.item).flat_map(|(_, units)| units.concat()).collect()
    });
    Some(PaperItem {
        sku: product.sku.clone(),
        description: product.title.clone(),
        fsn: product.fsn.clone(),
        hsn: product.hsn.to_owned(),
        quantity,
        gross_paise: gross,
        discount_paise: line.discount,
        taxable_paise: total * 10_000 / (10_000 + tax),
        tax_rate_bp: product.tax_bp,
        same_state,
        total_paise: total,
        serials: serials.unwrap_or_default(),
    })
}

/// One sheet for every box of a shipment.
pub(crate) fn sheets(market: &Market, index: u32) -> Vec<PaperShipment> {
    let facts = market.facts(index);
    let draw = market.world.draw(index);
    let buyer = person(draw, stream::BUYER);
    let site = &seller::SITES[usize::from(facts.core.site)];
    let same_state = site.code == buyer.city.code;
    let packed_at = market.row(index).extra.as_ref().and_then(|e| e.packed_at).unwrap_or(facts.core.after_at);
    let items: Vec<PaperItem> = (0..facts.lines.len()).filter_map(|n| item(market, &facts, n, same_state)).collect();
    let hub: String = buyer.city.name.chars().filter(char::is_ascii_alphabetic).take(3).collect();
    let zone = draw.pick(stream::ROUTE, &['N', 'S', 'E', 'W']);
    let route_code = format!("({zone}) {}/{}{:02}", site.hub, hub.to_uppercase(), draw.below(stream::ROUTE, 40));
    let promise = facts.core.by_at + draw.between(stream::TRANSIT, 3, 6) * DAY;
    (0..facts.boxes)
        .map(|part| PaperShipment {
            shipment_id: market.world.shipment_id(index),
            order_id: facts.order_id(),
            order_date_ms: facts.core.order_at,
            tracking_id: market.world.tracking_id(&facts, part),
            courier: seller::COURIERS[usize::from(facts.core.courier)].name.to_owned(),
            payment_cod: facts.core.cod,
            express: facts.core.express,
            class_letter: draw.pick(stream::ROUTE + 1000, &['E', 'S', 'L', 'P']),
            route_code: route_code.clone(),
            handover_by_ms: facts.core.by_at,
            promise_by_ms: promise,
            seller: seller_party(site),
            ship_to: buyer_party(&buyer),
            bill_to: buyer_party(&buyer),
            invoice_no: market.world.invoice_number(&facts),
            invoice_date_ms: packed_at,
            items: items.clone(),
            mps_of: facts.mps().then_some((u32::from(part) + 1, u32::from(facts.boxes))),
            printed_at_ms: market.time,
        })
        .collect()
}

/// The parcels of one courier at one location, one row for every box.
pub(crate) fn manifest(market: &Market, site: u8, courier: u8, shipments: &[u32]) -> PaperManifest {
    let (pickup_from_ms, pickup_to_ms) = seller::next_pickup(site, courier, market.time);
    let rows = shipments
        .iter()
        .flat_map(|index| {
            let facts = market.facts(*index);
            let live = |n: usize| market.live_units(*index, &facts, n);
            let grams: u32 =
                (0..facts.lines.len()).map(|n| live(n) * market.world.product(&facts.lines[n]).size[3]).sum();
            let row = |part: u8| PaperManifestRow {
                tracking_id: market.world.tracking_id(&facts, part),
                order_id: facts.order_id(),
                shipment_id: market.world.shipment_id(*index),
                payment_cod: facts.core.cod,
                weight_g: grams / u32::from(facts.boxes.max(1)),
            };
            (0..facts.boxes).map(row).collect::<Vec<_>>()
        })
        .collect();
    PaperManifest {
        location_name: seller::SITES[usize::from(site)].name.to_owned(),
        seller_name: seller::SELLER_NAME.to_owned(),
        courier: seller::COURIERS[usize::from(courier)].group.to_owned(),
        pickup_from_ms,
        pickup_to_ms,
        rows,
    }
}

/// The day part of an instant, for file names.
pub(crate) fn day_stamp(ms: i64) -> String {
    india::date(ms)
}
