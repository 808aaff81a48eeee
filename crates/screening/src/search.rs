//! The public door: a query against an index, or two names against each other.

use crate::acronym::lighten_own_acronym;
use crate::bound::ROUNDING;
use crate::brief::Brief;
use crate::compare::{Cell, Prepared, run_cells};
use crate::evidence::{Evidence, aligned};
use crate::fact::{Effect, Facts, compare, floor};
use crate::identifier::strong;
use crate::index::{Id, Index, at, identifier_hash, refs};
use crate::link::{Links, meet};
use crate::listing::{BirthDate, ListedIdentifier, PartyKind};
use crate::name::{COMPOUND, Compound, Name, Part, Role, Run, compounds, runs};
use crate::normalise::Finding;
use crate::policy::{THRESHOLD, WEAK_ALIAS, band};
use crate::probability::Probability;
use crate::regime::Regime;
use crate::retrieve::{Scan, Sets};
use crate::stretch::{Reach, Stretch};
use crate::tag::read;
use crate::weigh::{Side, Weigher};

/// Whom to look for. Only the name is needed; what is not known is left empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The name as given, in any script.
    pub name: String,
    /// Person, organisation, ship or aircraft.
    pub kind: Option<PartyKind>,
    /// ISO alpha-2 codes.
    pub countries: Vec<String>,
    /// Date of birth.
    pub birth: Option<BirthDate>,
    /// Official identifiers.
    pub identifiers: Vec<ListedIdentifier>,
    /// `male` or `female`.
    pub gender: Option<String>,
}

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Parties below this score are not reported, except for an equal identifier.
    pub threshold: f64,
    /// At most so many hits.
    pub limit: usize,
    /// Facts that contradict may take a hit below the threshold. Without it they lower the score
    /// but never hide a name that reaches the threshold: for facts that the party itself stated.
    pub facts_clear: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { threshold: THRESHOLD, limit: 25, facts_clear: true }
    }
}

/// Hits, best first, and what was odd about the query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// By score; equal scores by party id.
    pub hits: Vec<Hit>,
    /// Tricks and limits met while reading the query.
    pub findings: Vec<Finding>,
}

/// How close a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// Below the default threshold.
    Weak,
    /// May be the same party.
    Possible,
    /// A reviewer expects the same party.
    Strong,
    /// The same name after folding, uncontradicted.
    Exact,
}

/// A listed party that answers the query.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The caller's id of the party.
    pub party: u32,
    /// The listed name that agrees best, as the authority writes it.
    pub matched_name: String,
    /// 0 to 1; ranks, is not a probability.
    pub score: f64,
    /// The score of the names alone.
    pub named: f64,
    /// How likely it is the same party.
    pub probability: Probability,
    /// The score in words.
    pub band: Band,
    /// A strong official identifier is equal, whatever the names say.
    pub identifier_equal: bool,
    /// Facts that differ would take it below the threshold; only where they may not, see
    /// [`Options::facts_clear`].
    pub set_aside: bool,
    /// Why.
    pub evidence: Evidence,
}

/// Two names against each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// 0 to 1.
    pub score: f64,
    /// The score of the names alone.
    pub named: f64,
    /// How likely they are one party.
    pub probability: Probability,
    /// The score in words.
    pub band: Band,
    /// A strong official identifier is equal.
    pub identifier_equal: bool,
    /// Why.
    pub evidence: Evidence,
    /// Tricks met in either name.
    pub findings: Vec<Finding>,
}

/// A query that was read.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) name: Name,
    pub(crate) kind: Option<PartyKind>,
    pub(crate) facts: Facts,
    pub(crate) findings: Vec<Finding>,
}

pub(crate) fn ask(query: &Query) -> Asked {
    let kind = query.kind.filter(|k| *k != PartyKind::Unknown);
    let (mut name, findings) = read(&query.name, kind);
    if kind != Some(PartyKind::Person) {
        lighten_own_acronym(&query.name, &mut name);
    }
    let facts = Facts {
        kind: kind.unwrap_or(PartyKind::Unknown),
        birth: query.birth.iter().cloned().collect(),
        countries: query.countries.clone(),
        gender: query.gender.clone(),
        identifiers: query.identifiers.iter().filter_map(strong).collect(),
    };
    Asked { name, kind, facts, findings }
}

impl Band {
    /// The band of a score.
    pub fn of(score: f64) -> Band {
        match score {
            s if s >= band::EXACT => Band::Exact,
            s if s >= band::STRONG => Band::Strong,
            s if s >= band::POSSIBLE => Band::Possible,
            _ => Band::Weak,
        }
    }
}

/// The best name of a party so far.
#[derive(Clone, Copy)]
struct Best {
    party: Id,
    name: Id,
    score: f32,
}

