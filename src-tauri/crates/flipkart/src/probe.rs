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
    /// Knocks once, without a token: an answer of any kind says that the line is up. Counted as a call only where one came, so
    /// that hours without a line use up nothing.
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
        let reply = self.exchange(request, "GET", DOOR).await?;
        self.meter().count(self.now());
        match reply::page_title(&reply.body) {
            // A gateway's error page is the marketplace's own trouble; any other page is somebody else's door.
            Some(title) if reply.status < 500 => {
                Err(CallError::Offline { why: format!("a web page answered: {title}") })
            }
            _ => Ok(()),
        }
    }
}
