//! The client against the practice marketplace: the conformance checks of contract section 20 that concern orders.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "conformance/market.rs"]
mod market;
#[path = "conformance/own.rs"]
mod own;
#[path = "conformance/third_party.rs"]
mod third_party;

use std::collections::BTreeSet;

use godown_domain::gate::CancelReason;
use godown_domain::{At, ShipmentId, ShipmentState};
use godown_flipkart::{
    CallError, CancelRow, CancellationKind, DocumentReply, FormAckRow, Lane, Read, Search, SearchKind,
};
use market::{Practice, Quirks, ids};
use serde_json::json;

fn pre_dispatch() -> Search {
    Search::new(SearchKind::all_pre_dispatch())
}

/// Everything that is still with the seller, to the end of the list.
async fn walked(practice: &Practice, lane: Lane) -> Vec<Read> {
    let (mut walk, mut all) = (practice.client.walk(&pre_dispatch(), lane), vec![]);
    while let Some(page) = walk.next().await.unwrap() {
        all.extend(page);
    }
    all
}

fn refused(rows: &[godown_flipkart::RowResult]) -> Vec<&str> {
    rows.iter().filter(|row| !row.ok).map(|row| row.id.as_str()).collect()
}

#[tokio::test]
async fn check_1_forty_five_shipments_are_paged_by_has_more_alone() {
    let practice = Practice::start(45).await;
    let mut calls = practice.client.calls();
    let mut walk = practice.client.walk(&pre_dispatch(), Lane::Poll);
    let mut seen = BTreeSet::new();
    while let Some(page) = walk.next().await.unwrap() {
        seen.extend(ids(&page));
    }
    assert_eq!(seen, practice.orders.iter().cloned().collect());
    let mut paths = Vec::new();
    while let Ok(call) = calls.try_recv() {
        paths.push(call.method);
    }
    assert_eq!(paths, ["GET", "POST", "GET", "GET"], "login, search, and two more pages");
}

#[tokio::test]
async fn check_2_both_views_are_joined_by_shipment() {
    let practice = Practice::start(30).await;
    practice.pack_all().await;
    let reads = practice.client.shipments(&practice.orders, Lane::Poll).await.unwrap();
    let shipping = practice.client.shipping(&practice.orders, Lane::Poll).await.unwrap();
    let order_view: BTreeSet<_> = ids(&reads).into_iter().collect();
    assert_eq!(order_view, shipping.iter().map(|seen| seen.shipment_id.clone()).collect());
    for seen in &shipping {
        let truth = practice.truth(&seen.shipment_id).await;
        let tracking: Vec<_> =
            seen.couriers.iter().filter_map(|c| c.tracking_id.as_ref().map(|id| id.0.clone())).collect();
        assert_eq!(json!(tracking), truth["trackingIds"]);
        assert_eq!(json!(seen.couriers[0].courier), truth["courier"]);
        assert!(!seen.ship_to.name.is_empty() && seen.ship_to.pin.len() == 6);
    }
    let unknown = practice.client.shipments(&["nobody".into()], Lane::Poll).await.unwrap();
    assert_eq!(unknown, [], "an unknown id is simply missing");
}

#[tokio::test]
async fn check_3_a_pack_call_takes_twenty_five_and_no_more() {
    let practice = Practice::start(26).await;
    let rows = practice.rows().await;
    let error = practice.client.pack(&rows).await.unwrap_err();
    assert_eq!(error, CallError::TooMany { asked: 26, limit: 25 });
    let mut results = practice.client.pack(&rows[..25]).await.unwrap();
    results.extend(practice.client.pack(&rows[25..]).await.unwrap());
    assert_eq!((results.len(), refused(&results).len()), (26, 0), "{results:?}");
    assert_eq!(practice.effects("pack").await, (26, 26), "each packed once");
}

#[tokio::test]
async fn check_4_one_failure_among_shuffled_successes_is_told_of_the_right_one() {
    let practice = Practice::start(12).await;
    let rows = practice.rows().await;
    let held = practice.orders[3].clone();
    practice.control("hold", json!({ "shipmentId": held })).await;
    let results = practice.client.pack(&rows).await.unwrap();
    assert_eq!(refused(&results), [held.as_str()]);
    let asked: Vec<_> = rows.iter().map(|row| row.shipment_id.as_str()).collect();
    assert_eq!(results.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), asked, "given in the order asked");
    assert!(
        results.iter().any(|row| !row.ok && row.code.as_deref() == Some("INVALID_ITEM_STATE") && row.message.is_some())
    );
}

