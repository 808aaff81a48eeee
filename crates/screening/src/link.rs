//! Links: everything in the dictionary, and every joined run, that agrees with a part of a query.
//!
//! Complete: parts agree only by equal reading, straight or backwards, at most two edits, equal
//! sound key, equal skeleton, equal key of respelling, equal consonants as Chinese characters keep them, a shared group, a
//! particle but for a letter, an initial, a joined run or an acronym, and each of these leads
//! through the lookup table or the run table (words within two edits share a deletion; see
//! `edit`). Each listed word is compared once with each part of the query, however many names
//! hold it.

use std::ops::Range;

use crate::brief::Brief;
use crate::compare::{
    Cell, Glance, Met, Prepared, compound_similarity, glance, glance_tabled, initial_cell,
    initials, run_cell, similarity,
};
use crate::edit::{edits_most, neighbourhood, one_less};
use crate::gather::Found;
use crate::index::{Id, Index, LEGAL, ListedRun, at, edited, unpack};
use crate::key::{Hashed, hash};
use crate::name::{
    COMPOUND, Part, Role, Run, acronym_hash, is_initial_letter, join_hash, runs, tag, turned_hashes,
};
use crate::policy::agree;

/// A dictionary part that agrees with query parts `q..q + q_len`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) part: Id,
    pub(crate) q: u8,
    pub(crate) q_len: u8,
    /// `None` for a run of query parts, which is a joined word, an acronym or initials.
    met: Option<Met>,
    kind: RunKind,
}

impl Link {
    /// How well the two agree.
    pub(crate) fn agree(&self) -> f32 {
        self.met.map_or(agree::JOINED, |met| met.agree)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum RunKind {
    Joined,
    Acronym,
    Initials,
}

/// A query name against an index.
pub(crate) struct Links<'a> {
    pub(crate) index: &'a Index,
    pub(crate) query: &'a [Prepared<'a>],
    parts: Vec<&'a Part>,
    pub(crate) links: Vec<Link>,
    slots: Slots,
    /// Runs of listed names that equal one query part, by name.
    pub(crate) runs: Vec<(u8, ListedRun)>,
    /// Query parts that can be met without a link: initials.
    pub(crate) loose: u64,
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

/// Links of a query, usually: room that need not grow.
const LINKS_USUAL: usize = 256;

/// Agreement of two parts, either of which may be a compound.
pub(crate) fn meet(prepared: &Prepared<'_>, other: &Part, compound: bool) -> Option<Met> {
    if compound { compound_similarity(prepared, other) } else { similarity(prepared, other) }
}

/// Dictionary parts that equal a run of the parts of a query.
pub(crate) fn equal_to_run<'a>(
    index: &'a Index,
    parts: &[&Part],
    run: &Run,
) -> impl Iterator<Item = Id> + use<'a> {
    let (wanted, acronym) = (run.hash, run.acronym);
    let letters = || -> u64 {
        let parts = parts.iter().skip(usize::from(run.start)).take(usize::from(run.len));
        let letters: Vec<u8> =
            parts.filter(|p| p.role == Role::Word).filter_map(|p| p.initial()).collect();
        hash(tag::LETTERS, &letters)
    };
    let found = index.lookup.find(if acronym { letters() } else { wanted });
    let mut buffer = Vec::new();
    found.filter(move |number| {
        let Some(part) = index.part(*number) else { return false };
        let own = if acronym { acronym_hash(part) } else { join_hash(part, &mut buffer) };
        own == Some(wanted)
    })
}

/// Dictionary parts that are the initials of two neighbours.
pub(crate) fn equal_to_initials<'a>(
    index: &'a Index,
    pair: [Brief; 2],
) -> impl Iterator<Item = Id> + use<'a> {
    let heads = match pair.each_ref().map(Brief::initial) {
        [Some(a), Some(b)] if is_initial_letter(a) && is_initial_letter(b) => Some([a, b]),
        _ => None,
    };
    let found = heads.map(|heads| index.lookup.find(hash(tag::LETTERS, &heads)));
    found.into_iter().flatten().filter(move |number| {
        let mut met = false;
        if let Some(part) = index.part(*number) {
            initials(&[part], &pair, &mut |_, _| met = true);
        }
        met
    })
}

