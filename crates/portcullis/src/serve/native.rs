//! Our own paths: a name screened, a transfer assessed, an item classified, one by one or line by
//! line, in the formats of the commands.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use control::assume::Assumption;
use control::normalise::Setting;
use control::period::{AsOf, midnight};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::app::{App, today};
use super::lines;
use super::params::Params;
use super::refusal::Problem;
use super::snapshot::Snapshot;
use crate::cli::Format;
use crate::cli::party::ScreenFormat;
use crate::command::screen::rows::json_row;
use crate::command::screen::{Run as Screening, render};
use crate::command::{assess, classify};
use crate::judgements::Judgements;
use crate::output;
use crate::policy::{Policy, THRESHOLD_LEAST, THRESHOLD_MOST};
use crate::screener::How;
use crate::wire::{self, node::Node};

/// Hits of one name at most.
const LIMIT_MAX: usize = 10_000;

/// The query string of a screening.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct ScreenParams {
    /// Score from which a name is a hit, from 0.3; above 0.9 it counts as 0.9.
    #[param(default = 0.7, minimum = 0.3, maximum = 1.0)]
    threshold: Option<f64>,
    /// Hits of one name at most.
    #[param(default = 25, minimum = 1, maximum = 10000)]
    limit: Option<usize>,
    /// The day: who was delisted by then is left out. Today when left out.
    as_of: Option<String>,
}

/// The query string of an assessment.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct LawParams {
    /// The law's day; overrides the transfer's.
    as_of: Option<String>,
}

/// A name, and what is known of who bears it. Own fields begin with `x_`; others are refused.
#[derive(ToSchema)]
#[schema(as = ScreenRequest, example = json!({
    "id": "1", "name": "Imagined Person", "country": "IR", "kind": "person", "birth_date": "1961"
}))]
#[expect(dead_code, reason = "read as rows of `screen` are; this describes them")]
pub(super) struct ScreenRequest {
    /// The sender's own.
    id: Option<String>,
    /// In any script.
    name: Option<String>,
    /// ISO alpha-2 code.
    country: Option<String>,
    /// person, company, organisation, vessel, aircraft, other
    kind: Option<String>,
    /// 1961, 1961-05, 1961-05-17, 1960..1962, `circa 1961`
    birth_date: Option<String>,
    /// male or female
    gender: Option<String>,
    /// `kind:value`; several with `;`
    identifier: Option<String>,
    /// By kind.
    identifiers: Option<std::collections::BTreeMap<String, String>>,
}

/// An item against the control lists. Nothing is said about a transfer of it.
#[derive(Serialize, ToSchema)]
pub(super) struct Classification<'a> {
    /// The law's day.
    as_of: &'a str,
    /// Paragraphs it is in, or may be in.
    matches: Vec<output::Match<'a>>,
    /// Nothing says what it is: it may be in any paragraph.
    unclassified: bool,
    /// What would settle what is open.
    questions: Vec<output::Question<'a>>,
    /// What contradicts itself or looks odd.
    findings: &'a [String],
    /// Exclusions that could be claimed.
    exits: &'a [String],
    /// Digest of the law.
    regimes: &'a str,
}

fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn utf8(body: &[u8]) -> Result<String, Problem> {
    let text = String::from_utf8(body.to_vec());
    text.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "the body is not UTF-8"))
}

/// A line that could not be answered.
#[derive(Serialize, ToSchema)]
pub(super) struct LineFault<'a> {
    /// Counted from 1.
    line: usize,
    /// As a request by itself would have had.
    status: u16,
    /// What is wrong.
    problems: &'a [String],
}

