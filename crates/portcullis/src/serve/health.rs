//! Whether the server lives, whether it can clear anybody, and the request to take new lists.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::{IntoParams, ToSchema};

use super::app::{App, today};
use super::params::Params;
use super::refusal::Refusal;

/// `{"status": "ok"}`
#[derive(Serialize, ToSchema)]
pub(super) struct Status {
    /// ok
    status: &'static str,
}

/// What this is.
#[derive(Serialize, ToSchema)]
pub(super) struct About {
    /// portcullis
    name: &'static str,
    /// Of the program.
    version: &'static str,
    /// Where the whole interface is described.
    openapi: &'static str,
}

/// What this is and where it is described.
#[utoipa::path(get, path = "/", tag = "health", responses((status = 200, body = About)))]
pub(super) async fn about() -> Json<About> {
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    Json(About { name, version, openapi: "/openapi.json" })
}

/// The server lives.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, body = Status)))]
pub(super) async fn healthz() -> Json<Status> {
    Json(Status { status: "ok" })
}

/// The lists are there and not too old: an empty answer means something.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    responses((status = 200, body = Status), (status = 503, body = Refusal))
)]
pub(super) async fn readyz(State(app): State<Arc<App>>) -> Result<Json<Status>, Refusal> {
    app.current().screener.standing(today()).map_err(Refusal::not_ready)?;
    Ok(Json(Status { status: "ok" }))
}

/// The query string of an update.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct UpdateParams {
    /// The secret with which the server was started.
    token: String,
    /// Answer when the lists are in force, not before.
    #[param(default = false)]
    sync: bool,
}

/// Takes what the store points to into force.
#[utoipa::path(
    post,
    path = "/updatez",
    tag = "health",
    params(UpdateParams),
    responses(
        (status = 200, description = "Done, or begun", body = Status),
        (status = 403, description = "Not the token", body = Refusal),
        (status = 422, description = "Malformed", body = Refusal),
        (status = 503, description = "The new lists cannot be read", body = Refusal),
    )
)]
pub(super) async fn updatez(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Status>, Refusal> {
    let mut params = Params::open(query.as_deref().unwrap_or(""));
    let token = params.text("token").unwrap_or_default();
    let sync = params.flag("sync", false);
    // Digests take as long to compare whatever they share.
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    let allowed = app.token.as_deref().is_some_and(|own| digest(own) == digest(&token));
    if !allowed {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "Invalid token."));
    }
    params.close()?;
    let own = Arc::clone(&app);
    let update = tokio::task::spawn_blocking(move || own.update());
    if sync {
        let broken = |_| Refusal::not_ready("the update broke off");
        update.await.map_err(broken)?.map_err(Refusal::not_ready)?;
    }
    Ok(Json(Status { status: "ok" }))
}
