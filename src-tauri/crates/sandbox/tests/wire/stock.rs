//! Stock of listings: maps by SKU, ten a call, an absolute number (Seller API contract 13).

use serde_json::{Value, json};

use crate::desk::{Desk, calm};

const SET: &str = "/listings/v3/update/inventory";

/// Some products that are no phones: SKU and product id.
async fn products(desk: &Desk, count: usize) -> Vec<(String, Value)> {
    let all = desk.control("/catalogue").await;
    let one = |p: &Value| (p["sku"].as_str().expect("a SKU").to_owned(), p["fsn"].clone());
    all["products"]
        .as_array()
        .expect("products")
        .iter()
        .filter(|p| p["serialised"] == false)
        .take(count)
        .map(one)
        .collect()
}

async fn units(desk: &Desk, sku: &str, location: &str) -> Value {
    let (_, told) = desk.post("/listings/v3/details", &json!({"sku_ids": [sku]})).await;
    let places = told["available"][sku]["locations"].as_array().expect("places").clone();
    places.into_iter().find(|place| place["id"] == *location).expect("the place")["inventory"].clone()
}

#[tokio::test]
async fn a_number_that_is_set_is_what_stands_there_and_an_order_takes_from_it() {
    let desk = Desk::open(calm(0)).await;
    let (location, some) = (desk.location().await, products(&desk, 2).await);
    let (sku, fsn) = &some[0];
    let entry =
        |fsn: &Value, units: Value| json!({"product_id": fsn, "locations": [{"id": location, "inventory": units}]});
    let body = json!({sku: entry(fsn, json!(17)), &some[1].0: entry(fsn, json!(5)), "NO-SUCH": entry(fsn, json!(1))});
    let (status, told) = desk.post(SET, &body).await;
    assert_eq!((status, &told[sku]["status"]), (200, &json!("SUCCESS")), "{told}");
    assert_eq!(told[&some[1].0]["errors"][0]["code"], 1009, "the product id is another listing's");
    assert_eq!(told["NO-SUCH"]["errors"][0]["code"], 1007);
    assert_eq!(units(&desk, sku, &location).await, 17);
    desk.tell("/orders", json!({"count": 1, "sku": sku, "quantity": 3, "locationId": location})).await;
    assert_eq!(units(&desk, sku, &location).await, 14);
    let (_, told) = desk.post(SET, &json!({sku: entry(fsn, json!(-1))})).await;
    assert_eq!(told[sku]["attribute_errors"][0]["path"], "/locations/0/inventory");
    let (_, told) = desk.post(SET, &json!({sku: entry(fsn, json!(20_000))})).await;
    assert_eq!(told[sku]["status"], "warning", "taken, with a remark, in small letters");
    let stock = desk.control(&format!("/stock?sku={}", sku.replace(' ', "%20"))).await;
    let numbers: Vec<&Value> = stock["sets"].as_array().expect("sets").iter().map(|set| &set["units"]).collect();
    assert_eq!(numbers, [17, 20_000]);
}

#[tokio::test]
async fn more_than_ten_skus_are_refused_and_the_catalogue_comes_in_pages() {
    let desk = Desk::open(calm(0)).await;
    let skus: Vec<String> = products(&desk, 11).await.into_iter().map(|(sku, _)| sku).collect();
    assert_eq!(desk.post("/listings/v3/details", &json!({"sku_ids": skus})).await.0, 422);
    let (status, told) = desk.post("/listings/v3/details", &json!({"sku_ids": [skus[0], "NO-SUCH"]})).await;
    assert_eq!((status, &told["unavailable"]), (200, &json!(["NO-SUCH"])));
    let (_, page) = desk.post("/listings/v3/search", &json!({"filters": {}, "page_id": null})).await;
    assert_eq!((page["listings"].as_array().expect("listings").len(), &page["has_more"]), (400, &json!(false)));
}
