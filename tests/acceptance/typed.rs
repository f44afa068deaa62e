//! What only a person can know: serial numbers of phones, the size of a box. Refused without, packed with exactly these.

use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::cli::Desk;
use crate::market::{Market, texts};

const NUMBERS: [&str; 4] = ["356938035643809", "490154203237518", "864023040177344", "864023040177427"];

/// A market that stands still, and new orders of one SKU in it.
async fn market(fits: impl Fn(&Value) -> bool, count: u32, quantity: u32) -> (Market, Vec<String>) {
    let config = SandboxConfig {
        orders_existing: 0,
        orders_per_minute: 0.0,
        calm: true,
        label_delay_ms: 0,
        seed: 5,
        ..SandboxConfig::default()
    };
    let market = Market::start(config).await;
    let catalogue = market.get("/catalogue").await;
    let products = catalogue["products"].as_array().expect("products");
    let sku = &products.iter().find(|product| fits(product)).expect("goods of this kind")["sku"];
    let made = market.post("/orders", json!({ "count": count, "sku": sku, "quantity": quantity })).await;
    (market, texts(&made["shipmentIds"]))
}

fn code<'a>(answer: &'a Value, id: &str) -> &'a str {
    let rows = answer["outcomes"].as_array().expect("outcomes");
    let row = rows.iter().find(|row| row["shipmentId"] == id).expect("an outcome for the shipment");
    row["code"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_are_packed_with_exactly_the_imeis_that_were_typed() {
    let (market, ids) = market(|product| product["serialised"] == true, 2, 2).await;
    let (first, second) = (ids[0].as_str(), ids[1].as_str());
    let truth = market.get(&format!("/truth/{first}")).await;
    let line = truth["items"][0]["orderItemId"].as_str().expect("a line").to_owned();
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;

    let refused = desk.run(&["pack", first, "--wait"]).await;
    assert_eq!((refused.code, code(&refused.json, first)), (1, "INVALID_REQUEST_ITEM_ID"), "{}", refused.words);
    let calls = market.calls().await.1["pack"].clone();
    let blocked = desk.run(&["pack", first, second]).await;
    assert_eq!(code(&blocked.json, first), "SERIAL_NEEDED", "asking again would be refused again");
    assert_eq!(code(&blocked.json, second), "SERIAL_NEEDED", "the goods are known now");
    assert_eq!(market.calls().await.1["pack"], calls, "nothing was sent to learn that");

    let unit = |numbers: &[&str]| format!("{line}={}", numbers.join(","));
    let (good, bad) = (unit(&NUMBERS[..2]), unit(&["356938035643808"]));
    let slip = desk.run(&["pack", first, "--serial", &good, "--serial", &bad]).await;
    assert_eq!(slip.code, 2);
    assert!(slip.words.contains("356938035643808: is no IMEI: a digit is wrong"), "{}", slip.words);
    let short = desk.run(&["pack", first, "--serial", &good]).await;
    assert!(short.words.contains("2 units need 2 numbers, 1 were given"), "{}", short.words);
    let stray = desk.run(&["pack", first, "--serial", "OI-OF-NOBODY=1"]).await;
    assert!(stray.code == 2 && stray.words.contains("OI-OF-NOBODY"), "{}", stray.words);
    assert_eq!(market.effects("pack").await, []);

    let packed = desk.run(&["pack", first, "--serial", &good, "--serial", &unit(&NUMBERS[2..]), "--wait"]).await;
    assert_eq!(packed.code, 0, "{}", packed.words);
    let truth = market.get(&format!("/truth/{first}")).await;
    let typed = json!([{ "orderItemId": line, "serialNumbers": [NUMBERS[..2], NUMBERS[2..]] }]);
    assert_eq!(truth["serialNumbers"], typed);
    assert_eq!(market.effects("pack").await, [(first.to_owned(), 1)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_box_that_was_refused_goes_with_the_size_that_was_typed() {
    let is_shirt = |product: &Value| product["sku"].as_str().is_some_and(|sku| sku.starts_with("SHIRT"));
    let (market, ids) = market(is_shirt, 1, 1).await;
    let id = ids[0].as_str();
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;

    let refused = desk.run(&["pack", id, "--box", "300x300x300x90", "--wait"]).await;
    assert_eq!((refused.code, code(&refused.json, id)), (1, "INVALID_DIMENSIONS"), "{}", refused.words);
    let blocked = desk.run(&["pack", id]).await;
    assert_eq!(code(&blocked.json, id), "BOX_NEEDED");
    let slip = desk.run(&["pack", id, "--box", "27x22x0x0.3"]).await;
    assert!(slip.code == 2 && slip.words.contains("SS-1, height: must be above 0"), "{}", slip.words);
    let packed = desk.run(&["pack", id, "--box", "27x22x3.5x0.3", "--wait"]).await;
    assert_eq!(packed.code, 0, "{}", packed.words);
    let truth = market.get(&format!("/truth/{id}")).await;
    assert_eq!(truth["dimensions"], json!([[27.0, 22.0, 3.5, 0.3]]));

    // Said again after it was packed, nothing changes and nothing is sent.
    let late = desk.run(&["pack", id, "--box", "10x10x10x1"]).await;
    assert_eq!(code(&late.json, id), "ALREADY_DONE", "{}", late.words);
    assert_eq!(market.effects("pack").await, [(id.to_owned(), 1)]);
}
