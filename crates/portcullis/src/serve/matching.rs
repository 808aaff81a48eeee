//! One example against the lists: what every way of asking shares.

use std::collections::BTreeMap;

use jiff::civil::Date;
use screening::listing::ListedParty;
use screening::{Aligned, FactKind, Outcome};
use serde::Serialize;
use utoipa::ToSchema;

use super::snapshot::Snapshot;
use super::terms::{Admission, Terms};
use crate::command::screen::render::{Fact, Part, facts, parts};
use crate::ftm::entity::Entity;
use crate::ftm::example::Example;
use crate::screener::words;
use crate::screener::{Found, How, Match, band_word};

/// What was found for one example, best first.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// At or above the cutoff, at most as many as were asked for.
    pub(super) hits: Vec<Match>,
    /// How many reach the threshold.
    pub(super) matches: usize,
    /// There are more than these.
    pub(super) more: bool,
    /// Hits that the terms of the question took away.
    pub(super) left_out: usize,
    /// What a reviewer should know.
    pub(super) notes: Vec<String>,
    /// Why nothing found is not nothing, if so.
    pub(super) partial: Option<String>,
}

/// Looks for an example under each of its names. Every answer of a match, a bulk line or a
/// reconciliation is made here: a record of decisions would be written where this returns.
pub(super) fn look(
    snapshot: &Snapshot,
    admission: &Admission<'_>,
    example: &Example,
    terms: &Terms,
    day: Date,
) -> Looked {
    let policy = snapshot.screener.policy();
    let how = How::new(policy, terms.cutoff(), terms.limit, true, day);
    let mut looked = Looked {
        notes: example.notes.clone(),
        partial: example.partial.clone(),
        ..Looked::default()
    };
    let mut best: BTreeMap<u32, Match> = BTreeMap::new();
    let mut left_out = std::collections::BTreeSet::new();
    for who in &example.whos {
        let asked = |party: u32| admission.admits(party, example.schema);
        let found: Found = snapshot.screener.find_among(who, &how, true, &asked);
        looked.more |= found.more;
        left_out.extend(found.left_out);
        looked.partial = looked.partial.or(found.partial);
        for note in found.notes {
            if !looked.notes.contains(&note) {
                looked.notes.push(note);
            }
        }
        if !found.set_aside.is_empty() {
            let names = found.set_aside.join(", ");
            looked.notes.push(format!("set aside because facts differ: {names}"));
        }
        for hit in found.hits {
            let known = best.get(&hit.party).map_or(-1.0, |known| known.score);
            if hit.score > known {
                best.insert(hit.party, hit);
            }
        }
    }
    left_out.retain(|party| !best.contains_key(party));
    looked.left_out = left_out.len();
    let mut hits: Vec<Match> = best.into_values().collect();
    hits.sort_by(|a, b| {
        let by_identifier = b.identifier_equal.cmp(&a.identifier_equal);
        by_identifier.then(b.score.total_cmp(&a.score)).then(a.party.cmp(&b.party))
    });
    looked.matches = hits.iter().filter(|hit| hit.score >= terms.threshold()).count();
    looked.more |= hits.len() > terms.limit;
    hits.truncate(terms.limit);
    looked.hits = hits;
    looked
}

/// One reason for a score.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Feature<'a> {
    /// In words.
    detail: String,
    /// 0 to 1.
    score: f64,
    /// What was asked for.
    query: Option<&'a str>,
    /// What is listed.
    candidate: Option<&'a str>,
}

/// The score taken apart.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Evidence<'a> {
    /// weak, possible, strong, exact.
    band: &'static str,
    /// An official identifier is equal.
    identifier_equal: bool,
    /// In one line.
    reason: String,
    /// Every part of both names once.
    parts: Vec<Part<'a>>,
    /// Facts beside the name.
    facts: Vec<Fact<'a>>,
}

/// A listed party with its score.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Scored<'a> {
    /// Who it is.
    #[serde(flatten)]
    entity: Entity<'a>,
    /// 0 to 1; ranks, is not a probability.
    score: f64,
    /// How likely it is the same party, with what is missing and how rare the name is in it.
    probability: f64,
    /// At or above the threshold.
    #[serde(rename = "match")]
    is_match: bool,
    /// Why, by feature.
    explanations: BTreeMap<&'static str, Feature<'a>>,
    /// Why, part by part.
    evidence: Evidence<'a>,
}

/// The results of a question as they go out.
pub(super) fn scored<'a>(
    snapshot: &'a Snapshot,
    example: &'a Example,
    terms: &Terms,
    hits: &'a [Match],
) -> Vec<Scored<'a>> {
    let asked = example.whos.first().map(|who| who.name.as_str()).filter(|name| !name.is_empty());
    let true_share = snapshot.screener.policy().true_share();
    let one = |hit: &'a Match| {
        Some(Scored {
            entity: snapshot.entity(hit.party)?,
            score: hit.score,
            probability: (hit.probability.at_share(true_share) * 1000.0).round() / 1000.0,
            is_match: hit.score >= terms.threshold(),
            explanations: explanations(snapshot.party(hit.party)?, hit, asked),
            evidence: Evidence {
                band: band_word(hit.band),
                identifier_equal: hit.identifier_equal,
                reason: words::matched(hit),
                parts: parts(&hit.evidence),
                facts: facts(&hit.evidence),
            },
        })
    };
    hits.iter().filter_map(one).collect()
}

/// How well the names agree, part by part weighed: the score without the facts.
fn names_agree(parts: &[Aligned]) -> f64 {
    let weight: f64 = parts.iter().map(|part| part.weight).sum();
    let agree: f64 = parts.iter().map(|part| part.weight * part.agree).sum();
    if weight > 0.0 { ((agree / weight) * 1000.0).round() / 1000.0 } else { 0.0 }
}

fn explanations<'a>(
    listed: &'a ListedParty,
    hit: &'a Match,
    asked: Option<&'a str>,
) -> BTreeMap<&'static str, Feature<'a>> {
    let mut all = BTreeMap::new();
    if !hit.evidence.parts.is_empty() {
        let feature = Feature {
            detail: words::matched(hit),
            score: names_agree(&hit.evidence.parts),
            query: hit.piece.as_deref().or(asked),
            candidate: Some(&hit.name),
        };
        all.insert("name_match", feature);
    }
    for fact in &hit.evidence.facts {
        let (name, candidate) = match fact.kind {
            FactKind::Birth => ("birth_match", None),
            FactKind::Country => ("country_match", None),
            FactKind::Gender => ("gender_match", listed.gender.as_deref()),
            FactKind::Kind => ("schema_match", None),
            FactKind::Identifier => ("identifier_match", None),
        };
        let score = match fact.outcome {
            Outcome::Confirms => 1.0,
            Outcome::NearMiss => 0.5,
            Outcome::Contradicts => 0.0,
            Outcome::Absent => continue,
        };
        let outcome = crate::screener::words::outcome(fact.outcome);
        let detail = fact.detail.trim_matches([',', ' ']);
        let feature =
            Feature { detail: format!("{outcome}: {detail}"), score, query: None, candidate };
        all.insert(name, feature);
    }
    all
}
