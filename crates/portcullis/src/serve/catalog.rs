//! `GET /catalog` and `GET /algorithms`: what can be searched, of which day, and how.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::app::{App, today};
use super::snapshot::{DEFAULT, List, midnight};
use super::terms::ALGORITHMS;

/// A list, or the collection of all.
#[derive(Serialize, ToSchema)]
pub(super) struct Dataset {
    /// As paths and parameters name it.
    name: String,
    /// For people.
    title: String,
    /// Nothing is claimed: the terms are the publisher's.
    license: Option<String>,
    summary: Option<String>,
    description: Option<String>,
    url: Option<String>,
    /// Its day.
    updated_at: Option<String>,
    last_export: Option<String>,
    /// Listed parties.
    entity_count: usize,
    thing_count: usize,
    /// Never falls while lists only come in.
    version: String,
    category: &'static str,
    tags: [&'static str; 0],
    publisher: Option<String>,
    coverage: Option<String>,
    resources: Vec<Resource>,
    /// Its lists, where it is the collection.
    children: Vec<String>,
    deprecation: Option<String>,
    deprecated: bool,
    /// It can be searched.
    load: bool,
    /// All of it, one entity a line.
    entities_url: String,
    /// What changed between its snapshots.
    delta_url: Option<String>,
    namespace: bool,
    /// The version that is searched.
    index_version: String,
    /// What is searched is what the store points to.
    index_current: bool,
    /// SHA-256 of its entries.
    digest: Option<String>,
}

/// A file of a dataset.
#[derive(Serialize, ToSchema)]
pub(super) struct Resource {
    name: &'static str,
    url: String,
    mime_type: &'static str,
    mime_type_label: &'static str,
}

/// What can be searched.
#[derive(Serialize, ToSchema)]
pub(super) struct Catalog {
    datasets: Vec<Dataset>,
    /// Lists that are not too old.
    current: Vec<String>,
    /// Lists that are too old to clear anybody.
    outdated: Vec<String>,
    /// Something is too old, or the store points to lists that cannot be read.
    index_stale: bool,
    /// Why nobody can be cleared, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_done: Option<String>,
    /// Why the lists that the store points to are not in force, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    behind: Option<String>,
}

/// What can be searched, and of which day it is.
#[utoipa::path(get, path = "/catalog", tag = "catalog", responses((status = 200, body = Catalog)))]
pub(super) async fn catalog(State(app): State<Arc<App>>) -> Json<Catalog> {
    Json(draw_up(&app))
}

/// The same as `/catalog`.
#[utoipa::path(get, path = "/manifest", tag = "catalog", responses((status = 200, body = Catalog)))]
pub(super) async fn manifest(State(app): State<Arc<App>>) -> Json<Catalog> {
    Json(draw_up(&app))
}

fn draw_up(app: &App) -> Catalog {
    let snapshot = app.current();
    let (day, behind) = (today(), app.behind());
    let max = i32::try_from(app.max_age()).unwrap_or(i32::MAX);
    let (outdated, current): (Vec<&List>, Vec<&List>) =
        snapshot.lists.iter().partition(|list| list.meta.too_old(day, max));
    let names = |lists: &[&List]| -> Vec<String> {
        lists.iter().map(|list| list.meta.list.clone()).collect()
    };
    let mut datasets = Vec::new();
    let day_of_all = snapshot.lists.iter().map(|list| list.meta.as_of.as_str()).max();
    datasets.push(Dataset {
        children: snapshot.lists.iter().map(|list| list.meta.list.clone()).collect(),
        ..dataset(
            app,
            DEFAULT,
            "All lists",
            snapshot.version(),
            day_of_all,
            snapshot.parties().len(),
        )
    });
    for list in &snapshot.lists {
        let (name, as_of) = (list.meta.list.as_str(), Some(list.meta.as_of.as_str()));
        let version = list.version.clone();
        datasets.push(Dataset {
            delta_url: Some(format!("{}/datasets/{name}/delta.json", app.address)),
            digest: Some(list.meta.digest.clone()),
            ..dataset(app, name, title(name), version, as_of, list.meta.entries)
        });
    }
    Catalog {
        datasets,
        index_stale: !outdated.is_empty() || behind.is_some() || snapshot.lists.is_empty(),
        current: names(&current),
        outdated: names(&outdated),
        not_done: snapshot.screener.standing(day).err(),
        behind,
    }
}

fn dataset(
    app: &App,
    name: &str,
    title: &str,
    version: String,
    as_of: Option<&str>,
    entries: usize,
) -> Dataset {
    let entities_url = format!("{}/datasets/{name}/entities.ftm.json", app.address);
    Dataset {
        name: name.to_owned(),
        title: title.to_owned(),
        license: None,
        summary: None,
        description: None,
        url: None,
        updated_at: as_of.map(midnight),
        last_export: as_of.map(midnight),
        entity_count: entries,
        thing_count: entries,
        index_version: version.clone(),
        version,
        category: "sanctions",
        tags: [],
        publisher: None,
        coverage: None,
        resources: vec![Resource {
            name: "entities.ftm.json",
            url: entities_url.clone(),
            mime_type: "application/json+ftm",
            mime_type_label: "FollowTheMoney entities",
        }],
        children: Vec::new(),
        deprecation: None,
        deprecated: false,
        load: true,
        entities_url,
        delta_url: None,
        namespace: false,
        index_current: app.behind().is_none(),
        digest: None,
    }
}

/// The name of a list for people; its short id where we know none.
pub(super) fn title(list: &str) -> &str {
    match list {
        "un" => "United Nations Security Council Consolidated List",
        "un-starter" => "United Nations starter list (built in, clears nobody)",
        "us-sdn" => "OFAC Specially Designated Nationals",
        "us-cons" => "OFAC Consolidated (non-SDN) List",
        "us-csl" => "United States Consolidated Screening List",
        "us-dpl" => "BIS Denied Persons List",
        "eu" => "European Union Financial Sanctions File",
        "uk" => "United Kingdom Sanctions List",
        "ch" => "SECO Sanctions List",
        other => other,
    }
}

/// A name for the one way of matching.
#[derive(Serialize, ToSchema)]
pub(super) struct Algorithm {
    name: &'static str,
    description: String,
    /// By feature; the same as in `docs`.
    features: BTreeMap<&'static str, FeatureDocs>,
    docs: AlgorithmDocs,
}

/// What it looks at.
#[derive(Serialize, ToSchema)]
pub(super) struct AlgorithmDocs {
    name: &'static str,
    description: String,
    /// Nothing can be set.
    config: BTreeMap<String, String>,
    features: BTreeMap<&'static str, FeatureDocs>,
}

/// One of the reasons for a score.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub(super) struct FeatureDocs {
    description: &'static str,
    /// 1 raises or lowers the score; there is no other number to tell.
    coefficient: f64,
    url: Option<&'static str>,
}