/// A line of a screening.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "says what a line is one of")]
#[expect(clippy::large_enum_variant, reason = "never made")]
pub(super) enum ScreenLine<'a> {
    Answer(render::Answer<'a>),
    Fault(LineFault<'a>),
}

/// A line of an assessment.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "says what a line is one of")]
pub(super) enum AssessLine<'a> {
    Determination(Box<output::Determination<'a>>),
    Fault(LineFault<'a>),
}

fn line_fault(line: usize, status: u16, problems: &[String]) -> String {
    serde_json::to_string(&LineFault { line, status, problems }).unwrap_or_default()
}

fn day(params: &mut Params) -> Option<AsOf> {
    let text = params.text("as_of")?;
    match AsOf::parse(&text) {
        Ok(as_of) => Some(as_of),
        Err(_) => {
            params.fault("as_of", &text, "a day such as 2024-05-01, or a moment with its offset");
            None
        }
    }
}

fn how(query: Option<&str>, policy: &Policy) -> Result<How, Problem> {
    let mut params = Params::open(query.unwrap_or(""));
    let threshold = params.share("threshold").unwrap_or_else(|| policy.threshold());
    if threshold < THRESHOLD_LEAST {
        params.fault("threshold", &threshold.to_string(), "at least 0.3");
    }
    let limit = params.count("limit", 1..=LIMIT_MAX, 25);
    let day = day(&mut params).map_or_else(today, |as_of| as_of.date());
    let how = How::new(policy, threshold.min(THRESHOLD_MOST), limit, true, day);
    params.close()?;
    Ok(how)
}

/// Screens one row. Every answer of the two paths is made here: a record of decisions would be
/// written where this returns.
fn screened(
    snapshot: &Snapshot,
    how: How,
    line: usize,
    bytes: &[u8],
) -> Result<String, Vec<String>> {
    let screener = &snapshot.screener;
    let row = json_row(line, bytes, false);
    if let Err(why) = &row.read {
        return Err(vec![why.clone()]);
    }
    let judgements = Judgements::default();
    let run = Screening::new(screener, &judgements, how.threshold, how.limit, how.day);
    let (_, answer) = run.answer(row, ScreenFormat::Json);
    Ok(answer.trim_end().to_owned())
}

/// One name against the lists.
///
/// `state` is `not_done` where lists are missing or too old or the name could not be searched whole:
/// then nothing found is not nothing.
#[utoipa::path(
    post,
    path = "/v1/screen",
    tag = "v1",
    params(ScreenParams),
    request_body = ScreenRequest,
    responses(
        (status = 200, body = render::Answer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn screen(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Problem> {
    let how = how(query.as_deref(), app.current().screener.policy())?;
    let own = Arc::clone(&app);
    let answer = app.work(move || screened(&own.current(), how, 0, &body)).await?;
    answer.map(json).map_err(Problem::faults)
}

/// Names line by line, as many as there are.
#[utoipa::path(
    post,
    path = "/v1/screen/bulk",
    tag = "v1",
    params(ScreenParams),
    request_body(content = String, content_type = "application/x-ndjson",
        description = "One name a line"),
    responses(
        (status = 200, description = "One answer a line", body = ScreenLine,
            content_type = "application/x-ndjson"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn screen_bulk(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let how = how(query.as_deref(), app.current().screener.policy())?;
    Ok(lines::answer(app, body, move |snapshot, line, text| match text {
        Err(broken) => {
            let (status, why) = broken.why();
            line_fault(line, status, &[why])
        }
        Ok(text) => screened(snapshot, how, line, text.as_bytes())
            .unwrap_or_else(|problems| line_fault(line, 422, &problems)),
    }))
}

fn setting(query: Option<&str>) -> Result<Setting, Problem> {
    let mut params = Params::open(query.unwrap_or(""));
    let as_of = day(&mut params);
    params.close()?;
    let now: Date = today();
    Ok(Setting { as_of, today: AsOf(midnight(now)) })
}

/// Assesses one transfer. Every answer of the two paths is made here: a record of decisions would be
/// written where this returns.
fn assessed(
    app: &App,
    snapshot: &Snapshot,
    setting: Setting,
    text: &str,
) -> Result<String, Vec<String>> {
    const NOTHING_ASSUMED: &[Assumption] = &[];
    let judgements = Judgements::default();
    let run = assess::Run {
        regime: &app.law,
        setting,
        profile: None,
        assumptions: NOTHING_ASSUMED,
        register: app.register.as_deref(),
        judgements: &judgements,
        keeps: false,
        screener: Some(&snapshot.screener),
        format: Format::Json,
    };
    let problems = |all: Vec<control::problem::Problem>| -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    };
    assess::transfer(&run, text).map(|text| text.trim_end().to_owned()).map_err(problems)
}

/// What the law of a day requires of a transfer (`transfer/1` in, `determination/1` out).
#[utoipa::path(
    post,
    path = "/v1/assess",
    tag = "v1",
    params(LawParams),
    request_body(content = Object, description = "`transfer/1`, docs/formats/transfer.md",
        example = json!({
            "id": "T-1", "from": "DE", "destination": "AE",
            "parties": [{"role": "end_user", "name": "Example Aero Works", "country": "AE"}],
            "items": [{"id": "1", "article": "gyro", "form": "goods",
                "properties": {"drift_rate_stability": "0.1 deg/h"}}]
        })),
    responses(
        (status = 200, body = output::Determination),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn assess_one(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Problem> {
    let setting = setting(query.as_deref())?;
    let text = utf8(&body)?;
    let own = Arc::clone(&app);
    let answer = app.work(move || assessed(&own, &own.current(), setting, &text)).await?;
    answer.map(json).map_err(Problem::faults)
}

/// Transfers line by line, as many as there are.
#[utoipa::path(
    post,
    path = "/v1/assess/bulk",
    tag = "v1",
    params(LawParams),
    request_body(content = String, content_type = "application/x-ndjson",
        description = "One transfer a line"),
    responses(
        (status = 200, description = "One determination a line", body = AssessLine,
            content_type = "application/x-ndjson"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn assess_bulk(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Body,
) -> Result<Response, Problem> {
    let setting = setting(query.as_deref())?;
    let own = Arc::clone(&app);
    Ok(lines::answer(app, body, move |snapshot, line, text| match text {
        Err(broken) => {
            let (status, why) = broken.why();
            line_fault(line, status, &[why])
        }
        Ok(text) => assessed(&own, snapshot, setting, text)
            .unwrap_or_else(|problems| line_fault(line, 422, &problems)),
    }))
}

/// One item against the control lists, without parties.
#[utoipa::path(
    post,
    path = "/v1/classify",
    tag = "v1",
    params(LawParams),
    request_body(content = Object,
        description = "One item as in `transfer/1`, docs/formats/transfer.md",
        example = json!({
            "article": "gyro", "properties": {"drift_rate_stability": "0.1 deg/h"}
        })),
    responses(
        (status = 200, body = Classification),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn classify_one(
    State(app): State<Arc<App>>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Problem> {
    let setting = setting(query.as_deref())?;
    let text = utf8(&body)?;
    let own = Arc::clone(&app);
    app.work(move || classified(&own, setting, &text)).await?.map(json).map_err(Problem::faults)
}

fn classified(app: &App, setting: Setting, text: &str) -> Result<String, Vec<String>> {
    let node = Node::parse(text).map_err(|error| vec![error.to_string()])?;
    let (item, problems) = wire::lone_item(node);
    let words = |all: &[control::problem::Problem]| -> Vec<String> {
        all.iter().map(ToString::to_string).collect()
    };
    if !problems.is_empty() {
        return Err(words(&problems));
    }
    let done = classify::classified(&app.law, setting, item);
    let (answer, unclassified) = done.map_err(|problems| words(&problems))?;
    let classification = Classification {
        as_of: &answer.as_of,
        matches: output::matches(&answer),
        unclassified,
        questions: output::questions(&answer),
        findings: &answer.findings,
        exits: &answer.exits,
        regimes: &app.law.digest,
    };
    Ok(serde_json::to_string(&classification).unwrap_or_default())
}
