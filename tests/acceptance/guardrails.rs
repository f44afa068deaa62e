//! The guardrails against the marketplace's own truth: sellers whose standing is known to the unit, through the program.

use godown_sandbox::{SandboxConfig, Scenario};
use serde_json::{Value, json};

use crate::cli::{Answer, Desk};
use crate::market::Market;

/// Sunday 22 November 2026, 14:47 in India: an hour and a quarter before the cut-off.
pub const AFTERNOON: i64 = 1_795_339_020_000;
/// 16:00 of that day.
const CUT_OFF: i64 = 1_795_343_400_000;

/// A seller of known standing, and a desk that has read the 90 days.
struct Seller {
    market: Market,
    desk: Desk,
}

impl Seller {
    async fn of(scenario: Scenario) -> Self {
        let config =
            SandboxConfig { epoch: Some(AFTERNOON), tells_time: true, label_delay_ms: 500, ..Default::default() };
        let market = Market::start(config.with_scenario(scenario)).await;
        let desk = Desk::at(market.base());
        desk.must(&["sync"]).await;
        Self { market, desk }
    }

    /// The board, whether or not a line is crossed.
    async fn board(&self, args: &[&str]) -> Value {
        self.asked(args).await.json
    }

    async fn asked(&self, args: &[&str]) -> Answer {
        let mut all = vec!["guardrails"];
        all.extend(args);
        let answer = self.desk.run(&all).await;
        let is_crossed = answer.json["headline"]["crossed"].as_array().is_none_or(|lines| !lines.is_empty());
        assert_eq!(answer.code, i32::from(is_crossed), "the exit code tells a crossed line: {}", answer.words);
        answer
    }

    async fn truth(&self) -> Value {
        self.market.get("/truth/guardrails").await
    }

    /// Takes over what Seller Hub alone knows.
    async fn import(&self, report: &str) -> Answer {
        let file = self.desk.path(&format!("{report}.csv"));
        std::fs::write(&file, self.market.text(&format!("/hub/{report}")).await).expect("a file");
        self.desk.run(&["import", file.to_str().expect("a path")]).await
    }

    /// Moves the marketplace's clock and reads what has become of everything.
    async fn wait_until(&self, now: i64) {
        self.market.post("/clock", json!({ "now": now })).await;
        self.desk.must(&["sync"]).await;
    }

    /// Shipments of one unit that wait to be packed, soonest first.
    async fn waiting(&self) -> Vec<String> {
        let queue = self.desk.must(&["queue", "to-pack"]).await;
        let rows = queue["shipments"].as_array().expect("shipments").iter().filter(|row| row["units"] == 1);
        rows.map(|row| row["shipmentId"].as_str().expect("an id").to_owned()).collect()
    }
}

/// The value of a metric over so many days: count, of.
pub fn value(board: &Value, metric: &str, days: u64) -> (i64, i64) {
    let card = board["cards"].as_array().expect("cards").iter().find(|card| card["metric"] == metric).expect("a card");
    let mut windows = card["windows"].as_array().expect("windows").iter();
    let of_days = windows.find(|value| value["window"]["days"] == days).expect("that window");
    (number(&of_days["count"]), number(&of_days["of"]))
}

/// A line by its name.
fn line<'a>(board: &'a Value, id: &str) -> &'a Value {
    let mut lines =
        board["cards"].as_array().expect("cards").iter().flat_map(|card| card["lines"].as_array().expect("lines"));
    lines.find(|line| line["line"]["id"] == id).unwrap_or_else(|| panic!("no line {id}"))
}

fn crossed(board: &Value) -> Vec<&str> {
    let lines = board["headline"]["crossed"].as_array().expect("lines").iter();
    lines.map(|line| line["line"]["id"].as_str().expect("an id")).collect()
}

pub fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no whole number"))
}

/// What every line counts, by its name.
fn counts(board: &Value) -> Vec<(String, i64, i64)> {
    let cards = board["cards"].as_array().expect("cards").iter();
    // Where parcels go has no history: near and far are judged by all that is known today.
    let cards = cards.filter(|card| card["metric"] != "regional-use");
    let lines = cards.flat_map(|card| card["lines"].as_array().expect("lines"));
    let mut counts: Vec<_> = lines
        .map(|line| {
            (line["line"]["id"].as_str().expect("an id").to_owned(), number(&line["count"]), number(&line["of"]))
        })
        .collect();
    counts.sort();
    counts
}