/// A party that is a hit, before its evidence is drawn up.
struct Ranked {
    score: f64,
    set_aside: bool,
    id: u32,
    best: Best,
    effect: Effect,
}

impl Index {
    /// All parties at or above the threshold, best first, at most `limit`. Equal to
    /// `search_brute` by construction and by test; see `retrieve`.
    pub fn search(&self, query: &Query, options: &Options) -> Answer {
        // A kind that may not clear leaves nobody out.
        self.among(query, options, options.facts_clear)
    }

    /// The same for who wants nobody of another kind than the query's, or of unknown kind: whoever
    /// else is found is by the way, and may be missing. Sooner than `search`.
    pub fn search_of_kind(&self, query: &Query, options: &Options) -> Answer {
        self.among(query, options, true)
    }

    pub(crate) fn among(&self, query: &Query, options: &Options, kind_decides: bool) -> Answer {
        let asked = ask(query);
        let prepared: Vec<Prepared<'_>> = asked.name.parts.iter().map(Prepared::new).collect();
        let joined = compounds(&refs(&asked.name));
        let joined: Vec<_> = joined.iter().map(|c| (c.start, Prepared::new(&c.part))).collect();
        let links = Links::new(self, &prepared, &joined);
        let reach = Reach::of(&links);
        let mut sets = Sets::new(self, prepared.len());
        let whole = Stretch::whole(&links, &reach);
        let hits = self.along(whole, &asked, options, kind_decides, &mut sets);
        sets.give_back();
        Answer { hits, findings: asked.findings }
    }

    /// The hits of a stretch of a query.
    pub(crate) fn along(
        &self,
        stretch: Stretch<'_>,
        asked: &Asked,
        options: &Options,
        kind_decides: bool,
        sets: &mut Sets,
    ) -> Vec<Hit> {
        let least = narrow(floor(&asked.facts, options.threshold)) - ROUNDING;
        let mut best = Vec::new();
        let kind = asked.kind.filter(|_| kind_decides);
        for regime in REGIMES {
            if !reachable(kind, regime, options.threshold) {
                continue;
            }
            let weigher = Weigher::new(stretch.query(), regime);
            Scan::new(stretch, &weigher, least, asked.kind).run(sets, &mut |name, score| {
                let Some(entry) = self.names.get(at(name)) else { return };
                let score = alias(score, entry.weak);
                if score >= least {
                    best.push(Best { party: entry.party, name, score });
                }
            });
        }
        self.hits(asked, stretch.query(), best, options, |name, ids, cells| {
            stretch.cells(name, ids, cells);
        })
    }

    /// The slow twin of `search`: every part against every part, every name, no index.
    pub fn search_brute(&self, query: &Query, options: &Options) -> Answer {
        let asked = ask(query);
        let prepared: Vec<Prepared<'_>> = asked.name.parts.iter().map(Prepared::new).collect();
        let parts = refs(&asked.name);
        let joined = compounds(&parts);
        let left = Left::new(&prepared, &parts, &joined);
        let weighers = REGIMES.map(|regime| Weigher::new(&prepared, regime));
        let (mut ids, mut cells, mut best) = (Vec::new(), Vec::new(), Vec::new());
        for (name, entry) in (0..).zip(&self.names) {
            left.cross_name(self, name, &mut ids, &mut cells);
            let regime = Regime::of(self.kind_of(name), asked.kind);
            let Some(weigher) = weighers.iter().find(|w| w.regime() == regime) else { continue };
            let score = alias(self.weigh(weigher, &ids, &mut cells), entry.weak);
            best.push(Best { party: entry.party, name, score });
        }
        let hits = self.hits(&asked, &prepared, best, options, |name, ids, cells| {
            left.cross_name(self, name, ids, cells);
        });
        Answer { hits, findings: asked.findings.clone() }
    }

    /// The exact score of a listed name.
    fn weigh(&self, weigher: &Weigher<'_>, ids: &[Id], cells: &mut Vec<Cell>) -> f32 {
        let briefs: Vec<Brief> =
            ids.iter().filter_map(|id| self.briefs.get(at(*id)).copied()).collect();
        let latin = |l: usize| ids.get(l).and_then(|id| self.part(*id)).map_or("", |p| p.latin());
        weigher.weigh(Side { briefs: &briefs, ids }, &latin, cells, 0.0)
    }

