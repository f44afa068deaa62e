//! The picture in the database against the marketplace's own words, read a second time by other code.

use std::collections::BTreeMap;

use base64::Engine as _;
use bytes::Bytes;
use godown_sandbox::{PRACTICE_APP_ID, PRACTICE_APP_SECRET};
use http::{Request, header};
use serde_json::Value;

use super::Truth;
use crate::call::state_of;
use crate::world::World;

/// What both must agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shipment {
    state: String,
    hold: bool,
    due: Option<i64>,
    after: Option<i64>,
    location: Option<String>,
    units: i64,
    paise: i64,
    items: BTreeMap<String, (String, i64, i64)>,
}

/// Every shipment of the marketplace is here, exactly as it is there; and the kept counts are those of the rows.
pub async fn judge(world: &World, truth: &Truth) {
    let ids: Vec<&String> = truth.0.keys().collect();
    let Some(theirs) = read(world, &ids).await else {
        return world.broken("rehearsal", "the judge could not read the marketplace".into());
    };
    let ours = world.peek(stored).unwrap_or_default();
    for id in truth.0.keys() {
        match (ours.get(id), theirs.get(id)) {
            (None, _) => {
                let what = format!("{id}, which is {:?}", theirs.get(id));
                world.broken("nothing at the marketplace is unknown here", what);
            }
            (Some(ours), Some(theirs)) if ours != theirs => {
                let what = format!("{id} is {theirs:?} there and {ours:?} here");
                world.broken("the picture is that of the marketplace, money and counts included", what);
            }
            _ => {}
        }
    }
    if ours.len() != truth.0.len() {
        let what = format!("{} shipments here, {} there", ours.len(), truth.0.len());
        world.broken("counts are equal", what);
    }
    counts(world);
}

fn counts(world: &World) {
    let sql = "SELECT count(*) FROM (
        SELECT standing, ifnull(location_id, ''), count(*), sum(units) FROM shipment GROUP BY 1, 2
        EXCEPT SELECT standing, location_id, shipments, units FROM standing_count WHERE shipments > 0)";
    let off: Option<i64> = world.peek(|conn| conn.query_row(sql, [], |row| row.get(0)));
    if off != Some(0) {
        world.broken("counts are equal", format!("{off:?} kept counts are not those of the rows"));
    }
}

fn stored(conn: &rusqlite::Connection) -> rusqlite::Result<BTreeMap<String, Shipment>> {
    let sql = "SELECT no, shipment_id, state, is_hold, nullif(due_at, 253402300799999), dispatch_after, location_id, units, value
        FROM shipment";
    let mut statement = conn.prepare_cached(sql)?;
    let mut all = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: String = row.get(1)?;
        numbers.insert(row.get::<_, i64>(0)?, id.clone());
        let one = Shipment {
            state: merged(row.get(2)?),
            hold: row.get(3)?,
            due: row.get(4)?,
            after: row.get(5)?,
            location: row.get(6)?,
            units: row.get(7)?,
            paise: row.get(8)?,
            items: BTreeMap::new(),
        };
        all.insert(id, one);
    }
    let sql = "SELECT shipment_no, order_item_id, state, quantity, total_price FROM shipment_item";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(one) = numbers.get(&row.get::<_, i64>(0)?).and_then(|id| all.get_mut(id)) else { continue };
        one.items.insert(row.get(1)?, (merged(row.get(2)?), row.get(3)?, row.get(4)?));
    }
    Ok(all)
}

/// Searches have no word for goods that come back; until a list of returns tells, they are delivered.
fn merged(state: String) -> String {
    if matches!(state.as_str(), "RETURN_REQUESTED" | "RETURNED") { "DELIVERED".into() } else { state }
}

async fn read(world: &World, ids: &[&String]) -> Option<BTreeMap<String, Shipment>> {
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{PRACTICE_APP_ID}:{PRACTICE_APP_SECRET}"));
    let path = "http://127.0.0.1:1/oauth-service/oauth/token?grant_type=client_credentials&scope=Seller_Api";
    let told = ask(world, path, &format!("Basic {pair}")).await?;
    let bearer = format!("Bearer {}", told["access_token"].as_str()?);
    let mut all = BTreeMap::new();
    for some in ids.chunks(20) {
        let list: Vec<&str> = some.iter().map(|id| id.as_str()).collect();
        let path = format!("http://127.0.0.1:1/sellers/v3/shipments?shipmentIds={}", list.join(","));
        let told = ask(world, &path, &bearer).await?;
        for one in told["shipments"].as_array()? {
            all.insert(one["shipmentId"].as_str()?.to_owned(), shipment(one));
        }
    }
    Some(all)
}

async fn ask(world: &World, path: &str, authorization: &str) -> Option<Value> {
    let request = Request::get(path).header(header::AUTHORIZATION, authorization).body(Bytes::new()).ok()?;
    let answer = world.market.call(request).await.ok()?;
    serde_json::from_slice(answer.body()).ok()
}

fn instant(value: &Value) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(value.as_str()?).ok().map(|at| at.timestamp_millis())
}

fn paise(value: &Value) -> i64 {
    value.as_f64().map_or(0, |rupees| (rupees * 100.0).round() as i64)
}

fn shipment(one: &Value) -> Shipment {
    let mut items = BTreeMap::new();
    let (mut units, mut total) = (0, 0);
    let all = one["orderItems"].as_array().map_or(&[][..], Vec::as_slice);
    let is_gone = all.iter().all(|item| item["status"] == "CANCELLED");
    for item in all {
        let state = item["status"].as_str().unwrap_or("").to_owned();
        let (quantity, price) = (item["quantity"].as_i64().unwrap_or(0), paise(&item["priceComponents"]["totalPrice"]));
        if state != "CANCELLED" || is_gone {
            units += quantity;
            total += price;
        }
        items.insert(item["orderItemId"].as_str().unwrap_or("").to_owned(), (merged(state), quantity, price));
    }
    Shipment {
        state: merged(state_of(one)),
        hold: one["hold"].as_bool().unwrap_or(false),
        due: instant(&one["dispatchByDate"]),
        after: instant(&one["dispatchAfterDate"]),
        location: one["locationId"].as_str().map(str::to_owned),
        units,
        paise: total,
        items,
    }
}
