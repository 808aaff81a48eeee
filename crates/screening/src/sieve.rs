//! Names that nobody in a small index can be: told from their words alone, without a search.
//!
//! `Index::search` finds nobody where no listed name, meeting each part of the query at its best,
//! can reach the floor (`bound`). Which listed names a part meets, and how well, depends on the part
//! and the index alone, so it is looked up once for each word and kept: a million customers share
//! far fewer words.
//!
//! What is left out here makes the bound looser, never tighter: parts that tell little count as met
//! by every name, what two ways of meeting gain is added up, and a query in which one part stands
//! twice is left to the search.

use std::collections::HashMap;
use std::sync::Arc;

use crate::bound::{LOOSE, ROUNDING};
use crate::brief::Brief;
use crate::compare::Prepared;
use crate::fact::floor_of;
use crate::identifier::strong;
use crate::index::{Id, Index, ListedRun, at, identifier_hash, posted};
use crate::link::{Links, equal_to_initials, equal_to_run, mask};
use crate::listing::PartyKind;
use crate::name::{COMPOUND, Part, Role, compounds, runs};
use crate::normalise::{CHARS_MAX, WORDS_MAX, fold};
use crate::policy::{agree, weight};
use crate::regime::Regime;
use crate::search::{Query, narrow};
use crate::tag::{begins_legal, legal_at, part, words_of};
use crate::weigh::{dropped_cost, light, little};

/// Entries that one memory holds; then it starts afresh. Some fifty megabytes.
const ENTRIES_MAX: usize = 1 << 21;
/// What a word costs besides the names it meets, in entries.
const WORD: usize = 16;
/// Weight from which it is worth to know who has a part.
const TOLD_MIN: f32 = 0.3;
/// Longest name that is folded word by word.
const FOLDED_BYTES_MAX: usize = 256;
/// Weight of the heaviest part there is.
const HEAVIEST: f32 = weight::NUMBER;

/// What is known of words against one index. One for each thread; never shared between indexes.
#[derive(Debug, Default)]
pub struct Memory {
    folded: HashMap<Box<str>, Arc<[String]>>,
    parts: HashMap<Box<str>, Arc<Known>>,
    compounds: HashMap<Box<str>, Arc<[Meets]>>,
    entries: usize,
    tallies: Vec<Tally>,
    touched: Vec<Id>,
}

/// A listed name, how well it meets a part at best, and the weight of what it meets it with, at
/// most.
#[derive(Clone, Copy, Debug)]
struct Meets {
    name: Id,
    agree: f32,
    weight: f32,
}

/// What a listed name gains from the parts so far, at most, which parts it meets, and the weight of
/// its own parts that are met, at most.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    gain: f32,
    met: u64,
    weight: f32,
}

/// A part of a query, and whom in the index it meets.
#[derive(Debug)]
struct Known {
    part: Part,
    brief: Brief,
    meets: Arc<[Meets]>,
    /// An initial: meets names without a link.
    loose: bool,
    /// A legal form may begin here.
    legal: bool,
}

impl Memory {
    /// The folded words of a name. A word of letters folds the same whatever stands beside it, so it
    /// is folded once.
    fn fold(&mut self, name: &str) -> Vec<String> {
        if name.len() > FOLDED_BYTES_MAX {
            return fold(name).words;
        }
        let mut words = Vec::new();
        for word in name.split(' ').filter(|word| !word.is_empty()) {
            let Some(known) = self.folded.get(word) else {
                return self.fold_anew(name);
            };
            words.extend_from_slice(known);
        }
        let bytes: usize = words.iter().map(String::len).sum();
        let usual = bytes <= CHARS_MAX && words.len() <= WORDS_MAX;
        if usual { words } else { fold(name).words }
    }

    fn fold_anew(&mut self, name: &str) -> Vec<String> {
        let letters = |word: &&str| !word.is_empty() && word.chars().all(char::is_alphabetic);
        for word in name.split(' ').filter(letters) {
            if !self.folded.contains_key(word) {
                self.entries += WORD;
                self.folded.insert(word.into(), fold(word).words.into());
            }
        }
        fold(name).words
    }
}

impl Known {
    /// Whether it counts who meets it.
    fn is_told(&self) -> bool {
        let weight = |regime| self.brief.weight(regime);
        weight(Regime::Person).max(weight(Regime::Organisation)) >= TOLD_MIN
    }
}

