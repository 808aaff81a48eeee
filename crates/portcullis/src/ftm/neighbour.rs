//! What stands beside a listed party in the FollowTheMoney model: its listing, addresses, papers and
//! wallets, each an entity of its own. They are made from the entry; nothing else is known of them.

use std::collections::BTreeMap;

use screening::listing::{IdentifierKind, ListedIdentifier, ListedParty};
use serde::Serialize;
use utoipa::ToSchema;

use super::entity::{Entity, Properties};
use super::{IDENTIFIER_MAX, country_of};

/// Something beside a party.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Neighbour<'a> {
    /// The party's id, the property, and a number.
    pub(crate) id: String,
    /// For people.
    pub(crate) caption: &'a str,
    /// Sanction, Address, Passport, Identification, CryptoWallet.
    schema: &'static str,
    /// Values by property, each a list of texts.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    properties: Properties,
    /// As the party.
    datasets: [&'a str; 1],
    /// None.
    referents: [&'a str; 0],
    /// It is not itself listed.
    target: bool,
    /// As the party.
    first_seen: Option<&'a str>,
    /// As the party.
    last_seen: Option<&'a str>,
    /// As the party.
    last_change: Option<&'a str>,
}

/// Properties of a party that lead to neighbours, in the order of their names.
pub(crate) const PROPERTIES: &[&str] =
    &["addressEntity", "cryptoWallets", "identification", "sanctions"];

type Draft<'a> = (&'static str, &'a str, Properties);

/// The neighbours of a party under one property; none under properties that hold texts.
pub(crate) fn neighbours<'a>(
    entity: &Entity<'a>,
    party: &'a ListedParty,
    property: &str,
) -> Vec<Neighbour<'a>> {
    let id = entity.id;
    let found: Vec<Draft<'a>> = match property {
        "addressEntity" => {
            let one = |text: &'a String| ("Address", text.as_str(), put([("full", text)]));
            party.addresses.iter().map(one).collect()
        }
        "cryptoWallets" => {
            let wallets = party.identifiers.iter().filter(|i| i.kind == IdentifierKind::Wallet);
            wallets.map(|wallet| held("CryptoWallet", "publicKey", id, wallet)).collect()
        }
        "identification" => {
            let fits = |known: &&ListedIdentifier| known.value.chars().count() <= IDENTIFIER_MAX;
            let papers = party.identifiers.iter().filter(fits).filter_map(|known| {
                let schema = match known.kind {
                    IdentifierKind::Passport => "Passport",
                    IdentifierKind::NationalId => "Identification",
                    _ => return None,
                };
                Some(held(schema, "number", id, known))
            });
            papers.collect()
        }
        "sanctions" => vec![listing(id, party)],
        _ => Vec::new(),
    };
    let one = |(at, (schema, caption, properties)): (usize, Draft<'a>)| Neighbour {
        id: format!("{id}.{property}.{}", at + 1),
        caption,
        schema,
        properties,
        datasets: entity.datasets,
        referents: [],
        target: false,
        first_seen: entity.first_seen,
        last_seen: entity.last_seen,
        last_change: entity.last_change,
    };
    found.into_iter().enumerate().map(one).collect()
}

fn put<const N: usize>(pairs: [(&'static str, &str); N]) -> Properties {
    pairs.into_iter().map(|(property, value)| (property, vec![value.to_owned()])).collect()
}

fn held<'a>(
    schema: &'static str,
    property: &'static str,
    holder: &str,
    known: &'a ListedIdentifier,
) -> Draft<'a> {
    let mut properties = put([("holder", holder), (property, &known.value)]);
    if let Some(country) = &known.country {
        properties.insert("country", vec![country_of(country)]);
    }
    (schema, &known.value, properties)
}

fn listing<'a>(id: &str, party: &'a ListedParty) -> Draft<'a> {
    let mut properties: BTreeMap<_, _> = put([("entity", id), ("authorityId", &party.entry)]);
    let more = [
        ("program", party.programmes.clone()),
        ("listingDate", party.listed_on.iter().cloned().collect()),
        ("endDate", party.delisted_on.iter().cloned().collect()),
    ];
    properties.extend(more.into_iter().filter(|(_, values)| !values.is_empty()));
    ("Sanction", &party.entry, properties)
}
