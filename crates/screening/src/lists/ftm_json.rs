//! FollowTheMoney entities, one JSON object a line. Parties are kept; addresses, documents,
//! listings and wallets that belong to them are joined, and ownership becomes links between them;
//! other entities (payments, positions) are counted and skipped. Entities that stand within others,
//! as in exports for people, are taken out and read like those beside them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::text::{decode, is_blank, join, shorten};
use super::{ListFile, SourceFile, identify, only};
use crate::listing::{IdentifierKind, NameQuality, PartyKind};

#[derive(Deserialize)]
struct Entity {
    id: String,
    #[serde(default)]
    caption: Option<String>,
    schema: String,
    #[serde(default)]
    properties: BTreeMap<String, Vec<Value>>,
    #[serde(default)]
    datasets: Vec<String>,
    /// Ids under which it stood before it was merged.
    #[serde(default)]
    referents: Vec<String>,
    #[serde(default)]
    last_seen: Option<String>,
}

/// A property is a text, or a nested entity in some exports; after [`unnested`] it is that one's id.
#[derive(Deserialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Nested(Box<Entity>),
    Other(serde::de::IgnoredAny),
}

impl Entity {
    fn texts<'a>(&'a self, property: &str) -> impl Iterator<Item = &'a str> {
        self.properties.get(property).into_iter().flatten().filter_map(|value| match value {
            Value::Text(text) => Some(text.as_str()),
            Value::Nested(_) | Value::Other(_) => None,
        })
    }

    fn text(&self, property: &str) -> &str {
        self.texts(property).next().unwrap_or("")
    }

    /// Adds what another account of the same entity says.
    fn take_over(&mut self, other: Self) {
        for (property, values) in other.properties {
            let own = self.properties.entry(property).or_default();
            for value in values {
                let Value::Text(text) = &value else { continue };
                if !own.iter().any(|known| matches!(known, Value::Text(known) if known == text)) {
                    own.push(value);
                }
            }
        }
        self.referents.extend(other.referents);
        self.datasets.extend(other.datasets);
    }
}

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let entities = unnested(entities(&file, &text)?);
    let mut joined: BTreeMap<&str, Vec<&Entity>> = BTreeMap::new();
    let mut by_id: BTreeMap<&str, &Entity> = BTreeMap::new();
    for (_, entity) in &entities {
        by_id.insert(&entity.id, entity);
        for property in ["holder", "entity", "asset"] {
            for owner in entity.texts(property) {
                joined.entry(owner).or_default().push(entity);
            }
        }
    }
    let mut pile = Pile::new(&file);
    let mut datasets: BTreeSet<&str> = BTreeSet::new();
    let mut seen: Option<String> = None;
    for (line, entity) in &entities {
        let Some(kind) = kind(&entity.schema) else { continue };
        datasets.extend(entity.datasets.iter().map(String::as_str));
        let day = entity.last_seen.as_deref().and_then(|day| date::day(day, Order::DayFirst));
        seen = seen.max(day);
        let parts = joined.get(entity.id.as_str()).map_or(&[][..], Vec::as_slice);
        pile.take(party(entity, kind, parts, &by_id), Some(*line))?;
    }
    let list = match datasets.iter().next() {
        Some(only) if datasets.len() == 1 => (*only).to_owned(),
        _ => "ftm".to_owned(),
    };
    pile.finish(&list, seen, entities.len())
}

fn entities(file: &SourceFile<'_>, text: &str) -> Result<Vec<(u64, Entity)>, Refusal> {
    let mut entities = Vec::new();
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    let mut read = 0_usize;
    for (number, line) in (1_u64..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        read = read.saturating_add(1);
        let entity = serde_json::from_str(line).map_err(|error| {
            let reason = shorten(&error.to_string(), 200);
            if read == lines && error.is_eof() {
                Refusal::truncated(file.name, Some(number), reason)
            } else {
                Refusal::malformed(file.name, Some(number), reason)
            }
        })?;
        entities.push((number, entity));
    }
    Ok(entities)
}

/// Properties under which something stands within the party that it is about, and the property by
/// which it says so where it stands beside it.
const CONTAINED: &[(&str, &str)] = &[
    ("ownershipAsset", "asset"),
    ("ownershipOwner", "owner"),
    ("sanctions", "entity"),
    ("passports", "holder"),
    ("identification", "holder"),
    // So spelt in older versions of the model.
    ("identificiation", "holder"),
    ("cryptoWallets", "holder"),
];