impl<'a> Links<'a> {
    pub(crate) fn new(
        index: &'a Index,
        query: &'a [Prepared<'a>],
        compounds: &'a [(u8, Prepared<'a>)],
    ) -> Links<'a> {
        let parts: Vec<&Part> = query.iter().map(|p| p.part).collect();
        let loose = |(i, p): (u8, &&Part)| {
            if p.role == Role::Initial || p.is_initials() { mask(i, 1) } else { 0 }
        };
        let loose = (0_u8..).zip(&parts).map(loose).fold(0, |all, bit| all | bit);
        let mut links = Links {
            index,
            query,
            parts,
            links: Vec::with_capacity(LINKS_USUAL),
            slots: Slots { table: Vec::new(), mask: 0 },
            runs: Vec::new(),
            loose,
        };
        let mut found = Found::new(index);
        for (q, part) in (0_u8..).zip(query) {
            links.link_part(q, 1, part, &mut found);
        }
        for (start, compound) in compounds {
            links.link_part(*start, COMPOUND, compound, &mut found);
        }
        found.give_back();
        for run in runs(&links.parts, true) {
            links.link_run(&run);
        }
        links.link_initials();
        // A whole order: what else is in the index must not turn two links round.
        links.links.sort_unstable_by_key(|l| (l.part, l.q, l.q_len, l.met.is_none(), l.kind));
        links.slots = Slots::new(&links.links);
        links.runs.sort_by_key(|(_, run)| run.name);
        links
    }

    /// Everything in the dictionary that agrees with one query part.
    fn link_part(&mut self, q: u8, q_len: u8, prepared: &Prepared<'_>, found: &mut Found) {
        let part = prepared.part;
        let most = edits_most(q_len > 1);
        let index = self.index;
        // What the tables join comes first: the rest needs no look at them.
        found.clear();
        let mut look = |hash: u64| found.look(index, hash);
        part.groups.iter().for_each(|g| look(hash(tag::GROUP, &g.to_le_bytes())));
        part.groups.iter().for_each(|g| look(hash(tag::NEAR, &g.to_le_bytes())));
        part.near.iter().for_each(|g| look(hash(tag::GROUP, &g.to_le_bytes())));
        found.read(self.index);
        let tabled = found.ids.len();
        let mut look = |hash: u64| found.look(index, hash);
        for form in &part.forms {
            if edited(part) {
                neighbourhood(form.latin.as_bytes(), most, tag::LETTERS, &mut look);
                look(form.key);
                let letters = form.latin.bytes().rev();
                look(letters.fold(Hashed::new(tag::LETTERS), |all, b| all.then(&[b])).end());
            } else {
                look(hash(tag::LETTERS, form.latin.as_bytes()));
            }
        }
        if part.role == Role::Word {
            one_less(part.latin().as_bytes(), &mut |w| look(hash(tag::LETTERS, w)));
        }
        part.skeletons.iter().chain(&part.respelled).filter(|s| **s != 0).for_each(|s| look(*s));
        if let Some((_, other)) = part.foreign_hashes() {
            look(other);
        }
        if let Role::LegalForm(_) = part.role {
            look(hash(tag::GROUP, LEGAL));
        }
        if let Some(initial) = part.initial().filter(|_| q_len == 1) {
            look(hash(tag::LETTERS, &[initial]));
        }
        found.read(self.index);
        for (place, (number, brief)) in found.ids.iter().zip(&found.briefs).enumerate() {
            let first = if place < tabled {
                let other = self.index.part(*number);
                other.map_or(Glance::Sure(None), |part| glance_tabled(prepared, brief, part))
            } else {
                glance(prepared, brief)
            };
            let met = match first {
                Glance::Sure(met) => met,
                Glance::Unsure => {
                    let compound = prepared.brief.is_compound() || brief.is_compound();
                    let other = self.index.part(*number);
                    other.and_then(|other| meet(prepared, other, compound))
                }
            };
            if met.is_some() {
                self.links.push(Link { part: *number, q, q_len, met, kind: RunKind::Joined });
            }
        }
        if q_len > 1 {
            return;
        }
        let mut buffer = Vec::new();
        let hashes = [join_hash(part, &mut buffer), acronym_hash(part)];
        let mut find = |hash: u64, acronym: bool| {
            let listed = self.index.runs_under(hash).iter().filter(|r| r.acronym == acronym);
            self.runs.extend(listed.map(|r| (q, *r)));
        };
        for (acronym, hash) in [false, true].into_iter().zip(hashes) {
            hash.into_iter().for_each(|hash| find(hash, acronym));
        }
        turned_hashes(part, &mut |hash| find(hash, false));
    }

    /// Dictionary parts that equal a run of query parts.
    fn link_run(&mut self, run: &Run) {
        let kind = if run.acronym { RunKind::Acronym } else { RunKind::Joined };
        let (q, q_len) = (run.start, run.len);
        let equal = equal_to_run(self.index, &self.parts, run);
        self.links.extend(equal.map(|part| Link { part, q, q_len, met: None, kind }));
    }

    /// Dictionary parts that are the initials of two neighbours in the query.
    fn link_initials(&mut self) {
        for (q, pair) in (0_u8..).zip(self.query.windows(2)) {
            let [a, b] = pair else { continue };
            let kind = RunKind::Initials;
            let equal = equal_to_initials(self.index, [a.brief, b.brief]);
            self.links.extend(equal.map(|part| Link { part, q, q_len: 2, met: None, kind }));
        }
    }

    /// Dictionary parts that are linked, and how well they agree.
    pub(crate) fn agreements(&self) -> impl Iterator<Item = (Id, f32)> {
        self.links.iter().map(|link| (link.part, link.agree()))
    }

    /// The parts of a name whose packed parts are at hand, and all its cells with the query parts
    /// `from..to`, which are counted from the first of them.
    pub(crate) fn cells_of(
        &self,
        (from, to): (u8, u8),
        (name, items): (Id, &[Id]),
        ids: &mut Vec<Id>,
        cells: &mut Vec<Cell>,
    ) {
        ids.clear();
        cells.clear();
        let inside = |link: &&Link| link.q >= from && link.q + link.q_len <= to;
        for (part, place) in unpack(items) {
            let (first, end) = self.slots.find(part);
            let links = self.links.get(first..end).unwrap_or_default();
            let links = links.iter().filter(inside);
            if let Some(l) = place {
                let met = links.filter_map(|link| Some((link, link.met?)));
                cells.extend(
                    met.map(|(link, met)| Cell::new(link.q - from, link.q_len, l, COMPOUND, met)),
                );
                continue;
            }
            let l = u8::try_from(ids.len()).unwrap_or(u8::MAX);
            ids.push(part);
            for link in links {
                let q = link.q - from;
                cells.push(match (link.met, link.kind) {
                    (Some(met), _) => Cell::new(q, link.q_len, l, 1, met),
                    (None, RunKind::Initials) => initial_cell(q, link.q_len, l, 1),
                    (None, kind) => run_cell(q, link.q_len, l, 1, kind == RunKind::Acronym),
                });
            }
        }
        if !self.runs.is_empty() {
            let first = self.runs.partition_point(|(_, run)| run.name < name);
            let own = self.runs.iter().skip(first).take_while(|(_, run)| run.name == name);
            let own = own.filter(|(q, _)| (from..to).contains(q));
            cells.extend(own.map(|(q, r)| run_cell(q - from, 1, r.start, r.len, r.acronym)));
        }
        if self.loose & mask(from, to - from) != 0 {
            let range = usize::from(from)..usize::from(to);
            self.loose_cells(range, ids, cells);
        }
    }

    /// Initials meet any part of their letter, too many to link.
    fn loose_cells(&self, range: Range<usize>, ids: &[Id], cells: &mut Vec<Cell>) {
        let query = self.query.get(range.clone()).unwrap_or_default();
        for (q, prepared) in (0_u8..).zip(query) {
            if prepared.part.role != Role::Initial {
                continue;
            }
            for (l, id) in (0_u8..).zip(ids) {
                let Some(brief) = self.index.briefs.get(at(*id)) else { continue };
                let whole = matches!(brief.role, Role::Word | Role::Title);
                let known = |c: &Cell| c.q == q && c.l == l && c.q_len == 1 && c.l_len == 1;
                if !whole || brief.initial() != prepared.part.initial() || cells.iter().any(known) {
                    continue;
                }
                let met = self.index.part(*id).and_then(|part| similarity(prepared, part));
                cells.extend(met.map(|met| Cell::new(q, 1, l, 1, met)));
            }
        }
        let parts = self.parts.get(range).unwrap_or_default();
        if parts.iter().any(|p| p.is_initials()) {
            let briefs: Vec<_> =
                ids.iter().filter_map(|id| self.index.briefs.get(at(*id)).copied()).collect();
            initials(parts, &briefs, &mut |q, l| cells.push(initial_cell(q, 1, l, 2)));
        }
    }
}

