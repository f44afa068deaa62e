use std::collections::BTreeSet;

use super::*;
use crate::scripted::{Answer, Asked, Scripted, json};
use crate::{Search, SearchKind};

fn row(n: usize) -> String {
    let minute = At(1_780_000_000_000 + n as i64 * 60_000).to_wire();
    format!(
        r#"{{"shipmentId":"s{n}","orderItems":[{{"orderItemId":"{n}","orderId":"OD{n}","orderDate":"{minute}","status":"APPROVED","quantity":1}}]}}"#
    )
}

fn page(rows: impl IntoIterator<Item = usize>, next: Option<usize>) -> Answer {
    let rows: Vec<String> = rows.into_iter().map(row).collect();
    let token = next.unwrap_or(999);
    json(
        200,
        &format!(
            r#"{{"hasMore":{},"nextPageUrl":"/v3/shipments/filter?next_token={token}","shipments":[{}]}}"#,
            next.is_some(),
            rows.join(",")
        ),
    )
}

/// The offset a request asks for: 0 for a search, the token for a following page.
fn offset(asked: &Asked) -> usize {
    asked.path.split_once("next_token=").and_then(|(_, token)| token.parse().ok()).unwrap_or(0)
}

/// A list of `rows` served by offset, `size` a page.
fn slice(rows: &[usize], from: usize, size: usize) -> Answer {
    let end = (from + size).min(rows.len());
    page(rows[from.min(end)..end].to_vec(), (end < rows.len()).then_some(end))
}

fn everything() -> Search {
    Search::new(SearchKind::all_pre_dispatch())
}

async fn ids(walk: &mut Walk) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(page) = walk.next().await.unwrap() {
        all.extend(page.iter().filter_map(Read::id).map(str::to_owned));
    }
    all
}

#[tokio::test]
async fn forty_five_shipments_are_three_pages_by_get_under_sellers() {
    let rows: Vec<usize> = (0..45).collect();
    let market = Scripted::start(move |_, asked| slice(&rows, offset(asked), 20)).await;
    assert_eq!(ids(&mut market.client().walk(&everything(), Lane::Poll)).await.len(), 45);
    let asked = market.asked();
    let calls: Vec<_> = asked.iter().map(|asked| (asked.method.as_str(), asked.path.as_str())).collect();
    assert_eq!(
        calls,
        [
            ("POST", "/sellers/v3/shipments/filter"),
            ("GET", "/sellers/v3/shipments/filter?next_token=20"),
            ("GET", "/sellers/v3/shipments/filter?next_token=40"),
        ],
        "the last page's address is not followed"
    );
}

#[tokio::test]
async fn a_row_seen_on_two_pages_is_given_once() {
    let market = Scripted::start(|_, asked| match offset(asked) {
        0 => page([1, 2, 3], Some(1)),
        _ => page([3, 4], None),
    })
    .await;
    assert_eq!(ids(&mut market.client().walk(&everything(), Lane::Poll)).await, ["s1", "s2", "s3", "s4"]);
}

#[tokio::test]
async fn a_deep_walk_begins_anew_behind_a_moved_date_and_misses_nothing() {
    // Served by the bound of the request, at most 3 pages of 4 deep, as a list with a ceiling would be.
    let market = Scripted::start(|_, asked| {
        let all: Vec<usize> = (0..40).collect();
        if asked.method == "GET" {
            let token = offset(asked);
            let (start, from) = (token / 1000, token % 1000);
            let end = (from + 4).min(all.len());
            return page(all[from..end].to_vec(), (end < 40).then_some(start * 1000 + end));
        }
        let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
        let from = body.pointer("/filter/orderDate/from").and_then(|at| At::parse(at.as_str()?));
        let start = from.map_or(0, |at| ((at.0 - 1_780_000_000_000) / 60_000) as usize);
        page(all[start..(start + 4).min(40)].to_vec(), (start + 4 < 40).then_some(start * 1000 + start + 4))
    })
    .await;
    let mut walk = Walk { pages_per_run: 3, ..market.client().walk(&everything(), Lane::Poll) };
    let seen: BTreeSet<_> = ids(&mut walk).await.into_iter().collect();
    assert_eq!(seen.len(), 40);
    let searches = market.asked().iter().filter(|asked| asked.method == "POST").count();
    assert!(searches >= 4, "{searches} searches: no run may go deeper than its pages");
}