/// The same entities, each beside the others, where some stand within others. One that stands in
/// several places is one entity with everything that is said of it in any of them.
fn unnested(entities: Vec<(u64, Entity)>) -> Vec<(u64, Entity)> {
    let mut all = Vec::with_capacity(entities.len());
    let mut within = Vec::new();
    for (line, mut entity) in entities {
        take_out(line, &mut entity, &mut within);
        all.push((line, entity));
    }
    if within.is_empty() {
        return all;
    }
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (at, (_, entity)) in all.iter().enumerate() {
        places.entry(entity.id.clone()).or_insert(at);
    }
    for (line, entity) in within {
        match places.entry(entity.id.clone()) {
            Entry::Vacant(place) => {
                place.insert(all.len());
                all.push((line, entity));
            }
            Entry::Occupied(place) => {
                if let Some((_, known)) = all.get_mut(*place.get()) {
                    known.take_over(entity);
                }
            }
        }
    }
    all
}

/// Moves what stands within an entity out of it, at any depth, and leaves the id in its place.
fn take_out(line: u64, entity: &mut Entity, out: &mut Vec<(u64, Entity)>) {
    for (property, values) in &mut entity.properties {
        let back = CONTAINED.iter().find(|(known, _)| known == property).map(|(_, back)| *back);
        for value in values {
            let Value::Nested(_) = value else { continue };
            let Value::Nested(mut inner) = std::mem::replace(value, Value::Text(String::new()))
            else {
                continue;
            };
            *value = Value::Text(inner.id.clone());
            if let Some(back) = back {
                let about = inner.properties.entry(back.to_owned()).or_default();
                if about.is_empty() {
                    about.push(Value::Text(entity.id.clone()));
                }
            }
            take_out(line, &mut inner, out);
            out.push((line, *inner));
        }
    }
}

fn kind(schema: &str) -> Option<PartyKind> {
    Some(match schema {
        "Person" => PartyKind::Person,
        "Organization" | "Company" | "PublicBody" => PartyKind::Organisation,
        "LegalEntity" | "Thing" => PartyKind::Unknown,
        "Vessel" => PartyKind::Vessel,
        "Airplane" => PartyKind::Aircraft,
        _ => return None,
    })
}

/// Properties that hold identifiers of the party itself.
const IDENTIFIERS: &[(&str, IdentifierKind)] = &[
    ("passportNumber", IdentifierKind::Passport),
    ("idNumber", IdentifierKind::NationalId),
    ("socialSecurityNumber", IdentifierKind::NationalId),
    ("taxNumber", IdentifierKind::Tax),
    ("vatCode", IdentifierKind::Tax),
    ("innCode", IdentifierKind::Tax),
    ("registrationNumber", IdentifierKind::Registration),
    ("ogrnCode", IdentifierKind::Registration),
    ("uscCode", IdentifierKind::Registration),
    ("leiCode", IdentifierKind::Lei),
    ("swiftBic", IdentifierKind::Bic),
    ("imoNumber", IdentifierKind::Imo),
    ("mmsi", IdentifierKind::Mmsi),
    ("callSign", IdentifierKind::Other),
    ("serialNumber", IdentifierKind::AircraftSerial),
    ("publicKey", IdentifierKind::Wallet),
    ("unscId", IdentifierKind::ListReference),
    ("opensanctionsId", IdentifierKind::Other),
];

