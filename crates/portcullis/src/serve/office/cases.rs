//! Cases and licences.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::event::Event;
use casework::id::{CaseId, LicenceId};
use casework::recorded::Stream;
use casework::refusal::Refusal;
use casework::store::CaseFilter;
use casework::token::Scope;
use control::problem::did_you_mean;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, OnceHead, RoleParam, Seen};
use super::fault::{Fault, Refusals};
use super::step::{self, Step};
use crate::command::desk::id;
use crate::office::audience::Audience;
use crate::office::{Desk, Trouble, Who, audience, known, look, views, wire};
use crate::serve::app::App;

/// The last place that a log has: databases count no further.
pub(super) const PLACE_MAX: usize = usize::MAX >> 1;
/// Cases of one page at most.
const PAGE_MAX: usize = 500;

/// The query string of a list of cases.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct ListParams {
    /// In that state; for the office.
    state: Option<String>,
    /// Of that firm; for the office.
    firm: Option<String>,
    /// After that place: `next` of the page before.
    #[param(default = 0)]
    after: Option<u64>,
    /// Cases of this page at most.
    #[param(default = 100, minimum = 1, maximum = 500)]
    limit: Option<usize>,
}

/// Which tasks.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct TaskParams {
    /// Also what others have to do; for the office.
    #[param(default = false)]
    all: Option<bool>,
    /// Only what is late.
    #[param(default = false)]
    overdue: Option<bool>,
}

/// A new case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening<'a> {
    /// Its number.
    case: String,
    /// The application in its own form, or a `transfer/1` of the applicant's own firm.
    #[serde(borrow)]
    #[schema(value_type = Object)]
    application: &'a RawValue,
}

/// Cases in the order in which they were opened; `Link` leads to the next page.
#[utoipa::path(
    get,
    path = "/v1/cases",
    tag = "cases",
    security(("bearer" = [])),
    params(ListParams, RoleParam),
    responses((status = 200, description = "A page", body = Value), Refusals)
)]
pub(in super::super) async fn list(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Fault> {
    let mut call = Call::read(&app, Scope::CasesRead, request).await?;
    let (state, firm) = (call.params.text("state"), call.params.text("firm"));
    let after = call.params.count("after", 0..=PLACE_MAX, 0);
    let limit = call.params.count("limit", 1..=PAGE_MAX, 100);
    let role = call.who.role.map(|role| role.word().to_owned());
    let terms = [("state", state.clone()), ("firm", firm.clone()), ("role", role)];
    let filter = CaseFilter { state, firm, after: u64::try_from(after).unwrap_or(u64::MAX) };
    let (cases, next) = call.look(move |desk, who, _| page(desk, who, filter, limit)).await?;
    let response = Json(json!({"cases": cases, "next": next})).into_response();
    Ok(followed(response, "/v1/cases", &terms, next, limit))
}

/// A page with a `Link` to the next one, if there is one.
pub(super) fn followed(
    mut response: Response,
    path: &str,
    terms: &[(&str, Option<String>)],
    next: Option<u64>,
    limit: usize,
) -> Response {
    let Some(next) = next else { return response };
    let mut link = form_urlencoded::Serializer::new(String::new());
    for (key, value) in terms {
        if let Some(value) = value {
            link.append_pair(key, value);
        }
    }
    link.append_pair("after", &next.to_string()).append_pair("limit", &limit.to_string());
    let text = format!("<{path}?{}>; rel=\"next\"", link.finish());
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(header::LINK, value);
    }
    response
}

fn page(
    desk: &Desk,
    who: &Who,
    filter: CaseFilter,
    limit: usize,
) -> Result<(Vec<Value>, Option<u64>), Trouble> {
    let audience = views::audience(desk, who)?;
    if let Some(state) = &filter.state {
        let all = casework::transition::State::ALL.map(casework::transition::State::word);
        if audience != Audience::Officer {
            let hint = "GET /v1/cases/ID tells an applicant the state of a case";
            return Err(Trouble::bad("state: is for the office", hint));
        }
        if !all.contains(&state.as_str()) {
            let hint = did_you_mean(state, all.into_iter()).unwrap_or_else(|| all.join(", "));
            return Err(Trouble::bad(format!("state: `{state}` is no state"), hint));
        }
    }
    // One more than is shown tells whether there is another page.
    let more = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let rows = views::cases(desk, who, filter, more)?;
    let shown = rows.get(..limit).unwrap_or(&rows);
    let next = shown.last().filter(|_| rows.len() > limit).map(|last| last.opened);
    Ok((shown.iter().map(|row| views::row(row, audience)).collect(), next))
}