#[tokio::test]
async fn check_5_a_label_is_not_ready_and_not_ready_and_then_there() {
    let practice = Practice::start(3).await;
    practice.client.pack(&practice.rows().await).await.unwrap();
    // The marketplace refuses in two ways in turn: by status, and by JSON with status 200.
    for turn in 0..2 {
        let reply = practice.client.labels(&practice.orders, Lane::ReadBack).await.unwrap();
        assert!(matches!(reply, DocumentReply::NotReady { .. }), "turn {turn}: {reply:?}");
    }
    practice.advance(600_000).await;
    for reply in [
        practice.client.labels(&practice.orders, Lane::ReadBack).await,
        practice.client.labels_only(&practice.orders, true, Lane::ReadBack).await,
        practice.client.invoices_pdf(&practice.orders, Lane::ReadBack).await,
    ] {
        assert!(matches!(&reply, Ok(DocumentReply::Pdf(pdf)) if pdf.len() > 1_000), "{reply:?}");
    }
}

#[tokio::test]
async fn check_6_what_is_no_whole_pdf_is_no_label() {
    let practice = Practice::start(2).await;
    practice.pack_all().await;
    for fault in ["json_instead_of_pdf", "truncated_pdf"] {
        practice.control("faults", json!({ fault: {"next": 1} })).await;
        let reply = practice.client.labels(&practice.orders, Lane::ReadBack).await.unwrap();
        assert!(matches!(reply, DocumentReply::NotReady { .. }), "{fault}: {reply:?}");
        let reply = practice.client.labels(&practice.orders, Lane::ReadBack).await.unwrap();
        assert!(matches!(reply, DocumentReply::Pdf(_)), "{fault} is over: {reply:?}");
    }
}

#[tokio::test]
async fn check_8_a_token_that_dies_midway_costs_one_renewal() {
    let practice = Practice::start(45).await;
    practice.control("faults", json!({"token_death": {"next": 1, "endpoint": "filterNext"}})).await;
    assert_eq!(walked(&practice, Lane::Poll).await.len(), 45);
    assert_eq!(practice.calls("token").await, 2);
    practice.control("drop_tokens", json!({})).await;
    let results = practice.client.pack(&practice.rows().await[..5]).await.unwrap();
    assert_eq!((results.len(), refused(&results).len()), (5, 0));
    assert_eq!(practice.effects("pack").await, (5, 5), "a call refused at the door was not applied");
}

#[tokio::test]
async fn check_11_a_replacement_is_a_shipment_of_its_own() {
    let practice = Practice::with_world(3_000).await;
    let all = practice.get("truth?limit=3000").await;
    let shipments = all["shipments"].as_array().unwrap();
    let replacement = shipments.iter().find(|s| s["replacement"] == json!(true)).expect("the world has replacements");
    let order = replacement["orderId"].as_str().unwrap();
    let reads = practice.client.shipments_of_orders(&[order.into()], Lane::Person).await.unwrap();
    let seen = reads.iter().map(|read| match read {
        Read::Seen(seen) => (seen.shipment_id.clone(), seen.order_id.0.clone(), seen.replacement),
        Read::Unreadable { why, .. } => panic!("{why}"),
    });
    let seen: Vec<_> = seen.collect();
    assert!(seen.iter().all(|(_, order_id, _)| order_id == order));
    assert!(seen.iter().any(|(id, _, replaced)| *replaced && replacement["shipmentId"] == json!(id)));
    assert_eq!(seen.iter().map(|(id, ..)| id).collect::<BTreeSet<_>>().len(), seen.len());
}

#[tokio::test]
async fn check_12_a_parcel_on_its_way_back_is_no_cancelled_order() {
    let practice = Practice::start(2).await;
    let (sent, kept) = (practice.orders[0].clone(), practice.orders[1].clone());
    practice.pack_all().await;
    let location = practice.location(&sent).await;
    let results = practice.client.dispatch(&location, std::slice::from_ref(&sent)).await.unwrap();
    assert!(results[0].ok, "{results:?}");
    let again = practice.client.dispatch(&location, std::slice::from_ref(&sent)).await.unwrap();
    assert!(again[0].ok, "already dispatched is what was wanted: {again:?}");
    for id in [&sent, &kept] {
        practice.control("buyer_cancel", json!({ "shipmentId": id })).await;
    }
    let mut search = Search::new(SearchKind::Cancelled { kind: CancellationKind::Buyer });
    let now = At(practice.get("clock").await["now"].as_i64().unwrap());
    search.cancelled = Some((now.plus(-5 * 3_600_000), now.plus(60_000)));
    let found = practice.client.search(&search, Lane::Poll).await.unwrap();
    let returning = |id: &ShipmentId| {
        found.shipments.iter().find_map(|read| match read {
            Read::Seen(seen) if seen.shipment_id == *id => Some(seen.items.iter().all(|item| item.courier_return)),
            _ => None,
        })
    };
    assert_eq!(returning(&sent), Some(true), "handed over: goods come back");
    assert_eq!(returning(&kept), Some(false), "never left");
}

