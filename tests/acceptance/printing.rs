//! Labels to paper, with a folder for a printer: what arrives there is counted and read back.

mod floor;
mod layouts;
mod papers;
mod script;

use serde_json::{Value, json};

use floor::{Floor, ids, states};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_jam_at_seventeen_is_gone_on_from_eighteen_and_nothing_comes_out_twice_without_a_reason() {
    let floor = Floor::with(30).await;
    let page = floor.print("click", json!({})).await;
    assert_eq!(page["head"]["state"], "done", "{}", page["head"]);
    // A shipment of several boxes has several labels.
    let labels = states(&page).len();
    assert!(labels >= 30 && states(&page) == vec!["spooled"; labels]);
    assert!(floor.on_paper().values().all(|times| *times == 1) && floor.on_paper().len() == labels);

    // The same click, and another one: nothing more comes out.
    let again = floor.call("print_start", floor.order("click", json!({}))).await;
    assert_eq!((&again["run"], &again["labels"]), (&page["head"]["run"], &json!(labels)));
    let twice = floor.call("print_start", floor.order("another click", json!({}))).await;
    assert_eq!((&twice["run"], twice["stays"].as_array().map(Vec::len)), (&Value::Null, Some(labels)));
    assert_eq!(twice["stays"][0]["whyNot"], "alreadyPrinted");

    // The seventeenth came out well.
    let all = ids(&page);
    let stopped_at = json!({
        "run": page["head"]["run"], "lastGood": { "kind": "scan", "code": all[16] }, "reason": "jam", "words": "",
    });
    let stopped = floor.call("print_stopped_at", stopped_at).await;
    assert_eq!(stopped, json!({ "position": 17, "confirmed": 17, "spoiled": labels - 17, "waiting": 0 }));
    let begun =
        floor.call("print_go_on", json!({ "run": page["head"]["run"], "printer": null, "clientKey": "go on" })).await;
    let rest = floor.settled(&begun["run"]).await;
    assert_eq!(ids(&rest), all[17..], "from the eighteenth, at the old places");
    for (label, position) in rest["labels"].as_array().expect("labels").iter().zip(18..) {
        assert_eq!((&label["copy"], &label["reason"]), (&json!(2), &json!("jam")));
        assert_eq!(label["position"], json!(position));
    }
    let paper = floor.on_paper();
    let twice: Vec<&String> = paper.iter().filter(|(_, times)| **times == 2).map(|(id, _)| id).collect();
    assert_eq!(twice.len(), labels - 17);
    assert!(twice.iter().all(|id| all[17..].contains(id)) && paper.values().sum::<usize>() == 2 * labels - 17);
    let ledger = json!({
        "text": "", "states": [], "printer": null, "run": null, "from": null, "to": null, "again": true,
        "before": null, "count": 500,
    });
    assert_eq!(floor.call("print_ledger", ledger).await["all"], json!(labels - 17));

    // A scan at the bench confirms.
    let scan = floor.call("print_scan", json!({ "code": all[20] })).await;
    assert_eq!((&scan["confirmed"], &scan["stop"]), (&json!(true), &Value::Null));
    assert_eq!(scan["label"]["settledBy"], "scan");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_stops_after_so_many_and_goes_on() {
    let floor = Floor::with(8).await;
    let page = floor.print("a", json!({ "stopAfter": 3 })).await;
    assert_eq!((page["head"]["state"].as_str(), floor.on_paper().len()), (Some("paused"), 3));
    floor.call("print_pause", json!({ "run": page["head"]["run"], "paused": false })).await;
    let page = floor.settled(&page["head"]["run"]).await;
    assert_eq!((page["head"]["state"].as_str(), floor.on_paper().len()), (Some("done"), 8));
    assert!(floor.on_paper().values().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_the_commit_and_the_printer_labels_are_asked_about() {
    let floor = Floor::with(6).await;
    let page = floor.print("a", json!({ "stopAfter": 2 })).await;
    let run = page["head"]["run"].clone();
    let number = u32::try_from(run.as_u64().expect("a number")).expect("a number");
    floor.desks.close().await;
    // As a kill leaves it: two more labels committed as being sent, and nobody knows what the printer had of them.
    {
        let store = floor.database();
        let next = store.read(|conn| godown_store::print::next_labels(conn, number, 2)).expect("they wait");
        let labels: Vec<u32> = next.iter().map(|label| label.label).collect();
        store
            .write(|tx| {
                godown_store::print::take(tx, &labels, godown_domain::At(1))?;
                let running = godown_domain::print::ledger::RunState::Running;
                godown_store::print::set_run_state(tx, number, running, None, None)
            })
            .expect("it is committed");
    }
    floor.desks.open(&floor.seller()).await.expect("it opens again");
    let page = floor.call("print_run", json!({ "run": run })).await;
    assert_eq!(states(&page), ["spooled", "spooled", "asked", "asked", "queued", "queued"]);
    assert_eq!(page["head"]["state"], "paused");
    assert_eq!(floor.on_paper().len(), 2, "nothing goes by itself");
    let refused = floor.ask("print_pause", json!({ "run": run, "paused": false })).await.expect_err("it asks first");
    assert_eq!(serde_json::to_value(refused.code).expect("a code"), "NOT_ACTIONABLE");
    let stopped_at = json!({
        "run": run, "lastGood": { "kind": "place", "position": 2 }, "reason": "powerCut", "words": "",
    });
    floor.call("print_stopped_at", stopped_at).await;
    let begun = floor.call("print_go_on", json!({ "run": run, "printer": null, "clientKey": "b" })).await;
    let rest = floor.settled(&begun["run"]).await;
    let reasons: Vec<&Value> =
        rest["labels"].as_array().expect("labels").iter().map(|label| &label["reason"]).collect();
    assert_eq!(reasons, [&json!("powerCut"), &json!("powerCut"), &Value::Null, &Value::Null]);
    assert!(floor.on_paper().len() == 6 && floor.on_paper().values().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_cancelled_between_the_queue_and_the_printer_is_not_printed() {
    let floor = Floor::with(4).await;
    let page = floor.print("a", json!({ "stopAfter": 1 })).await;
    let labels = page["labels"].as_array().expect("labels");
    let gone = labels[2]["shipmentId"].as_str().expect("an id").to_owned();
    floor.market.post("/buyer_cancel", json!({ "shipmentId": gone })).await;
    floor.call("shipment_read_back", json!({ "shipmentId": gone })).await;
    floor.call("print_pause", json!({ "run": page["head"]["run"], "paused": false })).await;
    let page = floor.settled(&page["head"]["run"]).await;
    assert_eq!(states(&page), ["spooled", "spooled", "failed", "spooled"]);
    assert_eq!(page["labels"][2]["whyNot"], "cancelled");
    assert_eq!(floor.on_paper().len(), 3);
    let scan = floor.call("print_scan", json!({ "code": page["labels"][2]["trackingId"] })).await;
    assert_eq!((&scan["stop"], &scan["confirmed"]), (&json!("cancelled"), &json!(false)), "red at any scan");
}

/// After this a picture is not the newest word any more.
const A_MOMENT: std::time::Duration = std::time::Duration::from_millis(2_200);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_cancelled_a_moment_ago_stays_although_nobody_had_seen_it() {
    let floor = Floor::with(4).await;
    let page = floor.print("a", json!({ "stopAfter": 1 })).await;
    let gone = page["labels"][2]["shipmentId"].as_str().expect("an id").to_owned();
    tokio::time::sleep(A_MOMENT).await;
    floor.market.post("/buyer_cancel", json!({ "shipmentId": gone })).await;
    floor.call("print_pause", json!({ "run": page["head"]["run"], "paused": false })).await;
    let page = floor.settled(&page["head"]["run"]).await;
    assert_eq!(states(&page), ["spooled", "spooled", "failed", "spooled"]);
    assert_eq!(page["labels"][2]["whyNot"], "cancelled");
    assert_eq!(floor.on_paper().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_line_a_run_stands_still_and_prints_on_only_when_a_person_says_so() {
    let floor = Floor::with(3).await;
    let page = floor.print("a", json!({ "stopAfter": 1 })).await;
    let run = page["head"]["run"].clone();
    tokio::time::sleep(A_MOMENT).await;
    floor.market.post("/faults", json!({ "reset_before_apply": 1.0 })).await;
    let go_on = || floor.call("print_pause", json!({ "run": run, "paused": false }));
    go_on().await;
    let page = floor.settled(&run).await;
    assert_eq!((&page["head"]["state"], states(&page)), (&json!("paused"), vec!["spooled", "queued", "queued"]));
    let note = page["head"]["note"].as_str().expect("words");
    assert!(note.starts_with("Nobody could ask the marketplace"), "{note}");
    assert_eq!(floor.on_paper().len(), 1);
    go_on().await;
    let page = floor.settled(&run).await;
    assert_eq!((&page["head"]["state"], states(&page)), (&json!("done"), vec!["spooled"; 3]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_label_is_refused_and_its_paper_is_red() {
    let floor = Floor::with(3).await;
    let page = floor.print("a", json!({})).await;
    let id = page["labels"][0]["shipmentId"].as_str().expect("an id").to_owned();
    floor.desks.close().await;
    {
        let (store, now) = (floor.database(), godown_domain::At(i64::MAX / 4));
        store.write(|tx| godown_store::document::mark_stale(tx, &id.as_str().into(), now)).expect("it is stale");
    }
    floor.desks.open(&floor.seller()).await.expect("it opens again");
    let check = floor.check().await;
    let stale = check["labels"].as_array().expect("labels").iter().find(|label| label["shipmentId"] == json!(id));
    assert_eq!(stale.expect("it is told")["whyNot"], "stale");
    let order = floor.order("b", json!({ "reason": "lost" }));
    let begun = floor.call("print_start", order).await;
    assert_eq!(begun["stays"], json!([{ "shipmentId": id, "whyNot": "stale" }]), "no reason prints what is stale");
    floor.settled(&begun["run"]).await;
    let scan = floor.call("print_scan", json!({ "code": page["labels"][0]["trackingId"] })).await;
    assert_eq!(scan["stop"], "stale");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_printer_that_is_not_there_took_nothing_and_another_one_prints_it_all() {
    let floor = Floor::with(3).await;
    let mut away = floor.folder_printer("zpl");
    away["name"] = json!("Away");
    away["route"] = json!({ "kind": "tcp", "host": "127.0.0.1", "port": 9 });
    let away = floor.call("printer_put", away).await["printer"].clone();
    let page = floor.print("a", json!({ "printer": away })).await;
    assert_eq!(page["head"]["state"], "paused");
    assert!(page["head"]["note"].as_str().is_some_and(|note| note.contains("Away took nothing")), "{}", page["head"]);
    assert!(states(&page).iter().all(|state| *state == "failed"));
    let go_on = json!({ "run": page["head"]["run"], "printer": floor.printer, "clientKey": "b" });
    let begun = floor.call("print_go_on", go_on).await;
    let rest = floor.settled(&begun["run"]).await;
    assert!(rest["labels"].as_array().expect("labels").iter().all(|label| label["copy"] == 1));
    assert_eq!(floor.on_paper().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_label_printer_gets_pictures_in_its_own_language() {
    let floor = Floor::with(2).await;
    let mut zebra = floor.folder_printer("zpl");
    let folder = tempfile::tempdir().expect("a folder");
    zebra["route"] = json!({ "kind": "folder", "path": folder.path() });
    zebra["name"] = json!("Zebra");
    zebra["layout"]["separators"] = json!(["sku"]);
    let zebra = floor.call("printer_put", zebra).await["printer"].clone();
    let page = floor.print("a", json!({ "printer": zebra })).await;
    assert_eq!(page["head"]["state"], "done", "{page}");
    let jobs: Vec<String> = std::fs::read_dir(folder.path())
        .expect("jobs")
        .flatten()
        .map(|file| String::from_utf8(std::fs::read(file.path()).expect("a job")).expect("ZPL is text"))
        .collect();
    let pictures: usize = jobs.iter().map(|job| job.matches("^GFA").count()).sum();
    let skus: std::collections::BTreeSet<&str> =
        page["labels"].as_array().expect("labels").iter().filter_map(|label| label["sku"].as_str()).collect();
    assert_eq!(pictures, 2 + skus.len(), "a label each, and a separator before each SKU");
}
