//! Candidates: every listed name that may reach the threshold, weighed.
//!
//! Guarantee: `Scan::run` offers every name that a full scan scores at or above the floor. Why:
//! (1) the links of a query part are complete; see `link`. (2) From the bound in `bound` follow
//! the smallest sets of query parts of which a name must meet one whole to reach the floor. One
//! bit for each name and query part tells which do; a query that needs no part at all is held
//! against every name. Limits: two different keys with one 32-bit hash only add work, except for
//! joined runs, where the full scan sees the same collision one time in four billion less; and a
//! query is read as `normalise` states (512 characters, 32 words).

use std::cell::Cell as Slot;

use crate::bound::Bound;
use crate::brief::Brief;
use crate::compare::Cell;
use crate::index::{Id, Index, at, posted};
use crate::link::{Links, mask};
use crate::listing::PartyKind;
use crate::regime::Regime;
use crate::stretch::{Stretch, small};
use crate::weigh::{Side, Weigher};

/// Query parts whose sets are told apart; a longer name is found by any of its rarest parts.
const PARTS_MAX: usize = 6;
/// Weight from which it is worth to know who has a part.
const TOLD_MIN: f32 = 0.3;
/// Postings from which it may be cheaper to take a common part as met than to look who has it.
const COSTLY: f32 = 4_096.0;
/// What a candidate costs, in postings.
const CANDIDATE: f32 = 200.0;

/// Names, one bit each, and one bit for each word of those bits that is not empty: reading and
/// clearing cost what is in it, not what the list holds.
#[derive(Default)]
struct NameSet {
    names: Vec<u64>,
    words: Vec<u64>,
    filled: bool,
}

impl NameSet {
    /// Makes room for so many names.
    fn reserve(&mut self, names: usize) {
        let words = names / 64 + 1;
        if self.names.len() < words {
            self.names.resize(words, 0);
            self.words.resize(words / 64 + 1, 0);
        }
    }

    fn word(&self, place: usize) -> u64 {
        self.names.get(place).copied().unwrap_or(0)
    }

    fn add(&mut self, place: usize, bits: u64) {
        if let Some(word) = self.names.get_mut(place) {
            *word |= bits;
        }
        if let Some(word) = self.words.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    /// Empties the set, giving each word that was not empty.
    fn drain(&mut self, mut found: impl FnMut(usize, u64)) {
        for (high, word) in self.words.iter_mut().enumerate() {
            let mut rest = std::mem::take(word);
            while rest != 0 {
                let place = high * 64 + low_bit(rest);
                rest &= rest - 1;
                if let Some(names) = self.names.get_mut(place) {
                    found(place, std::mem::take(names));
                }
            }
        }
        self.filled = false;
    }
}

/// Place of the lowest bit.
fn low_bit(word: u64) -> usize {
    at(word.trailing_zeros())
}

/// Which names meet which query part, filled where needed.
#[derive(Default)]
pub(crate) struct Sets {
    of_parts: Vec<NameSet>,
    any: NameSet,
}

thread_local! {
    /// Room that is kept from one search to the next, and empty between them.
    static ROOM: Slot<Option<Sets>> = const { Slot::new(None) };
}

impl Sets {
    /// Empty sets for a query of so many parts.
    pub(crate) fn new(index: &Index, parts: usize) -> Sets {
        let mut sets = ROOM.take().unwrap_or_default();
        if sets.of_parts.len() < parts {
            sets.of_parts.resize_with(parts, NameSet::default);
        }
        sets.any.reserve(index.names());
        sets
    }

    /// Keeps the room for the next search.
    pub(crate) fn give_back(mut self) {
        self.of_parts.iter_mut().filter(|set| set.filled).for_each(|set| set.drain(|_, _| {}));
        ROOM.set(Some(self));
    }

    fn fill(&mut self, links: &Links<'_>, q: u8) {
        let Some(set) = self.of_parts.get_mut(usize::from(q)).filter(|s| !s.filled) else { return };
        set.reserve(links.index.names());
        set.filled = true;
        let mut mark = |name: Id| set.add(at(name / 64), 1 << (name % 64));
        for link in links.links.iter().filter(|l| mask(l.q, l.q_len) & mask(q, 1) != 0) {
            links.index.postings.get(link.part).iter().for_each(|item| mark(posted(*item)));
        }
        links.runs.iter().filter(|(own, _)| *own == q).for_each(|(_, run)| mark(run.name));
    }

