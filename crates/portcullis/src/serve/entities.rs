//! `GET /entities/{id}`: a listed party, what stands beside it, and the way from its other ids.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::answer::Total;
use super::app::App;
use super::params::Params;
use super::refusal::Refusal;
use super::snapshot::Snapshot;
use crate::ftm::entity::Entity;
use crate::ftm::neighbour::{Neighbour, PROPERTIES, neighbours};

/// Entities on one page.
const LIMIT_MAX: usize = 500;
/// Entities before a page.
const OFFSET_MAX: usize = 9_499;

/// The query string of an entity.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct EntityParams {
    /// With what stands beside it.
    #[param(default = true)]
    nested: Option<bool>,
}

/// The query string of what stands beside an entity.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PageParams {
    /// Entities on a page.
    #[param(default = 10, minimum = 1, maximum = 500, required = false)]
    limit: usize,
    /// Entities before it.
    #[param(default = 0, minimum = 0, maximum = 9499, required = false)]
    offset: usize,
    /// `caption:asc` or `caption:desc`; as the list has them when left out.
    #[param(required = false)]
    sort: Vec<String>,
}

/// A page of entities.
#[derive(Serialize, ToSchema)]
pub(super) struct Page<'a> {
    results: Vec<Neighbour<'a>>,
    total: Total,
    limit: usize,
    offset: usize,
}

/// An entity with everything beside it, by property.
#[derive(Serialize, ToSchema)]
pub(super) struct Adjacent<'a> {
    entity: Entity<'a>,
    #[schema(value_type = BTreeMap<String, Page>)]
    adjacent: BTreeMap<&'static str, Page<'a>>,
}

/// A listed party.
#[utoipa::path(
    get,
    path = "/entities/{id}",
    tag = "entities",
    params(("id" = String, Path, description = "As in an answer, or another id of it"), EntityParams),
    responses(
        (status = 200, body = Entity),
        (status = 308, description = "The id leads to another"),
        (status = 404, body = Refusal),
        (status = 422, body = Refusal),
        (status = 503, description = "The lists cannot be read", body = Refusal),
    )
)]
pub(super) async fn entity(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let mut params = Params::open(query.as_deref().unwrap_or(""));
    let nested = params.flag("nested", true);
    params.close()?;
    let snapshot = app.current();
    let party = match find(&snapshot, &id, "", query.as_deref())? {
        Ok(party) => party,
        Err(redirect) => return Ok(redirect),
    };
    if !nested {
        return Ok(Json(snapshot.entity(party)).into_response());
    }
    Ok(Json(whole(&snapshot, party)).into_response())
}

/// What stands beside a listed party, by property.
#[utoipa::path(
    get,
    path = "/entities/{id}/adjacent",
    tag = "entities",
    params(("id" = String, Path, description = "As in an answer"), PageParams),
    responses(
        (status = 200, body = Adjacent),
        (status = 308, description = "The id leads to another"),
        (status = 404, body = Refusal),
        (status = 422, body = Refusal),
        (status = 503, description = "The lists cannot be read", body = Refusal),
    )
)]
pub(super) async fn adjacent(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let page = read_page(query.as_deref())?;
    let snapshot = app.current();
    let party = match find(&snapshot, &id, "/adjacent", query.as_deref())? {
        Ok(party) => party,
        Err(redirect) => return Ok(redirect),
    };
    let gone = || Refusal::missing("No such entity.");
    let entity = snapshot.entity(party).ok_or_else(gone)?;
    let mut all = BTreeMap::new();
    for property in PROPERTIES {
        let found = beside(&snapshot, party, property);
        if !found.is_empty() {
            all.insert(*property, cut(found, &page));
        }
    }
    Ok(Json(Adjacent { entity, adjacent: all }).into_response())
}

