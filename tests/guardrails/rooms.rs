//! Room through the whole way, from a merge to the line: k more cancellations stay inside and one more crosses; whoever sends
//! an order more never has less room for it.

use std::collections::{BTreeMap, BTreeSet};

use godown_domain::guardrail::board::{LineValue, Standing};
use godown_domain::guardrail::judge::Case;
use godown_domain::guardrail::policy::{Metric, Policies};
use godown_domain::shipment::ItemSeen;
use godown_domain::{At, IndiaDay, Learned, Paise, ShipmentSeen, ShipmentState};
use godown_store::guardrail::tally_now;
use godown_store::{Store, shipment};

use super::life::{DAY, HOUR, NOW};
use super::world::World;

/// An order of one unit, ready in time and collected; or cancelled by the seller two days later.
fn order(n: u32, cancelled: bool) -> ShipmentSeen {
    let state = if cancelled { ShipmentState::Cancelled } else { ShipmentState::Shipped };
    let ordered = NOW - 5 * DAY;
    ShipmentSeen {
        shipment_id: format!("s{n}").into(),
        order_id: format!("OD{n}").into(),
        location_id: Some("LOC-A".into()),
        ordered_at: Some(At(ordered)),
        dispatch_after: None,
        dispatch_by: Some(At(ordered + DAY)),
        updated_at: None,
        hold: false,
        mps: false,
        shipment_type: "NORMAL".into(),
        cod: false,
        replacement: false,
        items: vec![ItemSeen {
            order_item_id: format!("i{n}").into(),
            cancellation_group_id: None,
            state,
            quantity: 1,
            sku: "SKU-1".into(),
            fsn: "FSN1".into(),
            listing_id: "LST1".into(),
            title: "Shirt".into(),
            hsn: None,
            total_price: Paise(49_900),
            selling_price: Paise(49_900),
            courier_return: false,
            cancelled_at: cancelled.then_some(At(ordered + 2 * DAY)),
            cancel_reason: cancelled.then(|| "seller_cancellation".into()),
            cancel_sub_reason: None,
        }],
        sub_shipments: vec![],
        forms: vec![],
    }
}

struct Seller {
    store: Store,
    world: World,
    policies: Policies,
    reads: i64,
}

impl Seller {
    /// With orders `0..orders`, the first `cancelled` of them cancelled, and one line of `limit_bp`.
    fn new(orders: u32, cancelled: u32, limit_bp: u32) -> Self {
        let world = World::new(0, 0);
        let mut policies = world.policies.clone();
        policies.lines.retain(|line| line.id == "gold-cancellation");
        policies.lines.iter_mut().for_each(|line| line.limit_bp = limit_bp);
        let mut seller = Self { store: Store::open_in_memory().expect("a scratch store"), world, policies, reads: 0 };
        (0..orders).for_each(|n| seller.merge(n, n < cancelled));
        seller
    }

    fn merge(&mut self, n: u32, cancelled: bool) {
        self.reads += 1;
        let at = At(NOW - HOUR + self.reads);
        self.store.write(|tx| shipment::merge(tx, &order(n, cancelled), Learned::Poll, at)).expect("a merge");
    }

    fn line(&self) -> LineValue {
        while self.world.drain(&self.store, 1_000) > 0 {}
        let (now, from) = (At(NOW), IndiaDay(At(NOW).day().0 - 130));
        let tally = self.store.read(|conn| tally_now(conn, from, now)).expect("the tally");
        let covered: BTreeSet<_> = (from.0..=now.day().0).map(IndiaDay).collect();
        let case = Case {
            tally: &tally,
            policies: &self.policies,
            today: now.day(),
            covered: &covered,
            locations: &[],
            waiting: &BTreeMap::new(),
        };
        case.lines(None, Metric::SellerCancellation).into_iter().next().expect("the line")
    }
}

#[test]
fn room_for_k_is_k_cancellations_and_not_one_more() {
    for (orders, cancelled, limit_bp) in [(60, 0, 500), (90, 2, 700), (200, 1, 200), (201, 0, 50)] {
        let mut seller = Seller::new(orders, cancelled, limit_bp);
        let first = seller.line();
        assert!(matches!(first.standing, Standing::Tight | Standing::Holds), "{first:?}");
        let room = u32::try_from(first.room.0).expect("inside");
        for n in cancelled..cancelled + room {
            seller.merge(n, true);
        }
        let full = seller.line();
        assert_eq!((full.room.0, full.standing == Standing::Crossed), (0, false), "{orders} {cancelled} {limit_bp}");
        seller.merge(cancelled + room, true);
        let over = seller.line();
        assert_eq!((over.room.0, over.standing), (-1, Standing::Crossed), "{orders} {cancelled} {limit_bp}");
    }
}

#[test]
fn an_innocent_order_more_never_lowers_the_room() {
    let mut seller = Seller::new(40, 3, 500);
    let mut before = seller.line().room.0;
    for n in 40..110 {
        seller.merge(n, false);
        let now = seller.line().room.0;
        assert!(now >= before, "order {n}: {before} before, {now} after");
        before = now;
    }
    assert!(before > 0, "in the end there is room");
}
