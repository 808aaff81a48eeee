//! Our own paths: a name screened, a transfer assessed, an item classified, one by one or line by
//! line, in the formats of the commands.

use std::sync::{Arc, OnceLock};

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
use super::record::Drafts;
use super::refusal::Problem;
use super::snapshot::Snapshot;
use crate::cli::Format;
use crate::cli::party::ScreenFormat;
use crate::command::screen::receipt as screening;
use crate::command::screen::rows::json_row;
use crate::command::screen::{Run as Screening, render};
use crate::command::{assess, classify};
use crate::input;
use crate::judgements::Judgements;
use crate::output;
use crate::policy::{Policy, THRESHOLD_LEAST, THRESHOLD_MOST};
use crate::receipt::Stamp;
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

/// The screenings of one request.
struct Screenings {
    how: How,
    /// Whatever day is asked for, searched is what is in force today.
    asked: Date,
    max_age: u32,
    stamp: OnceLock<Result<Stamp, String>>,
}

impl Screenings {
    fn read(app: &App, query: Option<&str>) -> Result<Self, Problem> {
        let how = how(query, app.current().screener.policy())?;
        Ok(Self { how, asked: today(), max_age: app.max_age(), stamp: OnceLock::new() })
    }

    /// Screens one row. Every answer of the two paths is made here.
    fn answer(
        &self,
        snapshot: &Snapshot,
        line: usize,
        text: &str,
        drafts: &mut Drafts,
    ) -> Result<String, Vec<String>> {
        let row = json_row(line, text.as_bytes(), drafts.keeps());
        if let Err(why) = &row.read {
            return Err(vec![why.clone()]);
        }
        let judgements = Judgements::default();
        let how = &self.how;
        let run =
            Screening::new(&snapshot.screener, &judgements, how.threshold, how.limit, how.day)
                .asked(self.asked);
        let (screened, answer) = run.answer(row, ScreenFormat::Json);
        if drafts.keeps() {
            let make = || screening::stamp(&run, self.max_age, ScreenFormat::Json);
            let stamp = once(&self.stamp, make)?;
            drafts.keep(|| screening::draft(stamp, &run, &screened, &answer));
        }
        Ok(answer)
    }
}

/// What the receipts of a request have in common, made with the first of them.
fn once(
    stamp: &OnceLock<Result<Stamp, String>>,
    make: impl FnOnce() -> anyhow::Result<Stamp>,
) -> Result<&Stamp, Vec<String>> {
    let made = stamp.get_or_init(|| make().map_err(|error| format!("{error:#}")));
    made.as_ref().map_err(|why| vec![format!("the receipt cannot be made: {why}")])
}

/// One question, answered by itself.
async fn alone(
    app: &Arc<App>,
    body: Bytes,
    job: impl FnOnce(&Snapshot, &str, &mut Drafts) -> Result<String, Vec<String>> + Send + 'static,
) -> Result<Response, Problem> {
    let text = utf8(&body)?;
    let own = Arc::clone(app);
    let (answer, numbers) = app.recorded(move |drafts| job(&own.current(), &text, drafts)).await?;
    let mut response = json(answer.map_err(Problem::faults)?);
    numbers.iter().for_each(|numbers| numbers.tell(&mut response));
    Ok(response)
}

/// Questions line by line; one that cannot be answered fails alone.
fn stream<F>(app: Arc<App>, body: Body, job: F) -> Response
where
    F: Fn(&Snapshot, usize, &str, &mut Drafts) -> Result<String, Vec<String>>,
    F: Send + Sync + 'static,
{
    lines::answer(app, body, move |snapshot, line, text, drafts| {
        let (status, problems) = match text {
            Err(broken) => {
                let (status, why) = broken.why();
                (status, vec![why])
            }
            Ok(text) => match job(snapshot, line, text, drafts) {
                Ok(mut answer) => {
                    answer.truncate(answer.trim_end().len());
                    return answer;
                }
                Err(problems) => (422, problems),
            },
        };
        serde_json::to_string(&LineFault { line, status, problems: &problems }).unwrap_or_default()
    })
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
    let all = Screenings::read(&app, query.as_deref())?;
    alone(&app, body, move |snapshot, text, drafts| all.answer(snapshot, 0, text, drafts)).await
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
    let all = Screenings::read(&app, query.as_deref())?;
    Ok(stream(app, body, move |snapshot, line, text, drafts| {
        all.answer(snapshot, line, text, drafts)
    }))
}

fn setting(query: Option<&str>) -> Result<Setting, Problem> {
    let mut params = Params::open(query.unwrap_or(""));
    let as_of = day(&mut params);
    params.close()?;
    let now: Date = today();
    Ok(Setting { as_of, today: AsOf(midnight(now)) })
}

/// The assessments of one request.
struct Assessments {
    app: Arc<App>,
    setting: Setting,
    stamp: OnceLock<Result<Stamp, String>>,
}

impl Assessments {
    fn read(app: &Arc<App>, query: Option<&str>) -> Result<Self, Problem> {
        let setting = setting(query)?;
        Ok(Self { app: Arc::clone(app), setting, stamp: OnceLock::new() })
    }

    /// Assesses one transfer. Every answer of the two paths is made here.
    fn answer(
        &self,
        snapshot: &Snapshot,
        text: &str,
        drafts: &mut Drafts,
    ) -> Result<String, Vec<String>> {
        const NOTHING_ASSUMED: &[Assumption] = &[];
        let judgements = Judgements::default();
        let register = self.app.register.as_ref();
        let run = assess::Run {
            regime: &self.app.law,
            setting: self.setting,
            // Whatever day is asked for, searched is what is in force.
            asked: self.setting.today.date(),
            profile: None,
            assumptions: NOTHING_ASSUMED,
            register: register.map(|register| register.denials.as_slice()),
            judgements: &judgements,
            keeps: drafts.keeps(),
            screener: Some(&snapshot.screener),
            format: Format::Json,
        };
        let done = assess::transfer(&run, text).map_err(|problems| words(&problems))?;
        if let Some(kept) = &done.kept {
            let denials = register.map(|register| register.digest.clone());
            let make = || assess::receipt::stamp(&run, denials, self.app.max_age());
            let stamp = once(&self.stamp, make)?;
            let body = input::Body::Json(text.to_owned());
            drafts.keep(|| assess::receipt::draft(stamp, kept, None, &body, &done.out));
        }
        Ok(done.out)
    }
}

fn words(problems: &[control::problem::Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
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
    let all = Assessments::read(&app, query.as_deref())?;
    alone(&app, body, move |snapshot, text, drafts| all.answer(snapshot, text, drafts)).await
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
    let all = Assessments::read(&app, query.as_deref())?;
    Ok(stream(app, body, move |snapshot, _, text, drafts| all.answer(snapshot, text, drafts)))
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
