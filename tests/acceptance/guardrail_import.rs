//! Seller Hub's reports of the same world: what only they know is taken over once, and the rest is compared.

use godown_sandbox::SandboxConfig;
use serde_json::{Value, json};

use crate::cli::{Answer, Desk};
use crate::guardrails::{AFTERNOON, number, value};
use crate::market::Market;

async fn seller() -> (Market, Desk) {
    let mut config = SandboxConfig {
        orders_existing: 700,
        orders_per_minute: 0.0,
        calm: true,
        epoch: Some(AFTERNOON),
        tells_time: true,
        history_days: Some(20),
        seed: 5,
        ..SandboxConfig::default()
    };
    config.rates.reattempt_bp = 800;
    config.rates.return_bp = 1_500;
    config.rates.rtd_breach_bp = 300;
    config.rates.seller_cancel_bp = 150;
    let market = Market::start(config).await;
    let desk = Desk::at(market.base());
    desk.must(&["sync"]).await;
    (market, desk)
}

async fn save(market: &Market, desk: &Desk, report: &str) -> String {
    let file = desk.path(&format!("{report}.csv"));
    std::fs::write(&file, market.text(&format!("/hub/{report}")).await).expect("a file");
    file.to_str().expect("a path").to_owned()
}

fn causes(answer: &Answer) -> Vec<&Value> {
    answer.json["diffs"].as_array().expect("differences").iter().map(|diff| &diff["cause"]).collect()
}

