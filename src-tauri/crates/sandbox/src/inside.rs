//! A marketplace without ports, in the process that calls it: the same paths behind the same gate, on a clock that is passed
//! in and on one thread, so that a rehearsal comes out the same way every time.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, header};
use serde_json::Value;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::config::{SandboxConfig, SandboxError};
use crate::control;
use crate::http::{self, App};
use crate::market::Market;
use crate::market::clock::Source;
use crate::net::{Cutter, Line};

/// The connection ended without an answer; the effect may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was cut")]
pub struct Cut;

/// A practice marketplace that is called, not connected to.
#[derive(Clone)]
pub struct Inside {
    wire: Router,
    control: Router,
    /// Calls left hanging end when this goes.
    _stop: std::sync::Arc<watch::Sender<bool>>,
}

impl std::fmt::Debug for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inside")
    }
}

impl Inside {
    /// Lays out the marketplace. `clock` gives milliseconds since 1970 and never goes back; ports of the configuration are
    /// not opened. Every turn a shipment takes from now on is kept (`GET /turns` of the control API).
    ///
    /// # Errors
    /// [`SandboxError`] as for a marketplace on ports.
    pub fn open(config: &SandboxConfig, clock: Source) -> Result<Self, SandboxError> {
        config.check()?;
        let mut market = Market::open(config, clock)?;
        market.turns = Some(Vec::new());
        let (stop, watcher) = watch::channel(false);
        let app = App::new(market, watcher).on_one_thread();
        let (wire, control) = (http::router(app.clone()), control::router(app));
        Ok(Self { wire, control, _stop: std::sync::Arc::new(stop) })
    }

    /// Makes one call of the Seller API. A call that is left hanging never comes back: its caller gives up on it.
    ///
    /// # Errors
    /// [`Cut`] where a fault cut the connection.
    pub async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Cut> {
        let cutter = Cutter::default();
        let mut request = request.map(Body::from);
        request.extensions_mut().insert(ConnectInfo(Line { cutter: cutter.clone() }));
        let answer = whole(&self.wire, request).await?;
        if cutter.is_cut() { Err(Cut) } else { Ok(answer) }
    }

    /// Asks the control API (ground truth, faults, the buyers' and other people's acts); a POST where there is a body.
    ///
    /// # Errors
    /// What the control API says is wrong with the request.
    pub async fn control(&self, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let request = match body {
            None => Request::get(path).body(Body::empty()),
            Some(body) => {
                Request::post(path).header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()))
            }
        };
        let request = request.map_err(|error| error.to_string())?;
        let answer = whole(&self.control, request).await.map_err(|cut| cut.to_string())?;
        let text = || String::from_utf8_lossy(answer.body()).into_owned();
        if !answer.status().is_success() {
            return Err(text());
        }
        serde_json::from_slice(answer.body()).map_err(|_| text())
    }
}

async fn whole(router: &Router, request: Request<Body>) -> Result<Response<Bytes>, Cut> {
    let answer = match router.clone().oneshot(request).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(|_| Cut)?;
    Ok(Response::from_parts(parts, body))
}
