//! `/reconcile/{dataset}`: the Reconciliation Service API 0.2 of the W3C community group, as
//! OpenRefine speaks it. Asking, extending and the manifest are one address, by GET or by a form.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use screening::Band;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::app::{App, today};
use super::entities::{segment, whole};
use super::matching::{Looked, look};
use super::params::Params;
use super::question::{self, Asked, Outcome};
use super::record::Drafts;
use super::refusal::{Refusal, unread};
use super::snapshot::Snapshot;
use super::terms::{Admission, Terms};
use crate::ftm::example;
use crate::ftm::{SCHEMATA, Schema, schema_of};
use crate::screener::Match;
use crate::wire::pairs::{Pairs, Texts};

/// Queries of one request.
const QUERIES_MAX: usize = 100;
/// Entities and properties of one extension.
const EXTENDED_MAX: usize = 500;
/// Candidates of a query that says nothing.
const LIMIT: usize = 5;
/// Most candidates.
const LIMIT_MAX: usize = 500;

/// The query string, or the form.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct ReconcileParams {
    /// Queries by names of the sender's own, as JSON.
    queries: Option<String>,
    /// Ids and properties that are asked for, as JSON.
    extend: Option<String>,
}

/// What the service can do.
#[derive(Serialize, ToSchema)]
pub(super) struct Manifest {
    versions: [&'static str; 1],
    name: String,
    #[serde(rename = "identifierSpace")]
    identifier_space: String,
    #[serde(rename = "schemaSpace")]
    schema_space: &'static str,
    #[serde(rename = "defaultTypes")]
    default_types: Vec<Named>,
    #[schema(value_type = Object)]
    view: Value,
    #[schema(value_type = Object)]
    suggest: Value,
    #[schema(value_type = Object)]
    extend: Value,
}

/// An id with its name.
#[derive(Clone, Serialize, ToSchema)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Deserialize)]
struct Query {
    query: String,
    #[serde(default, rename = "type")]
    types: Texts,
    limit: Option<usize>,
    #[serde(default)]
    properties: Vec<QueryProperty>,
    #[serde(default, rename = "type_strict")]
    _type_strict: Option<String>,
}

#[derive(Deserialize)]
struct QueryProperty {
    pid: String,
    #[serde(default)]
    v: Value,
}

#[derive(Serialize)]
struct Candidates {
    result: Vec<Candidate>,
    /// Why nothing found is not nothing, if so; the format has no other place for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_done: Option<String>,
}

#[derive(Serialize)]
struct Candidate {
    id: String,
    name: String,
    description: String,
    #[serde(rename = "type")]
    types: Vec<Named>,
    score: f64,
    #[serde(rename = "match")]
    is_match: bool,
    features: Vec<Feature>,
}

#[derive(Serialize)]
struct Feature {
    id: &'static str,
    value: f64,
}

#[derive(Deserialize)]
struct Extension {
    ids: Vec<String>,
    properties: Vec<ExtensionProperty>,
}

#[derive(Deserialize)]
struct ExtensionProperty {
    id: String,
}

/// The manifest; or candidates for `queries`; or values for `extend`.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}",
    tag = "reconcile",
    params(("dataset" = String, Path, description = "A list, or `default` for all"), ReconcileParams),
    responses(
        (status = 200, description = "Manifest, candidates or values", body = Object),
        (status = 400, body = Refusal),
        (status = 404, body = Refusal),
        (status = 422, body = Refusal),
        (status = 503, description = "Lists are missing or too old", body = Refusal),
    )
)]
pub(super) async fn get(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    respond(app, dataset, query.unwrap_or_default()).await
}

/// The same as a form.
#[utoipa::path(
    post,
    path = "/reconcile/{dataset}",
    tag = "reconcile",
    params(("dataset" = String, Path, description = "A list, or `default` for all")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "`queries` or `extend`, as in the query string"),
    responses(
        (status = 200, description = "Manifest, candidates or values", body = Object),
        (status = 400, body = Refusal),
        (status = 404, body = Refusal),
        (status = 413, body = Refusal),
        (status = 422, body = Refusal),
        (status = 503, description = "Lists are missing or too old", body = Refusal),
    )
)]
pub(super) async fn post(
    State(app): State<Arc<App>>,
    Path(dataset): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let form = String::from_utf8(body.to_vec()).map_err(|_| Refusal::body("not UTF-8"))?;
    respond(app, dataset, form).await
}