    /// Facts, threshold, order, limit; evidence for what is left.
    fn hits(
        &self,
        asked: &Asked,
        prepared: &[Prepared<'_>],
        mut best: Vec<Best>,
        options: &Options,
        meet: impl Fn(Id, &mut Vec<Id>, &mut Vec<Cell>),
    ) -> Vec<Hit> {
        let (mut ids, mut cells) = (Vec::new(), Vec::new());
        let parts: Vec<&Part> = prepared.iter().map(|p| p.part).collect();
        let regime_of = |party: Id| {
            let kind = self.parties.get(at(party)).map_or(PartyKind::Unknown, |p| p.facts.kind);
            Regime::of(kind, asked.kind)
        };
        for party in self.identified(&asked.facts) {
            let weigher = Weigher::new(prepared, regime_of(party));
            for (name, weak) in self.names_of(party) {
                meet(name, &mut ids, &mut cells);
                let score = alias(self.weigh(&weigher, &ids, &mut cells), weak);
                best.push(Best { party, name, score });
            }
        }
        best.sort_by(|a, b| {
            a.party.cmp(&b.party).then(b.score.total_cmp(&a.score)).then(a.name.cmp(&b.name))
        });
        best.dedup_by_key(|b| b.party);
        let mut hits = Vec::new();
        for b in best {
            let Some(party) = self.parties.get(at(b.party)) else { continue };
            let effect = compare(&asked.facts, &party.facts);
            let named = f64::from(b.score);
            let applied = effect.apply(named);
            let least = if options.facts_clear { 0.0 } else { named.min(options.threshold) };
            let score = applied.max(least);
            if score >= options.threshold || effect.identifier_equal {
                hits.push(Ranked {
                    score,
                    set_aside: applied < score,
                    id: party.id,
                    best: b,
                    effect,
                });
            }
        }
        hits.sort_by(|a, b| {
            let by_score = b.score.total_cmp(&a.score);
            by_score.then(a.id.cmp(&b.id)).then(a.best.party.cmp(&b.best.party))
        });
        // An equal identifier is never crowded out by mere names.
        hits.sort_by_key(|hit| !hit.effect.identifier_equal);
        hits.truncate(options.limit);
        let finish = |Ranked { score, set_aside, id, best: b, effect }: Ranked| {
            let regime = regime_of(b.party);
            meet(b.name, &mut ids, &mut cells);
            self.weigh(&Weigher::new(prepared, regime), &ids, &mut cells);
            let list: Vec<&Part> = ids.iter().filter_map(|id| self.part(*id)).collect();
            let evidence =
                Evidence { parts: aligned(&parts, &list, &cells, regime), facts: effect.facts };
            let named = f64::from(b.score);
            let kind = self.parties.get(at(b.party)).map_or(PartyKind::Unknown, |p| p.facts.kind);
            Hit {
                party: id,
                matched_name: self.name_text(b.name).to_owned(),
                score,
                named,
                probability: Probability::of(named, &evidence, kind),
                band: Band::of(score),
                identifier_equal: effect.identifier_equal,
                set_aside: set_aside && !effect.identifier_equal,
                evidence,
            }
        };
        hits.into_iter().map(finish).collect()
    }

    fn name_text(&self, name: Id) -> &str {
        let range = self.names.get(at(name)).map(|n| at(n.text)..at(n.text_end));
        range.and_then(|r| self.text.get(r)).unwrap_or_default()
    }

    /// Names of a party, with whether each is a weak alias.
    fn names_of(&self, party: Id) -> impl Iterator<Item = (Id, bool)> {
        let first = self.names.partition_point(|n| n.party < party);
        let rest = (crate::index::id(first)..).zip(self.names.iter().skip(first));
        rest.take_while(move |(_, n)| n.party == party).map(|(id, n)| (id, n.weak))
    }

    /// Parties with an identifier equal to one of the query's.
    fn identified(&self, asked: &Facts) -> Vec<Id> {
        let mut found = Vec::new();
        for strong in &asked.identifiers {
            let under = self.identifiers.find(identifier_hash(strong.class, &strong.value));
            found.extend(under.filter(|p| {
                let party = self.parties.get(at(*p));
                party.is_some_and(|p| p.facts.identifiers.iter().any(|i| i.equals(strong)))
            }));
        }
        found
    }
}

/// A party of another kind is so far down that facts cannot lift it.
fn reachable(kind: Option<PartyKind>, regime: Regime, threshold: f64) -> bool {
    let other = match (kind, regime) {
        (Some(PartyKind::Person), r) => r != Regime::Person,
        (Some(PartyKind::Organisation), r) => r != Regime::Organisation,
        (Some(PartyKind::Vessel | PartyKind::Aircraft), Regime::Person) => true,
        _ => false,
    };
    !other || threshold <= crate::policy::fact::OTHER_KIND
}

#[expect(clippy::cast_possible_truncation, reason = "a score needs no more than 24 bits")]
pub(crate) fn narrow(score: f64) -> f32 {
    score as f32
}

fn alias(score: f32, weak: bool) -> f32 {
    if weak { score * WEAK_ALIAS } else { score }
}

const REGIMES: [Regime; 3] = [Regime::Person, Regime::Organisation, Regime::Object];

/// The left name, prepared for comparison without an index.
struct Left<'a> {
    query: &'a [Prepared<'a>],
    parts: &'a [&'a Part],
    compounds: Vec<(u8, Prepared<'a>)>,
    runs: Vec<Run>,
}

