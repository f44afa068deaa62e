//! The feed of changes: gathers for a moment, then says once what was touched.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use godown_domain::At;
use godown_domain::guardrail::board::Alert;
use tokio::sync::{Notify, broadcast};

/// How long touches are gathered before they are told.
const GATHER: Duration = Duration::from_millis(100);
/// Events a slow listener may lag behind before it is told that it missed some.
const BACKLOG: usize = 256;

/// What a change touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
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

impl Topic {
    const ALL: [Self; 12] = [
        Self::Shipments,
        Self::Queues,
        Self::Intents,
        Self::Batches,
        Self::Documents,
        Self::Handover,
        Self::Settings,
        Self::Status,
        Self::Guardrails,
        Self::Alerts,
        Self::Printing,
        Self::Stock,
    ];

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskEvent {
    /// The cache changed.
    Changed {
        /// Counts up by one per event.
        seq: u32,
        /// What was touched.
        topics: Vec<Topic>,
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
    /// An alert was raised.
    Alert {
        /// The alert.
        alert: Box<Alert>,
        /// In a few words.
        title: String,
        /// In a sentence or two, with what to do.
        text: String,
    },
}

/// Gathers touches and tells listeners.
pub(crate) struct Feed {
    pending: AtomicU32,
    touched: Notify,
    seq: AtomicU32,
    listeners: broadcast::Sender<DeskEvent>,
}

impl Feed {
    pub(crate) fn new() -> Self {
        Self {
            pending: AtomicU32::new(0),
            touched: Notify::new(),
            seq: AtomicU32::new(0),
            listeners: broadcast::channel(BACKLOG).0,
        }
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<DeskEvent> {
        self.listeners.subscribe()
    }

    pub(crate) fn touch(&self, topics: &[Topic]) {
        let bits = topics.iter().fold(0, |bits, topic| bits | topic.bit());
        self.pending.fetch_or(bits, Ordering::SeqCst);
        self.touched.notify_one();
    }

    pub(crate) fn notice(&self, at: At, good: bool, text: impl Into<String>) {
        // Nobody listening is fine: the notice is a courtesy, the facts are in the cache.
        let _ = self.listeners.send(DeskEvent::Notice { at, good, text: text.into() });
    }

    pub(crate) fn alert(&self, alert: Alert, title: String, text: String) {
        // Nobody listening is fine: alerts are kept in the cache.
        let _ = self.listeners.send(DeskEvent::Alert { alert: Box::new(alert), title, text });
    }

    /// Tells listeners for ever; ends only by being dropped.
    pub(crate) async fn run(&self) {
        loop {
            self.touched.notified().await;
            tokio::time::sleep(GATHER).await;
            self.tell();
        }
    }

    fn tell(&self) {
        let bits = self.pending.swap(0, Ordering::SeqCst);
        let topics: Vec<Topic> = Topic::ALL.into_iter().filter(|topic| bits & topic.bit() != 0).collect();
        if !topics.is_empty() {
            let seq = self.seq.fetch_add(1, Ordering::SeqCst).wrapping_add(1);
            let _ = self.listeners.send(DeskEvent::Changed { seq, topics });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_of_changes_is_told_once() {
        let feed = Feed::new();
        let mut listener = feed.listen();
        for _ in 0..50 {
            feed.touch(&[Topic::Shipments]);
        }
        feed.touch(&[Topic::Intents]);
        feed.tell();
        feed.tell();
        let told = listener.try_recv();
        assert_eq!(told, Ok(DeskEvent::Changed { seq: 1, topics: vec![Topic::Shipments, Topic::Intents] }));
        assert!(listener.try_recv().is_err(), "nothing new, nothing told");
    }
}