    /// Calls `found` with every name that meets all parts of one of the masks, once, in order.
    fn meeting(&mut self, links: &Links<'_>, masks: &[u64], found: &mut dyn FnMut(Id)) {
        for wanted in masks {
            let own = |q: &u8| wanted & mask(*q, 1) != 0;
            (0_u8..64).filter(own).for_each(|q| self.fill(links, q));
            let sets = (0_u8..64).filter(own).filter_map(|q| self.of_parts.get(usize::from(q)));
            let sets: Vec<&NameSet> = sets.collect();
            let Some((first, others)) = sets.split_first() else { continue };
            for (high, word) in first.words.iter().enumerate() {
                let both = |all, set: &&NameSet| all & set.words.get(high).copied().unwrap_or(0);
                let mut rest = others.iter().fold(*word, both);
                while rest != 0 {
                    let place = high * 64 + low_bit(rest);
                    rest &= rest - 1;
                    let names =
                        others.iter().fold(first.word(place), |all, set| all & set.word(place));
                    if names != 0 {
                        self.any.add(place, names);
                    }
                }
            }
        }
        self.any.drain(|place, names| {
            let mut rest = names;
            while rest != 0 {
                found(crate::index::id(place * 64 + low_bit(rest)));
                rest &= rest - 1;
            }
        });
    }
}

/// Names that are fetched together.
const BATCH: usize = 64;

/// Names to be weighed, and room to do it.
#[derive(Default)]
struct Batch {
    names: Vec<Id>,
    items: Vec<Id>,
    ends: Vec<usize>,
    ids: Vec<Id>,
    cells: Vec<Cell>,
    briefs: Vec<Brief>,
}

/// A query, or a stretch of it, under one regime against an index.
pub(crate) struct Scan<'a> {
    stretch: Stretch<'a>,
    weigher: &'a Weigher<'a>,
    bound: Bound,
    least: f32,
    asked: Option<PartyKind>,
    /// Query parts that the plan does not tell apart: taken as met.
    assumed: u64,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(
        stretch: Stretch<'a>,
        weigher: &'a Weigher<'a>,
        least: f32,
        asked: Option<PartyKind>,
    ) -> Scan<'a> {
        let best = stretch.best();
        let assumed = |(q, best): (u8, &f32)| if *best > 0.0 { mask(q, 1) } else { 0 };
        let assumed = (0_u8..).zip(best).map(assumed).fold(0, |all, bit| all | bit);
        let bound = Bound::new(weigher, best, stretch.loose(), least);
        Scan { stretch, weigher, bound, least, asked, assumed }
    }

    /// Calls `offer` with every name that scores at or above the floor, and its score.
    pub(crate) fn run(&self, sets: &mut Sets, offer: &mut dyn FnMut(Id, f32)) {
        if !self.bound.can(self.assumed) {
            return;
        }
        let mut batch = Batch::default();
        let Some(masks) = self.plan() else {
            for name in 0..crate::index::id(self.stretch.index().names()) {
                self.add(name, &mut batch, offer);
            }
            return self.weigh(&mut batch, offer);
        };
        let masks: Vec<u64> = masks.into_iter().map(|m| self.stretch.mask_in_whole(m)).collect();
        let links = self.stretch.links();
        sets.meeting(links, &masks, &mut |name| self.add(name, &mut batch, offer));
        self.weigh(&mut batch, offer);
    }

    fn add(&self, name: Id, batch: &mut Batch, offer: &mut dyn FnMut(Id, f32)) {
        if Regime::of(self.stretch.index().about(name).0, self.asked) == self.weigher.regime() {
            batch.names.push(name);
            if batch.names.len() == BATCH {
                self.weigh(batch, offer);
            }
        }
    }

    /// Weighs a batch of names. Their parts are fetched together, so that the visits to memory
    /// overlap.
    fn weigh(&self, batch: &mut Batch, offer: &mut dyn FnMut(Id, f32)) {
        let index = self.stretch.index();
        batch.items.clear();
        batch.ends.clear();
        for name in &batch.names {
            batch.items.extend_from_slice(index.parts.get(*name));
            batch.ends.push(batch.items.len());
        }
        let mut from = 0;
        let Batch { names, items, ends, ids, cells, briefs } = batch;
        for (name, to) in names.iter().zip(ends.iter()) {
            self.stretch.cells_of(*name, items.get(from..*to).unwrap_or_default(), ids, cells);
            from = *to;
            if let Some(score) = self.score(*name, ids, cells, briefs) {
                offer(*name, score);
            }
        }
        names.clear();
    }

    /// The score of a name that is not hopeless.
    fn score(
        &self,
        name: Id,
        ids: &[Id],
        cells: &mut Vec<Cell>,
        briefs: &mut Vec<Brief>,
    ) -> Option<f32> {
        let index = self.stretch.index();
        if self.hopeless(ids, cells, index.about(name).1) {
            return None;
        }
        briefs.clear();
        briefs.extend(ids.iter().filter_map(|id| index.briefs.get(at(*id)).copied()));
        let latin = |l: usize| ids.get(l).and_then(|id| index.part(*id)).map_or("", |p| p.latin());
        let score = self.weigher.weigh(Side { briefs, ids }, &latin, cells, self.least);
        (score >= self.least).then_some(score)
    }

    /// Whether the cells, all of them together, are too little. Touches only what is at hand.
    fn hopeless(&self, ids: &[Id], cells: &[Cell], heft: f32) -> bool {
        let mut agrees = [0.0_f32; 64];
        let mut covered = 0_u64;
        for cell in cells {
            let parts = agrees.iter_mut().skip(usize::from(cell.q)).take(usize::from(cell.q_len));
            parts.for_each(|a| *a = a.max(cell.met.agree));
            covered |= cell.l_mask();
        }
        let regime = self.weigher.regime();
        let weight =
            |id: &Id| self.stretch.index().briefs.get(at(*id)).map_or(0.0, |b| b.weight(regime));
        let covers = |(l, _): &(u8, &Id)| covered & mask(*l, 1) != 0;
        let met: f32 = (0_u8..).zip(ids).filter(covers).map(|(_, id)| weight(id)).sum();
        !self.bound.can_with(&agrees, (heft - met).max(0.0))
    }

    /// The smallest sets of query parts of which a name must meet one whole; `None` if a name may
    /// reach the floor without.
    fn plan(&self) -> Option<Vec<u64>> {
        // What hardly tells anything is not worth a set.
        let told = |(q, _): &(u8, &f32)| {
            let possible = self.assumed & mask(*q, 1) != 0;
            possible && self.bound.weight(*q) >= TOLD_MIN
        };
        let parts = (0_u8..).zip(self.stretch.counts()).filter(told);
        let mut parts: Vec<(u8, f32)> = parts.map(|(q, count)| (q, *count)).collect();
        parts.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        if parts.len() > PARTS_MAX {
            return self.rarest(&parts);
        }
        let mut best = self.sufficient(&parts)?;
        // A common part may be taken as met where the others are few.
        let mut cost = self.cost(&parts, &best);
        while parts.pop().is_some_and(|common| common.1 >= COSTLY) {
            let Some(masks) = self.sufficient(&parts) else { break };
            let less = self.cost(&parts, &masks);
            if less >= cost {
                break;
            }
            (best, cost) = (masks, less);
        }
        Some(best)
    }

    /// The rarest parts that a name cannot all miss.
    fn rarest(&self, parts: &[(u8, f32)]) -> Option<Vec<u64>> {
        let (mut chosen, mut left) = (Vec::new(), self.assumed);
        for (q, _) in parts {
            if !self.bound.can(left) {
                break;
            }
            left &= !mask(*q, 1);
            chosen.push(mask(*q, 1));
        }
        (!self.bound.can(left)).then_some(chosen)
    }

    /// The smallest subsets of `parts` that are enough, all other parts taken as met; `None` if
    /// nothing is enough.
    fn sufficient(&self, parts: &[(u8, f32)]) -> Option<Vec<u64>> {
        let told = parts.iter().fold(0, |all, (q, _)| all | mask(*q, 1));
        let mut subsets: Vec<u64> = (0..1_u64 << parts.len())
            .map(|set| {
                let inside = (0_u8..).zip(parts).filter(|(i, _)| set & mask(*i, 1) != 0);
                inside.fold(0, |all, (_, (q, _))| all | mask(*q, 1))
            })
            .collect();
        subsets.sort_by_key(|set| (set.count_ones(), *set));
        let mut masks: Vec<u64> = Vec::new();
        for set in subsets {
            let known = masks.iter().any(|m| m & set == *m);
            if !known && self.bound.can(self.assumed & !told | set) {
                if set == 0 {
                    return None;
                }
                masks.push(set);
            }
        }
        Some(masks)
    }

    /// What a plan costs, in postings, if parts fall independently.
    fn cost(&self, parts: &[(u8, f32)], masks: &[u64]) -> f32 {
        let names = small(self.stretch.index().names()).max(1.0);
        let used = masks.iter().fold(0, |all, m| all | m);
        let among = |wanted: u64| parts.iter().filter(move |(q, _)| wanted & mask(*q, 1) != 0);
        let filling: f32 = among(used).map(|(_, count)| count).sum();
        let candidates: f32 = masks
            .iter()
            .map(|m| among(*m).map(|(_, count)| (count / names).min(1.0)).product::<f32>() * names)
            .sum();
        filling + CANDIDATE * candidates
    }
}
