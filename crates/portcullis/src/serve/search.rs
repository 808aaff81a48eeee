//! `GET /search/{dataset}`: listed parties by words, for people who browse. Whoever screens should
//! ask `/match`; still, what a match would find stands first here.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use screening::normalise::fold;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::answer::Total;
use super::app::{App, today};
use super::facet::{self, Facet};
use super::params::Params;
use super::question::{self, Asked, Outcome};
use super::record::Drafts;
use super::refusal::Refusal;
use super::snapshot::Snapshot;
use super::terms::{Admission, Terms, Wanted};
use crate::ftm::Schema;
use crate::ftm::entity::Entity;
use crate::screener::How;
use crate::who::Who;

/// Results before a page.
const OFFSET_MAX: usize = 9_499;
/// Parties that are ranked by how well their names agree; the rest follows by number.
const RANKED_MAX: usize = 500;

/// The query string of a search.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct SearchParams {
    /// Words of names, numbers or addresses, each whole or its beginning; all parties when empty.
    q: Option<String>,
    /// Person, Organization, LegalEntity, Vessel, Airplane; Thing for all.
    #[param(default = "Thing")]
    schema: Option<String>,
    /// Only of one of these states, by code.
    countries: Option<Vec<String>>,
    /// Only with one of these topics; parties whose topics are not known are found as well.
    topics: Option<Vec<String>>,
    /// Only on one of these lists.
    datasets: Option<Vec<String>>,
    /// Lists that are searched.
    include_dataset: Option<Vec<String>>,
    /// Lists that are not.
    exclude_dataset: Option<Vec<String>>,
    /// Schemata that are not found.
    exclude_schema: Option<Vec<String>>,
    /// `field:value`, fields being countries, topics, datasets, schema, genders.
    filter: Option<Vec<String>>,
    /// Whether one value of a field is enough (OR) or all are needed (AND).
    #[param(default = "OR")]
    filter_op: Option<String>,
    /// Only what changed since.
    changed_since: Option<String>,
    /// Results on a page.
    #[param(default = 10, minimum = 1, maximum = 500)]
    limit: Option<usize>,
    /// Results before it.
    #[param(default = 0, minimum = 0, maximum = 9499)]
    offset: Option<usize>,
    /// `caption`, `id`, `first_seen`, `last_seen` or `last_change`, with `:asc` or `:desc`.
    sort: Option<Vec<String>>,
    /// countries, topics, datasets, schema, genders; the first three when left out.
    facets: Option<Vec<String>>,
    /// Has no effect: names are always found in other spellings.
    fuzzy: Option<bool>,
    /// Has no effect: words are words, without signs that mean something.
    simple: Option<bool>,
    /// Has no effect: every party of a list is a target.
    target: Option<bool>,
}

/// A page of results.
#[derive(Serialize, ToSchema)]
pub(super) struct SearchResponse<'a> {
    /// Why what is not here may still be listed, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    results: Vec<Entity<'a>>,
    #[schema(value_type = BTreeMap<String, Facet>)]
    facets: BTreeMap<&'static str, Facet>,
    total: Total,
    limit: usize,
    offset: usize,
}

/// What is searched, and how.
pub(super) struct Search {
    words: String,
    terms: Terms,
    schema: &'static Schema,
    offset: usize,
    sort: Option<(Key, bool)>,
    facets: Vec<&'static str>,
}

#[derive(Clone, Copy)]
enum Key {
    Caption,
    Id,
    FirstSeen,
    LastSeen,
    LastChange,
}

/// Listed parties by words.
#[utoipa::path(
    get,
    path = "/search/{dataset}",
    tag = "search",
    params(("dataset" = String, Path, description = "A list, or `default` for all"), SearchParams),
    responses(
        (status = 200, body = SearchResponse),
        (status = 400, description = "No dataset is left, or an unknown schema", body = Refusal),
        (status = 404, description = "No such dataset", body = Refusal),
        (status = 422, description = "Malformed", body = Refusal),
        (status = 503, description = "Lists are missing or too old; what was found is there",
            body = SearchResponse),
    )
)]
pub(super) async fn search(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let address = query.unwrap_or_default();
    let search = read(&dataset, &address)?;
    let own = Arc::clone(&app);
    let job = move |drafts: &mut Drafts| {
        let (snapshot, day) = (own.current(), today());
        let page = page(&snapshot, &search, day)?;
        if let Some(stamp) = snapshot.stamp("search") {
            let asked = Asked { dataset: &dataset, address: &address, ..Asked::default() };
            drafts.keep(|| question::draft(stamp, day, &asked, None, &page.outcome, &page.body));
        }
        Ok::<Page, Refusal>(page)
    };
    let (page, numbers) = app.recorded(job).await?;
    let Page { status, body, .. } = page?;
    let mut response = (status, [(CONTENT_TYPE, "application/json")], body).into_response();
    numbers.iter().for_each(|numbers| numbers.tell(&mut response));
    Ok(response)
}

/// A page as it goes out.
pub(super) struct Page {
    status: StatusCode,
    /// The answer.
    pub(super) body: Vec<u8>,
    /// What it came to.
    pub(super) outcome: String,
}

