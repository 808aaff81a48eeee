//! One party against one index: under its whole name and under the names that stand within it.
//!
//! What a listed party scores depends on the two parties alone, never on who else is in the index.
//! Rescreening rests on that: it searches an index of the few entries that changed.

use std::collections::BTreeMap;

use screening::{Band, FactKind, Finding, Hit, Index, Memory, Options, Outcome, Query};

use super::pieces::{self, Piece};
use super::who::{self, Who};
use super::{How, Match, words};

/// The result of a search before the limit: who is a hit, and who is one but for facts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sought {
    /// Best first; equal identifiers before mere names. Those set aside by facts are among them.
    pub(crate) matches: Vec<Match>,
    /// What a reviewer should know.
    pub(crate) notes: Vec<String>,
    /// Why the name was not searched whole, if it was not.
    pub(crate) partial: Option<String>,
}

/// The matches that [`search`] would find, all of them, among parties that are all live. Only names
/// that may be somebody are searched; to tell from their words that they are not costs a fraction.
pub(crate) fn sift(index: &Index, who: &Who, how: &How, memory: &mut Memory) -> Vec<Match> {
    let who = &*who.with_numbers_of_its_name();
    let mut query = query(who);
    let mut best = Best::default();
    for (at, piece) in pieces::pieces(&who.name).0.iter().enumerate() {
        query.name.clone_from(&piece.text);
        if index.may_find(&query, how.threshold, memory) {
            best.take(living(index, &|_| true, &query, how).0, piece, at > 0, who, how);
        }
    }
    best.sorted()
}

/// The best match of each party.
#[derive(Default)]
struct Best(BTreeMap<u32, Match>);

impl Best {
    fn take(&mut self, hits: Vec<Hit>, piece: &Piece, is_part: bool, who: &Who, how: &How) {
        for hit in hits {
            let Some(found) = matched(hit, piece, is_part, who, how) else { continue };
            let known = self.0.get(&found.party).map_or(-1.0, |known| known.score);
            if found.score > known {
                self.0.insert(found.party, found);
            }
        }
    }

    /// Best first; equal identifiers before mere names.
    fn sorted(self) -> Vec<Match> {
        let mut matches: Vec<Match> = self.0.into_values().collect();
        matches.sort_by(|a, b| {
            let by_identifier = b.identifier_equal.cmp(&a.identifier_equal);
            by_identifier.then(b.score.total_cmp(&a.score)).then(a.party.cmp(&b.party))
        });
        matches
    }
}

/// What is asked of the index but for the name.
fn query(who: &Who) -> Query {
    Query {
        name: String::new(),
        kind: who.kind,
        countries: who.country.iter().cloned().collect(),
        birth: who.birth.clone(),
        identifiers: who.identifiers.clone(),
        gender: who.gender.clone(),
    }
}

/// Searches `index` for a party; parties that are not `live` are left out.
pub(crate) fn search(index: &Index, live: &dyn Fn(u32) -> bool, who: &Who, how: &How) -> Sought {
    let who = &*who.with_numbers_of_its_name();
    let (pieces, cut) = pieces::pieces(&who.name);
    let mut query = query(who);
    let mut best = Best::default();
    let mut notes = who.notes.clone();
    let mut partial = who::not_a_name(&who.name).map(str::to_owned);
    if cut {
        partial = Some("the name holds more names than are searched one by one".to_owned());
    } else if pieces::turns(&who.name) {
        partial = Some("marks that turn the direction of writing hide the name".to_owned());
    }
    for (at, piece) in pieces.iter().enumerate() {
        query.name.clone_from(&piece.text);
        let (hits, findings) = living(index, live, &query, how);
        for finding in findings.into_iter().filter(|_| at == 0) {
            match finding {
                // Looking for a number alone is a whole search.
                Finding::Empty if !who.identifiers.is_empty() => {}
                Finding::Shortened | Finding::Empty => {
                    partial = Some(words::finding(finding).to_owned());
                }
                _ => notes.push(words::finding(finding).to_owned()),
            }
        }
        best.take(hits, piece, at > 0, who, how);
    }
    notes.dedup();
    Sought { matches: best.sorted(), notes, partial }
}

/// Below this score an equal number of five to seven characters is more likely chance.
const NAME_BESIDE_SHORT_NUMBER: f64 = 0.5;
/// Characters from which an equal number needs no name beside it.
const TELLING_NUMBER: usize = 8;
/// Score of an equal identifier that tells who somebody is, whatever the names.
const IDENTIFIED: f64 = 0.95;

/// A hit as it counts: under a part of the name only if it is strong there, and by its identifier
/// where that tells more than the name.
fn matched(hit: Hit, piece: &Piece, is_part: bool, who: &Who, how: &How) -> Option<Match> {
    let few = listed_words(&hit) < piece.words;
    if (hit.score < piece.least || few) && !hit.identifier_equal {
        return None;
    }
    let identifier_equal = hit.identifier_equal && is_telling(&hit, who);
    let named = hit.score * piece.factor;
    let score = if identifier_equal { named.max(IDENTIFIED) } else { named };
    // A short number that is equal beside another name is not passed over, but proves nothing.
    let score = if hit.identifier_equal { score.max(how.threshold) } else { score };
    if score < how.threshold {
        return None;
    }
    Some(Match {
        party: hit.party,
        piece: is_part.then(|| piece.text.clone()),
        name: hit.matched_name,
        score: (score * 1000.0).round() / 1000.0,
        band: Band::of(score),
        identifier_equal,
        set_aside: hit.set_aside,
        evidence: hit.evidence,
    })
}

/// Words of the listed name that were met.
fn listed_words(hit: &Hit) -> usize {
    let met = hit.evidence.parts.iter().filter(|part| !part.query.is_empty());
    met.map(|part| part.listed.split_whitespace().count()).sum()
}

/// A short number is shared by many; only with a like name does it say who somebody is.
fn is_telling(hit: &Hit, who: &Who) -> bool {
    let equal = hit
        .evidence
        .facts
        .iter()
        .filter(|fact| fact.outcome == Outcome::Confirms && fact.kind == FactKind::Identifier);
    let mut equal = equal.filter_map(|fact| fact.detail.split(", ").next());
    let tells = |number: &str| number.chars().count() >= TELLING_NUMBER || who.is_checked(number);
    hit.score >= NAME_BESIDE_SHORT_NUMBER || equal.any(tells)
}

/// Hits that are live. More are asked for until leaving those out does not
/// crowd out others.
fn living(
    index: &Index,
    live: &dyn Fn(u32) -> bool,
    query: &Query,
    how: &How,
) -> (Vec<Hit>, Vec<Finding>) {
    // One more than is shown tells whether there are more.
    let wanted = how.limit.max(1).saturating_add(1);
    let mut limit = wanted;
    loop {
        // What facts take away must be seen to be taken away, so the search keeps it.
        let options = Options { limit, threshold: how.threshold, facts_clear: false };
        let mut answer = index.search(query, &options);
        let full = answer.hits.len() >= limit;
        answer.hits.retain(|hit| live(hit.party));
        if !full || answer.hits.len() >= wanted {
            answer.hits.truncate(wanted);
            return (answer.hits, answer.findings);
        }
        limit = limit.saturating_mul(4);
    }
}
