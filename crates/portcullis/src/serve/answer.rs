//! One query as it was written, answered as it goes out. A query that cannot be read fails alone.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use control::problem::did_you_mean;
use jiff::civil::Date;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::matching::{Scored, look, scored};
use super::question::Outcome;
use super::refusal::unread;
use super::snapshot::Snapshot;
use super::terms::{Admission, BodyTerms, Terms, Wanted};
use crate::ftm::example;
use crate::wire::pairs::{Pairs, Texts};

/// An example entity, with terms of its own where there are any.
#[derive(Deserialize, ToSchema)]
pub(super) struct MatchQuery {
    /// The sender's own id; echoed.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    id: Texts,
    /// Person, Organization, Company, LegalEntity, Vessel, Airplane …
    schema: String,
    /// Values by property: one text, or a list of texts.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    properties: Pairs<Texts>,
    /// Terms for this query alone.
    params: Option<BodyTerms>,
    /// What a listed party must have: countries, topics, datasets, schema, genders.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    filters: Pairs<Texts>,
    #[serde(flatten)]
    #[schema(ignore)]
    rest: Pairs<IgnoredAny>,
}

/// What whole entities have beside these, as they come from elsewhere; it says nothing here.
const OF_ENTITIES: &[&str] = &[
    "caption",
    "datasets",
    "referents",
    "target",
    "first_seen",
    "last_seen",
    "last_change",
    "score",
    "match",
];

/// How many.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Total {
    /// A number.
    pub(super) value: usize,
    /// `eq`: so many; `gte`: at least so many.
    pub(super) relation: &'static str,
}

impl Total {
    /// So many, or at least so many.
    pub(super) fn new(value: usize, more: bool) -> Self {
        Self { value, relation: if more { "gte" } else { "eq" } }
    }
}

/// The query as it was understood.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Echo<'a> {
    id: Option<&'a str>,
    schema: &'a str,
    properties: &'a BTreeMap<String, Vec<String>>,
}

/// The answer to one query.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct MatchAnswer<'a> {
    /// Line of a bulk request.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// 200: looked everywhere. 422: the name could not be searched whole; 503: lists are missing or
    /// too old; in both, what was found counts, and what was not found means nothing. 400: the query
    /// cannot be read; then there are no results.
    status: u16,
    /// Why it is not 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Best first.
    #[serde(skip_serializing_if = "Option::is_none")]
    results: Option<Vec<Scored<'a>>>,
    /// How many reach the threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Total>,
    /// What was understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Echo<'a>>,
    /// What a reviewer should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    /// Hits that the terms of the query took away.
    #[serde(skip_serializing_if = "is_zero")]
    left_out: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// An answer ready to go out.
#[derive(Debug)]
pub(super) struct Answered {
    /// As in the answer.
    pub(super) status: StatusCode,
    /// Why it is not 200.
    pub(super) detail: Option<String>,
    /// The answer.
    pub(super) json: Box<RawValue>,
    /// What it came to, for its receipt; empty where there are no results, or no receipts.
    pub(super) outcome: String,
}

fn ready(status: StatusCode, mut answer: MatchAnswer<'_>, outcome: String) -> Answered {
    answer.status = status.as_u16();
    let json = serde_json::value::to_raw_value(&answer);
    Answered { status, detail: answer.detail, json: json.unwrap_or_default(), outcome }
}

/// Answers one query under the terms of its request. The line is that of a bulk request.
pub(super) fn answer(
    snapshot: &Snapshot,
    terms: &Terms,
    text: &str,
    day: Date,
    line: Option<usize>,
) -> Answered {
    match read(terms, text) {
        Err(detail) => refused(StatusCode::BAD_REQUEST, detail, line),
        Ok((id, example, terms)) => match Admission::new(snapshot, &terms) {
            Err(refusal) => refused(refusal.status, refusal.text(), line),
            Ok(admission) => {
                let looked = look(snapshot, &admission, &example, &terms, day);
                let (status, detail) = match (admission.standing(day), looked.partial) {
                    (Err(why), _) => (StatusCode::SERVICE_UNAVAILABLE, Some(why)),
                    (Ok(()), Some(why)) => (StatusCode::UNPROCESSABLE_ENTITY, Some(why)),
                    (Ok(()), None) => (StatusCode::OK, None),
                };
                let outcome = match snapshot.stamp("match") {
                    Some(_) => Outcome::of(snapshot, status.as_u16(), &looked.hits).text(),
                    None => String::new(),
                };
                let answer = MatchAnswer {
                    line,
                    detail,
                    results: Some(scored(snapshot, &example, &terms, &looked.hits)),
                    total: Some(Total::new(looked.matches, looked.more)),
                    query: Some(Echo {
                        id: id.as_deref(),
                        schema: example.schema.name,
                        properties: &example.properties,
                    }),
                    notes: looked.notes,
                    left_out: looked.left_out,
                    ..MatchAnswer::default()
                };
                ready(status, answer, outcome)
            }
        },
    }
}

/// The answer to a query that is not answered.
pub(super) fn refused(status: StatusCode, detail: String, line: Option<usize>) -> Answered {
    let answer = MatchAnswer { line, detail: Some(detail), ..MatchAnswer::default() };
    ready(status, answer, String::new())
}

fn read(terms: &Terms, text: &str) -> Result<(Option<String>, example::Example, Terms), String> {
    let query: MatchQuery = serde_json::from_str(text).map_err(|error| unread(&error))?;
    let mut rest = query.rest.0.iter().map(|(field, _)| field.as_str());
    if let Some(field) = rest.find(|field| !OF_ENTITIES.contains(field)) {
        let known = ["id", "schema", "properties", "params", "filters"];
        let near = did_you_mean(field, known.into_iter());
        let near = near.map_or(String::new(), |near| format!("; {near}"));
        return Err(format!("field `{field}` is not known{near}"));
    }
    let mut terms = terms.clone();
    if let Some(own) = query.params {
        terms.amend(own)?;
    }
    terms.wanted = Wanted::read(&query.filters)?;
    let example = example::read(&query.schema, &query.properties)?;
    Ok((query.id.texts.into_iter().next(), example, terms))
}
