//! What a search of the party lists found for a case, and what people judged of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{Digest, ListId, PartyId, PersonId};

/// One screening of all parties of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// Digest of the application whose parties were searched.
    pub facts: Digest,
    /// Lists that were searched, each in which version.
    pub lists: BTreeMap<ListId, Digest>,
    /// One for each party of the application.
    pub parties: BTreeMap<PartyId, PartySearch>,
}

/// The search for one party, owners within.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartySearch {
    /// Why it was not searched whole, if it was not. Nothing found then says nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub not_done: Option<String>,
    /// Names, aliases and owners that were searched, as written.
    pub names: Vec<String>,
    /// Whom the lists hold.
    pub hits: Vec<Hit>,
}

/// A party found on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hit {
    /// Which list.
    pub list: ListId,
    /// Whose list it is, as the law names it.
    pub authority: String,
    /// The authority's reference.
    pub entry: String,
    /// Digest of the entry's content: judgements hold for this version only.
    pub version: Digest,
    /// The listed name that matched.
    pub name: String,
    /// 0 to 1000.
    pub score_permille: u16,
    /// `exact`, `strong`, `possible` or `weak`.
    pub band: String,
    /// An official identifier is equal.
    pub identifier_equal: bool,
    /// The owner through whom it was found, if not the party itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub via: Option<String>,
    /// Why names or identifiers are taken to meet.
    pub reason: String,
    /// Listed from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listed_from: Option<Date>,
    /// Delisted on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub listed_until: Option<Date>,
}

/// What an officer found about a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The party is the listed one.
    Same,
    /// It is somebody else.
    Different,
    /// Cannot be said; the hit stays open.
    Unsure,
}

/// Which hit of which party.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HitKey {
    /// The party.
    pub party: PartyId,
    /// The list.
    pub list: ListId,
    /// The authority's reference.
    pub entry: String,
}

/// A judgement on a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What.
    pub verdict: Verdict,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: String,
    /// The version of the entry that was looked at.
    pub version: Digest,
    /// The facts of the party that were looked at.
    pub facts: Digest,
    /// The last day on which it holds.
    pub until: Date,
}

/// How a hit stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The party is the listed one.
    Identified,
    /// It is not, as an officer found about this version of the entry.
    Cleared,
    /// Nobody has judged, or not this version, or not for so long.
    Open,
}

/// How a hit stands on a day, given the judgements and the party as it is stated now.
#[must_use]
pub fn standing(hit: &Hit, judgement: Option<&Judgement>, facts: &Digest, on: Date) -> Standing {
    if hit.listed_until.is_some_and(|until| until <= on) {
        return Standing::Cleared;
    }
    match judgement {
        // "The same" outlives a new version: an entry that gains an alias is still the same party.
        Some(judged) if judged.verdict == Verdict::Same => Standing::Identified,
        Some(judged)
            if judged.verdict == Verdict::Different
                && judged.version == hit.version
                && judged.facts == *facts
                && on <= judged.until =>
        {
            Standing::Cleared
        }
        _ if hit.identifier_equal && hit.via.is_none() => Standing::Identified,
        _ => Standing::Open,
    }
}
