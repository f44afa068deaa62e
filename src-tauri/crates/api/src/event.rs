//! Events: what happened, never what the screen should do.

use godown_domain::At;
use godown_domain::guardrail::board::Alert;
use godown_ops::{DeskEvent, Desks, Topic};
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::broadcast;

/// What a change touches. Queries say which tags make them stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Tag {
    /// A shipment's facts.
    Shipments,
    /// Queue membership by the clock.
    Queues,
    /// Actions.
    Intents,
    /// Batches.
    Batches,
    /// Documents.
    Documents,
    /// Pickups.
    Handover,
    /// Sellers and choices.
    Settings,
    /// Freshness, login, line.
    Status,
    /// Facts, tally, limits, imports.
    Guardrails,
    /// Alerts.
    Alerts,
    /// Print runs, the ledger, printers.
    Printing,
    /// Listings and their stock.
    Stock,
}

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AppEvent {
    /// The cache changed. A gap in `seq` means that everything may be stale.
    Changed {
        /// Counts up by one per event.
        seq: u32,
        /// What was touched.
        tags: Vec<Tag>,
    },
    /// Something a person should hear about once.
    Notice {
        /// When.
        at: At,
        /// Good news or trouble.
        good: bool,
        /// In words.
        text: String,
    },
    /// An alert was raised. The window shows it; the system's notification too, unless it is quiet.
    Alert {
        /// The alert.
        alert: Box<Alert>,
        /// In a few words.
        title: String,
        /// In a sentence or two, with what to do.
        text: String,
    },
}

impl From<Topic> for Tag {
    fn from(topic: Topic) -> Self {
        match topic {
            Topic::Shipments => Self::Shipments,
            Topic::Queues => Self::Queues,
            Topic::Intents => Self::Intents,
            Topic::Batches => Self::Batches,
            Topic::Documents => Self::Documents,
            Topic::Handover => Self::Handover,
            Topic::Settings => Self::Settings,
            Topic::Status => Self::Status,
            Topic::Guardrails => Self::Guardrails,
            Topic::Alerts => Self::Alerts,
            Topic::Printing => Self::Printing,
            Topic::Stock => Self::Stock,
        }
    }
}

impl From<DeskEvent> for AppEvent {
    fn from(event: DeskEvent) -> Self {
        match event {
            DeskEvent::Changed { seq, topics } => {
                Self::Changed { seq, tags: topics.into_iter().map(Tag::from).collect() }
            }
            DeskEvent::Notice { at, good, text } => Self::Notice { at, good, text },
            DeskEvent::Alert { alert, title, text } => Self::Alert { alert, title, text },
        }
    }
}

/// What happens from now on. A listener that falls behind meets a gap in `seq`.
pub struct Events(broadcast::Receiver<DeskEvent>);

impl Events {
    /// The next event; `None` when the engine is gone.
    pub async fn next(&mut self) -> Option<AppEvent> {
        loop {
            match self.0.recv().await {
                Ok(event) => return Some(event.into()),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

/// Listens to the engine.
pub fn events(desks: &Desks) -> Events {
    Events(desks.events())
}