#[tokio::test]
async fn check_14_a_throttle_is_honoured_and_the_hours_calls_are_kept() {
    let practice = Practice::start_with(1, 40).await;
    practice.control("faults", json!({"throttle_429": {"next": 1, "value": 1, "endpoint": "filter"}})).await;
    let begun = std::time::Instant::now();
    assert!(practice.client.search(&pre_dispatch(), Lane::Person).await.is_ok());
    assert!(begun.elapsed().as_millis() >= 900, "came back after {:?}", begun.elapsed());
    let mut last = Ok(());
    for _ in 0..100 {
        last = practice.client.search(&pre_dispatch(), Lane::Person).await.map(drop);
        if last.is_err() {
            break;
        }
    }
    assert!(matches!(last, Err(CallError::BudgetSpent { .. })), "{last:?}");
    assert_eq!(practice.get("calls").await["total"], json!(40), "logins are calls too");
}

#[tokio::test]
async fn an_answer_lost_after_it_was_applied_is_a_doubt_not_a_second_request() {
    let practice = Practice::start(4).await;
    let rows = practice.rows().await;
    practice.control("faults", json!({"reset_after_apply": {"next": 1}})).await;
    let error = practice.client.pack(&rows).await.unwrap_err();
    assert!(error.outcome_unknown() && !error.is_permanent(), "{error:?}");
    assert_eq!((practice.effects("pack").await, practice.calls("pack").await), ((4, 4), 1));
    practice.advance(600_000).await;
    let read = practice.client.shipments(&practice.orders, Lane::ReadBack).await.unwrap();
    let packed = |read: &Read| matches!(read, Read::Seen(seen) if seen.state() == ShipmentState::Packed);
    assert!(read.iter().all(packed), "the read-back tells");
}

#[tokio::test]
async fn a_gateway_page_costs_a_read_a_second_try_and_an_action_its_certainty() {
    let practice = Practice::start(1).await;
    let rows = practice.rows().await;
    practice.control("faults", json!({"bad_gateway_502_html": {"next": 1}})).await;
    assert!(practice.client.search(&pre_dispatch(), Lane::Poll).await.is_ok());
    practice.control("faults", json!({"bad_gateway_502_html": {"next": 1}})).await;
    let error = practice.client.pack(&rows).await.unwrap_err();
    assert_eq!((error.clone(), error.outcome_unknown()), (CallError::Busy { status: 502 }, true));
    assert_eq!(practice.calls("pack").await, 1);
}

#[tokio::test]
async fn a_row_left_out_of_the_answer_is_unknown() {
    let practice = Practice::start(3).await;
    let rows = practice.rows().await;
    practice.control("faults", json!({"row_missing": {"next": 1}})).await;
    let results = practice.client.pack(&rows).await.unwrap();
    assert_eq!(results.len(), 2, "{results:?}");
    assert_eq!(practice.effects("pack").await.0, 3, "it was applied all the same");
}

#[tokio::test]
async fn every_quirk_at_once_costs_no_shipment() {
    let practice = Practice::with_world(400).await;
    practice.control("faults", Quirks::all()).await;
    let reads = walked(&practice, Lane::Person).await;
    let unread: Vec<_> = reads.iter().filter(|read| matches!(read, Read::Unreadable { .. })).collect();
    assert!(unread.is_empty() && reads.len() > 20, "{} read; {unread:?}", reads.len());
    let some: Vec<_> = ids(&reads).into_iter().take(40).collect();
    let shipping = practice.client.shipping(&some, Lane::Person).await.unwrap();
    assert_eq!(shipping.len(), some.len());
    assert!(shipping.iter().all(|seen| seen.ship_to.pin.len() == 6 && !seen.ship_to.state.is_empty()));
}

