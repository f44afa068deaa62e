//! A knock on the marketplace's door: is anybody there?

use bytes::Bytes;
use http::header::{ACCEPT, HeaderValue};
use http::{Method, Request};

use crate::call::Want;
use crate::client::Client;
use crate::{CallError, reply};

/// Any of the API's own addresses; without a token it answers 401 and does nothing (contract 4.6).
const DOOR: &str = "/sellers/v3/shipments";

impl Client {
    /// Knocks once, without a token: an answer of any kind says that the line is up. Where there is no line nothing got there, so
    /// it is no call: hours without one use up nothing, in this run or the next.
    ///
    /// # Errors
    /// [`CallError::Offline`] without a line, and where a web page of somebody else's answered; what else [`CallError`] knows
    /// of a broken line.
    pub async fn probe(&self) -> Result<(), CallError> {
        let request = Request::builder()
            .method(Method::GET)
            .uri(self.base().join(DOOR)?.as_str())
            .header(ACCEPT, HeaderValue::from_static(Want::Json.mime()))
            .body(Bytes::new())
            .map_err(|_| CallError::Lost { maybe_sent: false })?;
        let knocked = self.counted();
        let (outcome, record) = self.carry(request, "GET", DOOR).await;
        if !matches!(outcome, Err(CallError::Offline { .. })) {
            self.meter().count(knocked);
            self.tell(record);
        }
        let reply = outcome?;
        match reply::page_title(&reply.body) {
            // A gateway's error page is the marketplace's own trouble; any other page is somebody else's door.
            Some(title) if reply.status < 500 => {
                Err(CallError::Offline { why: format!("a web page answered: {title}") })
            }
            _ => Ok(()),
        }
    }
}
