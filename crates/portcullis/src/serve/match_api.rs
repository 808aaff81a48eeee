//! `POST /match/{dataset}`: a batch of examples.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::answer::{Answered, MatchAnswer, MatchQuery, answer};
use super::app::{App, today};
use super::params::Params;
use super::question::{self, Asked};
use super::record::Drafts;
use super::refusal::{Refusal, unread};
use super::snapshot::Snapshot;
use super::terms::{Admission, BodyTerms, MatchParams, Terms};
use crate::command::screen::render::{Data, data};
use crate::screener::settings;
use crate::wire::pairs::Pairs;

/// Queries of one batch.
pub(super) const QUERIES_MAX: usize = 100;

/// A batch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"queries": {"q1": {"schema": "Person", "properties": {
    "name": ["Imagined Person"], "birthDate": ["1961-04-05"], "nationality": ["Iran"]
}}}}))]
pub(super) struct MatchRequest<'a> {
    /// Examples by names of the sender's own; at most 100.
    #[serde(borrow)]
    #[schema(value_type = BTreeMap<String, MatchQuery>)]
    queries: Pairs<&'a RawValue>,
    /// Must be empty: the weights are not the sender's.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, f64>>)]
    weights: Option<Pairs<serde_json::Value>>,
    /// Must be empty: there is nothing to be set.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, f64>>)]
    config: Option<Pairs<serde_json::Value>>,
    /// Terms for all queries.
    #[serde(borrow)]
    #[schema(value_type = Option<BodyTerms>)]
    params: Option<&'a RawValue>,
}

/// The answers of a batch, by the names of its queries and in their order.
#[derive(Serialize, ToSchema)]
pub(super) struct MatchResponse<'a> {
    /// Why there is no complete answer to any query.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// By the name of the query.
    #[schema(value_type = BTreeMap<String, MatchAnswer>)]
    responses: Answers,
    /// Results of one query at most.
    limit: usize,
    /// By what it was found.
    data: Data<'a>,
}

struct Answers(Vec<(String, Answered)>);

impl Serialize for Answers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, answered) in &self.0 {
            map.serialize_entry(name, &answered.json)?;
        }
        map.end()
    }
}

/// Whom do these examples look like?
///
/// Each query is answered by itself. The response is 200 if at least one query is answered whole;
/// else its status is the gravest of the queries', so that a client that sends one query and looks
/// at the status alone never takes an open question for an empty answer.
#[utoipa::path(
    post,
    path = "/match/{dataset}",
    tag = "match",
    params(("dataset" = String, Path, description = "A list, or `default` for all"), MatchParams),
    request_body = MatchRequest,
    responses(
        (status = 200, description = "At least one query is answered whole", body = MatchResponse),
        (status = 400, description = "No query can be read", body = MatchFault),
        (status = 404, description = "No such dataset", body = Refusal),
        (status = 413, description = "Too large", body = Refusal),
        (status = 422, description = "The request is malformed, or no name could be searched whole",
            body = MatchFault),
        (status = 503, description = "Lists are missing or too old", body = MatchFault),
    )
)]
pub(super) async fn match_batch(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Refusal> {
    let mut params = Params::open(query.as_deref().unwrap_or(""));
    let terms = Terms::read(&dataset, &mut params)?;
    params.close()?;
    let own = Arc::clone(&app);
    let address = query.unwrap_or_default();
    let job = move |drafts: &mut Drafts| batch(&own, terms, &address, &body, drafts);
    let (answer, numbers) = app.recorded(job).await?;
    answer.map(|mut response| {
        numbers.iter().for_each(|numbers| numbers.tell(&mut response));
        response
    })
}

/// A refusal, or the answers of a batch without one that is whole.
#[derive(ToSchema)]
#[schema(as = MatchFault)]
#[expect(dead_code, reason = "says what the two bodies have in common")]
pub(super) struct MatchFault {
    /// Why.
    detail: serde_json::Value,
}

fn batch(
    app: &App,
    mut terms: Terms,
    address: &str,
    body: &[u8],
    drafts: &mut Drafts,
) -> Result<Response, Refusal> {
    let request: MatchRequest<'_> =
        serde_json::from_slice(body).map_err(|error| Refusal::body(unread(&error)))?;
    let is_set = |given: Option<&Pairs<_>>| given.is_some_and(|pairs| !pairs.0.is_empty());
    for (what, given) in [("weights", &request.weights), ("config", &request.config)] {
        if is_set(given.as_ref()) {
            let why = "there is one way of matching, with weights that are tested as they are";
            return Err(Refusal::bad(format!("{what} cannot be set: {why}")));
        }
    }
    if let Some(own) = request.params {
        let own = BodyTerms::read(own).map_err(Refusal::body)?;
        terms.amend(own).map_err(Refusal::bad)?;
    }
    let queries = request.queries.0;
    if queries.is_empty() {
        return Err(Refusal::bad("No queries provided."));
    }
    if queries.len() > QUERIES_MAX {
        let hint = "send more as NDJSON to /match/{dataset}/bulk";
        return Err(Refusal::bad(format!("Too many queries, at most {QUERIES_MAX}; {hint}")));
    }
    let snapshot = app.current();
    // What is wrong with the request as a whole is said once.
    Admission::new(&snapshot, &terms)?;
    let day = today();
    let count = queries.len();
    let asked = Asked { dataset: &terms.dataset, address, params: request.params, line: None };
    let one = |(name, text): (String, &RawValue)| {
        let answered = answer(&snapshot, &terms, text.get(), day, None);
        keep(&snapshot, day, &asked, text.get(), &answered, drafts);
        (name, answered)
    };
    let answers: Vec<(String, Answered)> = queries.into_iter().map(one).collect();
    let (status, detail) = gravest(&answers);
    let policy = snapshot.screener.policy();
    let settings = settings(terms.cutoff(), policy);
    let response = MatchResponse {
        detail,
        responses: Answers(answers),
        limit: terms.limit,
        data: data(&snapshot.screener, &settings, day),
    };
    let size = (HeaderName::from_static("x-batch-size"), count.to_string());
    Ok((status, [size], Json(response)).into_response())
}

/// Adds the receipt of one query that was answered.
pub(super) fn keep(
    snapshot: &Snapshot,
    day: Date,
    asked: &Asked<'_>,
    query: &str,
    answered: &Answered,
    drafts: &mut Drafts,
) {
    let Some(stamp) = snapshot.stamp("match").filter(|_| !answered.outcome.is_empty()) else {
        return;
    };
    let Answered { outcome, json, .. } = answered;
    drafts.keep(|| question::draft(stamp, day, asked, Some(query), outcome, json.get().as_bytes()));
}

/// The status of a batch, and why it is not 200.
fn gravest(answers: &[(String, Answered)]) -> (StatusCode, Option<String>) {
    if answers.iter().any(|(_, answered)| answered.status == StatusCode::OK) {
        return (StatusCode::OK, None);
    }
    let worst = answers.iter().max_by_key(|(_, answered)| answered.status);
    worst.map_or((StatusCode::OK, None), |(name, answered)| {
        let detail = answered.detail.as_deref().unwrap_or_default();
        (answered.status, Some(format!("{name}: {detail}")))
    })
}
