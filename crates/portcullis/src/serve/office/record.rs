//! The office's own record: people, law, lists, calendars, periods, tokens; tasks; the log's head.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use casework::recorded::Stream;
use casework::token::Scope;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::call::{Call, OnceHead, RoleParam, Seen};
use super::cases::{PLACE_MAX, TaskParams, followed};
use super::fault::{Fault, Refusals};
use crate::office::look::AtHand;
use crate::office::{Desk, Trouble, Who, in_force, views, wire};
use crate::serve::app::App;

/// Cases of one page of tasks, and at most.
const TASK_CASES: usize = 50;
const TASK_CASES_MAX: usize = 100;

/// Which page of tasks.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct TaskPage {
    /// After that place, as `Link` of the page before names it.
    #[param(default = 0)]
    after: Option<u64>,
    /// Cases of this page at most; each may have several tasks, or none of the bearer's.
    #[param(default = 50, minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// What a steward puts in force. Nobody types a digest.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Standing {
    /// The law data at hand is proposed.
    ProposeLaw {
        /// Whose law.
        #[serde(default = "partner")]
        #[schema(default = "partner")]
        profile: String,
        /// Where it comes from.
        source: String,
    },
    /// The law data at hand, which another steward proposed, comes into force.
    PublishLaw {},
    /// The lists at hand come into force, where they differ.
    TakeLists {
        /// Why a list in force that is not at hand is taken out.
        why: Option<String>,
    },
}

fn partner() -> String {
    "partner".to_owned()
}

/// What the bearer has to do: of the cases in which that may be, the oldest first, so many as a page
/// has; within it what is due first, first. `Link` leads to the next page.
#[utoipa::path(
    get,
    path = "/v1/tasks",
    tag = "cases",
    security(("bearer" = [])),
    params(TaskParams, TaskPage, RoleParam),
    responses((status = 200, description = "Tasks", body = Value), Refusals)
)]
pub(in super::super) async fn tasks(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Fault> {
    let mut call = Call::read(&app, Scope::CasesRead, request).await?;
    let which = (call.params.flag("all", false), call.params.flag("overdue", false));
    let after = call.params.count("after", 0..=PLACE_MAX, 0);
    let limit = call.params.count("limit", 1..=TASK_CASES_MAX, TASK_CASES);
    let role = call.who.role.map(|role| role.word().to_owned());
    let flag = |set: bool| set.then(|| "true".to_owned());
    let terms = [("all", flag(which.0)), ("overdue", flag(which.1)), ("role", role)];
    let page = (u64::try_from(after).unwrap_or(u64::MAX), limit);
    let look = call.look(move |desk, who, at| views::task_page(desk, who, which, page, at));
    let (tasks, next) = look.await?;
    Ok(followed(Json(tasks).into_response(), "/v1/tasks", &terms, next, limit))
}

/// The office as it is, for its own people.
#[utoipa::path(
    get,
    path = "/v1/office",
    tag = "office",
    security(("bearer" = [])),
    params(RoleParam),
    responses((status = 200, description = "The office", body = Value), Refusals)
)]
pub(in super::super) async fn show(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let call = Call::read(&app, Scope::OfficeRead, request).await?;
    let view = call.look(|desk, who, _| views::office(desk, who));
    Ok(Json(view.await?))
}

/// Everything that happened to the office itself, for its own people.
#[utoipa::path(
    get,
    path = "/v1/office/history",
    tag = "office",
    security(("bearer" = [])),
    params(RoleParam),
    responses((status = 200, description = "Events in order", body = Value), Refusals)
)]
pub(in super::super) async fn history(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let call = Call::read(&app, Scope::OfficeRead, request).await?;
    let view = call.look(|desk, who, _| views::office_history(desk, who));
    Ok(Json(view.await?))
}

/// Place and digest of the last entry of the log: whoever keeps it can tell later that nothing
/// before it was changed.
#[utoipa::path(
    get,
    path = "/v1/log/head",
    tag = "office",
    security(("bearer" = [])),
    params(RoleParam),
    responses((status = 200, description = "`sequence` and `digest`", body = Value), Refusals)
)]
pub(in super::super) async fn head(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Json<Value>, Fault> {
    let call = Call::read(&app, Scope::OfficeRead, request).await?;
    let view = call.look(|desk, who, _| head_of(desk, who));
    Ok(Json(view.await?))
}

fn head_of(desk: &Desk, who: &Who) -> Result<Value, Trouble> {
    views::staff(desk, who)?;
    let (sequence, digest) = desk.store.head()?;
    Ok(json!({"sequence": sequence, "digest": digest}))
}

/// Records an event of the office.
#[utoipa::path(
    post,
    path = "/v1/office/events",
    tag = "office",
    security(("bearer" = [])),
    params(RoleParam, OnceHead),
    request_body = Value,
    responses((status = 200, description = "Recorded", body = Value), Refusals)
)]
pub(in super::super) async fn event(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::read(&app, Scope::OfficeWrite, request).await?;
    let expected = version(call.seen()?)?;
    let record = call.record(move |desk, who, hand| {
        let event = wire::event(hand.text()?, "body")?;
        let done = desk.act(who, &Stream::Office, event, expected, hand.at)?;
        Ok(json!({ "done": done }))
    });
    record.await
}

/// Takes a step that is made from the law data and the lists that this server has at hand.
#[utoipa::path(
    post,
    path = "/v1/office/steps",
    tag = "office",
    security(("bearer" = [])),
    params(RoleParam, OnceHead),
    request_body = Standing,
    responses((status = 200, description = "Recorded; `done` is null where nothing was to be", body = Value), Refusals)
)]
pub(in super::super) async fn step(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = Call::read(&app, Scope::OfficeWrite, request).await?;
    let expected = version(call.seen()?)?;
    let record = call.record(move |desk, who, hand| {
        let AtHand { regime, screener } = hand.sources();
        let events = match wire::part(hand.text()?, "body")? {
            Standing::ProposeLaw { profile, source } => {
                vec![in_force::law_proposed(regime, &profile, source)?]
            }
            Standing::PublishLaw {} => vec![in_force::law_published(regime)?],
            Standing::TakeLists { why } => {
                let office = views::staff(desk, who)?.office;
                in_force::lists(&office, screener, why.as_deref())?
            }
        };
        let done = desk.act_all(who, &Stream::Office, events, expected, hand.at)?;
        Ok(json!({ "done": done }))
    });
    record.await
}

/// The version that was named, of something that has no tag.
pub(super) fn version(seen: Seen) -> Result<Option<u64>, Fault> {
    match seen {
        Seen::Any => Ok(None),
        Seen::Version(version) => Ok(Some(version)),
        Seen::Tag(_) => Err(Fault::bad("If-Match: no version", "a number, such as \"12\"")),
    }
}
