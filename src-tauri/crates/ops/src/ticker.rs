//! The clock's own changes: dispatch windows open and cut-offs pass without a call. Looks once a second and says so only
//! when a count moved.

use std::time::Duration;

use crate::Desk;
use crate::feed::Topic;

pub(crate) async fn run(desk: Desk) {
    let mut last = None;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let now = desk.now();
        match desk.read(move |conn| godown_store::view::counts(conn, None, now)).await {
            Ok(counts) => {
                if last.as_ref().is_some_and(|last| *last != counts) {
                    desk.inner.feed.touch(&[Topic::Queues]);
                }
                last = Some(counts);
            }
            Err(error) => tracing::warn!(%error, "the queues could not be counted"),
        }
    }
}