/// What stands beside a listed party under one property.
#[utoipa::path(
    get,
    path = "/entities/{id}/adjacent/{property}",
    tag = "entities",
    params(
        ("id" = String, Path, description = "As in an answer"),
        ("property" = String, Path, description = "Such as `sanctions`"),
        PageParams
    ),
    responses(
        (status = 200, body = Page),
        (status = 308, description = "The id leads to another"),
        (status = 404, body = Refusal),
        (status = 422, body = Refusal),
        (status = 503, description = "The lists cannot be read", body = Refusal),
    )
)]
pub(super) async fn adjacent_property(
    State(app): State<Arc<App>>,
    Path((id, property)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let page = read_page(query.as_deref())?;
    if !PROPERTIES.contains(&property.as_str()) {
        let known = PROPERTIES.join(", ");
        return Err(Refusal::missing(format!("No such property; known are {known}")));
    }
    let snapshot = app.current();
    let tail = format!("/adjacent/{}", segment(&property));
    let party = match find(&snapshot, &id, &tail, query.as_deref())? {
        Ok(party) => party,
        Err(redirect) => return Ok(redirect),
    };
    Ok(Json(cut(beside(&snapshot, party, &property), &page)).into_response())
}

fn read_page(query: Option<&str>) -> Result<PageParams, Refusal> {
    let mut params = Params::open(query.unwrap_or(""));
    let page = PageParams {
        limit: params.count("limit", 1..=LIMIT_MAX, 10),
        offset: params.count("offset", 0..=OFFSET_MAX, 0),
        sort: params.texts("sort"),
    };
    for sort in &page.sort {
        if !["caption", "caption:asc", "caption:desc"].contains(&sort.as_str()) {
            params.fault("sort", sort, "caption:asc or caption:desc");
        }
    }
    params.close()?;
    Ok(page)
}

fn cut<'a>(mut all: Vec<Neighbour<'a>>, page: &PageParams) -> Page<'a> {
    match page.sort.first().map(String::as_str) {
        None => {}
        Some("caption:desc") => all.sort_by(|a, b| b.caption.cmp(a.caption)),
        Some(_) => all.sort_by(|a, b| a.caption.cmp(b.caption)),
    }
    let total = Total::new(all.len(), false);
    let (limit, offset) = (page.limit, page.offset);
    Page { results: all.into_iter().skip(offset).take(limit).collect(), total, limit, offset }
}

fn beside<'a>(snapshot: &'a Snapshot, party: u32, property: &str) -> Vec<Neighbour<'a>> {
    let both = snapshot.entity(party).zip(snapshot.party(party));
    both.map_or_else(Vec::new, |(entity, listed)| neighbours(&entity, listed, property))
}

/// The entity with what stands beside it in place of texts.
pub(super) fn whole(snapshot: &Snapshot, party: u32) -> serde_json::Value {
    let mut value = serde_json::to_value(snapshot.entity(party)).unwrap_or_default();
    if let Some(properties) = value.get_mut("properties").and_then(|p| p.as_object_mut()) {
        for property in PROPERTIES {
            let found = beside(snapshot, party, property);
            if !found.is_empty() {
                let found = serde_json::to_value(found).unwrap_or_default();
                properties.insert((*property).to_owned(), found);
            }
        }
    }
    value
}

/// The party of an id, or the way to it from another of its ids.
fn find(
    snapshot: &Snapshot,
    id: &str,
    tail: &str,
    query: Option<&str>,
) -> Result<Result<u32, Response>, Refusal> {
    if let Some(party) = snapshot.of_id(id) {
        return Ok(Ok(party));
    }
    if let Some(party) = snapshot.of_other_id(id) {
        let query = query.map_or(String::new(), |query| format!("?{query}"));
        let target = format!("/entities/{}{tail}{query}", segment(snapshot.id(party)));
        let redirect = (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]);
        return Ok(Err(redirect.into_response()));
    }
    match snapshot.screener.fault() {
        Some(why) => Err(Refusal::not_ready(why)),
        None => Err(Refusal::missing("No such entity.")),
    }
}

/// A text as one part of a path.
pub(super) fn segment(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}
