//! What the seller's own people do in the marketplace's web page while a client works: the same acts by another hand.

use axum::Json;
use axum::extract::State as Held;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Slip;
use crate::http::App;
use crate::india;
use crate::market::effects::Effect;
use crate::market::{Attempt, Market, OwnCourier};
use crate::state::State;

/// Centimetres and kilograms, as somebody types them without looking.
const ANY_BOX: [f64; 4] = [20.0, 15.0, 8.0, 0.5];

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Act {
    Pack,
    Dispatch,
    Cancel,
    Ack,
    SelfDispatch,
    Delivery,
    Attempt,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ActIn {
    shipment_id: String,
    act: Act,
}

/// Does it where the page would let a person do it; tells the state after it.
pub(super) async fn act(Held(app): Held<App>, Json(body): Json<ActIn>) -> Result<Json<Value>, Slip> {
    let mut market = app.market();
    let index = market.index_of(&body.shipment_id).ok_or_else(|| Slip::new("no such shipment"))?;
    let effect = effect(&market, index, body.act).ok_or_else(|| Slip::new("not in this state"))?;
    market.apply(effect)?;
    Ok(Json(json!({"state": market.row(index).state.wire()})))
}

fn effect(market: &Market, index: u32, act: Act) -> Option<Effect> {
    let row = market.row(index);
    let facts = market.facts(index);
    let label_at = market.time + market.faults.label_delay_ms.unwrap_or(market.label_delay_ms) as i64;
    let own = facts.core.self_ship;
    let is_open = !row.hold && facts.core.after_at <= market.time;
    match (act, row.state) {
        (Act::SelfDispatch, State::Approved) if is_open && own => {
            let partner_code = "OWNFLEET".to_owned();
            let (tracking_id, invoice_number) = (None, "ELSEWHERE-1".to_owned());
            let own = OwnCourier { partner_code, tracking_id, invoice_number, promised_at: market.time };
            Some(Effect::SelfDispatch { index, own })
        }
        (Act::Delivery, State::Shipped) if own => Some(Effect::Delivery { index }),
        (Act::Attempt, State::Shipped) if own => {
            let day = india::day(market.time);
            let attempt = Attempt { day, reason: "SELLER_ISSUE".to_owned(), new_day: day + 1 };
            Some(Effect::Attempt { index, attempt })
        }
        (Act::Pack, State::Approved) if is_open && !own => {
            let dimensions = vec![ANY_BOX; facts.boxes as usize];
            Some(Effect::Pack { index, label_at, form_failed: false, dimensions, serials: Vec::new() })
        }
        (Act::Dispatch, State::Packed) if !row.hold => Some(Effect::Dispatch { index }),
        (Act::Cancel, State::Approved) if is_open => {
            let lines = (0..facts.lines.len()).filter(|n| market.live_units(index, &facts, *n) > 0).collect();
            Some(Effect::Cancel { index, lines, reason: "cannot_procure_item".to_owned() })
        }
        (Act::Ack, State::FormFailed) => Some(Effect::Ack { index, number: "ELSEWHERE-1".to_owned(), label_at }),
        _ => None,
    }
}
