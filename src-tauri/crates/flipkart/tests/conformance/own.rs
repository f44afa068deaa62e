//! What a seller does by itself: stock, and the steps of its own couriers (contract sections 9 and 13).

use godown_domain::self_ship::FailedBecause;
use godown_domain::{At, ShipmentId};
use godown_flipkart::{AttemptRow, DeliveryRow, Lane, Read, SKUS_PER_CALL, SelfDispatchRow, StockRow};
use serde_json::json;

use super::market::Practice;
use super::refused;

#[tokio::test]
async fn check_9_stock_of_23_listings_goes_in_tens_and_each_row_is_told() {
    let practice = Practice::with_world(0).await;
    let catalogue = practice.client.catalogue(None, Lane::Person).await.unwrap();
    assert_eq!((catalogue.listings.len(), catalogue.next), (400, None));
    let location = practice.client.locations().await.unwrap()[0].id.clone();
    let mut rows: Vec<StockRow> = catalogue
        .listings
        .into_iter()
        .take(23)
        .map(|(sku, fsn)| StockRow { sku, fsn, location_id: location.clone(), units: 7 })
        .collect();
    rows[4].fsn = "ANOTHERS".into();
    rows[21].units = 20_000;
    assert!(practice.client.set_stock(&rows).await.is_err(), "more than ten are not even sent");
    let mut told = vec![];
    for chunk in rows.chunks(SKUS_PER_CALL) {
        told.extend(practice.client.set_stock(chunk).await.unwrap());
    }
    assert_eq!((told.len(), refused(&told), practice.calls("inventory").await), (23, vec![rows[4].sku.as_str()], 3));
    assert!(told[21].ok && told[21].message.is_some(), "a warning in small letters is taken, with its remark");
    let skus: Vec<_> = rows.iter().map(|row| row.sku.clone()).collect();
    let read = practice.client.listings(&skus, Lane::ReadBack).await.unwrap();
    let stands = |sku: &godown_domain::Sku| {
        let listing = read.available.iter().find(|one| one.sku == *sku).unwrap();
        listing.stock.iter().find(|(place, _)| *place == location).unwrap().1
    };
    assert_eq!((stands(&rows[0].sku), stands(&rows[21].sku)), (Some(7), Some(20_000)));
}

#[tokio::test]
async fn check_7_the_steps_of_an_own_courier_are_told_by_their_own_word() {
    let practice = Practice::with_world(0).await;
    let made = practice.control("orders", json!({"count": 2, "selfShip": true})).await;
    let ids: Vec<ShipmentId> = serde_json::from_value(made["shipmentIds"].clone()).unwrap();
    let today = At(practice.get("clock").await["now"].as_i64().unwrap()).day();
    let partner = practice.client.partners().await.unwrap()[0].clone();
    let reads = practice.client.shipments(&ids, Lane::Person).await.unwrap();
    let rows: Vec<SelfDispatchRow> = reads
        .iter()
        .filter_map(|read| if let Read::Seen(seen) = read { Some(seen) } else { None })
        .map(|seen| SelfDispatchRow {
            shipment_id: seen.shipment_id.clone(),
            location_id: seen.location_id.clone().unwrap(),
            partner: partner.clone(),
            tracking_id: None,
            dispatched: today,
            promised: today,
            invoice_number: seen.order_id.0.clone(),
            items: seen.live_items().map(|item| (item.order_item_id.clone(), item.quantity)).collect(),
            serials: vec![],
        })
        .collect();
    let told = practice.client.self_dispatch(&rows).await.unwrap();
    assert_eq!((told.len(), refused(&told).len()), (2, 0), "{told:?}");
    let (shipment_id, location_id) = (rows[0].shipment_id.clone(), rows[0].location_id.clone());
    let reason = FailedBecause::SellerIssue;
    let (detail, new_day) = (Some("van broke down".into()), today);
    let attempt = AttemptRow {
        shipment_id: shipment_id.clone(),
        location_id: location_id.clone(),
        day: today,
        reason,
        detail,
        new_day,
    };
    assert!(practice.client.delivery_attempt(&[attempt]).await.unwrap()[0].ok);
    let delivery = DeliveryRow { shipment_id, location_id, day: today };
    assert!(practice.client.delivery(std::slice::from_ref(&delivery)).await.unwrap()[0].ok);
    let again = practice.client.delivery(&[delivery]).await.unwrap();
    assert!(!again[0].ok, "what is delivered cannot be delivered again");
    assert_eq!((practice.effects("selfDispatch").await, practice.effects("delivery").await), ((2, 2), (1, 1)));
}