async fn respond(app: Arc<App>, dataset: String, text: String) -> Result<Response, Refusal> {
    let own = Arc::clone(&app);
    let job = move |drafts: &mut Drafts| {
        let mut params = Params::open(&text);
        let (queries, extend) = (params.text("queries"), params.text("extend"));
        params.close()?;
        let snapshot = own.current();
        let terms = terms(&dataset);
        let admission = Admission::new(&snapshot, &terms)?;
        match (queries, extend) {
            (Some(queries), _) => {
                let day = today();
                admission.standing(day).map_err(Refusal::not_ready)?;
                let (body, outcome) = candidates(&snapshot, &terms, &queries, day)?;
                if let Some(stamp) = snapshot.stamp("reconcile") {
                    let asked = Asked { dataset: &dataset, ..Asked::default() };
                    drafts.keep(|| {
                        question::draft(stamp, day, &asked, Some(&queries), &outcome, &body)
                    });
                }
                Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
            }
            (None, Some(extend)) => values(&snapshot, &extend),
            (None, None) => Ok(Json(describe(&own, &dataset)).into_response()),
        }
    };
    let (answer, numbers) = app.recorded(job).await?;
    answer.map(|mut response: Response| {
        numbers.iter().for_each(|numbers| numbers.tell(&mut response));
        response
    })
}

/// The terms of a request, on a dataset.
pub(super) fn terms(dataset: &str) -> Terms {
    Terms::of_scope(dataset, &mut Params::open(""), LIMIT)
}

fn describe(app: &App, dataset: &str) -> Manifest {
    let (own, address) = (format!("/reconcile/{}", segment(dataset)), &app.address);
    let service = format!("{address}{own}");
    let suggest = |what: &str| {
        serde_json::json!({
            "service_url": service, "service_path": format!("/suggest/{what}"),
        })
    };
    let title = if dataset == super::snapshot::DEFAULT {
        "all lists"
    } else {
        super::catalog::title(dataset)
    };
    Manifest {
        versions: ["0.2"],
        name: format!("Portcullis: {title}"),
        identifier_space: format!("{address}/entities/"),
        schema_space: "https://followthemoney.tech/explorer/schemata/",
        default_types: SCHEMATA.iter().map(named).collect(),
        view: serde_json::json!({ "url": format!("{address}/entities/{{{{id}}}}") }),
        suggest: serde_json::json!({
            "entity": suggest("entity"), "type": suggest("type"), "property": suggest("property"),
        }),
        extend: serde_json::json!({
            "propose_properties": {
                "service_url": service, "service_path": "/extend/property",
            },
            "property_settings": [],
        }),
    }
}

/// A schema as a type of the service.
pub(super) fn named(schema: &Schema) -> Named {
    Named { id: schema.name.to_owned(), name: schema.label.to_owned() }
}

/// Candidates for queries: the answer, and what it came to.
///
/// # Errors
/// A query that cannot be read fails all: the format has no place for it.
pub(super) fn candidates(
    snapshot: &Snapshot,
    terms: &Terms,
    text: &str,
    day: Date,
) -> Result<(Vec<u8>, String), Refusal> {
    let queries: Pairs<Query> =
        serde_json::from_str(text).map_err(|e| Refusal::bad(format!("queries: {}", unread(&e))))?;
    if queries.0.len() > QUERIES_MAX {
        return Err(Refusal::bad(format!("Too many queries, at most {QUERIES_MAX}")));
    }
    let mut answers = BTreeMap::new();
    let mut hits = Vec::new();
    for (key, query) in queries.0 {
        // The format has no place for the fault of one query, and no candidates would be an answer.
        let answer = reconciled(snapshot, terms, query, day, &mut hits);
        answers.insert(key.clone(), answer.map_err(|why| Refusal::bad(format!("{key}: {why}")))?);
    }
    let outcome = Outcome::of(snapshot, 200, &hits).text();
    // Texts and numbers as JSON: that cannot fail.
    Ok((serde_json::to_vec(&answers).unwrap_or_default(), outcome))
}