fn party(
    entity: &Entity,
    kind: PartyKind,
    parts: &[&Entity],
    by_id: &BTreeMap<&str, &Entity>,
) -> Draft {
    let mut draft = Draft::new(&entity.id, kind);
    names(&mut draft, entity);
    for property in ["nationality", "citizenship", "country", "jurisdiction", "flag"] {
        entity.texts(property).for_each(|country| draft.country(country));
    }
    for birth in entity.texts("birthDate") {
        draft.birth(date::birth(birth, Order::DayFirst), birth);
    }
    entity.texts("address").for_each(|address| draft.address(&[address]));
    for id in entity.texts("addressEntity") {
        by_id.get(id).iter().for_each(|beside| address(&mut draft, beside));
    }
    for (property, kind) in IDENTIFIERS {
        for value in entity.texts(property) {
            // A mark of an aircraft stands where companies have their number.
            let mark =
                draft.party.kind == PartyKind::Aircraft && *kind == IdentifierKind::Registration;
            let kind = if mark { IdentifierKind::TailNumber } else { *kind };
            let value = if kind == IdentifierKind::Imo {
                identify::imo(value).unwrap_or_else(|| value.to_owned())
            } else {
                value.to_owned()
            };
            draft.identifier(kind, &value, entity.text("country"));
        }
    }
    for referent in entity.referents.iter().filter(|id| **id != entity.id) {
        draft.identifier(IdentifierKind::ListReference, referent, "");
    }
    draft.gender(entity.text("gender"));
    entity.texts("program").for_each(|programme| draft.programme(programme));
    entity.texts("programId").for_each(|programme| draft.programme(programme));
    parts.iter().for_each(|part| join_part(&mut draft, part));
    entity.texts("notes").for_each(|note| draft.remark(note));
    // A party that is linked to a listed one stands in the same file; the topic tells them apart.
    if draft.party.programmes.is_empty() && entity.texts("topics").any(|t| t == SANCTIONED) {
        draft.programme(SANCTIONED);
    }
    draft
}

/// The topic of parties that are themselves listed.
const SANCTIONED: &str = "sanction";

/// A holding of the party. Where several owners or several shares stand in one, which belongs to
/// which is not said, and the share is not known.
fn ownership(draft: &mut Draft, link: &Entity) {
    let mut shares: Vec<&str> = link.texts("percentage").map(str::trim).collect();
    shares.dedup();
    let owners: Vec<&str> = link.texts("owner").collect();
    let share = match (owners.as_slice(), shares.as_slice()) {
        ([_], [share]) => share,
        _ => "",
    };
    let (first, last) = (link.texts("startDate").min(), link.texts("endDate").max());
    for owner in owners {
        draft.owner(owner, share, first.unwrap_or(""), last.unwrap_or(""));
    }
}

/// The caption is the name that the publisher shows; it leads if it is one of the names.
fn names(draft: &mut Draft, entity: &Entity) {
    let caption = entity.caption.as_deref().unwrap_or("");
    let is_name = entity.texts("name").any(|name| name == caption);
    let (given, family) = (entity.text("firstName"), entity.text("lastName"));
    if is_name {
        draft.name_of_parts(caption, given, family, NameQuality::Primary);
    }
    entity.texts("name").for_each(|name| draft.name(name, NameQuality::Strong));
    entity.texts("alias").for_each(|name| draft.name(name, NameQuality::Strong));
    entity.texts("weakAlias").for_each(|name| draft.name(name, NameQuality::Weak));
    entity.texts("previousName").for_each(|name| draft.name(name, NameQuality::Former));
    if draft.party.names.is_empty() {
        draft.name_of_parts("", given, family, NameQuality::Primary);
    }
}

fn address(draft: &mut Draft, entity: &Entity) {
    let full = entity.text("full");
    if is_blank(full) {
        let fields = ["street", "postalCode", "city", "region", "country"];
        draft.address(&[&join(&fields.map(|field| entity.text(field)), ", ")]);
    } else {
        draft.address(&[full]);
    }
    entity.texts("country").for_each(|country| draft.country(country));
}

fn join_part(draft: &mut Draft, part: &Entity) {
    match part.schema.as_str() {
        "Passport" => {
            draft.identifier(IdentifierKind::Passport, part.text("number"), part.text("country"));
        }
        "Identification" => {
            let label = part.text("type");
            let kind = if is_blank(label) { None } else { identify::kind(label) };
            let kind = kind.unwrap_or(IdentifierKind::NationalId);
            draft.identifier(kind, part.text("number"), part.text("country"));
        }
        "CryptoWallet" => draft.identifier(IdentifierKind::Wallet, part.text("publicKey"), ""),
        "Sanction" => {
            for property in ["programId", "program", "authority"] {
                part.texts(property).for_each(|programme| draft.programme(programme));
            }
            for property in ["listingDate", "startDate"] {
                draft.listed_on(date::day(part.text(property), Order::DayFirst));
            }
            let unsc = part.text("unscId");
            draft.identifier(IdentifierKind::ListReference, unsc, "");
        }
        "Ownership" => ownership(draft, part),
        _ => {}
    }
}
