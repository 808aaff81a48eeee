//! How the results of a search spread over countries, topics, lists.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::params::Params;
use super::snapshot::Snapshot;
use crate::ftm::{schema_of, topics};

/// Values of one facet that are told.
const VALUES_MAX: usize = 100;
const FACETS: &[(&str, &str)] = &[
    ("countries", "Countries"),
    ("topics", "Topics"),
    ("datasets", "Data sources"),
    ("schema", "Entity types"),
    ("genders", "Genders"),
];

/// One facet.
#[derive(Serialize, ToSchema)]
pub(super) struct Facet {
    /// For people.
    label: &'static str,
    /// Most frequent first.
    values: Vec<FacetValue>,
}

/// One value of it.
#[derive(Serialize, ToSchema)]
pub(super) struct FacetValue {
    /// As a filter names it.
    name: String,
    /// For people.
    label: String,
    /// Results that have it.
    count: usize,
}

/// The facets that are asked for.
pub(super) fn read(params: &mut Params) -> Vec<&'static str> {
    let asked = params.texts("facets");
    if asked.is_empty() {
        return vec!["countries", "topics", "datasets"];
    }
    let mut facets = Vec::new();
    for name in asked {
        match FACETS.iter().find(|(known, _)| *known == name) {
            Some((known, _)) => facets.push(*known),
            None => params.fault("facets", &name, "countries, topics, datasets, schema or genders"),
        }
    }
    facets
}

/// Counts the parties that were found.
pub(super) fn count(
    snapshot: &Snapshot,
    facets: &[&'static str],
    found: &[u32],
) -> BTreeMap<&'static str, Facet> {
    let one = |facet: &&'static str| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for party in found {
            for value in values(snapshot, facet, *party) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let mut values: Vec<FacetValue> = counts
            .into_iter()
            .map(|(name, count)| FacetValue { label: name.clone(), name, count })
            .collect();
        values.sort_by(|a, b| b.count.cmp(&a.count).then(a.name.cmp(&b.name)));
        values.truncate(VALUES_MAX);
        let label = FACETS.iter().find(|(known, _)| known == facet).map_or("", |(_, label)| label);
        (*facet, Facet { label, values })
    };
    facets.iter().map(one).collect()
}

fn values(snapshot: &Snapshot, facet: &str, party: u32) -> Vec<String> {
    let Some(listed) = snapshot.party(party) else { return Vec::new() };
    let list = snapshot.list(party).map_or("", |list| list.meta.list.as_str());
    match facet {
        "countries" => listed.countries.iter().map(|code| code.to_lowercase()).collect(),
        "topics" => topics(list, &listed.programmes).iter().map(|t| (*t).to_owned()).collect(),
        "datasets" => vec![list.to_owned()],
        "schema" => vec![schema_of(listed.kind).to_owned()],
        _ => listed.gender.iter().cloned().collect(),
    }
}