/// Opens a case.
#[utoipa::path(
    post,
    path = "/v1/cases",
    tag = "cases",
    security(("bearer" = [])),
    params(RoleParam, OnceHead),
    request_body = Opening,
    responses((status = 201, description = "Opened", body = Value), Refusals)
)]
pub(in super::super) async fn open(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::read(&app, Scope::CasesWrite, request).await?;
    let case: Result<Opening<'_>, _> = serde_json::from_str(call.text()?);
    let hint = "{\"case\": \"2026-17\", \"application\": {…}}";
    let case = case.map_err(|error| Fault::bad(format!("body: {error}"), hint))?;
    let case: CaseId = id("case", case.case.as_str())?;
    let place = format!("/v1/cases/{case}");
    let recorded = call.record(move |desk, who, hand| {
        let docket = desk.docket(Some(&case))?;
        let opening: Opening<'_> = serde_json::from_str(hand.text()?)
            .map_err(|error| Trouble::Failed(error.to_string()))?;
        let firm = known(&docket.office, who)?.firm.as_ref();
        let application = wire::application(opening.application.get(), "application", firm)?;
        look::readable(hand.sources().regime, &application, hand.at)?;
        if docket.cases.contains_key(&case) {
            return Err(Refusal::NotSo(format!("the number `{case}` is taken")).into());
        }
        let event = Event::CaseOpened { application };
        let done = desk.act(who, &Stream::Case(case), event, None, hand.at)?;
        Ok(json!({ "done": done }))
    });
    let mut response = recorded.await?;
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(value) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// A case as the bearer sees it.
#[utoipa::path(
    get,
    path = "/v1/cases/{id}",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the case"), RoleParam),
    responses((status = 200, description = "The case, with an `ETag`; 304 for who has it", body = Value), Refusals)
)]
pub(in super::super) async fn show(
    State(app): State<Arc<App>>,
    Path(case): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::read(&app, Scope::CasesRead, request).await?;
    let case: CaseId = id("case", &case)?;
    let has = call.has();
    let looked = call.look(move |desk, who, at| {
        let docket = desk.docket(Some(&case))?;
        let view = audience::case(&docket, &case, who, at)?;
        let (found, audience) = audience::in_case(&docket, &case, who)?;
        Ok((step::tag(&view, audience, found.version), view))
    });
    let (tag, view) = looked.await?;
    let mut response = match has.iter().any(|own| *own == tag || own == "*") {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Json(view).into_response(),
    };
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("authorization"));
    Ok(response)
}

/// Everything that happened in a case, for the office.
#[utoipa::path(
    get,
    path = "/v1/cases/{id}/history",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the case"), RoleParam),
    responses((status = 200, description = "Events in order", body = Value), Refusals)
)]
pub(in super::super) async fn history(
    State(app): State<Arc<App>>,
    Path(case): Path<String>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let call = Call::read(&app, Scope::CasesRead, request).await?;
    let case: CaseId = id("case", &case)?;
    let view = call.look(move |desk, who, _| views::history(desk, who, &case));
    Ok(Json(view.await?))
}

/// Everything that stands against a grant, for the office.
#[utoipa::path(
    get,
    path = "/v1/cases/{id}/blockers",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the case"), RoleParam),
    responses((status = 200, description = "`blockers`, empty when nothing does", body = Value), Refusals)
)]
pub(in super::super) async fn blockers(
    State(app): State<Arc<App>>,
    Path(case): Path<String>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let call = Call::read(&app, Scope::CasesRead, request).await?;
    let case: CaseId = id("case", &case)?;
    let view = call.look(move |desk, who, at| views::blockers(desk, who, &case, at));
    Ok(Json(view.await?))
}

/// What the bearer has to do in a case, and by when.
#[utoipa::path(
    get,
    path = "/v1/cases/{id}/tasks",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the case"), TaskParams, RoleParam),
    responses((status = 200, description = "Tasks", body = Value), Refusals)
)]
pub(in super::super) async fn tasks(
    State(app): State<Arc<App>>,
    Path(case): Path<String>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let mut call = Call::read(&app, Scope::CasesRead, request).await?;
    let case: CaseId = id("case", &case)?;
    let which = (call.params.flag("all", false), call.params.flag("overdue", false));
    let view =
        call.look(move |desk, who, at| Ok(json!(views::tasks(desk, who, Some(&case), which, at)?)));
    Ok(Json(view.await?))
}

/// Records an event of a case.
#[utoipa::path(
    post,
    path = "/v1/cases/{id}/events",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the case"), RoleParam, OnceHead),
    request_body = Value,
    responses((status = 200, description = "Recorded, and for the office what it saw when it looked again", body = Value), Refusals)
)]
pub(in super::super) async fn event(
    State(app): State<Arc<App>>,
    Path(case): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::read(&app, Scope::CasesWrite, request).await?;
    let (case, saw): (CaseId, Seen) = (id("case", &case)?, call.seen()?);
    let record = call.record(move |desk, who, hand| step::event(desk, who, hand, &case, &saw));
    record.await
}

/// Takes a step that is made from the case as it is.
#[utoipa::path(
    post,
    path = "/v1/cases/{id}/steps",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the case"), RoleParam, OnceHead),
    request_body = Step,
    responses((status = 200, description = "Recorded, and for the office what it saw when it looked again", body = Value), Refusals)
)]
pub(in super::super) async fn step(
    State(app): State<Arc<App>>,
    Path(case): Path<String>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::read(&app, Scope::CasesWrite, request).await?;
    let (case, saw): (CaseId, Seen) = (id("case", &case)?, call.seen()?);
    let record = call.record(move |desk, who, hand| step::step(desk, who, hand, &case, &saw));
    record.await
}

/// The case of a licence, as the bearer sees it.
#[utoipa::path(
    get,
    path = "/v1/licences/{id}",
    tag = "cases",
    security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the licence"), RoleParam),
    responses((status = 200, description = "The case", body = Value), Refusals)
)]
pub(in super::super) async fn licence(
    State(app): State<Arc<App>>,
    Path(licence): Path<String>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let call = Call::read(&app, Scope::CasesRead, request).await?;
    let licence: LicenceId = id("licence", &licence)?;
    let view = call.look(move |desk, who, at| views::licence(desk, who, &licence, at));
    Ok(Json(view.await?))
}