/// A query under one regime: what all names gain and what must be met or paid for.
struct Scale {
    regime: Regime,
    weights: Vec<f32>,
    /// The weights that count at least where nothing is met.
    light: Vec<f32>,
    /// Score that a part must agree with to gain anything.
    least: f32,
    /// What every name gains.
    base: f32,
    /// Parts that cost where they are not met.
    dear: u64,
    /// Weight of listed parts that the other parts may meet.
    spare: f32,
    extra: f32,
    dropped: f32,
}

impl Scale {
    fn new(regime: Regime, known: &[Arc<Known>], least: f32) -> Scale {
        let weights: Vec<f32> = known.iter().map(|known| known.brief.weight(regime)).collect();
        // No name can agree with more than all there is.
        let least = least / (1.0 - little(weights.iter().sum()));
        let briefs: Vec<Brief> = known.iter().map(|known| known.brief).collect();
        let light = briefs.iter().map(|brief| light(brief, regime)).collect();
        let (extra, dropped) = (regime.costs().extra, dropped_cost(&briefs, regime));
        let (mut base, mut dear, mut spare) = (0.0, 0, 0.0);
        for ((q, known), weight) in (0_u8..).zip(known).zip(&weights) {
            if !known.is_told() {
                base += weight * (1.0 - least).max(0.0);
            } else if known.loose {
                base += weight * (LOOSE - least).max(0.0);
            } else {
                dear |= mask(q, 1);
                continue;
            }
            spare += HEAVIEST;
        }
        Scale { regime, weights, light, least, base, dear, spare, extra, dropped }
    }

    /// What meeting these parts so well gains.
    fn gain(&self, q: u8, len: u8, agree: f32) -> f32 {
        let weights = self.weights.iter().skip(usize::from(q)).take(usize::from(len));
        weights.map(|weight| weight * (agree - self.least).max(0.0)).sum()
    }