/// Seller cancellations of the account and of every warehouse are the marketplace's own, to the unit.
async fn assert_cancellations(seller: &Seller) {
    let truth = seller.truth().await;
    let account = seller.board(&[]).await;
    assert_eq!(
        (&account["daysCovered"], &account["pending"]),
        (&json!(90), &json!(0)),
        "all of it is read and counted"
    );
    let windows = truth["windows"].as_array().expect("windows");
    let told = |counts: &Value| (number(&counts["unitsCancelledBySeller"]), number(&counts["unitsApproved"]));
    for window in windows {
        let days = window["days"].as_u64().expect("days");
        assert_eq!(
            value(&account, "seller-cancellation", days),
            told(&window["account"]),
            "{days} days of the account"
        );
    }
    for (nth, place) in windows[0]["locations"].as_array().expect("warehouses").iter().enumerate() {
        let id = place["locationId"].as_str().expect("an id");
        let board = seller.board(&["--location", id]).await;
        for window in windows {
            let days = window["days"].as_u64().expect("days");
            let here = &window["locations"][nth];
            assert_eq!(here["locationId"], id, "the same order in every window");
            assert_eq!(value(&board, "seller-cancellation", days), told(&here["counts"]), "{days} days of {id}");
        }
    }
}

/// Late units are the marketplace's own once its report of them is known.
async fn assert_breaches(seller: &Seller, when: &str) {
    let (truth, board) = (seller.truth().await, seller.board(&[]).await);
    for window in truth["windows"].as_array().expect("windows") {
        let days = window["days"].as_u64().expect("days");
        let (count, of) = value(&board, "rtd-breach", days);
        let (late, due) = (number(&window["account"]["unitsBreached"]), number(&window["account"]["unitsDue"]));
        assert_eq!(count, late, "{when}: late units of {days} days");
        // What was cancelled after its dispatch-by without ever being ready was due to us and is not to them.
        let cancelled: i64 = ["unitsCancelledBySeller", "unitsCancelledByBuyer", "unitsCancelledByMarketplace"]
            .iter()
            .map(|name| number(&window["account"][name]))
            .sum();
        assert!((due..=due + cancelled).contains(&of), "{when}: {of} due in {days} days, truly {due}");
    }
}

