//! What an applicant states: the facts of `transfer/1`, and what is asked for, line by line.

use std::collections::{BTreeMap, BTreeSet};

use control::input::{Given, ItemInput, OwnerInput, PartyInput, Text, TransferInput};
use serde::{Deserialize, Serialize};

use crate::amount::{Money, Quantity};
use crate::id::{Digest, FirmId, LicenceId, PartyId};
use crate::limits::{ENTRIES_MAX, NAME_CHARS_MAX, TEXT_CHARS_MAX};

/// An application as it stands. Absence is "not stated", as in `transfer/1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Who applies.
    pub firm: FirmId,
    /// Word of `transfer/1`: export, transit, brokering, retransfer and so on.
    pub kind: String,
    /// The licence whose retransfer is asked for; only for kind `retransfer`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub original: Option<LicenceId>,
    /// State that the goods leave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<String>,
    /// Declared destination.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub destination: Option<String>,
    /// Stops.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub route: Vec<String>,
    /// Everybody who takes part, owners within.
    pub parties: Vec<Party>,
    /// What is to be moved, told or done.
    pub items: Vec<Item>,
    /// What it is for.
    #[serde(default)]
    pub end_use: EndUse,
    /// Contract reference and date as written, for people and for the undertaking.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<String>,
}

/// One party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its name within the case.
    pub id: PartyId,
    /// Word of `transfer/1`.
    pub role: String,
    /// As written.
    pub name: String,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// Code of its state.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
    /// Word of `transfer/1`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<String>,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub birth_date: Option<String>,
    /// Kind and value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub identifiers: BTreeMap<String, String>,
    /// Who owns it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub owners: Vec<Owner>,
}

/// An owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// As written; empty where only the id speaks of an owner named elsewhere.
    #[serde(default)]
    pub name: String,
    /// `51 %`; none = not stated.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub share: Option<String>,
    /// A name for it within the party, by which other holdings may speak of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// Code of its state.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
    /// Word of `transfer/1`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<String>,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub birth_date: Option<String>,
    /// Kind and value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub identifiers: BTreeMap<String, String>,
    /// Who owns the owner.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub owners: Vec<Owner>,
}

/// One item and the line asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name within the case.
    pub id: String,
    /// What it is, in words.
    #[serde(default)]
    pub description: String,
    /// `goods`, `software`, `technology` or `service`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub form: Option<String>,
    /// Article of the vocabulary.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub article: Option<String>,
    /// Activities served.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub scope: Option<Vec<String>>,
    /// Customs code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hs_code: Option<String>,
    /// Edition of the customs code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hs_edition: Option<String>,
    /// Control codes that the applicant claims.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub claimed: Vec<String>,
    /// Properties as stated.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub properties: BTreeMap<String, Stated>,
    /// Relations to other things.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub relations: BTreeMap<String, Vec<String>>,
    /// How much is asked for.
    pub quantity: Quantity,
    /// What it is worth.
    pub value: Money,
}

/// A property's value as stated. Bare numbers are written as texts, so that nothing is rounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Stated {
    /// Yes or no.
    Flag(bool),
    /// A text: `290 km`.
    Text(String),
    /// Pairs: range and payload.
    Points(Vec<(String, String)>),
}

/// What the transfer is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndUse {
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub statement: Option<String>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<String>,
    /// Word of `transfer/1`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub programme: Option<String>,
    /// Word of `transfer/1`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub awareness: Option<String>,
    /// The facility is under safeguards.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub safeguarded: Option<bool>,
}

impl Application {
    /// The digest of everything stated; an assessment of another digest is of other facts.
    ///
    /// Serialising plain data of texts cannot fail; if it did, the empty text matches nothing.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }

    /// A party by its id.
    #[must_use]
    pub fn party(&self, id: &PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == *id)
    }

    /// What is wrong with its shape; the law's own reading comes with the assessment.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), String> {
        if self.items.is_empty() {
            return Err("items: at least one".to_owned());
        }
        if self.parties.len() > ENTRIES_MAX || self.items.len() > ENTRIES_MAX {
            return Err(format!("parties, items: at most {ENTRIES_MAX}"));
        }
        let mut ids = BTreeSet::new();
        for party in &self.parties {
            if !ids.insert(party.id.as_str()) {
                return Err(format!("parties: two with the id `{}`", party.id));
            }
            if party.name.chars().count() > NAME_CHARS_MAX {
                return Err(format!("party {}: a name has at most {NAME_CHARS_MAX}", party.id));
            }
        }
        let mut ids = BTreeSet::new();
        for item in &self.items {
            if item.id.is_empty() || !ids.insert(item.id.as_str()) {
                return Err(format!("items: no or two items with the id `{}`", item.id));
            }
            if item.description.chars().count() > TEXT_CHARS_MAX {
                return Err(format!("item {}: at most {TEXT_CHARS_MAX} characters", item.id));
            }
            if item.quantity.amount.is_zero() {
                return Err(format!("item {}: a quantity of nothing", item.id));
            }
        }
        if (self.kind == "retransfer") != self.original.is_some() {
            return Err("original: named for kind `retransfer`, and only there".to_owned());
        }
        Ok(())
    }

    /// The facts as the law reads them, with what the recipient has undertaken.
    #[must_use]
    pub fn transfer(&self, id: &str, assurances: &[String]) -> TransferInput<'_> {
        let text = |text: &Option<String>| text.clone().map(Into::into);
        let texts = |texts: &[String]| texts.iter().map(|t| t.clone().into()).collect();
        let end_use = &self.end_use;
        TransferInput {
            id: Some(id.to_owned().into()),
            as_of: None,
            profile: None,
            kind: Some(self.kind.as_str().into()),
            from: text(&self.from),
            destination: text(&self.destination),
            route: texts(&self.route),
            parties: self.parties.iter().map(party).collect(),
            items: self.items.iter().map(item).collect(),
            programme: text(&end_use.programme),
            awareness: text(&end_use.awareness),
            safeguarded: end_use.safeguarded,
            statement: text(&end_use.statement),
            location: text(&end_use.location),
            assurances: texts(assurances),
        }
    }
}

fn party(party: &Party) -> PartyInput<'_> {
    let text = |text: &Option<String>| text.clone().map(Into::into);
    PartyInput {
        role: Some(party.role.as_str().into()),
        name: Some(party.name.as_str().into()),
        country: text(&party.country),
        kind: text(&party.kind),
        birth_date: text(&party.birth_date),
        identifiers: pairs(&party.identifiers),
        id: Some(party.id.as_str().into()),
        owners: party.owners.iter().map(owner).collect(),
    }
}

fn pairs(identifiers: &BTreeMap<String, String>) -> Vec<(Text<'_>, Text<'_>)> {
    identifiers.iter().map(|(kind, value)| (kind.as_str().into(), value.as_str().into())).collect()
}

fn owner(owner: &Owner) -> OwnerInput<'_> {
    let text = |text: &Option<String>| text.clone().map(Into::into);
    OwnerInput {
        id: text(&owner.id),
        // An owner that is only named again has its facts elsewhere.
        name: (!owner.name.is_empty()).then(|| owner.name.as_str().into()),
        country: text(&owner.country),
        kind: text(&owner.kind),
        birth_date: text(&owner.birth_date),
        identifiers: pairs(&owner.identifiers),
        share: text(&owner.share),
        owners: owner.owners.iter().map(self::owner).collect(),
    }
}

fn item(item: &Item) -> ItemInput<'_> {
    let text = |text: &Option<String>| text.clone().map(Into::into);
    let texts = |texts: &[String]| texts.iter().map(|t| t.clone().into()).collect::<Vec<_>>();
    ItemInput {
        id: Some(item.id.as_str().into()),
        description: Some(item.description.as_str().into()),
        form: text(&item.form),
        article: text(&item.article),
        scope: item.scope.as_deref().map(texts),
        hs_code: text(&item.hs_code),
        hs_edition: text(&item.hs_edition),
        claimed: texts(&item.claimed),
        amounts: Vec::new(),
        properties: item
            .properties
            .iter()
            .map(|(name, stated)| (name.as_str().into(), given(stated)))
            .collect(),
        relations: item
            .relations
            .iter()
            .map(|(name, targets)| (name.as_str().into(), texts(targets)))
            .collect(),
    }
}

fn given(stated: &Stated) -> Given<'_> {
    match stated {
        Stated::Flag(flag) => Given::Flag(*flag),
        Stated::Text(text) => Given::Text(text.as_str().into()),
        Stated::Points(points) => Given::Points(
            points.iter().map(|(a, b)| (a.as_str().into(), b.as_str().into())).collect(),
        ),
    }
}