/// The names under which matching may be asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct Algorithms {
    algorithms: Vec<Algorithm>,
    default: &'static str,
    best: &'static str,
}

const FEATURES: &[(&str, &str)] = &[
    ("name_match", "How well the names agree, part by part, in any script, order and spelling."),
    ("birth_match", "Whether the dates of birth can be the same."),
    ("country_match", "Whether a state is shared."),
    ("gender_match", "Whether the gender is the same."),
    ("schema_match", "Whether both are persons, organisations, ships or aircraft."),
    ("identifier_match", "Whether an official identifier is equal, or nearly."),
];

/// The way of matching, and the names of other systems' ways that are taken for it.
#[utoipa::path(
    get,
    path = "/algorithms",
    tag = "catalog",
    responses((status = 200, body = Algorithms))
)]
pub(super) async fn algorithms() -> Json<Algorithms> {
    let features: BTreeMap<&'static str, FeatureDocs> = FEATURES
        .iter()
        .map(|(name, description)| {
            (*name, FeatureDocs { description, coefficient: 1.0, url: None })
        })
        .collect();
    let one = |name: &&'static str| {
        let description = match *name {
            "portcullis" => {
                "Names aligned part by part, weighed, and compared with facts.".to_owned()
            }
            other => format!("Accepted so that clients need no change; `{other}` is `portcullis`."),
        };
        Algorithm {
            name,
            description: description.clone(),
            features: features.clone(),
            docs: AlgorithmDocs {
                name,
                description,
                config: BTreeMap::new(),
                features: features.clone(),
            },
        }
    };
    let named = ALGORITHMS.iter().filter(|name| **name != "best");
    Json(Algorithms { algorithms: named.map(one).collect(), default: "best", best: "portcullis" })
}