async fn board(desk: &Desk) -> Value {
    desk.run(&["guardrails"]).await.json
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repeated_pickups_are_taken_from_the_report_once() {
    let (market, desk) = seller().await;
    let truth = market.get("/truth/guardrails?days=90").await["windows"][0]["account"].clone();
    let repeated = number(&truth["pickupsRepeated"]);
    assert!(repeated > 10, "{truth}");
    assert_eq!(value(&board(&desk).await, "reattempt", 90).0, 0, "the marketplace's own interface never tells them");

    let file = save(&market, &desk, "pickup-reattempts").await;
    let first = desk.run(&["import", &file]).await;
    assert_eq!((first.code, &first.json["report"]), (0, &json!("pickup-reattempts")), "{}", first.words);
    assert_eq!((number(&first.json["rows"]), number(&first.json["matched"])), (repeated, repeated));
    assert_eq!(number(&first.json["facts"]), repeated);
    let (count, of) = value(&board(&desk).await, "reattempt", 90);
    assert_eq!((count, of), (repeated, number(&truth["pickupsAttempted"])), "as the marketplace counts");
    assert_eq!(first.json["diffCount"], 0, "what was taken is no difference: {}", first.words);

    let again = desk.run(&["import", &file]).await;
    assert_eq!((&again.json["already"], &again.json["facts"]), (&json!(true), &json!(0)), "the same file");
    let text = std::fs::read_to_string(&file).expect("the report");
    let (head, rows) = text.split_once("\r\n").expect("a head");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    let turned = desk.path("pickup-reattempts-later.csv");
    std::fs::write(&turned, format!("{head}\r\n{}\r\n", rows.join("\r\n"))).expect("a file");
    let later = desk.run(&["import", turned.to_str().expect("a path")]).await;
    assert_eq!(
        (&later.json["already"], &later.json["facts"]),
        (&json!(false), &json!(0)),
        "the same rows in another file"
    );
    assert_eq!(value(&board(&desk).await, "reattempt", 90).0, repeated, "nothing counts twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_differs_is_listed_with_its_cause_and_readings_are_proposed() {
    let (market, desk) = seller().await;
    let truth = market.get("/truth/guardrails?days=90").await["windows"][0]["account"].clone();

    // Breaches of a past nobody here saw: settled by the report.
    let breaches = save(&market, &desk, "rts-breaches").await;
    let answer = desk.run(&["import", &breaches]).await;
    assert_eq!((answer.code, &answer.json["report"]), (0, &json!("rts-breaches")), "{}", answer.words);
    assert_eq!(answer.json["matched"], answer.json["rows"]);
    assert!(number(&answer.json["facts"]) > 0 && causes(&answer).is_empty(), "{}", answer.words);
    assert_eq!(value(&board(&desk).await, "rtd-breach", 90).0, number(&truth["unitsBreached"]));

    // A row of another seller, one whose quantity is no number, and one without any id.
    let text = std::fs::read_to_string(&breaches).expect("the report");
    let (head, rows) = text.split_once("\r\n").expect("a head");
    let row = rows.lines().next().expect("a row");
    let cells: Vec<&str> = row.split(',').collect();
    let with = |changes: &[(usize, &str)]| {
        let mut cells = cells.clone();
        for (at, cell) in changes {
            cells[*at] = cell;
        }
        cells.join(",")
    };
    let stranger =
        with(&[(0, "OD999999999999999999"), (1, "999999999999999999"), (2, "00000000-0000-4000-8000-000000000000")]);
    let (unclear, nameless) = (with(&[(4, "two")]), with(&[(0, ""), (1, ""), (2, "")]));
    let odd = desk.path("odd.csv");
    std::fs::write(&odd, [head, &stranger, &unclear, &nameless].join("\r\n")).expect("a file");
    let answer = desk.run(&["import", odd.to_str().expect("a path")]).await;
    assert_eq!(answer.code, 1, "something could not be read: {}", answer.words);
    assert!(causes(&answer).contains(&&json!("neverSeen")), "{}", answer.words);
    let unreadable: Vec<&Value> =
        answer.json["unreadable"].as_array().expect("rows").iter().map(|row| &row[0]).collect();
    assert_eq!(unreadable, [&json!(2), &json!(3)], "by row, with the reason: {}", answer.words);

    // Orders: the official number is explained by the reading in force.
    let orders = save(&market, &desk, "orders").await;
    let answer = desk.run(&["import", &orders]).await;
    assert_eq!((answer.code, &answer.json["report"]), (0, &json!("orders")), "{}", answer.words);
    assert_eq!((answer.json["matched"].as_i64(), &answer.json["diffCount"]), (answer.json["rows"].as_i64(), &json!(0)));
    let best = &answer.json["readings"][0];
    assert_eq!(
        (&best["basis"], &best["cancellationDay"]),
        (&json!("units"), &json!("approval")),
        "{}",
        answer.json["readings"]
    );
    assert_eq!((&best["isCurrent"], &best["ours"]), (&json!(true), &best["theirs"]));
    assert_eq!(number(&best["theirs"]), number(&truth["unitsCancelledBySeller"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn returns_of_the_report_are_those_of_the_marketplace() {
    let (market, desk) = seller().await;
    let truth = market.get("/truth/guardrails?days=90").await["windows"][0]["account"].clone();
    let told = (number(&truth["unitsReturnedByCustomer"]), number(&truth["unitsDelivered"]));
    assert!(told.0 > 20, "{truth}");
    assert_eq!(value(&board(&desk).await, "customer-return", 90), told, "before any report");
    let file = save(&market, &desk, "returns").await;
    let answer = desk.run(&["import", &file]).await;
    assert_eq!((answer.code, &answer.json["report"]), (0, &json!("returns")), "{}", answer.words);
    assert_eq!(
        (&answer.json["matched"], &answer.json["diffCount"]),
        (&answer.json["rows"], &json!(0)),
        "{}",
        answer.words
    );
    assert_eq!(value(&board(&desk).await, "customer-return", 90), told, "nothing counts twice");
}

/// The report as Seller Hub would give it as a workbook: ids and times as text, small counts as numbers.
async fn save_as_workbook(market: &Market, desk: &Desk, report: &str) -> String {
    let text = market.text(&format!("/hub/{report}")).await;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, record) in (0..).zip(reader.records()) {
        for (column, cell) in (0..).zip(record.expect("a row").iter()) {
            match cell.parse::<u32>() {
                Ok(number) if cell.len() < 4 => sheet.write_number(row, column, number),
                _ => sheet.write_string(row, column, cell),
            }
            .expect("a cell");
        }
    }
    let file = desk.path(&format!("{report}.xlsx"));
    book.save(&file).expect("a workbook");
    file.to_str().expect("a path").to_owned()
}

/// Every line's count, total and what is estimated of them.
fn lines(board: &Value) -> Vec<(Value, Value, Value, Value)> {
    let cards = board["cards"].as_array().expect("cards").iter();
    let lines = cards.flat_map(|card| card["lines"].as_array().expect("lines"));
    lines
        .map(|line| (line["line"]["id"].clone(), line["count"].clone(), line["of"].clone(), line["estimated"].clone()))
        .collect()
}

/// What an import says, but for its number, its moment and the file's name.
fn said(answer: &Answer) -> Value {
    assert_eq!(answer.code, 0, "{}", answer.words);
    let mut said = answer.json.clone();
    let fields = said.as_object_mut().expect("an import");
    for own in ["id", "at", "name"] {
        fields.remove(own).expect("a field");
    }
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workbook_is_the_same_report_as_its_text() {
    let (market, by_text) = seller().await;
    let by_workbook = Desk::at(market.base());
    by_workbook.must(&["sync"]).await;
    let before = lines(&board(&by_text).await);
    assert_eq!(lines(&board(&by_workbook).await), before, "two desks of one account");
    for report in ["orders", "rts-breaches", "pickup-reattempts", "returns"] {
        let text = by_text.run(&["import", &save(&market, &by_text, report).await]).await;
        let workbook = by_workbook.run(&["import", &save_as_workbook(&market, &by_workbook, report).await]).await;
        assert_eq!(workbook.json["report"], report, "{}", workbook.words);
        assert!(number(&workbook.json["rows"]) > 5 && workbook.json["matched"] == workbook.json["rows"], "{report}");
        assert_eq!(said(&workbook), said(&text), "{report}");
        let after = lines(&board(&by_workbook).await);
        assert_eq!(after, lines(&board(&by_text).await), "{report}: the same facts");

        let again = by_workbook.run(&["import", &save(&market, &by_workbook, report).await]).await;
        assert_eq!(
            (&again.json["already"], &again.json["facts"], &again.json["diffCount"]),
            (&json!(false), &json!(0), &workbook.json["diffCount"]),
            "{report}: the rows are known, though the file is another"
        );
        assert_eq!(lines(&board(&by_workbook).await), after, "{report}: the text after the workbook changes nothing");
    }
    assert_ne!(lines(&board(&by_workbook).await), before, "and something was learned");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_report_is_refused_in_words() {
    let (market, desk) = seller().await;
    let before = value(&board(&desk).await, "reattempt", 90);
    let refused = |name: &'static str, bytes: Vec<u8>| {
        let file = desk.path(name);
        std::fs::write(&file, bytes).expect("a file");
        let desk = &desk;
        async move {
            let answer = desk.run(&["import", file.to_str().expect("a path")]).await;
            assert_eq!(answer.code, 2, "{name}: {}", answer.words);
            assert!(!answer.words.trim().is_empty() && !answer.words.contains("Error("), "{name}: {}", answer.words);
            assert_eq!(answer.json["error"]["changed"], "no", "{name}");
        }
    };
    refused("prices.csv", b"sku,price\r\nA-1,100\r\n".to_vec()).await;
    refused("label.pdf", b"%PDF-1.7\n%nothing of ours".to_vec()).await;
    refused("empty.csv", vec![]).await;
    refused("listing.xlsx", b"PK\x03\x04 not a workbook".to_vec()).await;
    // A report that only looks like another one by its name is told by its columns.
    let orders = market.text("/hub/orders").await;
    let misnamed = desk.path("pickup-reattempts.csv");
    std::fs::write(&misnamed, orders).expect("a file");
    let answer = desk.run(&["import", misnamed.to_str().expect("a path")]).await;
    assert_eq!(answer.json["report"], "orders", "{}", answer.words);
    assert_eq!(desk.run(&["import", "/nowhere/report.csv"]).await.code, 2);
    assert_eq!(value(&board(&desk).await, "reattempt", 90), before);
}
