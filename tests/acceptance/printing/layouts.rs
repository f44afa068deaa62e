//! Whose label a page holds and where it lies on it: what the marketplace moves, what a person drew, what the books confuse.

use std::collections::BTreeMap;

use godown_store::document;
use serde_json::{Value, json};

use super::floor::{Floor, states};

/// How far tomorrow's pages are moved to the right and up, points.
const MOVED: (f64, f64) = (17.0, -17.0);

impl Floor {
    async fn preview(&self, label: &Value, frame: Value) -> Value {
        let layout = serde_json::to_value(godown_domain::print::LabelLayout::default()).expect("a layout");
        let ask = json!({
            "document": label["document"], "page": label["page"], "layout": layout, "dpi": 203, "frame": frame,
            "width": 300,
        });
        self.call("label_preview", ask).await
    }
}

fn labels(check: &Value) -> Vec<Value> {
    check["labels"].as_array().expect("labels").clone()
}

/// One label of every courier.
fn by_courier(check: &Value) -> BTreeMap<String, Value> {
    let courier = |label: &Value| label["courier"].as_str().expect("a courier").to_owned();
    labels(check).into_iter().map(|label| (courier(&label), label)).collect()
}

fn side(preview: &Value, name: &str) -> f64 {
    preview["frame"][name].as_f64().expect("points")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_laid_out_anew_hold_their_labels_until_somebody_agrees() {
    let mut floor = Floor::with(12).await;
    let yesterday = by_courier(&floor.check().await);
    floor.market.post("/faults", json!({ "labels_moved": true })).await;
    floor.next_day(12).await;

    let check = floor.check().await;
    let today = labels(&check);
    let known = |label: &Value| yesterday.contains_key(label["courier"].as_str().expect("a courier"));
    let held: Vec<&Value> = today.iter().filter(|label| known(label)).collect();
    assert!(!held.is_empty(), "a courier of yesterday has parcels today");
    for label in &today {
        let why = if known(label) { json!("shapeChanged") } else { Value::Null };
        assert_eq!(label["whyNot"], why, "{label}");
    }
    assert_eq!(check["needsLook"], json!(held.len()));

    // Nothing of it is printed by a click that says nobody looked.
    let begun = floor.call("print_start", floor.order("unseen", json!({}))).await;
    assert_eq!(begun["labels"], json!(today.len() - held.len()));
    let stays = begun["stays"].as_array().expect("labels that stay");
    assert!(stays.len() == held.len() && stays.iter().all(|one| one["whyNot"] == "shapeChanged"), "{begun}");
    if begun["run"].is_number() {
        floor.settled(&begun["run"]).await;
    }
    let printed = floor.on_paper().len();
    assert_eq!(printed, today.len() - held.len());

    // The warning shows a page, what moved, and where the label is now; the bars read there.
    let changes = check["changed"].as_array().expect("changes").clone();
    assert!(!changes.is_empty());
    for change in &changes {
        let was = floor.preview(&yesterday[change["courier"].as_str().expect("a courier")], Value::Null).await;
        let now = floor.preview(change, Value::Null).await;
        assert_eq!((&now["courier"], &now["reads"], &now["check"]), (&change["courier"], &json!(true), &json!(false)));
        for (name, by) in [("x0", MOVED.0), ("x1", MOVED.0), ("y0", MOVED.1), ("y1", MOVED.1)] {
            let moved = side(&now, name) - side(&was, name);
            assert!((moved - by).abs() < 0.5, "{name} moved by {moved}: {change}");
        }
        let words = change["words"].as_str().expect("words");
        assert!(words.contains("right") && words.contains("lower"), "{words}");
        floor.call("label_shape_agree", json!({ "courier": change["courier"] })).await;
    }

    // Agreed: they go like any other, and are cropped where they are now.
    let check = floor.check().await;
    assert_eq!((&check["changed"], &check["needsLook"]), (&json!([]), &json!(0)));
    let page = floor.print("seen", json!({})).await;
    assert_eq!(states(&page), vec!["spooled"; held.len()]);
    let paper = floor.on_paper();
    assert!(paper.len() == today.len() && paper.values().all(|times| *times == 1), "{paper:?}");
    floor.next_day(6).await;
    assert_eq!(floor.check().await["needsLook"], json!(0), "tomorrow's layout is yesterday's by now");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_frame_a_person_drew_for_a_courier_is_what_is_printed() {
    let floor = Floor::with(6).await;
    let check = floor.check().await;
    let (courier, label) = by_courier(&check).into_iter().next().expect("a courier");
    let found = floor.preview(&label, Value::Null).await;
    let of = |name: &str| side(&found, name);
    let put = async |frame: Value| floor.call("label_crop_put", json!({ "courier": courier, "frame": frame })).await;

    // Drawn as the editor shows it before it is kept, and kept.
    let corner = json!({ "x0": of("x0"), "y0": of("y0"), "x1": of("x0") + 60.0, "y1": of("y0") + 60.0 });
    let tried = floor.preview(&label, corner.clone()).await;
    assert_eq!((&tried["frame"], &tried["reads"]), (&corner, &json!(false)), "no bars in that corner");
    assert_eq!(floor.preview(&label, Value::Null).await["frame"], found["frame"], "trying keeps nothing");
    put(corner.clone()).await;
    assert_eq!(floor.preview(&label, Value::Null).await["frame"], corner);

    // That corner is what would be printed, so nothing of this courier is: it would not scan.
    let page = floor.print("corner", json!({})).await;
    let mut others = 0;
    for row in page["labels"].as_array().expect("labels") {
        let ours = row["courier"] == json!(courier);
        others += usize::from(!ours);
        let as_it_should = if ours { (json!("failed"), json!("heldBack")) } else { (json!("spooled"), Value::Null) };
        assert_eq!((row["state"].clone(), row["whyNot"].clone()), as_it_should, "{row}");
        assert_eq!(row["picture"].is_number(), ours, "with a picture of why");
    }
    assert_eq!(floor.on_paper().len(), others);

    // A frame with room around the label, and they all go.
    let wide = json!({ "x0": of("x0") - 8.0, "y0": of("y0") - 8.0, "x1": of("x1") + 8.0, "y1": of("y1") + 8.0 });
    put(wide.clone()).await;
    let crops = floor.call("label_crops", json!({})).await;
    assert_eq!((&crops["crops"][0]["courier"], &crops["crops"][0]["frame"]), (&json!(courier), &wide));
    let page = floor.print("wide", json!({})).await;
    assert!(states(&page).iter().all(|state| *state == "spooled"), "{page}");
    assert_eq!(floor.on_paper().len(), labels(&check).len());
    put(Value::Null).await;
    assert_eq!(floor.preview(&label, Value::Null).await["frame"], found["frame"], "the anchors count again");
}

/// Lets the books say that the first of these labels lies on the page of the second and so on, the last on that of the first.
fn confuse(store: &godown_store::Store, labels: &[Value]) {
    let number = |label: &Value, name: &str| u32::try_from(label[name].as_u64().expect("a number")).expect("small");
    let places: Vec<(u32, u32)> =
        labels.iter().map(|label| (number(label, "document"), number(label, "page") + 1)).collect();
    let mut documents: BTreeMap<u32, Vec<document::Page>> = BTreeMap::new();
    for (number, _) in &places {
        documents.insert(*number, store.read(|conn| document::pages(conn, *number)).expect("pages"));
    }
    let found = |(number, page): &(u32, u32)| {
        let pages = documents[number].iter();
        pages.clone().find(|one| one.page == *page).expect("a page").clone()
    };
    let owners: Vec<document::Page> = places.iter().map(found).collect();
    for (place, (number, page)) in places.iter().enumerate() {
        let owner = &owners[(place + 1) % owners.len()];
        for one in documents.get_mut(number).expect("pages").iter_mut().filter(|one| one.page == *page) {
            one.shipment_id.clone_from(&owner.shipment_id);
            one.tracking_id.clone_from(&owner.tracking_id);
        }
    }
    let kept =
        store.write(|tx| documents.iter().try_for_each(|(number, pages)| document::set_pages(tx, *number, pages)));
    kept.expect("it is kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_does_not_carry_the_parcels_number_is_refused_just_before_printing() {
    let floor = Floor::with(5).await;
    let before = labels(&floor.check().await);
    let wrong = [before[0].clone(), before[2].clone()];
    floor.tampered(|store| confuse(store, &wrong)).await;
    let page = floor.print("a", json!({})).await;
    for row in page["labels"].as_array().expect("labels") {
        let is_wrong = wrong.iter().any(|label| label["trackingId"] == row["trackingId"]);
        assert_eq!(row["state"], if is_wrong { "failed" } else { "spooled" }, "{row}");
        if is_wrong {
            let words = row["message"].as_str().expect("words");
            assert_eq!(row["whyNot"], "heldBack");
            assert!(words.contains("does not carry the tracking id"), "{words}");
        }
    }
    let paper = floor.on_paper();
    assert_eq!(paper.len(), before.len() - 2);
    assert!(wrong.iter().all(|label| !paper.contains_key(label["trackingId"].as_str().expect("an id"))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_does_not_carry_the_parcels_number_is_in_no_print_file() {
    let floor = Floor::with(5).await;
    let before = labels(&floor.check().await);
    let wrong = [before[1].clone(), before[3].clone()];
    floor.tampered(|store| confuse(store, &wrong)).await;
    let made = floor.call("print_file_make", json!({ "batch": floor.batch })).await;
    assert_eq!(made["labels"], before.len() - 2, "{made}");
    let mut left: Vec<&Value> =
        made["missing"].as_array().expect("rows").iter().map(|row| &row["shipmentId"]).collect();
    left.sort_by_key(|id| id.to_string());
    let mut expected: Vec<&Value> = wrong.iter().map(|label| &label["shipmentId"]).collect();
    expected.sort_by_key(|id| id.to_string());
    assert_eq!(left, expected);
    floor.call("print_file_printed", json!({ "batch": floor.batch })).await;
    let printed = labels(&floor.check().await).iter().filter(|label| label["copies"] == 1).count();
    assert_eq!(printed, before.len() - 2, "what is not in the file is on no paper");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_job_is_made_while_one_goes_out_and_no_further_one() {
    // A printer out of paper: it takes the line and no byte.
    let roll = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = roll.local_addr().expect("an address").port();
    let floor = Floor::with(12).await;
    let all = labels(&floor.check().await);
    floor.tampered(|store| confuse(store, &all[5..12])).await;
    let mut printer = floor.folder_printer("tspl");
    (printer["name"], printer["route"]) = (json!("Roll"), json!({ "kind": "tcp", "host": "127.0.0.1", "port": port }));
    // So long that no line holds five of them.
    printer["layout"]["paper"] = json!({ "kind": "custom", "width": 1_016, "height": 10_000 });
    let printer = floor.call("printer_put", printer).await["printer"].clone();
    let begun = floor.call("print_start", floor.order("a", json!({ "printer": printer }))).await;
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(90);
    let page = loop {
        let page = floor.call("print_run", json!({ "run": begun["run"] })).await;
        if states(&page).contains(&"failed") {
            break page;
        }
        assert!(tokio::time::Instant::now() < deadline, "{:?}", states(&page));
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    // The second five were made, and are no labels of these parcels; nothing of the third five was touched.
    let expected = [vec!["sending"; 5], vec!["failed"; 5], vec!["queued"; all.len() - 10]].concat();
    assert_eq!(states(&page), expected);
    std::thread::spawn(move || {
        for mut line in roll.incoming().flatten() {
            let _ = std::io::copy(&mut line, &mut std::io::sink());
        }
    });
    let page = floor.settled(&begun["run"]).await;
    assert_eq!(states(&page)[..5], ["spooled"; 5], "what went is there");
}
