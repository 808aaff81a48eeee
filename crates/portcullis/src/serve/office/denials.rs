//! The register of denials.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use casework::id::{CaseId, DenialId};
use casework::recorded::Stream;
use casework::token::Scope;
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::call::{Call, OnceHead, RoleParam};
use super::fault::{Fault, Refusals};
use super::record::version;
use crate::command::desk::id;
use crate::office::{Trouble, register, views, wire};
use crate::serve::app::App;

/// Bytes of a register that is taken in over HTTP; the command takes longer ones.
const REGISTER_MAX: usize = 64 << 20;

/// For which case a denial is read.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct ReadParams {
    /// The case.
    case: Option<String>,
}

/// Which denials there are, without what they say.
#[utoipa::path(
    get,
    path = "/v1/denials",
    tag = "denials",
    security(("bearer" = [])),
    params(RoleParam),
    responses((status = 200, description = "Denials", body = Value), Refusals)
)]
pub(in super::super) async fn list(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let call = Call::read(&app, Scope::DenialsRead, request).await?;
    let view = call.look(|desk, who, at| Ok(json!({"denials": views::denials(desk, who, at)?})));
    Ok(Json(view.await?))
}

/// A denial with all its versions. That it was read is recorded.
#[utoipa::path(
    get,
    path = "/v1/denials/{id}",
    tag = "denials",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the denial"), ReadParams, RoleParam),
    responses((status = 200, description = "The denial", body = Value), Refusals)
)]
pub(in super::super) async fn show(
    State(app): State<Arc<App>>,
    Path(denial): Path<String>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let mut call = Call::read(&app, Scope::DenialsRead, request).await?;
    let denial: DenialId = id("denial", &denial)?;
    let case = call.params.text("case");
    let case: Option<CaseId> = case.map(|case| id("case", &case)).transpose()?;
    // Read again is read again: a key makes no reading unrecorded.
    call.who.request = None;
    let view = call.look(move |desk, who, at| {
        // Whoever reads no denials does not learn which there are; nor is a reading of none recorded.
        let absent = || Trouble::Absent(format!("there is no denial `{denial}`"));
        views::register(desk, who)?.register.get(&denial).ok_or_else(absent)?;
        views::denial(desk, who, &denial, case, at)
    });
    Ok(Json(view.await?))
}

/// Takes denials in, `denial/1`, one a line: all of them, or none.
#[utoipa::path(
    post,
    path = "/v1/denials",
    tag = "denials",
    security(("bearer" = [])),
    params(RoleParam, OnceHead),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, description = "Taken in", body = Value), Refusals)
)]
pub(in super::super) async fn import(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::open(&app, Scope::DenialsWrite, request).await?.receive(REGISTER_MAX).await?;
    let record = call.record(|desk, who, hand| {
        let taken = register::import(desk, who, "body", hand.text()?, hand.at)?;
        Ok(json!({"done": desk.done(who)?, "taken": taken}))
    });
    record.await
}

/// Records an event of a denial.
#[utoipa::path(
    post,
    path = "/v1/denials/{id}/events",
    tag = "denials",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the denial"), RoleParam, OnceHead),
    request_body = Value,
    responses((status = 200, description = "Recorded", body = Value), Refusals)
)]
pub(in super::super) async fn event(
    State(app): State<Arc<App>>,
    Path(denial): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::read(&app, Scope::DenialsWrite, request).await?;
    let denial: DenialId = id("denial", &denial)?;
    let expected = version(call.seen()?)?;
    let record = call.record(move |desk, who, hand| {
        let event = wire::event(hand.text()?, "body")?;
        let done = desk.act(who, &Stream::Denial(denial), event, expected, hand.at)?;
        Ok(json!({ "done": done }))
    });
    record.await
}