fn reconciled(
    snapshot: &Snapshot,
    terms: &Terms,
    query: Query,
    day: Date,
    all: &mut Vec<Match>,
) -> Result<Candidates, String> {
    let mut terms = terms.clone();
    terms.limit = query.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
    let mut properties: BTreeMap<String, Texts> = BTreeMap::new();
    properties.entry("name".to_owned()).or_default().texts.push(query.query);
    for QueryProperty { pid, v } in query.properties {
        let texts = properties.entry(pid).or_default();
        texts.texts.extend(texts_of(&v));
    }
    let schema = query.types.texts.first().map_or("Thing", String::as_str);
    let example = example::read(schema, &Pairs(properties.into_iter().collect()))?;
    let admission = Admission::new(snapshot, &terms).map_err(|refusal| refusal.text())?;
    let Looked { hits, partial, .. } = look(snapshot, &admission, &example, &terms, day);
    let candidate = |hit: &Match| {
        let entity = snapshot.entity(hit.party)?;
        let title =
            snapshot.list(hit.party).map_or("", |list| super::catalog::title(&list.meta.list));
        let schema = Schema::named(entity.schema)?;
        Some(Candidate {
            id: entity.id.to_owned(),
            name: entity.caption.to_owned(),
            description: format!("{title}: {}", crate::screener::words::matched(hit)),
            types: vec![named(schema)],
            score: (hit.score * 1000.0).round() / 10.0,
            // A match is taken over without a look; only what nothing speaks against may be.
            is_match: hit.identifier_equal || hit.band == Band::Exact,
            features: vec![Feature { id: "score", value: hit.score }],
        })
    };
    let result = hits.iter().filter_map(candidate).collect();
    all.extend(hits);
    Ok(Candidates { result, not_done: partial })
}

/// Texts of a property's value: plain, in a list, or of an entity that was reconciled before.
fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(all) => all.iter().flat_map(texts_of).collect(),
        Value::Object(fields) => fields.get("name").map(texts_of).unwrap_or_default(),
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

fn values(snapshot: &Snapshot, text: &str) -> Result<Response, Refusal> {
    let asked: Extension =
        serde_json::from_str(text).map_err(|e| Refusal::bad(format!("extend: {}", unread(&e))))?;
    if asked.ids.len() > EXTENDED_MAX || asked.properties.len() > EXTENDED_MAX {
        return Err(Refusal::bad(format!("extend: at most {EXTENDED_MAX} ids and properties")));
    }
    let mut rows = BTreeMap::new();
    for id in &asked.ids {
        let party = snapshot.of_id(id).or(snapshot.of_other_id(id));
        let entity = party.map_or(Value::Null, |party| whole(snapshot, party));
        let cell = |property: &ExtensionProperty| {
            let found = entity.get("properties").and_then(|all| all.get(&property.id));
            let found = found.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            (property.id.clone(), found.iter().map(cell).collect::<Vec<Value>>())
        };
        rows.insert(id.clone(), asked.properties.iter().map(cell).collect::<BTreeMap<_, _>>());
    }
    let meta: Vec<Named> = asked
        .properties
        .iter()
        .map(|property| Named { id: property.id.clone(), name: label(&property.id) })
        .collect();
    Ok(Json(serde_json::json!({ "meta": meta, "rows": rows })).into_response())
}

fn cell(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::json!({ "str": text }),
        other => {
            let text = |key: &str| other.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
            serde_json::json!({ "str": text("caption") })
        }
    }
}

/// A property for people: `birthDate` is "birth date".
pub(super) fn label(property: &str) -> String {
    let mut label = String::new();
    for letter in property.chars() {
        if letter.is_uppercase() {
            label.push(' ');
        }
        label.extend(letter.to_lowercase());
    }
    label
}

/// Properties that a query may give.
pub(super) fn properties() -> Vec<Named> {
    let one = |id: &'static str| Named { id: id.to_owned(), name: label(id) };
    example::compared().map(one).collect()
}

/// The type of a party.
pub(super) fn type_of(kind: screening::listing::PartyKind) -> Vec<Named> {
    Schema::named(schema_of(kind)).map(named).into_iter().collect()
}