/// Says what cancelling these would cost, cancels them, and compares.
async fn cancel_as_foretold(seller: &Seller, ids: &[String]) -> Answer {
    let mut ask = vec!["what-if", "cancel"];
    ask.extend(ids.iter().map(String::as_str));
    let foretold = seller.desk.run(&ask).await;
    assert_eq!(foretold.json["units"], ids.len(), "each is one unit: {}", foretold.words);
    let mut cancel = vec!["cancel", "--reason", "not_enough_inventory"];
    cancel.extend(ids.iter().map(String::as_str));
    seller.desk.must(&cancel).await;
    let board = seller.board(&[]).await;
    for change in foretold.json["lines"].as_array().expect("lines") {
        let id = change["before"]["line"]["id"].as_str().expect("an id");
        let now = line(&board, id);
        for (then, now) in
            [("countAfter", "count"), ("ofAfter", "of"), ("roomAfter", "room"), ("standingAfter", "standing")]
                .map(|(then, name)| (&change[then], &now[name]))
        {
            assert_eq!(then, now, "{id} after cancelling {} of them", ids.len());
        }
    }
    foretold
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gold_is_lost_at_four_when_nobody_packs() {
    let seller = Seller::of(Scenario::GoldAtRisk).await;
    assert_cancellations(&seller).await;
    let unseen = seller.board(&[]).await;
    assert_eq!(line(&unseen, "gold-rtd")["standing"], "unsure", "nobody here saw when the past was ready");
    let imported = seller.import("rts-breaches").await;
    assert_eq!((imported.code, imported.json["report"].as_str()), (0, Some("rts-breaches")), "{}", imported.words);
    assert_breaches(&seller, "before the cut-off").await;

    let before = seller.board(&[]).await;
    assert_eq!(before["headline"]["tier"], "gold");
    let cohort =
        before["cohorts"].as_array().expect("cohorts").iter().find(|one| one["due"] == CUT_OFF).expect("16:00");
    let change = |id: &str| {
        let mut changes = cohort["forecast"]["linesAfter"].as_array().expect("lines").iter();
        changes.find(|change| change["before"]["line"]["id"] == id).expect("that line")
    };
    assert_eq!(change("gold-rtd")["crosses"], true, "what will be lost is said before: {}", cohort["forecast"]);
    let open = number(&cohort["shipments"]) - number(&cohort["done"]);
    assert_eq!(open, 36);
    let todo: Vec<&Value> =
        before["todo"].as_array().expect("todo").iter().filter(|one| one["due"] == CUT_OFF).collect();
    let named: i64 = todo.iter().filter(|one| one["act"] != "addPackers").map(|one| number(&one["shipments"])).sum();
    assert_eq!(named, open, "what saves it is named, to the last shipment: {todo:?}");
    let ids: Vec<String> = todo.iter().flat_map(|one| crate::market::texts(&one["ids"])).collect();
    let mut neglect = vec!["what-if", "not-dispatch"];
    neglect.extend(ids.iter().map(String::as_str));
    let foretold = seller.desk.run(&neglect).await;
    assert_eq!((foretold.code, &foretold.json["shipments"]), (1, &json!(36)), "{}", foretold.words);

    seller.wait_until(CUT_OFF + 60_000).await;
    assert_breaches(&seller, "after the cut-off").await;
    let after = seller.board(&[]).await;
    let cohort = after["cohorts"].as_array().expect("cohorts").iter().find(|one| one["due"] == CUT_OFF).expect("16:00");
    assert_eq!(cohort["late"], 36);
    assert!(crossed(&after).contains(&"gold-rtd"), "{:?}", crossed(&after));
    assert_ne!(after["headline"]["tier"], "gold");
    let late = number(&line(&after, "gold-rtd")["count"]);
    assert_eq!(late, number(&change("gold-rtd")["countAfter"]), "as the forecast had it");
    let mut costs = foretold.json["lines"].as_array().expect("lines").iter();
    let cost = costs.find(|cost| cost["before"]["line"]["id"] == "gold-rtd").expect("Gold");
    assert_eq!(late, number(&cost["countAfter"]), "as not dispatching them was said to cost");

    // The afternoon as it was.
    let at = godown_domain::At(number(&before["at"])).to_wire();
    let rewound = seller.board(&["--as-of", &at]).await;
    assert_eq!(rewound["isRewound"], true);
    assert_eq!(counts(&rewound), counts(&before), "as of {at}");
    assert_eq!(rewound["headline"]["tier"], "gold");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gold_is_kept_when_the_cut_off_is_packed_in_time() {
    let seller = Seller::of(Scenario::GoldAtRisk).await;
    seller.import("rts-breaches").await;
    let board = seller.board(&[]).await;
    let ids = |act: &str| -> Vec<String> {
        let todo = board["todo"].as_array().expect("todo").iter();
        let these = todo.filter(|one| one["due"] == CUT_OFF && one["act"] == act);
        these.flat_map(|one| crate::market::texts(&one["ids"])).collect()
    };
    let (to_pack, packed) = (ids("pack"), [ids("print"), ids("dispatch")].concat());
    assert_eq!((to_pack.len() + packed.len(), ids("enter").len()), (36, 0), "{}", board["todo"]);
    let numbers = serial_numbers(&seller, &to_pack).await;
    let mut pack = vec!["pack", "--wait"];
    pack.extend(to_pack.iter().map(String::as_str));
    pack.extend(numbers.iter().flat_map(|number| ["--serial", number.as_str()]));
    let batch = seller.desk.must(&pack).await["batch"].to_string();
    seller.desk.must(&["batch", &batch, "--wait", "labels-ready"]).await;
    let mut ready = vec!["rtd"];
    ready.extend(to_pack.iter().chain(&packed).map(String::as_str));
    seller.desk.must(&ready).await;
    let done = seller.board(&[]).await;
    let cohort = done["cohorts"].as_array().expect("cohorts").iter().find(|one| one["due"] == CUT_OFF).expect("16:00");
    assert_eq!(cohort["done"], cohort["shipments"], "nothing is left open");

    seller.wait_until(CUT_OFF + 60_000).await;
    assert_breaches(&seller, "after the cut-off").await;
    let after = seller.board(&[]).await;
    assert!(!crossed(&after).contains(&"gold-rtd"), "{:?}", crossed(&after));
    assert_eq!(after["headline"]["tier"], "gold");
}

/// `ITEM=NUMBER` for every unit among these that is sold by number.
async fn serial_numbers(seller: &Seller, ids: &[String]) -> Vec<String> {
    let mut numbers = vec![];
    for one in seller.market.truth().await.iter().filter(|one| ids.iter().any(|id| one["shipmentId"] == *id)) {
        for item in one["items"].as_array().expect("items").iter().filter(|item| item["serialised"] == true) {
            for _ in 0..item["liveQuantity"].as_u64().expect("units") {
                let item = item["orderItemId"].as_str().expect("an id");
                numbers.push(format!("{item}=35{:013}", numbers.len()));
            }
        }
    }
    numbers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_cancellation_is_fatal_for_a_small_seller() {
    let seller = Seller::of(Scenario::SmallSeller).await;
    assert_cancellations(&seller).await;
    let before = seller.asked(&[]).await.json;
    assert_eq!(line(&before, "gold-cancellation")["room"], 0);
    let week = line(&before, "suspension-a-cancellation");
    assert_eq!((&week["standing"], &week["judgedFrom"]), (&json!("tooFew"), &json!(401)), "in a week too few to judge");

    let one = seller.waiting().await.swap_remove(0);
    let foretold = cancel_as_foretold(&seller, std::slice::from_ref(&one)).await;
    assert_eq!(foretold.code, 1, "a script is told that a line would be crossed");
    let lines = foretold.json["lines"].as_array().expect("lines").iter();
    let crossing: Vec<&Value> =
        lines.filter(|line| line["crosses"] == true).map(|line| &line["before"]["line"]["id"]).collect();
    assert!(crossing.contains(&&json!("gold-cancellation")), "{crossing:?}");
    let gold = foretold.json["lines"].as_array().expect("lines").iter();
    let gold =
        gold.filter(|line| line["before"]["line"]["id"] == "gold-cancellation").map(|line| number(&line["forgiven"]));
    let today = number(&before["today"]);
    assert!(
        gold.clone().all(|day| day > today + 80 && day <= today + 90),
        "said when it is forgiven: {today} {gold:?}"
    );
    assert_cancellations(&seller).await;
    let after = seller.board(&[]).await;
    assert!(crossed(&after).contains(&"gold-cancellation"));

    let at = godown_domain::At(number(&before["at"])).to_wire();
    assert_eq!(counts(&seller.board(&["--as-of", &at]).await), counts(&before), "the board as it was at {at}");
    let bad = seller.desk.run(&["guardrails", "--as-of", "yesterday"]).await;
    assert_eq!(bad.code, 2, "{}", bad.words);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gold_and_over_the_suspension_line_at_once() {
    let seller = Seller::of(Scenario::GoldAndSuspended).await;
    assert_cancellations(&seller).await;
    seller.import("rts-breaches").await;
    assert_breaches(&seller, "with the report").await;
    let board = seller.board(&[]).await;
    assert_eq!(board["headline"]["tier"], "gold", "suspension lines never enter the tier");
    assert!(crossed(&board).contains(&"suspension-a-rtd"), "{:?}", crossed(&board));

    // Room k: k cancellations stay inside, k + 1 cross.
    let room = usize::try_from(number(&line(&board, "gold-cancellation")["room"])).expect("inside");
    let waiting = seller.waiting().await;
    assert!(room > 0 && waiting.len() > room, "{room} of {}", waiting.len());
    let crosses = |answer: &Answer| {
        let mut lines = answer.json["lines"].as_array().expect("lines").iter();
        lines.find(|line| line["before"]["line"]["id"] == "gold-cancellation").expect("Gold")["crosses"] == true
    };
    let mut over = vec!["what-if", "cancel"];
    over.extend(waiting.iter().take(room + 1).map(String::as_str));
    assert!(crosses(&seller.desk.run(&over).await), "one more than the room");
    let foretold = cancel_as_foretold(&seller, &waiting[..room]).await;
    assert!(!crosses(&foretold), "as many as the room");
    assert_eq!(line(&seller.board(&[]).await, "gold-cancellation")["room"], 0);
    assert_cancellations(&seller).await;
}
