//! Candidates: every listed name that may reach the threshold, and its cells.
//!
//! Guarantee: `Matcher::scan` offers every name that a full scan scores at or above the floor.
//! Why: (1) parts agree only by equal reading, at most two edits, equal sound key, equal skeleton,
//! a shared group, an initial, a joined run or an acronym, and each of these leads through the
//! lookup table or the run table (words within two edits share a deletion; see `edit`), so the
//! links of a query part are complete. (2) Let S be query parts whose links are probed and M the
//! weight of the others. A name that no part of S meets scores at most M / (M + extra * w(S)), by
//! the two properties of `weigh`. S is chosen so that this is below the floor; if no S is
//! enough, every name is scanned. Limits: two different keys with one 32-bit hash only add work,
//! except for joined runs, where the full scan sees the same collision one time in four billion
//! less; and a query is read as `normalise` states (512 characters, 32 words).

use std::collections::BTreeMap;

use crate::compare::{
    Cell, Met, Prepared, compound_similarity, initial_cell, initials, run_cell, similarity,
};
use crate::edit::neighbourhood;
use crate::index::{Id, Index, LEGAL, ListedRun, at, edited, posted, unpack};
use crate::key::hash;
use crate::listing::PartyKind;
use crate::name::{COMPOUND, Part, Role, Run, acronym_hash, join_hash, runs, tag};
use crate::weigh::Regime;

/// A dictionary part that agrees with query parts `q..q + q_len`.
#[derive(Clone, Copy, Debug)]
struct Link {
    part: Id,
    q: u8,
    q_len: u8,
    /// `None` for a run of query parts, which is a joined word, an acronym or initials.
    met: Option<Met>,
    kind: RunKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RunKind {
    Joined,
    Acronym,
    Initials,
}

/// A query name against an index.
pub(crate) struct Matcher<'a> {
    index: &'a Index,
    query: &'a [Prepared<'a>],
    parts: Vec<&'a Part>,
    links: Vec<Link>,
    slots: Slots,
    /// Runs of listed names that equal one query part, by name.
    runs: Vec<(u8, ListedRun)>,
    by_name: BTreeMap<Id, Vec<(u8, ListedRun)>>,
    /// Query parts that can be met without a link: initials.
    loose: u64,
}

/// Room for rounding, so that a name that just reaches the floor is not lost.
pub(crate) const ROUNDING: f32 = 1e-4;

/// Postings from which bits are cheaper than visits.
const BITS_FROM: usize = 2_048;

/// See `Matcher::bits`.
struct Bits {
    sets: Vec<Vec<u64>>,
}

impl Bits {
    fn set(&mut self, name: Id, q: u8, q_len: u8) {
        for set in self.sets.iter_mut().skip(usize::from(q)).take(usize::from(q_len)) {
            if let Some(word) = set.get_mut(at(name / 64)) {
                *word |= 1 << (name % 64);
            }
        }
    }

    fn met(&self, name: Id) -> u64 {
        let (word, bit) = (at(name / 64), name % 64);
        let one =
            |(q, set): (u32, &Vec<u64>)| set.get(word).map_or(0, |w| (w >> bit & 1) << q.min(63));
        (0_u32..).zip(&self.sets).map(one).fold(0, |all, bit| all | bit)
    }
}

/// An upper bound of the score of a name, from the query parts that it meets.
struct Bound {
    /// Weight of each part, and what its absence costs.
    weights: Vec<(f32, f32)>,
}

impl Bound {
    fn new(parts: &[&Part], regime: Regime) -> Bound {
        let extra = regime.costs().extra;
        let weigh = |p: &&Part| {
            let weight = regime.weight(p);
            (weight, if p.is_substantive() { extra * weight } else { 0.0 })
        };
        Bound { weights: parts.iter().map(weigh).collect() }
    }

    fn of(&self, met: u64) -> f32 {
        let (mut agreed, mut alone) = (0.0, 0.0);
        let mut bits = met;
        for (weight, absent) in &self.weights {
            if bits & 1 == 1 {
                agreed += weight;
            } else {
                alone += absent;
            }
            bits >>= 1;
        }
        if agreed > 0.0 { agreed / (agreed + alone) } else { 0.0 }
    }
}

/// From a part to its links: open addressing, sized for one query.
struct Slots {
    table: Vec<(Id, u32, u32)>,
    mask: usize,
}

const FREE: Id = Id::MAX;