pub(crate) fn mask(start: u8, len: u8) -> u64 {
    ((1_u64 << len.min(63)) - 1) << start.min(63)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::name::compounds;
    use crate::tag::part;

    fn word() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "mohammed",
            "muhamad",
            "sergey",
            "sergej",
            "maria",
            "mario",
            "al",
            "ai",
            "bin",
            "bni",
            "putin",
            "nitup",
            "ben",
            "benjamin",
            "abdul",
            "rahman",
            "kim",
            "kmi",
            "dr",
            "of",
            "محمد",
            "محمود",
            "الله",
            "путин",
            "пак",
            "pk",
            "pak",
            "mohamd",
            "david",
            "daoun",
            "mhmd",
        ]);
        prop_oneof![3 => known.prop_map(str::to_owned), 2 => "[a-d]{2,9}", 1 => "[k-m]{9,15}"]
    }

    /// A word, or two with a plus sign as one.
    fn one(words: &[String]) -> Part {
        let parts: Vec<Part> = words.iter().map(|w| part(w)).collect();
        let joined = compounds(&parts.iter().collect::<Vec<_>>());
        joined.into_iter().next().map_or_else(|| part(&words[0]), |c| c.part)
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 2_000,
            rng_seed: proptest::test_runner::RngSeed::Fixed(1718),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// What the first look is sure of is what the full comparison says.
        #[test]
        fn a_glance_is_right(
            a in prop::collection::vec(word(), 1..3),
            b in prop::collection::vec(word(), 1..3),
        ) {
            let (a, b) = (one(&a), one(&b));
            let (prepared, brief) = (Prepared::new(&a), Brief::of(&b));
            let full = meet(&prepared, &b, a.is_compound() || b.is_compound());
            let joined = a.groups.iter().any(|g| b.groups.contains(g) || b.near.contains(g))
                || a.near.iter().any(|g| b.groups.contains(g));
            let first =
                if joined { glance_tabled(&prepared, &brief, &b) } else { glance(&prepared, &brief) };
            if let Glance::Sure(met) = first {
                prop_assert_eq!(met, full, "{} {}", a.text, b.text);
            }
        }
    }
}
