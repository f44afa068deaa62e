//! The whole road from a practice order to paper: packed by the engine, printed by the program, read back from the bytes that
//! reached a printer, and compared with what the marketplace knows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use godown_domain::print::bitmap::Bitmap;
use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::decoder::{read_tspl, read_zpl};
use crate::main_job::config;
use crate::market::{Market, texts};
use crate::paper_floor::{Floor, Parcel, boxed, drawn, planned, said, scanned, text};
use crate::spooler::{Printer, Spooler};

/// What only an invoice says.
const INVOICE_WORDS: [&str; 6] =
    ["Tax Invoice", "Billing Address", "Invoice No", "Place of supply", "Authorized Signatory", "HSN:"];

/// Everything a printer got, as labels, until so many are there.
fn labels_of(printer: &Printer, count: usize, read: fn(&[u8]) -> Vec<Bitmap>) -> Vec<Bitmap> {
    let mut labels = vec![];
    while labels.len() < count {
        let job = printer.job();
        assert!(!job.is_empty(), "{} of {count} labels arrived", labels.len());
        labels.extend(read(&job));
    }
    assert_eq!(printer.rest(), 0, "nothing more came");
    labels
}

/// Every label exactly once, in the planned order, scanning as the parcel the marketplace means.
fn check(labels: &[Bitmap], run: &Value, truth: &BTreeMap<String, Parcel>) {
    let plan = planned(run);
    assert_eq!(labels.iter().map(scanned).collect::<Vec<_>>(), plan, "what came out, in its order");
    let once: BTreeSet<&String> = plan.iter().collect();
    assert_eq!((once.len(), once), (plan.len(), truth.keys().collect()), "every label of every parcel, each once");
    for row in run["labels"].as_array().expect("labels") {
        let id = row["trackingId"].as_str().expect("an id");
        assert_eq!(row["shipmentId"], json!(truth[id].shipment), "{id} belongs to this parcel");
        assert_eq!(row["state"], "spooled", "{row}");
    }
    let skus: Vec<&String> = plan.iter().map(|id| &truth[id].sku).collect();
    let groups = skus.windows(2).filter(|pair| pair[0] != pair[1]).count() + 1;
    assert_eq!(groups, skus.iter().collect::<BTreeSet<_>>().len(), "parcels of one SKU come out together: {skus:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_reaches_paper_through_queues_the_network_and_a_folder() {
    let spooler = match Spooler::start() {
        Ok(spooler) => spooler,
        Err(why) => {
            eprintln!("\n!!! NOT TESTED: from an order to paper through CUPS, because {why} !!!\n");
            return;
        }
    };
    let cups = spooler.variable();
    let (laser, zebra) = (spooler.pdf_queue("LASER").expect("a queue"), spooler.raw_queue("ZEBRA").expect("a queue"));
    let tsc = Printer::start().expect("a port");
    let floor = Floor::with(20).await;
    let truth = floor.truth().await;
    let folder = floor.desk.path("watched");
    let (port, at) = (format!("127.0.0.1:{}", tsc.port), folder.to_str().expect("a path").to_owned());
    for (name, way, place, language) in [
        ("Laser", "--queue", "LASER", "pdf"),
        ("Zebra", "--queue", "ZEBRA", "zpl"),
        ("TSC", "--tcp", port.as_str(), "tspl"),
        ("Watched", "--folder", at.as_str(), "zplHex"),
    ] {
        let add = ["print", "printers", "add", name, way, place, "--language", language, "--prints", "labels"];
        floor.must_with(&cups, &add).await;
    }

    // A PDF to a queue whose driver draws.
    let run = floor.must_with(&cups, &["print", "start", "--batch", &floor.batch, "--printer", "Laser"]).await;
    let job = laser.job();
    let pages = drawn(&job);
    assert!(pages.iter().all(|page| (page.width(), page.height()) == (812, 1218)), "4 x 6 inch, at actual size");
    check(&pages, &run, &truth);
    assert_eq!(laser.rest(), 0, "one job went, one arrived");
    assert!(run["labels"].as_array().expect("labels").iter().all(|row| row["job"].is_string()), "the queue's numbers");
    nothing_of_the_invoice(&job, &floor.sources().await, truth.len());

    // The printers' own languages: the same labels again, each time with a reason.
    let again = async |printer: &str| {
        let args = ["print", "reprint", "--batch", &floor.batch, "--printer", printer, "--reason", "other"];
        floor.must_with(&cups, &[&args[..], &["--words", "on another printer"]].concat()).await
    };
    let run = again("Zebra").await;
    let compressed = labels_of(&zebra, truth.len(), read_zpl);
    check(&compressed, &run, &truth);
    let run = again("TSC").await;
    let tspl: Vec<Bitmap> = labels_of(&tsc, truth.len(), read_tspl).iter().map(|label| trimmed(label, 812)).collect();
    check(&tspl, &run, &truth);
    let run = again("Watched").await;
    let plain: Vec<Bitmap> = files(&folder).iter().flat_map(|file| read_zpl(file)).collect();
    check(&plain, &run, &truth);
    assert!(compressed == plain && tspl == plain, "three languages, the very same dots");

    let ledger = floor.desk.must(&["ledger", "search", "--again", "--limit", "500"]).await;
    assert_eq!(ledger["all"], json!(3 * truth.len()), "every further copy is in the ledger");
    let copies: BTreeSet<u64> =
        ledger["labels"].as_array().expect("labels").iter().filter_map(|row| row["copy"].as_u64()).collect();
    assert_eq!(copies, BTreeSet::from([2, 3, 4]));
}

/// A print file says nothing that only the invoice said, also not beside its pages, and names nobody but on the label.
fn nothing_of_the_invoice(job: &[u8], sources: &[PathBuf], labels: usize) {
    let source: String = sources.iter().map(|path| text(path)).collect();
    let printed = said(job);
    let hidden = std::fs::read(&sources[0]).expect("a file");
    assert!(said(&boxed(&hidden, "0 700 10 710")).contains("Tax Invoice"), "what lies beside a page is seen here");
    for word in INVOICE_WORDS {
        assert!(source.contains(word), "{word}: the marketplace's page says it");
        assert!(!printed.contains(word), "{word} is left in the print file");
    }
    let words_behind = |mark: &str| {
        let lines = source.lines().filter_map(|line| line.split_once(mark)).map(|(_, rest)| rest.trim_start());
        lines.map(|rest| rest.split("  ").next().unwrap_or(rest).trim_end_matches(',').to_owned()).collect::<Vec<_>>()
    };
    let (invoices, names) = (words_behind("Invoice No: "), words_behind("Name: "));
    assert!(invoices.len() >= labels && names.len() >= labels, "every page has an invoice number and a name");
    let left: Vec<&String> = invoices.iter().filter(|number| printed.contains(number.as_str())).collect();
    assert!(left.is_empty(), "invoice numbers are left: {left:?}");
    let addressed = printed.matches("Name: ").count();
    assert_eq!(addressed, labels, "every label names its receiver");
    for name in names {
        let all = printed.matches(name.as_str()).count();
        assert_eq!(all, printed.matches(&format!("Name: {name}")).count(), "a billing name is left in the print file");
    }
}

fn trimmed(label: &Bitmap, width: u32) -> Bitmap {
    let mut out = Bitmap::white(width, label.height());
    for y in 0..label.height() {
        (0..width).filter(|x| label.is_black(*x, y)).for_each(|x| out.set(x, y, true));
    }
    out
}

/// Jobs in a watched folder, in the order they came.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).expect("the folder").flatten().map(|e| e.path()).collect();
    found.sort();
    found.iter().map(|path| std::fs::read(path).expect("a job")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_jam_at_the_tenth_the_rest_comes_again_with_its_reason() {
    let floor = Floor::with(20).await;
    let printer = Printer::start().expect("a port");
    let port = format!("127.0.0.1:{}", printer.port);
    floor
        .desk
        .must(&["print", "printers", "add", "TSC", "--tcp", &port, "--language", "tspl", "--prints", "labels"])
        .await;
    let started = floor.desk.run(&["print", "start", "--batch", &floor.batch, "--stop-after", "12"]).await;
    assert_eq!((started.code, &started.json["head"]["state"]), (1, &json!("paused")), "it waits for a person");
    let plan = planned(&started.json);
    let came = labels_of(&printer, 12, read_tspl);
    assert_eq!(came.iter().map(scanned).collect::<Vec<_>>(), plan[..12], "twelve, and not one more");

    let run = started.json["head"]["run"].to_string();
    let stopped = floor.desk.must(&["print", "stopped-at", &run, "--place", "9", "--reason", "jam"]).await;
    let waiting = plan.len() - 12;
    assert_eq!(stopped, json!({ "position": 9, "confirmed": 9, "spoiled": 3, "waiting": waiting }));
    let rest = floor.desk.must(&["print", "go-on", &run, "--key", "on"]).await;
    let came = labels_of(&printer, plan.len() - 9, read_tspl);
    assert_eq!(came.iter().map(scanned).collect::<Vec<_>>(), plan[9..], "from the tenth, each once");
    for (row, place) in rest["labels"].as_array().expect("labels").iter().zip(10_usize..) {
        let (copy, reason) = if place <= 12 { (json!(2), json!("jam")) } else { (json!(1), Value::Null) };
        assert_eq!((&row["position"], &row["copy"], &row["reason"]), (&json!(place), &copy, &reason), "{row}");
    }
    // The same request again, and the finished run: nothing more comes.
    floor.desk.must(&["print", "go-on", &run, "--key", "on"]).await;
    assert_eq!(floor.desk.run(&["print", "go-on", &run]).await.code, 1, "nothing is left to go on with");
    assert_eq!(printer.rest(), 0);

    let again = floor.desk.must(&["ledger", "search", "--again"]).await;
    let rows = again["labels"].as_array().expect("labels");
    let mut ids: Vec<&str> = rows.iter().filter_map(|row| row["trackingId"].as_str()).collect();
    ids.sort_by_key(|id| plan.iter().position(|one| one == id));
    assert_eq!(ids, plan[9..12], "three second copies");
    assert!(rows.iter().all(|row| row["reason"] == "jam" && row["printer"] == "TSC"), "{again}");
    let spoiled = floor.desk.must(&["ledger", "search", "--state", "spoiled"]).await;
    assert_eq!((&spoiled["all"], &spoiled["labels"][0]["spoiled"]), (&json!(3), &json!("jam")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_cancelled_changed_or_held_since_its_label_came_stays_and_says_why() {
    let market = Market::start(SandboxConfig { orders_existing: 0, label_delay_ms: 200, ..config() }).await;
    let catalogue = market.get("/catalogue").await;
    let mut products = catalogue["products"].as_array().expect("products").iter();
    let sku = &products.find(|one| one["serialised"] == false && one["boxes"] == 1).expect("plain goods")["sku"];
    let three = market.post("/orders", json!({ "count": 5, "sku": sku, "quantity": 3 })).await;
    let floor = Floor::of(market, texts(&three["shipmentIds"])).await;
    let [cancelled, changed, held, ..] = floor.shipments.as_slice() else { panic!("five parcels") };
    let truth = floor.market.get(&format!("/truth/{changed}")).await;
    let item = &truth["items"][0]["orderItemId"];
    floor.market.post("/buyer_cancel", json!({ "shipmentId": cancelled })).await;
    let one_less = json!({ "shipmentId": changed, "orderItemId": item, "quantity": 1 });
    floor.market.post("/buyer_cancel", one_less).await;
    floor.market.post("/hold", json!({ "shipmentId": held })).await;
    floor.desk.must(&["sync", "--full"]).await;

    let why: BTreeMap<&str, &str> =
        [(cancelled, "cancelled"), (changed, "stale"), (held, "onHold")].map(|(id, why)| (id.as_str(), why)).into();
    let told = floor.desk.run(&["labels", "check", "--batch", &floor.batch]).await;
    let reasons: BTreeMap<&str, &str> = told.json["labels"]
        .as_array()
        .expect("labels")
        .iter()
        .filter_map(|label| Some((label["shipmentId"].as_str()?, label["whyNot"].as_str()?)))
        .collect();
    assert_eq!((told.code, &reasons), (1, &why), "{}", told.json);

    let folder = floor.desk.path("watched");
    let at = folder.to_str().expect("a path");
    floor
        .desk
        .must(&["print", "printers", "add", "Watched", "--folder", at, "--language", "zpl", "--prints", "labels"])
        .await;
    let run = floor.desk.run(&["print", "start", "--batch", &floor.batch]).await;
    assert_eq!(run.code, 1, "not everything went: {}", run.words);
    for (id, why) in [(cancelled, "CANCELLED"), (changed, "LABEL_STALE"), (held, "ON_HOLD")] {
        assert!(run.words.lines().any(|line| line.contains(id.as_str()) && line.contains(why)), "{why}: {}", run.words);
    }
    let came: Vec<String> =
        files(&folder).iter().flat_map(|file| read_zpl(file)).map(|label| scanned(&label)).collect();
    let truth = floor.truth().await;
    let went: BTreeSet<&String> = came.iter().map(|id| &truth[id].shipment).collect();
    assert_eq!((came.len(), went), (2, floor.shipments[3..].iter().collect()), "the two others went");
}