impl Slots {
    fn new(links: &[Link]) -> Slots {
        let size = (links.len() * 2).next_power_of_two().max(16);
        let mut slots = Slots { table: vec![(FREE, 0, 0); size], mask: size - 1 };
        let mut start = 0;
        for group in links.chunk_by(|a, b| a.part == b.part) {
            let part = group.first().map_or(FREE, |l| l.part);
            let mut place = slots.home(part);
            while slots.table.get(place).is_some_and(|s| s.0 != FREE) {
                place = (place + 1) & slots.mask;
            }
            let end = start + group.len();
            if let Some(slot) = slots.table.get_mut(place) {
                *slot = (part, crate::index::id(start), crate::index::id(end));
            }
            start = end;
        }
        slots
    }

    fn home(&self, part: Id) -> usize {
        at(part.wrapping_mul(0x9E37_79B1) >> 7) & self.mask
    }

    fn find(&self, part: Id) -> (usize, usize) {
        let mut place = self.home(part);
        loop {
            match self.table.get(place) {
                Some((p, start, end)) if *p == part => return (at(*start), at(*end)),
                Some((FREE, ..)) | None => return (0, 0),
                _ => place = (place + 1) & self.mask,
            }
        }
    }
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(
        index: &'a Index,
        query: &'a [Prepared<'a>],
        compounds: &'a [(u8, Prepared<'a>)],
    ) -> Matcher<'a> {
        let parts: Vec<&Part> = query.iter().map(|p| p.part).collect();
        let loose = |(i, p): (u32, &&Part)| {
            if p.role == Role::Initial || p.is_initials() { 1_u64 << i.min(63) } else { 0 }
        };
        let loose = (0_u32..).zip(&parts).map(loose).fold(0, |all, bit| all | bit);
        let mut matcher = Matcher {
            index,
            query,
            parts,
            links: Vec::new(),
            slots: Slots { table: Vec::new(), mask: 0 },
            runs: Vec::new(),
            by_name: BTreeMap::new(),
            loose,
        };
        let mut found = Vec::new();
        for (q, part) in (0_u8..).zip(query) {
            matcher.link_part(q, 1, part, &mut found);
        }
        for (start, compound) in compounds {
            matcher.link_part(*start, COMPOUND, compound, &mut found);
        }
        for run in runs(&matcher.parts, true) {
            matcher.link_run(&run);
        }
        matcher.link_initials();
        matcher.links.sort_unstable_by_key(|l| (l.part, l.q, l.q_len));
        matcher.slots = Slots::new(&matcher.links);
        for (q, run) in &matcher.runs {
            matcher.by_name.entry(run.name).or_default().push((*q, *run));
        }
        matcher
    }

    /// Everything in the dictionary that agrees with one query part.
    fn link_part(&mut self, q: u8, q_len: u8, prepared: &Prepared<'_>, found: &mut Vec<Id>) {
        let part = prepared.part;
        found.clear();
        let lookup = &self.index.lookup;
        let mut look = |hash: u64| found.extend(lookup.find(hash));
        for form in &part.forms {
            if edited(part) {
                neighbourhood(form.latin.as_bytes(), &mut |w| look(hash(tag::LETTERS, w)));
                look(form.key);
            } else {
                look(hash(tag::LETTERS, form.latin.as_bytes()));
            }
        }
        part.skeletons.iter().filter(|s| **s != 0).for_each(|s| look(*s));
        part.groups.iter().for_each(|g| look(hash(tag::GROUP, &g.to_le_bytes())));
        part.groups.iter().for_each(|g| look(hash(tag::NEAR, &g.to_le_bytes())));
        part.near.iter().for_each(|g| look(hash(tag::GROUP, &g.to_le_bytes())));
        if let Role::LegalForm(_) = part.role {
            look(hash(tag::GROUP, LEGAL));
        }
        if let Some(initial) = part.initial().filter(|_| q_len == 1) {
            look(hash(tag::LETTERS, &[initial]));
        }
        found.sort_unstable();
        found.dedup();
        for number in found.iter() {
            let met = self.index.part(*number).and_then(|other| meet(prepared, other));
            if met.is_some() {
                self.links.push(Link { part: *number, q, q_len, met, kind: RunKind::Joined });
            }
        }
        if q_len > 1 {
            return;
        }
        let mut buffer = Vec::new();
        let hashes = [join_hash(part, &mut buffer), acronym_hash(part)];
        for (acronym, hash) in [false, true].into_iter().zip(hashes) {
            let Some(hash) = hash else { continue };
            let listed = self.index.runs_under(hash).iter().filter(|r| r.acronym == acronym);
            self.runs.extend(listed.map(|r| (q, *r)));
        }
    }

    /// Dictionary parts that equal a run of query parts.
    fn link_run(&mut self, run: &Run) {
        let mut buffer = Vec::new();
        let kind = if run.acronym { RunKind::Acronym } else { RunKind::Joined };
        let hash = if run.acronym { self.acronym_letters(run) } else { run.hash };
        for number in self.index.lookup.find(hash) {
            let Some(part) = self.index.part(number) else { continue };
            let equal = if run.acronym {
                acronym_hash(part) == Some(run.hash)
            } else {
                join_hash(part, &mut buffer) == Some(run.hash)
            };
            if equal {
                self.links.push(Link {
                    part: number,
                    q: run.start,
                    q_len: run.len,
                    met: None,
                    kind,
                });
            }
        }
    }

    /// Where a dictionary part with the letters of an acronym is found.
    fn acronym_letters(&self, run: &Run) -> u64 {
        let parts = self.parts.iter().skip(usize::from(run.start)).take(usize::from(run.len));
        let letters: Vec<u8> =
            parts.filter(|p| p.role == Role::Word).filter_map(|p| p.initial()).collect();
        hash(tag::LETTERS, &letters)
    }

    /// Dictionary parts that are the initials of two neighbours in the query.
    fn link_initials(&mut self) {
        for (q, pair) in (0_u8..).zip(self.parts.windows(2)) {
            let heads: Vec<u8> = pair.iter().filter_map(|p| p.initial()).collect();
            for number in self.index.lookup.find(hash(tag::LETTERS, &heads)) {
                let Some(part) = self.index.part(number) else { continue };
                let mut met = false;
                initials(&[part], pair, &mut |_, _| met = true);
                if met {
                    let kind = RunKind::Initials;
                    self.links.push(Link { part: number, q, q_len: 2, met: None, kind });
                }
            }
        }
    }

    /// Calls `offer` with every name that may score at or above `floor` under `regime`; a name
    /// may be offered more than once.
    pub(crate) fn scan(
        &self,
        regime: Regime,
        floor: f32,
        asked: Option<PartyKind>,
        offer: &mut dyn FnMut(Id),
    ) {
        let bound = Bound::new(&self.parts, regime);
        let least = floor - ROUNDING;
        let consider = |name: Id, offer: &mut dyn FnMut(Id)| {
            let kind = self.index.kind_of(name);
            if Regime::of(kind, asked) == regime && bound.of(self.met(name)) >= least {
                offer(name);
            }
        };
        let Some((probes, cost)) = self.probes(regime, floor) else {
            let all = 0..crate::index::id(self.index.names.len());
            return all.for_each(|name| consider(name, offer));
        };
        let sets = (cost > BITS_FROM).then(|| self.bits());
        for link in self.links.iter().filter(|l| mask(l.q, l.q_len) & probes != 0) {
            for (name, kind) in self.index.postings.get(link.part).iter().map(|i| posted(*i)) {
                if Regime::of(kind, asked) != regime {
                    continue;
                }
                let met = match &sets {
                    Some(sets) => self.loose | sets.met(name),
                    None => self.met(name),
                };
                if bound.of(met) >= least {
                    offer(name);
                }
            }
        }
        for (_, run) in self.runs.iter().filter(|(q, _)| mask(*q, 1) & probes != 0) {
            consider(run.name, offer);
        }
    }

    /// Which names meet which query part, as one bit each: for long posting lists, cheaper than a
    /// visit to every name.
    fn bits(&self) -> Bits {
        let words = self.index.names.len() / 64 + 1;
        let mut bits = Bits { sets: vec![vec![0_u64; words]; self.parts.len()] };
        for link in &self.links {
            for item in self.index.postings.get(link.part) {
                bits.set(posted(*item).0, link.q, link.q_len);
            }
        }
        self.runs.iter().for_each(|(q, run)| bits.set(run.name, *q, 1));
        bits
    }

    /// The cheapest set of query parts such that a name that meets none of them is below the
    /// floor; `None` if there is none.
    fn probes(&self, regime: Regime, floor: f32) -> Option<(u64, usize)> {
        let mut costs = vec![0_usize; self.parts.len()];
        for link in &self.links {
            let count = self.index.postings.get(link.part).len();
            for q in link.q..link.q.saturating_add(link.q_len) {
                if let Some(cost) = costs.get_mut(usize::from(q)) {
                    *cost += count;
                }
            }
        }
        let can = |(i, p): &(u8, &&Part)| {
            matches!(p.role, Role::Word | Role::Number) && self.loose & mask(*i, 1) == 0
        };
        let mut order: Vec<(u8, &&Part)> = (0_u8..).zip(&self.parts).filter(can).collect();
        let cost = |i: u8| costs.get(usize::from(i)).copied().unwrap_or(0);
        order.sort_by_key(|(i, _)| (cost(*i), *i));
        let total: f32 = self.parts.iter().map(|p| regime.weight(p)).sum();
        let extra = regime.costs().extra;
        // A hair below the floor, so that rounding cannot lose a name that just reaches it.
        let safe = |probed: f32| {
            let rest = (total - probed).max(0.0);
            rest / (rest + extra * probed) < floor - ROUNDING
        };
        let (mut chosen, mut probed) = (0_u64, 0.0_f32);
        for (i, part) in &order {
            if safe(probed) {
                break;
            }
            chosen |= mask(*i, 1);
            probed += regime.weight(part);
        }
        if !safe(probed) {
            return None;
        }
        for (i, part) in order.iter().rev() {
            let less = probed - regime.weight(part);
            if chosen & mask(*i, 1) != 0 && safe(less) {
                chosen &= !mask(*i, 1);
                probed = less;
            }
        }
        let probed = (0_u8..).zip(&costs).filter(|(i, _)| chosen & mask(*i, 1) != 0);
        Some((chosen, probed.map(|(_, cost)| cost).sum()))
    }

    /// The query parts that a name meets.
    fn met(&self, name: Id) -> u64 {
        let mut met = self.loose;
        for (part, _) in unpack(self.index.parts.get(name)) {
            let (from, to) = self.slots.find(part);
            for link in self.links.get(from..to).unwrap_or_default() {
                met |= mask(link.q, link.q_len);
            }
        }
        if let Some(runs) = self.by_name.get(&name) {
            met |= runs.iter().fold(0, |all, (q, _)| all | mask(*q, 1));
        }
        met
    }

    /// All cells of a name, from the links.
    pub(crate) fn cells(&self, name: Id, list: &[&Part], cells: &mut Vec<Cell>) {
        cells.clear();
        let mut next = 0_u8;
        for (part, place) in unpack(self.index.parts.get(name)) {
            let (from, to) = self.slots.find(part);
            let links = self.links.get(from..to).unwrap_or_default();
            if let Some(l) = place {
                let met = links.iter().filter_map(|link| Some((link, link.met?)));
                cells.extend(met.map(|(link, met)| {
                    let (q, q_len) = (link.q, link.q_len);
                    Cell::new(q, q_len, l, COMPOUND, met)
                }));
                continue;
            }
            let l = next;
            next = next.saturating_add(1);
            for link in links {
                cells.push(match (link.met, link.kind) {
                    (Some(met), _) => Cell::new(link.q, link.q_len, l, 1, met),
                    (None, RunKind::Initials) => initial_cell(link.q, link.q_len, l, 1),
                    (None, kind) => run_cell(link.q, link.q_len, l, 1, kind == RunKind::Acronym),
                });
            }
        }
        if let Some(runs) = self.by_name.get(&name) {
            cells.extend(runs.iter().map(|(q, r)| run_cell(*q, 1, r.start, r.len, r.acronym)));
        }
        self.loose_cells(list, cells);
    }

    /// Initials meet any part of their letter, too many to link.
    fn loose_cells(&self, list: &[&Part], cells: &mut Vec<Cell>) {
        if self.loose == 0 {
            return;
        }
        for (q, prepared) in (0_u8..).zip(self.query) {
            if prepared.part.role != Role::Initial {
                continue;
            }
            for (l, part) in (0_u8..).zip(list).filter(|(_, p)| p.role != Role::Initial) {
                let known = |c: &Cell| c.q == q && c.l == l && c.q_len == 1 && c.l_len == 1;
                if let Some(met) = similarity(prepared, part).filter(|_| !cells.iter().any(known)) {
                    cells.push(Cell::new(q, 1, l, 1, met));
                }
            }
        }
        initials(&self.parts, list, &mut |q, l| cells.push(initial_cell(q, 1, l, 2)));
    }
}

/// Agreement of two parts, either of which may be a compound.
pub(crate) fn meet(prepared: &Prepared<'_>, other: &Part) -> Option<Met> {
    if prepared.part.is_compound() || other.is_compound() {
        compound_similarity(prepared, other)
    } else {
        similarity(prepared, other)
    }
}

fn mask(start: u8, len: u8) -> u64 {
    ((1_u64 << len.min(63)) - 1) << start.min(63)
}