/// Reads the terms of a search.
///
/// # Errors
/// What is wrong with them.
pub(super) fn read(dataset: &str, query: &str) -> Result<Search, Refusal> {
    let mut params = Params::open(query);
    let mut terms = Terms::of_scope(dataset, &mut params, 10);
    let words = params.text("q").unwrap_or_default();
    let offset = params.count("offset", 0..=OFFSET_MAX, 0);
    let sort = sorting(&mut params);
    let facets = facet::read(&mut params);
    for unused in ["fuzzy", "simple", "target"] {
        params.flag(unused, false);
    }
    let schema = params.text("schema").unwrap_or_else(|| "Thing".to_owned());
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for key in ["countries", "datasets"] {
        let values = params.texts(key);
        if !values.is_empty() {
            groups.push((key.to_owned(), values));
        }
    }
    let all = match params.text("filter_op").as_deref() {
        None | Some("OR") => false,
        Some("AND") => true,
        Some(other) => {
            params.fault("filter_op", other, "OR or AND");
            false
        }
    };
    for filter in params.texts("filter") {
        let Some((field, value)) = filter.split_once(':') else {
            params.fault("filter", &filter, "field:value");
            continue;
        };
        match groups.iter_mut().find(|(key, _)| key == field && !all) {
            Some((_, values)) => values.push(value.to_owned()),
            None => groups.push((field.to_owned(), vec![value.to_owned()])),
        }
    }
    terms.wanted = Wanted::default();
    for (field, values) in groups {
        if let Err(why) = terms.wanted.add(&field, values) {
            params.fault("filter", &field, &format!("a field of a filter: {why}"));
        }
    }
    params.close()?;
    let schema = Schema::named(&schema)
        .ok_or_else(|| Refusal::bad(format!("Unknown schema: `{schema}`")))?;
    Ok(Search { words, terms, schema, offset, sort, facets })
}

fn sorting(params: &mut Params) -> Option<(Key, bool)> {
    // The first key decides; equal ones stand as the lists have them.
    let text = params.texts("sort").into_iter().next()?;
    let (field, order) = text.split_once(':').unwrap_or((&text, "asc"));
    let key = match field {
        "caption" | "name" => Key::Caption,
        "id" => Key::Id,
        "first_seen" => Key::FirstSeen,
        "last_seen" => Key::LastSeen,
        "last_change" => Key::LastChange,
        _ => {
            params.fault("sort", &text, "such as caption:asc or last_change:desc");
            return None;
        }
    };
    if !["asc", "desc"].contains(&order) {
        params.fault("sort", &text, "such as caption:asc or last_change:desc");
    }
    Some((key, order == "desc"))
}

/// Searches.
///
/// # Errors
/// The dataset or a schema is not known.
pub(super) fn page(snapshot: &Snapshot, search: &Search, day: Date) -> Result<Page, Refusal> {
    let admission = Admission::new(snapshot, &search.terms)?;
    let detail = admission.standing(day).err();
    let found = found(snapshot, &admission, search, day);
    let mut entities: Vec<(u32, Entity<'_>)> =
        found.iter().filter_map(|party| Some((*party, snapshot.entity(*party)?))).collect();
    if let Some((key, descending)) = search.sort {
        let of = |entity: &Entity<'_>| -> String {
            let text = match key {
                Key::Caption => Some(entity.caption),
                Key::Id => Some(entity.id),
                Key::FirstSeen => entity.first_seen,
                Key::LastSeen => entity.last_seen,
                Key::LastChange => entity.last_change,
            };
            text.unwrap_or("").to_owned()
        };
        entities.sort_by_cached_key(|(party, entity)| (of(entity), *party));
        if descending {
            entities.reverse();
        }
    }
    let facets = facet::count(snapshot, &search.facets, &found);
    let total = Total::new(entities.len(), false);
    let page = entities.into_iter().skip(search.offset).take(search.terms.limit);
    let (parties, results): (Vec<u32>, Vec<Entity<'_>>) = page.unzip();
    let status = if detail.is_some() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let response = SearchResponse {
        detail,
        results,
        facets,
        total,
        limit: search.terms.limit,
        offset: search.offset,
    };
    let parties = parties.into_iter().map(|party| (party, None));
    let outcome = Outcome::of_parties(snapshot, status.as_u16(), parties).text();
    // Texts and numbers as JSON: that cannot fail.
    let body = serde_json::to_vec(&response).unwrap_or_default();
    Ok(Page { status, body, outcome })
}

/// Parties by words: those whose names agree, best first, then those that hold every word.
fn found(snapshot: &Snapshot, admission: &Admission<'_>, search: &Search, day: Date) -> Vec<u32> {
    let admits = |party: u32| admission.admits(party, search.schema);
    let all = (0_u32..).take(snapshot.parties().len());
    let words = fold(&search.words).words;
    if words.is_empty() {
        return all.filter(|party| admits(*party)).collect();
    }
    let mut found: Vec<u32> = alike(snapshot, &search.words, day, &admits);
    let seen: std::collections::BTreeSet<u32> = found.iter().copied().collect();
    let holds = |party: &u32| holds(snapshot, *party, &words);
    found.extend(all.filter(|party| !seen.contains(party) && holds(party) && admits(*party)));
    found
}

/// Parties whose names agree with a text, best first.
pub(super) fn alike(
    snapshot: &Snapshot,
    text: &str,
    day: Date,
    admits: &dyn Fn(u32) -> bool,
) -> Vec<u32> {
    let who = Who { name: text.to_owned(), ..Who::default() };
    let policy = snapshot.screener.policy();
    let how = How::new(policy, policy.threshold(), RANKED_MAX, false, day);
    let hits = snapshot.screener.find_among(&who, &how, false, admits).hits;
    hits.into_iter().map(|hit| hit.party).collect()
}

/// Whether each word, or the beginning of it, is among a party's.
pub(super) fn holds(snapshot: &Snapshot, party: u32, words: &[String]) -> bool {
    let own = snapshot.words(party);
    words.iter().all(|word| {
        own.match_indices(word.as_str())
            .any(|(at, _)| at == 0 || own.as_bytes().get(at - 1) == Some(&b' '))
    })
}
