//! Printing by a script: `labels`, `print` and `ledger` answer one JSON document each, and the exit code tells whether all went.

use serde_json::{Value, json};

use super::floor::{ids, states};
use crate::cli::Desk;
use crate::main_job::config;
use crate::market::Market;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_checks_prints_stops_goes_on_and_looks_up() {
    let market =
        Market::start(godown_sandbox::SandboxConfig { orders_existing: 0, label_delay_ms: 200, ..config() }).await;
    let shipments = market.orders(5).await;
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    let pack: Vec<&str> = ["pack", "--wait"].into_iter().chain(shipments.iter().map(String::as_str)).collect();
    let batch = desk.must(&pack).await["batch"].to_string();
    desk.must(&["batch", &batch, "--wait", "downloaded"]).await;

    let check = desk.must(&["labels", "check", "--batch", &batch]).await;
    let count = check["labels"].as_array().expect("labels").len();
    assert!(count >= 5 && check["goes"] == json!(count), "{check}");
    let list = desk.must(&["labels", "list", &shipments[0]]).await;
    assert_eq!(list["labels"][0]["shipmentId"], json!(shipments[0]));
    let file = desk.path("labels.pdf");
    let made = desk.must(&["labels", "file", "--batch", &batch, "--out", file.to_str().expect("a path")]).await;
    assert_eq!((&made["labels"], &made["keptWhole"]), (&json!(count), &json!([])));

    // No printer yet; then one, tested.
    let nowhere = desk.run(&["print", "start", "--batch", &batch]).await;
    assert_eq!((nowhere.code, &nowhere.json["error"]["code"]), (2, &json!("INPUT_INVALID")), "{}", nowhere.words);
    let folder = desk.path("paper");
    let at = folder.to_str().expect("a path");
    let add = ["print", "printers", "add", "Bench", "--folder", at, "--prints", "labels"];
    let printer = desk.must(&add).await["printer"].clone();
    let printers = desk.must(&["print", "printers", "list"]).await;
    assert_eq!((&printers["printers"][0]["printer"], &printers["printers"][0]["name"]), (&printer, &json!("Bench")));
    assert_eq!(desk.must(&["print", "test", "bench"]).await["printer"], "Bench");

    // Two labels, and a person is waited for: not all went, so the exit code is 1.
    let start = ["print", "start", "--batch", &batch, "--stop-after", "2", "--key", "monday"];
    let two = desk.run(&start).await;
    assert_eq!((two.code, &two.json["head"]["state"]), (1, &json!("paused")), "{}", two.words);
    let run = two.json["head"]["run"].to_string();
    assert_eq!(desk.run(&start).await.json["head"]["run"].to_string(), run, "the same key, the same run");
    let runs = desk.must(&["print", "status"]).await;
    assert_eq!((runs["runs"].as_array().map(Vec::len), &runs["asked"]), (Some(1), &json!(0)));
    let all = ids(&two.json);
    let stopped = desk.must(&["print", "stopped-at", &run, "--scan", &all[0], "--reason", "jam"]).await;
    assert_eq!(
        (&stopped["confirmed"], &stopped["spoiled"], &stopped["waiting"]),
        (&json!(1), &json!(1), &json!(count - 2))
    );
    let rest = desk.must(&["print", "go-on", &run]).await;
    assert_eq!((ids(&rest), states(&rest)), (all[1..].to_vec(), vec!["spooled"; count - 1]));
    let rest = rest["head"]["run"].to_string();

    // Scanned, confirmed, looked up, printed again.
    let scan = desk.must(&["print", "scan", &all[1]]).await;
    assert_eq!((&scan["confirmed"], &scan["label"]["copy"]), (&json!(true), &json!(2)));
    assert_eq!(desk.must(&["print", "confirm", "--run", &rest]).await["labels"], json!(count - 2));
    assert_eq!(desk.run(&["print", "scan", "FMPP0000000000"]).await.code, 1, "nobody's code");
    let found = desk.must(&["ledger", "search", &all[1]]).await;
    assert_eq!((&found["all"], &found["labels"][1]["spoiled"]), (&json!(2), &json!("jam")));
    let page = desk.must(&["ledger", "search", "--state", "confirmed", "--limit", "1"]).await;
    assert_eq!((page["labels"].as_array().map(Vec::len), &page["all"]), (Some(1), &json!(count)));
    let shipment = scan["shipmentId"].as_str().expect("an id");
    assert!(desk.must(&["ledger", "show", shipment]).await["all"].as_u64() >= Some(2));
    let label = found["labels"][0]["label"].to_string();
    assert_eq!(desk.run(&["print", "reprint", "--label", &label]).await.code, 2, "a reason is asked for");
    let again = desk.must(&["print", "reprint", "--label", &label, "--reason", "lost"]).await;
    assert_eq!((&again["labels"][0]["copy"], &again["labels"][0]["reason"]), (&json!(3), &json!("lost")));
    let nothing = desk.run(&["print", "start", "--batch", &batch]).await;
    assert_eq!((nothing.code, &nothing.json["run"]), (1, &Value::Null), "everything is on paper");

    assert_eq!(desk.must(&["print", "printers", "remove", "Bench"]).await["removed"], printer);
}