#[tokio::test]
async fn a_list_deeper_than_its_ceiling_is_walked_whole() {
    let practice = Practice::start(1).await;
    let mut orders = 1;
    for _ in 0..11 {
        practice.advance(600_000).await;
        orders += practice.control("orders", json!({"count": 480})).await["shipmentIds"].as_array().unwrap().len();
    }
    let mut walk = practice.client.walk(&pre_dispatch(), Lane::Person);
    let mut seen = BTreeSet::new();
    while let Some(page) = walk.next().await.unwrap() {
        let before = seen.len();
        seen.extend(ids(&page));
        assert_eq!(seen.len(), before + page.len(), "nothing is given twice");
    }
    assert_eq!((orders, seen.len()), (5_281, 5_281));
    assert!(practice.calls("filter").await > 1, "one search cannot reach the end");
}

#[tokio::test]
async fn the_hand_over_is_read_in_both_shapes_and_its_manifest_comes() {
    let practice = Practice::start(6).await;
    practice.pack_all().await;
    let location = practice.location(&practice.orders[0]).await;
    let results = practice.client.dispatch(&location, &practice.orders).await.unwrap();
    assert_eq!(refused(&results).len(), 0, "{results:?}");
    let bare = practice.client.handover_counts(&location, Lane::Poll).await.unwrap();
    practice.control("faults", json!({"handover_shape_b": true})).await;
    let wrapped = practice.client.handover_counts(&location, Lane::Poll).await.unwrap();
    let counted = |counts: &[godown_flipkart::HandoverCount]| counts.iter().map(|c| c.count).sum::<u32>();
    assert_eq!((counted(&bare), counted(&wrapped)), (6, 6));
    let manifest = practice.client.manifest(&location, &bare[0]).await.unwrap();
    assert!(matches!(manifest, DocumentReply::Pdf(_)), "{manifest:?}");
    // Whether there are codes is the marketplace's affair; the answer must be understood.
    match practice.client.return_otc(&location).await {
        Ok(_) | Err(CallError::Refused { .. }) => {}
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn invoice_data_is_of_the_lines_that_were_packed() {
    let practice = Practice::start(2).await;
    practice.pack_all().await;
    practice.control("faults", json!({"invoice_newline": true})).await;
    for invoice in practice.client.invoices(&practice.orders, Lane::Person).await.unwrap() {
        let truth = practice.truth(&invoice.shipment_id).await;
        assert_eq!(truth["items"][0]["orderItemId"], json!(invoice.items[0].order_item_id));
        assert!(invoice.number.is_some() && invoice.day.is_some() && invoice.items[0].amount.is_some());
    }
}

#[tokio::test]
async fn a_failed_form_is_named_and_its_number_unblocks_the_shipment() {
    let practice = Practice::start(1).await;
    practice.control("faults", json!({"form_failure_rate": true})).await;
    practice.client.pack(&practice.rows().await).await.unwrap();
    practice.advance(600_000).await;
    assert_eq!(practice.truth(&practice.orders[0]).await["state"], json!("FORM_FAILED"));
    let forms = practice.client.forms(&practice.orders, Lane::Person).await.unwrap();
    let name = forms[0].forms[0].name.clone();
    let row = FormAckRow { shipment_id: practice.orders[0].clone(), forms: vec![(name, "TG-001".into())] };
    assert!(practice.client.form_ack(&[row]).await.unwrap()[0].ok);
}

#[tokio::test]
async fn a_cancellation_names_whole_groups_and_a_reason() {
    let practice = Practice::start(1).await;
    let rows = practice.rows().await;
    let truth = practice.truth(&practice.orders[0]).await;
    let row = CancelRow {
        shipment_id: practice.orders[0].clone(),
        location_id: rows[0].location_id.clone(),
        cancellation_group_ids: vec![truth["items"][0]["cancellationGroupId"].as_str().unwrap().to_owned()],
        reason: CancelReason::NotEnoughInventory,
    };
    assert!(practice.client.cancel(&[row]).await.unwrap()[0].ok);
    assert_eq!(practice.truth(&practice.orders[0]).await["state"], json!("CANCELLED"));
}

#[tokio::test]
async fn a_wrong_secret_is_refused_in_words_and_a_right_one_shows_the_locations() {
    let practice = Practice::start(0).await;
    let wrong = practice.client_with_secret("not it");
    assert!(matches!(wrong.login().await, Err(CallError::LoginRefused { .. })));
    let login = practice.client.login().await.unwrap();
    assert!(login.expires_at.0 > 0 && practice.client.login_state() == Some(login));
    let locations = practice.client.locations().await.unwrap();
    assert!(!locations.is_empty() && locations.iter().all(|place| !place.name.is_empty()));
    assert!(practice.client.server_clock_offset_ms().is_some());
}
