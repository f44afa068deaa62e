//! Godown's domain: the words of the trade and the rules that follow from them.
//!
//! Owns ids, money, instants and India days, the shipment as this computer sees it, the queue rule, who may be packed,
//! dispatched or cancelled and why not, the life of an intent, the day line and the scan classifier. Everything here is a
//! pure function of its arguments: `now` is passed in, nothing does I/O.
//!
//! ```
//! use godown_domain::{At, Queue, queue::{QueueFacts, queue_of}, ShipmentState};
//! let facts = QueueFacts { state: ShipmentState::Approved, hold: false, dispatch_after: Some(At(1_000)), printed: false };
//! assert_eq!(queue_of(&facts, At(999)), Queue::Upcoming);
//! assert_eq!(queue_of(&facts, At(1_000)), Queue::ToPack);
//! ```

pub mod batch;
pub mod day_line;
pub mod freshness;
pub mod gate;
pub mod guardrail;
pub mod ids;
pub mod india;
pub mod intent;
pub mod money;
pub mod pack_input;
pub mod print;
pub mod queue;
pub mod reconcile;
pub mod returns;
pub mod scan;
pub mod self_ship;
pub mod settings;
pub mod shipment;
pub mod status;
pub mod stock;
pub mod timeline;
pub mod view;
pub mod watchdog;

pub use gate::Block;
pub use ids::{LocationId, OrderId, OrderItemId, ShipmentId, Sku, SubShipmentId, TrackingId};
pub use india::{At, IndiaDay};
pub use intent::{Action, IntentState, Outcome, Subject, Waiting, WaitsFor};
pub use money::Paise;
pub use queue::Queue;
pub use shipment::{ShipmentSeen, ShipmentState};
pub use timeline::Learned;
