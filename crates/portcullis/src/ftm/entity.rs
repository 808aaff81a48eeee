//! A listed party as a FollowTheMoney entity.

use std::collections::BTreeMap;

use screening::listing::{BirthDate, IdentifierKind, ListedIdentifier, ListedParty, NameQuality};
use serde::Serialize;
use utoipa::ToSchema;

use super::{IDENTIFIER_MAX, IDENTIFIERS, country_of, schema_of, topics};

/// Values by the name of their property.
pub(crate) type Properties = BTreeMap<&'static str, Vec<String>>;

/// A listed party, or something that stands beside it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Entity<'a> {
    /// The list and the authority's own reference: `un-IRe.012`.
    pub(crate) id: &'a str,
    /// The primary name.
    pub(crate) caption: &'a str,
    /// Person, Organization, Vessel, Airplane, LegalEntity.
    pub(crate) schema: &'static str,
    /// Values by property, each a list of texts.
    #[schema(value_type = BTreeMap<String, Vec<serde_json::Value>>)]
    pub(crate) properties: Properties,
    /// The lists that have it.
    pub(crate) datasets: [&'a str; 1],
    /// Other ids that lead here.
    pub(crate) referents: &'a [String],
    /// Whether it is itself listed.
    pub(crate) target: bool,
    /// Day of the first kept snapshot that has it.
    pub(crate) first_seen: Option<&'a str>,
    /// Day of the list in force.
    pub(crate) last_seen: Option<&'a str>,
    /// Day of the kept snapshot since which it stands as it is.
    pub(crate) last_change: Option<&'a str>,
}

/// What an entity needs beside its party.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// The list that has it.
    pub(crate) list: &'a str,
    /// Other ids that lead to it.
    pub(crate) referents: &'a [String],
    /// `YYYY-MM-DDT00:00:00`
    pub(crate) first_seen: Option<&'a str>,
    /// The same.
    pub(crate) last_seen: Option<&'a str>,
    /// The same.
    pub(crate) last_change: Option<&'a str>,
}

/// The entity of a listed party.
pub(crate) fn entity<'a>(party: &'a ListedParty, standing: Standing<'a>) -> Entity<'a> {
    Entity {
        id: standing.id,
        caption: caption(party),
        schema: schema_of(party.kind),
        properties: properties(party, standing.list),
        datasets: [standing.list],
        referents: standing.referents,
        target: true,
        first_seen: standing.first_seen,
        last_seen: standing.last_seen,
        last_change: standing.last_change,
    }
}

/// The name under which a party is shown: its primary one.
pub(crate) fn caption(party: &ListedParty) -> &str {
    party.names.first().map_or("", |name| name.whole.as_str())
}

/// The property under which an identifier goes out, if there is one for its kind.
pub(crate) fn property_of(kind: IdentifierKind) -> Option<&'static str> {
    IDENTIFIERS.iter().find(|(_, known, out)| *known == kind && *out).map(|(name, ..)| *name)
}

/// A date of birth in the model's own form: as much of `YYYY-MM-DD` as is known. A range of years
/// is each of its years, as many as the model's users would write down.
pub(crate) fn births(birth: &BirthDate) -> Vec<String> {
    const YEARS_MAX: usize = 10;
    if let (true, Some(month)) = (birth.year_min == birth.year_max, birth.month) {
        let day = birth.day.map_or(String::new(), |day| format!("-{day:02}"));
        return vec![format!("{:04}-{month:02}{day}", birth.year_min)];
    }
    let years = birth.year_min..=birth.year_max;
    years.take(YEARS_MAX).map(|year| format!("{year:04}")).collect()
}

fn properties(party: &ListedParty, list: &str) -> Properties {
    let mut all = Properties::new();
    let mut put = |property: &'static str, value: String| {
        let values = all.entry(property).or_default();
        if !value.is_empty() && !values.contains(&value) {
            values.push(value);
        }
    };
    let place = |quality: NameQuality| match quality {
        NameQuality::Primary => "name",
        NameQuality::Strong => "alias",
        NameQuality::Weak => "weakAlias",
        NameQuality::Former => "previousName",
    };
    for (at, name) in party.names.iter().enumerate() {
        // The caption is always one of the names, as users of the model expect.
        put(if at == 0 { "name" } else { place(name.quality) }, name.whole.clone());
    }
    // Parts of an alias beside those of the name would read as one person's.
    if let Some(name) = party.names.first() {
        for (property, part) in [("firstName", &name.given), ("lastName", &name.family)] {
            put(property, part.clone().unwrap_or_default());
        }
    }
    let schema = schema_of(party.kind);
    let country = match schema {
        "Person" => "nationality",
        "Vessel" => "flag",
        _ => "country",
    };
    for code in &party.countries {
        put(country, country_of(code));
    }
    for birth in &party.birth {
        births(birth).into_iter().for_each(|birth| put("birthDate", birth));
    }
    // The model knows it of persons only; an authority may have stated it of others.
    if let (Some(gender), "Person") = (&party.gender, schema) {
        put("gender", gender.clone());
    }
    for address in &party.addresses {
        put("address", address.clone());
    }
    for ListedIdentifier { kind, value, .. } in &party.identifiers {
        match property_of(*kind) {
            // A wallet is an entity of its own; see `neighbour`.
            Some("publicKey") => {}
            Some(_) if value.chars().count() > IDENTIFIER_MAX => put("notes", value.clone()),
            Some(property) => put(property, value.clone()),
            None => {}
        }
    }
    for programme in &party.programmes {
        put("program", programme.clone());
    }
    for topic in topics(list, &party.programmes) {
        put("topics", (*topic).to_owned());
    }
    put("notes", party.remarks.clone());
    all.retain(|_, values| !values.is_empty());
    all
}
