//! What a reconciliation client offers while somebody types: entities, types, properties.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use screening::normalise::fold;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::app::{App, today};
use super::catalog::title;
use super::params::Params;
use super::reconcile::{Named, named, properties, type_of};
use super::refusal::Refusal;
use super::search::{alike, holds};
use super::snapshot::Snapshot;
use super::terms::{Admission, Terms};
use crate::ftm::neighbour::PROPERTIES;
use crate::ftm::{SCHEMATA, Schema};

/// Suggestions of one answer.
const SUGGESTED_MAX: usize = 10;

/// The query string of a suggestion.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct SuggestParams {
    /// What was typed.
    prefix: Option<String>,
    /// Suggestions before these.
    #[param(default = 0, minimum = 0, maximum = 9499)]
    cursor: Option<usize>,
}

/// The query string of a proposal.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct ProposeParams {
    /// A type.
    #[param(rename = "type")]
    of: Option<String>,
    /// Properties at most.
    #[param(default = 100, minimum = 1, maximum = 500)]
    limit: Option<usize>,
}

/// Suggestions.
#[derive(Serialize, ToSchema)]
pub(super) struct Suggestions {
    result: Vec<Suggestion>,
}

/// One of them.
#[derive(Serialize, ToSchema)]
pub(super) struct Suggestion {
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notable: Vec<Named>,
}

/// Properties of a type.
#[derive(Serialize, ToSchema)]
pub(super) struct Proposal {
    #[serde(rename = "type")]
    of: String,
    limit: usize,
    properties: Vec<Named>,
}

fn typed(query: Option<&str>) -> Result<(String, usize), Refusal> {
    let mut params = Params::open(query.unwrap_or(""));
    let prefix = params.text("prefix").unwrap_or_default();
    let cursor = params.count("cursor", 0..=9_499, 0);
    params.close()?;
    Ok((prefix, cursor))
}

fn known(snapshot: &Snapshot, dataset: &str) -> Result<Terms, Refusal> {
    let terms = Terms::of_scope(dataset, &mut Params::open(""), SUGGESTED_MAX);
    Admission::new(snapshot, &terms)?;
    Ok(terms)
}

/// Entities whose words begin like what is typed.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/suggest/entity",
    tag = "reconcile",
    params(("dataset" = String, Path, description = "A list, or `default` for all"), SuggestParams),
    responses(
        (status = 200, body = Suggestions),
        (status = 400, body = Refusal),
        (status = 404, body = Refusal),
        (status = 422, body = Refusal),
        (status = 503, description = "Lists are missing or too old", body = Refusal),
    )
)]
pub(super) async fn entity(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Suggestions>, Refusal> {
    let (prefix, cursor) = typed(query.as_deref())?;
    let own = Arc::clone(&app);
    app.work(move || entities(&own.current(), &dataset, &prefix, cursor)).await?.map(Json)
}

fn entities(
    snapshot: &Snapshot,
    dataset: &str,
    prefix: &str,
    cursor: usize,
) -> Result<Suggestions, Refusal> {
    let terms = known(snapshot, dataset)?;
    let admission = Admission::new(snapshot, &terms)?;
    let day = today();
    admission.standing(day).map_err(Refusal::not_ready)?;
    let words = fold(prefix).words;
    let Some(thing) = Schema::named("Thing").filter(|_| !words.is_empty()) else {
        return Ok(Suggestions { result: Vec::new() });
    };
    let admits = |party: u32| admission.admits(party, thing);
    let mut found = alike(snapshot, prefix, day, &admits);
    let seen: std::collections::BTreeSet<u32> = found.iter().copied().collect();
    let all = (0_u32..).take(snapshot.parties().len());
    found.extend(all.filter(|p| !seen.contains(p) && holds(snapshot, *p, &words) && admits(*p)));
    let one = |party: u32| {
        let (entity, listed) = snapshot.entity(party).zip(snapshot.party(party))?;
        let list = snapshot.list(party).map_or("", |list| list.meta.list.as_str());
        Some(Suggestion {
            id: entity.id.to_owned(),
            name: entity.caption.to_owned(),
            description: Some(title(list).to_owned()),
            notable: type_of(listed.kind),
        })
    };
    let page = found.into_iter().skip(cursor).take(SUGGESTED_MAX);
    Ok(Suggestions { result: page.filter_map(one).collect() })
}

fn beginning(all: Vec<Named>, prefix: &str, cursor: usize) -> Suggestions {
    let typed = prefix.to_lowercase();
    let fits = |named: &Named| {
        named.id.to_lowercase().contains(&typed) || named.name.to_lowercase().contains(&typed)
    };
    let found = all.into_iter().filter(fits).skip(cursor);
    let one = |named: Named| Suggestion {
        id: named.id,
        name: named.name,
        description: None,
        notable: Vec::new(),
    };
    Suggestions { result: found.map(one).collect() }
}

/// Types whose name holds what is typed.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/suggest/type",
    tag = "reconcile",
    params(("dataset" = String, Path, description = "A list, or `default` for all"), SuggestParams),
    responses(
        (status = 200, body = Suggestions),
        (status = 404, body = Refusal),
        (status = 422, body = Refusal),
    )
)]
pub(super) async fn kind(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Suggestions>, Refusal> {
    let (prefix, cursor) = typed(query.as_deref())?;
    known(&app.current(), &dataset)?;
    Ok(Json(beginning(SCHEMATA.iter().map(named).collect(), &prefix, cursor)))
}

/// Properties whose name holds what is typed.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/suggest/property",
    tag = "reconcile",
    params(("dataset" = String, Path, description = "A list, or `default` for all"), SuggestParams),
    responses(
        (status = 200, body = Suggestions),
        (status = 404, body = Refusal),
        (status = 422, body = Refusal),
    )
)]
pub(super) async fn property(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Suggestions>, Refusal> {
    let (prefix, cursor) = typed(query.as_deref())?;
    known(&app.current(), &dataset)?;
    Ok(Json(beginning(properties(), &prefix, cursor)))
}

/// Properties by which rows may be extended.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/extend/property",
    tag = "reconcile",
    params(("dataset" = String, Path, description = "A list, or `default` for all"), ProposeParams),
    responses(
        (status = 200, body = Proposal),
        (status = 404, body = Refusal),
        (status = 422, body = Refusal),
    )
)]
pub(super) async fn propose(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Proposal>, Refusal> {
    let mut params = Params::open(query.as_deref().unwrap_or(""));
    let of = params.text("type").unwrap_or_else(|| "Thing".to_owned());
    let limit = params.count("limit", 1..=500, 100);
    params.close()?;
    known(&app.current(), &dataset)?;
    let mut all = properties();
    for id in ["address", "program", "topics", "notes"].iter().chain(PROPERTIES) {
        all.push(Named { id: (*id).to_owned(), name: super::reconcile::label(id) });
    }
    all.truncate(limit);
    Ok(Json(Proposal { of, limit, properties: all }))
}
