//! The lists of our own through the command line: what is on them is what the marketplace holds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::cli::Desk;
use crate::main_job::config;
use crate::market::{Market, texts};

fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("a table")
}

async fn make(desk: &Desk, list: &[&str]) -> Vec<BTreeMap<String, String>> {
    let (sheet, paper) = (desk.path("list.csv"), desk.path("list.pdf"));
    let to = |path: &std::path::Path| path.to_str().expect("a path").to_owned();
    let start = ["documents", "make"];
    desk.must(&[&start[..], list, &["--out", &to(&paper)]].concat()).await;
    let pdf = std::fs::read(&paper).expect("the paper");
    godown_documents::check_pdf(&pdf).expect("a readable PDF");
    desk.must(&[&start[..], list, &["--csv", "--out", &to(&sheet)]].concat()).await;
    rows(&std::fs::read(&sheet).expect("the sheet"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_of_a_batch_and_of_a_pickup_hold_every_parcel_once() {
    let market = Market::start(config()).await;
    let mine: BTreeSet<String> = market.orders(14).await.into_iter().collect();
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    let mut args = vec!["pack", "--wait"];
    args.extend(mine.iter().map(String::as_str));
    let batch = desk.must(&args).await["batch"].to_string();
    desk.must(&["batch", &batch, "--wait", "downloaded"]).await;

    let truth = market.truth().await;
    let ours: Vec<_> =
        truth.iter().filter(|one| mine.contains(one["shipmentId"].as_str().unwrap_or_default())).collect();
    let ids: BTreeSet<String> = ours.iter().flat_map(|one| texts(&one["trackingIds"])).collect();

    let packing = make(&desk, &["packing-list", "--batch", &batch]).await;
    let places: BTreeSet<&str> = packing.iter().map(|row| row["place"].as_str()).collect();
    assert_eq!(places.len(), mine.len(), "every parcel has a label and so a place of its own");
    let named: BTreeSet<String> =
        packing.iter().flat_map(|row| row["tracking_id"].split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    assert_eq!(named, ids);

    let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<u32>().expect("a number");
    let packed: u32 = packing.iter().map(|row| number(row, "quantity")).sum();
    let pick = make(&desk, &["pick-list", "--batch", &batch]).await;
    assert_eq!(pick.iter().map(|row| number(row, "quantity")).sum::<u32>(), packed, "what is picked is what is packed");
    let skus: BTreeSet<&str> = pick.iter().map(|row| row["sku"].as_str()).collect();
    assert_eq!(skus.len(), pick.len(), "one row a SKU");

    let sheet = make(&desk, &["batch-sheet", "--batch", &batch]).await;
    let couriers = sheet.iter().filter(|row| row["what"] == "courier");
    assert_eq!(couriers.map(|row| number(row, "labelled")).sum::<u32>() as usize, mine.len());
    assert!(sheet.iter().all(|row| row["what"] != "missing"));

    desk.must(&["rtd", "--batch", &batch]).await;
    let mut handed = BTreeSet::new();
    let mut piles = BTreeSet::new();
    for one in ours {
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        piles.insert((text("locationId"), text("vendorGroupCode"), one["mps"] == json!(true)));
    }
    for (location, courier, mps) in piles {
        let mut list = vec!["manifest", "--location", &location, "--courier", &courier];
        list.extend(mps.then_some("--mps"));
        for row in make(&desk, &list).await {
            assert_eq!(row["courier"], courier);
            assert!(handed.insert(row["tracking_id"].clone()), "{} twice", row["tracking_id"]);
        }
    }
    assert!(ids.is_subset(&handed), "every parcel of ours is on the list of its courier");
}
