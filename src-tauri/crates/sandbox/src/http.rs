//! The wire: the Seller API's paths, their limits and refusals, in front of one [`Market`].
//!
//! Owns no state of its own. Every call passes `gate` first, where faults, throttling and tokens are dealt with.

mod cancel;
mod dispatch;
mod documents;
mod filter;
mod forms;
mod gate;
mod handover;
mod helpers;
mod listings;
mod oauth;
mod pack;
mod refusal;
mod returns;
mod self_ship;
mod shipments;
mod views;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};
use tokio::sync::watch;

use crate::market::Market;

pub(crate) use refusal::Refusal;

/// What every call has at hand.
#[derive(Clone)]
pub(crate) struct App {
    market: Arc<Mutex<Market>>,
    /// Turns true, or closes, when the marketplace stops.
    pub(crate) stop: watch::Receiver<bool>,
    /// Documents are drawn on the thread that asks: a rehearsal has only one.
    draws_here: bool,
}

impl App {
    pub(crate) fn new(market: Market, stop: watch::Receiver<bool>) -> Self {
        Self { market: Arc::new(Mutex::new(market)), stop, draws_here: false }
    }

    /// The same with everything on one thread.
    pub(crate) fn on_one_thread(self) -> Self {
        Self { draws_here: true, ..self }
    }

    /// Draws a document, beside the calls of others where there are threads for that.
    pub(crate) async fn drawn<E: std::fmt::Display + Send + 'static>(
        &self,
        draw: impl FnOnce() -> Result<Vec<u8>, E> + Send + 'static,
    ) -> Result<Vec<u8>, Refusal> {
        let drawn = if self.draws_here {
            draw()
        } else {
            let drawn = tokio::task::spawn_blocking(draw).await;
            drawn.map_err(|error| Refusal::dependent(error.to_string()))?
        };
        drawn.map_err(|error| Refusal::dependent(error.to_string()))
    }

    /// The marketplace at this moment. Never held across an await.
    pub(crate) fn market(&self) -> MutexGuard<'_, Market> {
        let mut market = self.market.lock().unwrap_or_else(PoisonError::into_inner);
        market.catch_up();
        market
    }
}

pub(crate) fn router(app: App) -> Router {
    let shipments = Router::new()
        .route("/filter", post(filter::search).get(filter::next))
        .route("/filter/", post(filter::search).get(filter::next))
        .route("/labels", post(pack::pack))
        .route("/dispatch", post(dispatch::dispatch))
        .route("/cancel", post(cancel::cancel))
        .route("/manifest", post(handover::manifest))
        .route("/handover/counts", get(handover::counts))
        .route("/otc/{location}", get(handover::otc))
        .route("/forms/updateAck", post(forms::update_ack))
        .route("/selfShip/dispatch", post(self_ship::dispatch))
        .route("/selfShip/delivery", post(self_ship::delivery))
        .route("/selfShip/deliveryAttempt", post(self_ship::attempt))
        .route("/{ids}", get(shipments::shipping))
        .route("/{ids}/labels", get(documents::labels))
        .route("/{ids}/labelOnly/pdf", post(documents::label_only_pdf))
        .route("/{ids}/labelOnly", post(documents::label_only))
        .route("/{ids}/invoices", get(documents::invoices))
        .route("/{ids}/forms", get(forms::forms).post(forms::forms));
    let helpers = Router::new()
        .route("/test_orders", post(helpers::test_orders))
        .route("/update_dispatch_slot", post(helpers::dispatch_slot))
        .route("/on_hold", put(helpers::on_hold))
        .route("/un_hold", put(helpers::un_hold))
        .route("/pick_up_complete", post(helpers::picked_up))
        .route("/shipped", post(helpers::shipped))
        .route("/delivered", post(helpers::delivered));
    Router::new()
        .route("/oauth-service/oauth/token", get(oauth::token_by_get).post(oauth::token_by_post))
        .route("/oauth-service/oauth/token/expiry", get(oauth::expiry))
        .route("/oauth-service/oauth/authorize", get(oauth::authorize))
        .route("/sellers/v3/shipments", get(shipments::by_ids))
        .nest("/sellers/v3/shipments", shipments)
        .route("/sellers/locations/allLocations", get(handover::locations))
        .route("/sellers/selfship/vendors", get(self_ship::vendors))
        .route("/sellers/listings/v3/search", post(listings::search))
        .route("/sellers/listings/v3/details", post(listings::details))
        .route("/sellers/listings/v3/update/inventory", post(listings::update_inventory))
        .route("/sellers/listings/v3/{skus}", get(listings::by_skus))
        .route("/sellers/v2/returns", get(returns::list))
        .route("/sellers/v2/returns/search/{*token}", get(returns::next))
        .nest("/sellers/orders/sandbox", helpers)
        .fallback(refusal::no_such_path)
        .method_not_allowed_fallback(refusal::no_such_method)
        .layer(from_fn_with_state(app.clone(), gate::gate))
        .with_state(app)
}