    /// Whether a name of this heft, at least, and this tally can reach the floor. See `bound`.
    fn can(&self, tally: Tally, heft: f32) -> bool {
        let missed = self.dear & !tally.met;
        let missed = (0_u8..).zip(&self.light).filter(|(q, _)| missed & mask(*q, 1) != 0);
        let missed = missed.map(|(_, weight)| weight).sum::<f32>();
        let left = heft - tally.weight - self.spare;
        let cost = self.extra * missed + self.dropped * (left - missed).max(0.0);
        self.base + tally.gain + ROUNDING >= self.least * cost
    }
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
        // Brackets may take the weight off a part.
        if kind != Some(PartyKind::Person) && query.name.contains('(') {
            return true;
        }
        if memory.entries > ENTRIES_MAX {
            *memory = Memory::default();
        }
        let known = self.read(&query.name, kind, memory);
        let parts: Vec<&Part> = known.iter().map(|known| &known.part).collect();
        if twice(&parts) {
            return true;
        }
        let least = floor_of(query.birth.is_some(), !query.countries.is_empty(), threshold);
        let least = narrow(least) - ROUNDING;
        let scales = REGIMES.map(|regime| Scale::new(regime, &known, least));
        if scales.iter().any(|scale| scale.can(Tally::default(), 0.0)) {
            return true;
        }
        memory.tallies.resize(self.names.len(), Tally::default());
        for (q, known) in (0_u8..).zip(&known).filter(|(_, known)| known.is_told()) {
            self.tally(&known.meets, (q, 1), (&scales, kind), memory);
        }
        for compound in compounds(&parts) {
            let meets = self.compound(&compound.part, memory);
            self.tally(&meets, (compound.start, COMPOUND), (&scales, kind), memory);
        }
        for (number, q, len) in self.neighbours(&known, &parts) {
            let meets = self.met([(number, agree::JOINED)].into_iter(), &[]);
            self.tally(&meets, (q, len), (&scales, kind), memory);
        }
        let mut found = false;
        for name in memory.touched.drain(..) {
            let Some(tally) = memory.tallies.get_mut(at(name)).map(std::mem::take) else {
                continue;
            };
            let heft = self.about(name).1;
            let scale = self.scale(name, &scales, kind);
            found = found || scale.is_none_or(|scale| scale.can(tally, heft));
        }
        found
    }

    /// The scale of the regime under which a listed name is weighed.
    fn scale<'s>(
        &self,
        name: Id,
        scales: &'s [Scale; 3],
        asked: Option<PartyKind>,
    ) -> Option<&'s Scale> {
        let regime = Regime::of(self.about(name).0, asked);
        scales.iter().find(|scale| scale.regime == regime)
    }

    fn tally(
        &self,
        meets: &[Meets],
        (q, len): (u8, u8),
        (scales, asked): (&[Scale; 3], Option<PartyKind>),
        memory: &mut Memory,
    ) {
        for Meets { name, agree, weight } in meets {
            let Some(scale) = self.scale(*name, scales, asked) else { continue };
            let Some(tally) = memory.tallies.get_mut(at(*name)) else { continue };
            if tally.met == 0 {
                memory.touched.push(*name);
            }
            tally.met |= mask(q, len);
            tally.gain += scale.gain(q, len, *agree);
            tally.weight += weight;
        }
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

    /// Listed parts that neighbours in the query are, written together or as initials, and where
    /// these begin and how many they are.
    fn neighbours(&self, known: &[Arc<Known>], parts: &[&Part]) -> Vec<(Id, u8, u8)> {
        let mut found = Vec::new();
        for (q, pair) in (0_u8..).zip(known.windows(2)) {
            let briefs: Vec<Brief> = pair.iter().map(|known| known.brief).collect();
            found.extend(equal_to_initials(self, &briefs).map(|number| (number, q, 2)));
        }
        for run in runs(parts, true) {
            let equal = equal_to_run(self, parts, &run);
            found.extend(equal.map(|number| (number, run.start, run.len)));
        }
        found
    }

    /// The parts of a name, as `tag::read` reads them.
    fn read(&self, name: &str, kind: Option<PartyKind>, memory: &mut Memory) -> Vec<Arc<Known>> {
        let words = words_of(memory.fold(name), kind);
        let mut parts = Vec::with_capacity(words.len());
        let mut place = 0;
        while let Some(word) = words.get(place) {
            let mut known = match memory.parts.get(word.as_str()) {
                Some(known) => Arc::clone(known),
                None => {
                    let known = Arc::new(self.know(part(word), begins_legal(word)));
                    memory.entries += WORD + known.meets.len();
                    memory.parts.insert(word.as_str().into(), Arc::clone(&known));
                    known
                }
            };
            let mut used = 1;
            if known.legal
                && let Some((form, words)) = legal_at(&words, place, kind)
            {
                let (brief, meets) = (Brief::of(&form), [].into());
                known = Arc::new(Known { part: form, brief, meets, loose: false, legal: false });
                used = words;
            }
            place += used;
            if !known.part.forms.is_empty() {
                parts.push(known);
            }
        }
        parts.truncate(WORDS_MAX);
        parts
    }

    fn know(&self, part: Part, legal: bool) -> Known {
        let prepared = [Prepared::new(&part)];
        let meets = self.meets(&Links::new(self, &prepared, &[]));
        let brief = Brief::of(&part);
        let loose = part.role == Role::Initial || part.is_initials();
        Known { part, brief, meets, loose, legal }
    }

    fn compound(&self, part: &Part, memory: &mut Memory) -> Arc<[Meets]> {
        if let Some(known) = memory.compounds.get(&part.text) {
            return Arc::clone(known);
        }
        let meets = self.meets(&Links::new(self, &[], &[(0, Prepared::new(part))]));
        memory.entries += WORD + meets.len();
        memory.compounds.insert(part.text.clone(), Arc::clone(&meets));
        meets
    }

    /// The listed names behind some links.
    fn meets(&self, links: &Links<'_>) -> Arc<[Meets]> {
        self.met(links.agreements(), &links.runs)
    }

    /// The listed names that hold one of these parts or runs, each at its best.
    fn met(
        &self,
        agreements: impl Iterator<Item = (Id, f32)>,
        runs: &[(u8, ListedRun)],
    ) -> Arc<[Meets]> {
        let mut all: Vec<Meets> = Vec::new();
        for (part, agree) in agreements {
            let brief = self.briefs.get(at(part));
            // A compound stands for two parts of whatever weight.
            let brief = brief.filter(|brief| !brief.is_compound());
            let weight = brief.map_or(f32::INFINITY, |brief| {
                brief.weight(Regime::Person).max(brief.weight(Regime::Organisation))
            });
            let names = self.postings.get(part).iter().map(|item| posted(*item));
            all.extend(names.map(|name| Meets { name, agree, weight }));
        }
        let run = |(_, run): &(u8, ListedRun)| Meets {
            name: run.name,
            agree: agree::JOINED,
            weight: f32::INFINITY,
        };
        all.extend(runs.iter().map(run));
        all.sort_by_key(|meets| meets.name);
        all.dedup_by(|next, kept| {
            let same = next.name == kept.name;
            if same {
                kept.agree = kept.agree.max(next.agree);
                kept.weight += next.weight;
            }
            same
        });
        all.into()
    }
}

fn twice(parts: &[&Part]) -> bool {
    let mut rest = parts;
    while let Some((first, others)) = rest.split_first() {
        if others.iter().any(|other| other.text == first.text) {
            return true;
        }
        rest = others;
    }
    false
}
