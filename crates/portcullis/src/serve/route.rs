//! Every route in one table, which is at once the description of the interface.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, routing};
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::cors::CorsLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::app::App;
use super::office::{Bearer, cases, denials, documents, record};
use super::refusal::{Problem, Refusal};
use super::{bulk, catalog, entities, feed, health, match_api, native, reconcile, search, suggest};

/// Bytes of an address, query string included.
const ADDRESS_MAX: usize = 60_000;
/// Bytes of a body that is read whole: a hundred queries of a hundred long names stay below it.
const BODY_MAX: usize = 4 << 20;
/// Until an answer must begin.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// Bytes from which an answer is worth packing.
const PACKED_FROM: u64 = 500;

#[derive(OpenApi)]
#[openapi(modifiers(&Bearer), info(
    title = "Portcullis",
    description = "Party screening and strategic-trade control over HTTP. The paths outside `/v1` \
                   are those of yente, for its clients; docs/formats/api.md lists the differences."
))]
struct Description;

/// The routes with their description.
fn table() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(health::about))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::updatez))
        .routes(routes!(match_api::match_batch))
        .routes(routes!(bulk::match_bulk))
        .routes(routes!(search::search))
        .routes(routes!(entities::entity))
        .routes(routes!(entities::adjacent))
        .routes(routes!(entities::adjacent_property))
        .routes(routes!(catalog::catalog))
        .routes(routes!(catalog::manifest))
        .routes(routes!(catalog::algorithms))
        .routes(routes!(reconcile::get, reconcile::post))
        .routes(routes!(suggest::entity))
        .routes(routes!(suggest::kind))
        .routes(routes!(suggest::property))
        .routes(routes!(suggest::propose))
        .routes(routes!(feed::entities))
        .routes(routes!(feed::deltas))
        .routes(routes!(feed::delta))
        .routes(routes!(native::screen))
        .routes(routes!(native::screen_bulk))
        .routes(routes!(native::assess_one))
        .routes(routes!(native::assess_bulk))
        .routes(routes!(native::classify_one))
        .routes(routes!(cases::list, cases::open))
        .routes(routes!(cases::show))
        .routes(routes!(cases::history))
        .routes(routes!(cases::blockers))
        .routes(routes!(cases::tasks))
        .routes(routes!(cases::event))
        .routes(routes!(cases::step))
        .routes(routes!(cases::licence))
        .routes(routes!(documents::list, documents::file))
        .routes(routes!(documents::content))
        .routes(routes!(record::tasks))
        .routes(routes!(record::show))
        .routes(routes!(record::history))
        .routes(routes!(record::event))
        .routes(routes!(record::step))
        .routes(routes!(record::head))
        .routes(routes!(denials::list, denials::import))
        .routes(routes!(denials::show))
        .routes(routes!(denials::event))
}

/// Everything that answers.
pub(super) fn router(app: Arc<App>) -> Router {
    let (router, description) = table().split_for_parts();
    let description = routing::get(async || Json(description));
    router
        .route("/openapi.json", description)
        .fallback(nowhere)
        .method_not_allowed_fallback(not_so)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(middleware::from_fn(guard))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(PACKED_FROM)))
        .layer(CorsLayer::permissive())
        .with_state(app)
}

fn refuse(path: &str, refusal: Refusal) -> Response {
    if path.starts_with("/v1/") {
        return Problem::from(refusal).into_response();
    }
    refusal.into_response()
}

async fn nowhere(request: Request) -> Response {
    refuse(request.uri().path(), Refusal::missing("Not Found"))
}

async fn not_so(request: Request) -> Response {
    let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
    refuse(request.uri().path(), refusal)
}

/// Refuses addresses that are too long or not text, and gives up on an answer that does not come.
async fn guard(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let length = request.uri().path_and_query().map_or(0, |whole| whole.as_str().len());
    if length > ADDRESS_MAX {
        let what = format!("the address is longer than {ADDRESS_MAX} bytes");
        return refuse(&path, Refusal::new(StatusCode::URI_TOO_LONG, what));
    }
    if !is_text(&path) {
        return refuse(&path, Refusal::bad("the address is not UTF-8"));
    }
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let what = format!("no answer within {} seconds", ANSWER_WITHIN.as_secs());
            refuse(&path, Refusal::not_ready(what))
        }
    }
}

/// Whether what the percent signs stand for is UTF-8.
fn is_text(path: &str) -> bool {
    // As a value of a form, a path is unpacked in the same way; a stand-in marks what is no text.
    let sentinel = '\u{FFFD}';
    let mut unpacked = form_urlencoded::parse(path.as_bytes());
    !unpacked.any(|(key, value)| key.contains(sentinel) || value.contains(sentinel))
}
