//! Names that nobody in a small index can be: told from their words alone, without a search.
//!
//! `Index::search` finds nobody where even a name that met every part of the query, each at its
//! best, would stay below the floor (`bound`). How well a part is met at best depends on the part
//! and the index alone, so it is looked up once for each word and kept. A million customers share
//! some ten thousand words.

use std::collections::HashMap;
use std::sync::Arc;

use crate::bound::{Bound, LOOSE, ROUNDING};
use crate::brief::Brief;
use crate::compare::Prepared;
use crate::fact::floor_of;
use crate::identifier::strong;
use crate::index::{Index, identifier_hash};
use crate::link::{Links, equal_to_initials, equal_to_run, mask};
use crate::listing::PartyKind;
use crate::name::{COMPOUND, Compound, Part, Role, compounds, runs};
use crate::normalise::WORDS_MAX;
use crate::policy::agree;
use crate::regime::Regime;
use crate::search::Query;
use crate::tag::{begins_legal, legal_at, part, words};
use crate::weigh::Side;

/// Words that one memory holds; then it starts afresh.
const KNOWN_MAX: usize = 1 << 17;

/// What is known of words against one index. One for each thread; never shared between indexes.
#[derive(Debug, Default)]
pub struct Memory {
    parts: HashMap<Box<str>, Arc<Known>>,
    compounds: HashMap<Box<str>, f32>,
}

/// A part of a query, and how well anything in the index meets it.
#[derive(Debug)]
struct Known {
    part: Part,
    brief: Brief,
    best: f32,
    loose: bool,
    /// A legal form may begin here.
    legal: bool,
}

const REGIMES: [Regime; 3] = [Regime::Person, Regime::Organisation, Regime::Object];

impl Index {
    /// Whether [`Index::search`] could find anybody for this query at the threshold, where facts
    /// may not clear. "No" is certain, "yes" is not.
    pub fn may_find(&self, query: &Query, threshold: f64, memory: &mut Memory) -> bool {
        if self.may_identify(query) {
            return true;
        }
        let kind = query.kind.filter(|kind| *kind != PartyKind::Unknown);
        // Brackets may take the weight off a part; that is left to the search.
        if kind != Some(PartyKind::Person) && query.name.contains('(') {
            return true;
        }
        if memory.parts.len() + memory.compounds.len() > KNOWN_MAX {
            *memory = Memory::default();
        }
        let known = self.read(&query.name, kind, memory);
        let parts: Vec<&Part> = known.iter().map(|known| &known.part).collect();
        let briefs: Vec<Brief> = known.iter().map(|known| known.brief).collect();
        let mut best: Vec<f32> = known.iter().map(|known| known.best).collect();
        let mut raise = |q: u8, len: u8, agree: f32| {
            let parts = best.iter_mut().skip(usize::from(q)).take(usize::from(len));
            parts.for_each(|b| *b = b.max(agree));
        };
        for compound in compounds(&parts) {
            let start = compound.start;
            raise(start, COMPOUND, self.compound(compound, memory));
        }
        for run in runs(&parts, true) {
            if equal_to_run(self, &parts, &run).next().is_some() {
                raise(run.start, run.len, agree::JOINED);
            }
        }
        for (q, pair) in (0_u8..).zip(briefs.windows(2)) {
            if equal_to_initials(self, pair).next().is_some() {
                raise(q, 2, agree::JOINED);
            }
        }
        let loose = (0_u8..).zip(&known).filter(|(_, known)| known.loose);
        let loose = loose.fold(0, |all, (q, _)| all | mask(q, 1));
        for q in (0_u8..).take(known.len()).filter(|q| loose & mask(*q, 1) != 0) {
            raise(q, 1, LOOSE);
        }
        let assumed = (0_u8..).zip(&best).filter(|(_, best)| **best > 0.0);
        let assumed = assumed.fold(0, |all, (q, _)| all | mask(q, 1));
        if assumed == 0 {
            return false;
        }
        let first = |part: &&Part| {
            let same = (0_u32..).zip(&parts).find(|(_, other)| other.text == part.text);
            same.map_or(0, |(at, _)| at)
        };
        let ids: Vec<u32> = parts.iter().map(first).collect();
        let least = floor_of(query.birth.is_some(), !query.countries.is_empty(), threshold);
        let least = crate::search::narrow(least) - ROUNDING;
        let side = Side { briefs: &briefs, ids: &ids };
        REGIMES.iter().any(|regime| {
            Bound::of(side, (*regime, regime.costs()), &best, loose, least).can(assumed)
        })
    }

    /// Whether an identifier of the query may be that of a party.
    fn may_identify(&self, query: &Query) -> bool {
        if self.identifiers.entries.is_empty() {
            return false;
        }
        query.identifiers.iter().filter_map(strong).any(|strong| {
            let hash = identifier_hash(strong.class, &strong.value);
            self.identifiers.find(hash).next().is_some()
        })
    }

    /// The parts of a name, as `tag::read` reads them.
    fn read(&self, name: &str, kind: Option<PartyKind>, memory: &mut Memory) -> Vec<Arc<Known>> {
        let (words, _) = words(name, kind);
        let mut parts = Vec::with_capacity(words.len());
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let mut known = match memory.parts.get(word.as_str()) {
                Some(known) => Arc::clone(known),
                None => {
                    let known = Arc::new(self.know(part(word), begins_legal(word)));
                    memory.parts.insert(word.as_str().into(), Arc::clone(&known));
                    known
                }
            };
            let mut used = 1;
            if known.legal
                && let Some((form, words)) = legal_at(&words, at, kind)
            {
                known = Arc::new(self.know(form, false));
                used = words;
            }
            at += used;
            if !known.part.forms.is_empty() {
                parts.push(known);
            }
        }
        parts.truncate(WORDS_MAX);
        parts
    }

    fn know(&self, part: Part, legal: bool) -> Known {
        let prepared = [Prepared::new(&part)];
        let links = Links::new(self, &prepared, &[]);
        let (best, brief) = (links.strongest(), Brief::of(&part));
        let loose = part.role == Role::Initial || part.is_initials();
        Known { part, brief, best, loose, legal }
    }

    fn compound(&self, compound: Compound, memory: &mut Memory) -> f32 {
        if let Some(known) = memory.compounds.get(&compound.part.text) {
            return *known;
        }
        let prepared = [(0, Prepared::new(&compound.part))];
        let best = Links::new(self, &[], &prepared).strongest();
        drop(prepared);
        memory.compounds.insert(compound.part.text, best);
        best
    }
}
