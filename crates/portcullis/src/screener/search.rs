//! One party against one index: under its whole name and under the names that stand within it.
//!
//! What a listed party scores depends on the two parties alone, never on who else is in the index.
//! Rescreening rests on that: it searches an index of the few entries that changed.

use std::collections::{BTreeMap, BTreeSet};

use screening::telling_part;
use screening::{Band, FactKind, Finding, Hit, Index, Inner, Memory, Options, Outcome, Query};

use super::pieces::{self, Piece};
use super::{How, Match, words};
use crate::who::{self, Who};

/// What is searched.
#[derive(Clone, Copy)]
pub(crate) struct Pool<'a> {
    /// Parties by number.
    pub(crate) index: &'a Index,
    /// Whether a party counts.
    pub(crate) live: &'a dyn Fn(u32) -> bool,
    /// From which score a party is a hit; never below [`How::least`].
    pub(crate) bar: &'a dyn Fn(u32) -> f64,
    /// Whether a party is asked for. Others are counted, so that leaving out is never silent.
    pub(crate) asked: &'a dyn Fn(u32) -> bool,
    /// Parts of a name are searched among the kind asked for only.
    pub(crate) kind_decides: bool,
}

/// The result of a search before the limit: who is a hit, and who is one but for facts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sought {
    /// Best first; equal identifiers before mere names. Those set aside by facts are among them.
    pub(crate) matches: Vec<Match>,
    /// What a reviewer should know.
    pub(crate) notes: Vec<String>,
    /// Why the name was not searched whole, if it was not.
    pub(crate) partial: Option<String>,
    /// Parties that would be hits but were not asked for.
    pub(crate) left_out: BTreeSet<u32>,
}

/// The matches that [`search`] would find, all of them, among parties that are all asked for. Only
/// names that may be somebody are searched; to tell from their words that they are not costs a
/// fraction.
pub(crate) fn sift(pool: &Pool<'_>, who: &Who, how: &How, memory: &mut Memory) -> Vec<Match> {
    let who = &*who.with_numbers_of_its_name();
    let mut query = query(who);
    query.name.clone_from(&who.name);
    if !pool.index.may_meet(&query, memory) {
        return Vec::new();
    }
    let mut best = Best::default();
    let mut telling = |name: &str| pool.index.telling_part(name, memory);
    for (at, piece) in pieces::pieces(&who.name, &mut telling).0.iter().enumerate() {
        query.name.clone_from(&piece.text);
        if pool.index.may_find(&query, how.least, memory) {
            let part = (piece, at > 0);
            let first = alone(pool, &query, &options(how, piece), at > 0);
            best.take(pool, counting(pool, &query, how, part, first), part, who);
        }
    }
    best.sorted()
}

/// The best match of each party, and who was not asked for.
#[derive(Default)]
struct Best {
    matches: BTreeMap<u32, Match>,
    left_out: BTreeSet<u32>,
}

impl Best {
    fn take(&mut self, pool: &Pool<'_>, hits: Vec<Hit>, piece: (&Piece, bool), who: &Who) {
        for hit in hits {
            let bar = (pool.bar)(hit.party);
            let Some(found) = matched(hit, piece.0, piece.1, who, bar) else { continue };
            if !(pool.asked)(found.party) {
                self.left_out.insert(found.party);
                continue;
            }
            let known = self.matches.get(&found.party).map_or(-1.0, |known| known.score);
            if found.score > known {
                self.matches.insert(found.party, found);
            }
        }
    }

    /// Best first; equal identifiers before mere names.
    fn sorted(self) -> Vec<Match> {
        let mut matches: Vec<Match> = self.matches.into_values().collect();
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
        countries: who.country.iter().chain(&who.other_countries).cloned().collect(),
        birth: who.birth.clone(),
        identifiers: who.identifiers.clone(),
        gender: who.gender.clone(),
    }
}

/// Searches for a party.
pub(crate) fn search(pool: &Pool<'_>, who: &Who, how: &How) -> Sought {
    let who = &*who.with_numbers_of_its_name();
    let (pieces, cut) = pieces::pieces(&who.name, &mut telling_part);
    let mut query = query(who);
    let mut best = Best::default();
    let mut notes = who.notes.clone();
    let mut partial = who::not_a_name(&who.name).map(str::to_owned);
    if cut {
        partial = Some("the name holds more names than are searched one by one".to_owned());
    } else if pieces::turns(&who.name) {
        partial = Some("marks that turn the direction of writing hide the name".to_owned());
    }
    let (first, findings) = together(pool, &mut query, &pieces, how);
    for finding in findings {
        match finding {
            // Looking for a number alone is a whole search.
            Finding::Empty if !who.identifiers.is_empty() => {}
            Finding::Shortened | Finding::Empty => {
                partial = Some(words::finding(finding).to_owned());
            }
            _ => notes.push(words::finding(finding).to_owned()),
        }
    }
    for ((at, piece), first) in pieces.iter().enumerate().zip(first) {
        query.name.clone_from(&piece.text);
        let part = (piece, at > 0);
        best.take(pool, counting(pool, &query, how, part, first), part, who);
    }
    notes.dedup();
    let left_out = std::mem::take(&mut best.left_out);
    Sought { matches: best.sorted(), notes, partial, left_out }
}

