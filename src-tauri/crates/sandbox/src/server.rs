//! A running marketplace: two listeners on loopback that live as long as their [`Running`].

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::{SandboxConfig, SandboxError};
use crate::http::{self, App};
use crate::market::Market;
use crate::net::{CuttableListener, Line};
use crate::{control, market};

/// A practice marketplace that is up. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where the Seller API is, `http://127.0.0.1:port`.
    pub base_url: String,
    /// Where the control API is.
    pub control_url: String,
    /// Application id that may ask for tokens.
    pub app_id: String,
    /// Its secret.
    pub app_secret: String,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Stops and waits until both ports are free again, for two seconds at most.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout(Duration::from_secs(2), &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

async fn listen(port: u16) -> Result<(TcpListener, u16), SandboxError> {
    let failed = |source| SandboxError::Port { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok((listener, port))
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // A closed channel means that the owner is gone, which is a stop too.
    if stop.wait_for(|stop| *stop).await.is_err() {
        tracing::debug!("the owner of the marketplace is gone");
    }
}

/// Starts a practice marketplace on loopback.
///
/// # Errors
/// [`SandboxError`] when an option makes no sense, a port cannot be opened, or the state file cannot be used.
pub async fn start(config: SandboxConfig) -> Result<Running, SandboxError> {
    config.check()?;
    let (app_id, app_secret) = (config.app_id.clone(), config.app_secret.clone());
    let (wire, port) = listen(config.port).await?;
    let (control_listener, control_port) = listen(config.control_port).await?;
    // A world of a million orders takes a second or more to lay out.
    let market = tokio::task::spawn_blocking(move || Market::open(&config, Arc::new(market::clock::real_now)))
        .await
        .map_err(|e| SandboxError::Option(e.to_string()))??;
    let (stop, watcher) = watch::channel(false);
    let app = App::new(market, watcher.clone());
    let service = http::router(app.clone()).into_make_service_with_connect_info::<Line>();
    let (wire_stop, control_stop) = (stopped(watcher.clone()), stopped(watcher));
    let wire_task = tokio::spawn(async move {
        let serving = axum::serve(CuttableListener(wire), service).with_graceful_shutdown(wire_stop);
        if let Err(error) = serving.await {
            tracing::error!(%error, "the marketplace stopped");
        }
    });
    let control_task = tokio::spawn(async move {
        let serving = axum::serve(control_listener, control::router(app)).with_graceful_shutdown(control_stop);
        if let Err(error) = serving.await {
            tracing::error!(%error, "the control port stopped");
        }
    });
    tracing::info!(port, control_port, at = market::clock::real_now(), "practice marketplace is up");
    Ok(Running {
        base_url: format!("http://127.0.0.1:{port}"),
        control_url: format!("http://127.0.0.1:{control_port}"),
        app_id,
        app_secret,
        stop,
        tasks: vec![wire_task, control_task],
    })
}