#[tokio::test]
async fn one_date_for_all_rows_does_not_make_a_deep_walk_turn_in_place() {
    let market = Scripted::start(|_, asked| match offset(asked) {
        0 => page([1], Some(1)),
        last @ 9 => page([last], None),
        n => page([1], Some(n + 1)),
    })
    .await;
    let mut walk = Walk { pages_per_run: 2, ..market.client().walk(&everything(), Lane::Poll) };
    assert_eq!(ids(&mut walk).await, ["s1", "s9"]);
    assert!(market.asked().len() < 20);
}

#[tokio::test]
async fn an_aged_mark_begins_the_run_again_and_a_circle_is_noticed() {
    let market = Scripted::start(|nth, asked| match (nth, offset(asked)) {
        (2, _) => json(400, r#"{"errors":[{"description":"next_token expired"}]}"#),
        (_, 0) => page([1, 2], Some(2)),
        _ => page([3], None),
    })
    .await;
    assert_eq!(ids(&mut market.client().walk(&everything(), Lane::Poll)).await, ["s1", "s2", "s3"]);
    let market = Scripted::start(|_, _| page([1], Some(7))).await;
    let mut walk = market.client().walk(&everything(), Lane::Poll);
    assert!(walk.next().await.is_ok());
    assert!(matches!(walk.next().await, Err(CallError::Unexpected { .. })));
}

#[tokio::test]
async fn a_walk_taken_up_by_another_goes_on_and_not_from_the_start() {
    let rows: Vec<usize> = (0..45).collect();
    let market = Scripted::start(move |_, asked| slice(&rows, offset(asked), 20)).await;
    let mut first = market.client().walk(&everything(), Lane::Poll);
    assert_eq!(first.place(), None, "before its first page it stands nowhere");
    assert_eq!(first.next().await.unwrap().unwrap().len(), 20);
    // As it lies on disk over a restart.
    let kept = serde_json::to_string(&first.place().unwrap()).unwrap();
    let mut second = market.client().walk_from(&everything(), Lane::Poll, serde_json::from_str(&kept).unwrap());
    assert_eq!(ids(&mut second).await.len(), 25);
    assert_eq!(second.place(), None);
    assert_eq!(market.asked().iter().filter(|asked| asked.method == "POST").count(), 1, "begun once");
}

#[tokio::test]
async fn where_the_mark_has_died_a_walk_goes_on_behind_the_date_it_had_reached() {
    let market = Scripted::start(|nth, asked| match (nth, asked.method.as_str()) {
        (1, _) => page(0..20, Some(20)),
        (_, "GET") => json(400, r#"{"errors":[{"description":"next_token expired"}]}"#),
        _ => {
            let body: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
            let from = body.pointer("/filter/orderDate/from").and_then(|at| At::parse(at.as_str()?)).unwrap();
            page(((from.0 - 1_780_000_000_000) / 60_000) as usize..30, None)
        }
    })
    .await;
    let mut first = market.client().walk(&everything(), Lane::Poll);
    first.next().await.unwrap();
    let mut second = market.client().walk_from(&everything(), Lane::Poll, first.place().unwrap());
    let seen = ids(&mut second).await;
    assert_eq!((seen.first().map(String::as_str), seen.last().map(String::as_str)), (Some("s18"), Some("s29")));
}

#[tokio::test]
async fn a_list_that_can_never_be_read_to_its_end_is_given_up() {
    // More rows of one moment than a list may be deep: every run is refused at the same place.
    let market = Scripted::start(|_, asked| match offset(asked) {
        0 => page([1, 2], Some(2)),
        2 => page([3, 4], Some(4)),
        _ => json(400, r#"{"errors":[{"description":"too deep"}]}"#),
    })
    .await;
    let mut walk = market.client().walk(&everything(), Lane::Poll);
    let mut pages = 0;
    let end = loop {
        match walk.next().await {
            Ok(Some(_)) => pages += 1,
            other => break other,
        }
        assert!(pages < 10, "it turns in place");
    };
    assert!(matches!(end, Err(CallError::Refused { .. })), "and it is told, not called complete: {end:?}");
}