impl<'a> Left<'a> {
    fn new(query: &'a [Prepared<'a>], parts: &'a [&'a Part], joined: &'a [Compound]) -> Left<'a> {
        let compounds = joined.iter().map(|c| (c.start, Prepared::new(&c.part))).collect();
        Left { query, parts, compounds, runs: runs(parts, true) }
    }

    /// The parts of a listed name and all cells with it.
    fn cross_name(&self, index: &Index, name: Id, ids: &mut Vec<Id>, cells: &mut Vec<Cell>) {
        ids.clear();
        ids.extend(index.singles(name));
        let list: Vec<&Part> = ids.iter().filter_map(|id| index.part(*id)).collect();
        self.cross(&list, cells);
    }

    /// All cells with another name.
    fn cross(&self, list: &[&Part], cells: &mut Vec<Cell>) {
        cells.clear();
        let singles = (0_u8..).zip(list).map(|(l, part)| (l, 1, *part));
        let joined = compounds(list);
        let doubles = joined.iter().map(|c| (c.start, COMPOUND, &c.part));
        for (l, l_len, part) in singles.chain(doubles) {
            let words = (0_u8..).zip(self.query).map(|(q, p)| (q, 1, p));
            let pairs = self.compounds.iter().map(|(q, p)| (*q, COMPOUND, p));
            for (q, q_len, prepared) in words.chain(pairs) {
                if let Some(met) = meet(prepared, part, q_len > 1 || l_len > 1) {
                    cells.push(Cell::new(q, q_len, l, l_len, met));
                }
            }
        }
        run_cells(self.parts, &self.runs, list, &runs(list, true), cells);
    }
}

/// Compares two queries; the right one stands for the listed party.
pub fn compare_names(left: &Query, right: &Query) -> Comparison {
    compare_asked(&ask(left), &ask(right))
}

pub(crate) fn compare_asked(asked: &Asked, listed: &Asked) -> Comparison {
    let prepared: Vec<Prepared<'_>> = asked.name.parts.iter().map(Prepared::new).collect();
    let (parts, list) = (refs(&asked.name), refs(&listed.name));
    let mut cells = Vec::new();
    let joined = compounds(&parts);
    Left::new(&prepared, &parts, &joined).cross(&list, &mut cells);
    let corporate = list.iter().chain(&parts).any(|p| matches!(p.role, Role::LegalForm(_)));
    let unsaid = if corporate { PartyKind::Organisation } else { PartyKind::Person };
    let kind = listed.kind.or(asked.kind).unwrap_or(unsaid);
    let regime = Regime::of(kind, asked.kind);
    let briefs: Vec<Brief> = list.iter().map(|p| Brief::of(p)).collect();
    let first = |p: &Part| (0..).zip(&list).find(|(_, o)| o.text == p.text).map_or(0, |(i, _)| i);
    let ids: Vec<u32> = list.iter().map(|p| first(p)).collect();
    let latin = |l: usize| list.get(l).map_or("", |p| p.latin());
    let side = Side { briefs: &briefs, ids: &ids };
    let named = Weigher::new(&prepared, regime).weigh(side, &latin, &mut cells, 0.0);
    let effect = compare(&asked.facts, &listed.facts);
    let named = f64::from(named);
    let score = effect.apply(named);
    let evidence = Evidence { parts: aligned(&parts, &list, &cells, regime), facts: effect.facts };
    let mut findings = [asked.findings.as_slice(), listed.findings.as_slice()].concat();
    findings.sort_unstable();
    findings.dedup();
    Comparison {
        score,
        named,
        probability: Probability::of(named, &evidence, kind),
        band: Band::of(score),
        identifier_equal: effect.identifier_equal,
        evidence,
        findings,
    }
}

/// Equality after folding of case, accents, punctuation and legal form; order counts.
pub fn same_after_folding(a: &str, b: &str) -> bool {
    let (a, b) = (telling(a), telling(b));
    !a.is_empty() && a == b
}

/// The words of a name after folding, without its legal form.
pub(crate) fn telling(text: &str) -> Vec<Box<str>> {
    let (name, _) = read(text, Some(PartyKind::Organisation));
    let telling = |p: &Part| !matches!(p.role, Role::LegalForm(_));
    name.parts.into_iter().filter(telling).map(|p| p.text).collect()
}