/// Below this score an equal number of five to seven characters is more likely chance.
const NAME_BESIDE_SHORT_NUMBER: f64 = 0.5;
/// Characters from which an equal number needs no name beside it.
const TELLING_NUMBER: usize = 8;
/// Score of an equal identifier that tells who somebody is, whatever the names.
const IDENTIFIED: f64 = 0.95;

/// A hit as it counts: under a part of the name only if it is strong there, and by its identifier
/// where that tells more than the name.
fn matched(hit: Hit, piece: &Piece, is_part: bool, who: &Who, bar: f64) -> Option<Match> {
    let few = listed_words(&hit) < piece.words;
    // Facts that would take it below the measure of a part take it away.
    let aside = piece.least > bar && hit.set_aside;
    if (hit.score < piece.least || few || aside) && !hit.identifier_equal {
        return None;
    }
    let identifier_equal = hit.identifier_equal && is_telling(&hit, who);
    let named = hit.score * piece.factor;
    let score = if identifier_equal { named.max(IDENTIFIED) } else { named };
    // Facts may have taken it below a threshold that is above the one searched with.
    let lowered = score < bar && hit.named * piece.factor >= bar;
    let score = if lowered { bar } else { score };
    // A short number that is equal beside another name is not passed over, but proves nothing.
    let score = if hit.identifier_equal { score.max(bar) } else { score };
    if score < bar {
        return None;
    }
    Some(Match {
        party: hit.party,
        piece: is_part.then(|| piece.text.clone()),
        name: hit.matched_name,
        score: (score * 1000.0).round() / 1000.0,
        band: Band::of(score),
        identifier_equal,
        probability: hit.probability,
        set_aside: (hit.set_aside || lowered) && !hit.identifier_equal,
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

/// Hits of the whole name and of the names within it, searched in one go, and what was odd.
fn together(
    pool: &Pool<'_>,
    query: &mut Query,
    pieces: &[Piece],
    how: &How,
) -> (Vec<Vec<Hit>>, Vec<Finding>) {
    let Some((whole, within)) = pieces.split_first() else { return (Vec::new(), Vec::new()) };
    query.name.clone_from(&whole.text);
    let inner = |piece: &Piece| options(how, piece).threshold;
    let inner = within.iter().map(|piece| Inner { name: &piece.text, threshold: inner(piece) });
    let inner: Vec<Inner<'_>> = inner.collect();
    let options = options(how, whole);
    let (answer, found) = pool.index.search_within(query, &options, &inner, pool.kind_decides);
    (std::iter::once(answer.hits).chain(found).collect(), answer.findings)
}

/// How a piece is searched.
fn options(how: &How, piece: &Piece) -> Options {
    // One more than is shown tells whether there are more. Under a part of a name less than its own
    // measure says nothing, so it is not looked for. What facts take away must be seen to be taken
    // away, so the search keeps it.
    let limit = how.limit.max(1).saturating_add(1);
    Options { limit, threshold: how.least.max(piece.least), facts_clear: false }
}

/// Hits of one piece.
fn alone(pool: &Pool<'_>, query: &Query, options: &Options, is_part: bool) -> Vec<Hit> {
    let of_kind = pool.kind_decides && is_part;
    let index = pool.index;
    let found =
        if of_kind { index.search_of_kind(query, options) } else { index.search(query, options) };
    found.hits
}

/// Hits that count, those not asked for among them. More than the first are searched until leaving
/// others out does not crowd out any.
fn counting(
    pool: &Pool<'_>,
    query: &Query,
    how: &How,
    (piece, is_part): (&Piece, bool),
    first: Vec<Hit>,
) -> Vec<Hit> {
    let counts = |hit: &Hit| {
        let reached = hit.score.max(hit.named) >= (pool.bar)(hit.party);
        (pool.live)(hit.party) && (hit.identifier_equal || reached)
    };
    let (mut options, mut hits) = (options(how, piece), first);
    let wanted = options.limit;
    loop {
        let full = hits.len() >= options.limit;
        hits.retain(counts);
        let mut counted = 0;
        hits.retain(|hit| {
            counted += usize::from((pool.asked)(hit.party));
            counted <= wanted
        });
        if !full || counted >= wanted {
            return hits;
        }
        options.limit = options.limit.saturating_mul(4);
        hits = alone(pool, query, &options, is_part);
    }
}
