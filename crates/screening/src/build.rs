//! From listed parties to an index.

use std::collections::{BTreeSet, HashMap};

use crate::brief::Brief;
use crate::edit::{edits_most, neighbourhood, one_less};
use crate::fact::Facts;
use crate::identifier::strong;
use crate::index::{
    COMPOUND_BIT, HEFT_STEPS, Id, Index, KIND_BITS, KINDS, LEGAL, ListedRun, Lists, Lookup,
    NAMES_MAX, NameEntry, PartyEntry, at, edited, id, identifier_hash, posting, refs, run_hash,
    unpack,
};
use crate::key::hash;
use crate::listing::{ListedParty, NameQuality, PartyKind};
use crate::name::{Part, Role, Run, compounds, join_hash, runs, tag};
use crate::regime::Regime;
use crate::tag::read;

/// Parts by their text.
type Known = HashMap<Box<str>, Id>;

/// An index in the making: parties are added one after the other and need not be kept.
#[derive(Debug, Default)]
pub struct Builder {
    index: Index,
    known: Known,
    identifiers: Vec<u64>,
}

impl Builder {
    /// Adds a party. Its id is the caller's; the same id may come with several parties only if hits
    /// need not be told apart.
    pub fn add(&mut self, number: u32, party: &ListedParty) {
        let local = id(self.index.parties.len());
        let entry = PartyEntry { id: number, facts: facts(party) };
        for strong in &entry.facts.identifiers {
            let hash = identifier_hash(strong.class, &strong.value);
            self.identifiers.push(Lookup::entry(hash, local));
        }
        self.index.parties.push(entry);
        self.index.add_names(party, local, &mut self.known);
    }

    /// The index.
    pub fn finish(self) -> Index {
        let Builder { mut index, known, identifiers } = self;
        drop(known);
        index.identifiers = Lookup::new(identifiers);
        index.runs.sort_unstable();
        index.runs.shrink_to_fit();
        index.invert();
        index.fill_lookup();
        index.derive();
        index.start_runs();
        index
    }
}

/// What is known about a listed party apart from its names.
fn facts(party: &ListedParty) -> Facts {
    Facts {
        kind: party.kind,
        birth: party.birth.clone(),
        countries: party.countries.clone(),
        gender: party.gender.clone(),
        identifiers: party.identifiers.iter().filter_map(strong).collect(),
    }
}

impl Index {
    /// Builds the index; see [`Builder::add`].
    pub fn build<'a>(parties: impl IntoIterator<Item = (u32, &'a ListedParty)>) -> Index {
        let mut builder = Builder::default();
        for (number, party) in parties {
            builder.add(number, party);
        }
        builder.finish()
    }

    /// Fills what is derived from parts and names.
    fn derive(&mut self) {
        self.briefs = self.dictionary.built().iter().map(Brief::of).collect();
        let about = (0..id(self.names.len())).map(|name| {
            let kind = self.kind_of(name);
            let mut ids: Vec<Id> = self.singles(name).collect();
            ids.sort_unstable();
            ids.dedup();
            let parts = ids.iter().filter_map(|id| self.briefs.get(at(*id)));
            let heft = |regime| -> f32 {
                let told = parts.clone().filter(|b| b.is_substantive());
                told.map(|b| b.weight(regime)).sum()
            };
            let heft = match kind {
                PartyKind::Person => heft(Regime::Person),
                PartyKind::Unknown => heft(Regime::Person).min(heft(Regime::Organisation)),
                _ => heft(Regime::Organisation),
            };
            about(kind, heft)
        });
        self.about = about.collect();
    }

    /// Fills where runs begin, which is not saved.
    pub(crate) fn start_runs(&mut self) {
        self.run_bits = self.runs.len().max(2).ilog2().min(24);
        let mut place = 0;
        let starts = (0..=1_u64 << self.run_bits).map(|slot| {
            let before = |r: &ListedRun| u64::from(r.hash) >> (32 - self.run_bits) < slot;
            place += self.runs.iter().skip(place).take_while(|r| before(r)).count();
            id(place)
        });
        self.run_starts = starts.collect();
    }

    fn add_names(&mut self, party: &ListedParty, local: Id, known: &mut Known) {
        let kind = (party.kind != PartyKind::Unknown).then_some(party.kind);
        let mut seen: BTreeSet<Vec<Id>> = BTreeSet::new();
        // The best graded spelling stands for those that fold alike.
        let grade = |weak: bool| {
            party.names.iter().filter(move |n| weak == (n.quality == NameQuality::Weak))
        };
        for listed in grade(false).chain(grade(true)) {
            let (name, _) = read(&listed.whole, kind);
            let runs = runs(&refs(&name), kind != Some(PartyKind::Person));
            let compounds = compounds(&refs(&name));
            let ids = self.intern(name.parts, known);
            let full = self.names.len() >= at(NAMES_MAX);
            if full || ids.is_empty() || !seen.insert(ids.clone()) {
                continue;
            }
            let places: Vec<Id> = compounds.iter().map(|c| Id::from(c.start)).collect();
            let joined = self.intern(compounds.into_iter().map(|c| c.part), known);
            let number = id(self.names.len());
            self.runs.extend(runs.iter().map(|run| listed_run(run, number)));
            let joined = joined.into_iter().zip(places).flat_map(|(p, at)| [p | COMPOUND_BIT, at]);
            self.parts.push(ids.into_iter().chain(joined));
            let text = id(self.text.len());
            self.text.push_str(&listed.whole);
            self.names.push(NameEntry {
                party: local,
                weak: listed.quality == NameQuality::Weak,
                text,
                text_end: id(self.text.len()),
            });
        }
    }

    fn intern(&mut self, parts: impl IntoIterator<Item = Part>, known: &mut Known) -> Vec<Id> {
        let mut ids = Vec::new();
        for part in parts {
            let next = id(self.dictionary.len());
            let number = *known.entry(part.text.clone()).or_insert(next);
            if number == next {
                self.dictionary.push(part);
            }
            ids.push(number);
        }
        ids
    }

    /// Postings from the parts of names.
    fn invert(&mut self) {
        let mut counts = vec![0_u32; self.dictionary.len() + 1];
        for name in 0..id(self.names.len()) {
            for (part, _) in unpack(self.parts.get(name)) {
                if let Some(count) = counts.get_mut(at(part) + 1) {
                    *count += 1;
                }
            }
        }
        let mut total = 0;
        for count in &mut counts {
            total += *count;
            *count = total;
        }
        let mut next = counts.clone();
        let mut items = vec![0; at(total)];
        for (name, entry) in (0..).zip(&self.names) {
            let kind =
                self.parties.get(at(entry.party)).map_or(PartyKind::Unknown, |p| p.facts.kind);
            for (part, _) in unpack(self.parts.get(name)) {
                if let Some(place) = next.get_mut(at(part)) {
                    if let Some(item) = items.get_mut(at(*place)) {
                        *item = posting(name, kind);
                    }
                    *place += 1;
                }
            }
        }
        self.postings = Lists { offsets: counts, items };
    }

    fn fill_lookup(&mut self) {
        let mut entries = Vec::with_capacity(self.dictionary.len() * 24);
        let mut buffer = Vec::new();
        for (number, part) in (0..).zip(self.dictionary.built()) {
            let mut add = |hash: u64| entries.push(Lookup::entry(hash, number));
            let most = edits_most(part.is_compound());
            for form in &part.forms {
                if edited(part) {
                    neighbourhood(form.latin.as_bytes(), most, tag::LETTERS, &mut add);
                    add(form.key);
                } else {
                    add(hash(tag::LETTERS, form.latin.as_bytes()));
                }
            }
            if part.role == Role::Particle {
                one_less(part.latin().as_bytes(), &mut |w| add(hash(tag::LETTERS, w)));
            }
            part.skeletons.iter().chain(&part.respelled).filter(|s| **s != 0).for_each(|s| add(*s));
            if let Some((own, _)) = part.foreign_hashes() {
                add(own);
            }
            part.groups.iter().for_each(|g| add(hash(tag::GROUP, &g.to_le_bytes())));
            part.near.iter().for_each(|g| add(hash(tag::NEAR, &g.to_le_bytes())));
            if let Role::LegalForm(_) = part.role {
                add(hash(tag::GROUP, LEGAL));
            }
            if let Some(join) = join_hash(part, &mut buffer) {
                add(join);
            }
        }
        self.lookup = Lookup::new(entries);
    }
}

/// A kind and a weight, rounded down, in two bytes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to fit")]
fn about(kind: PartyKind, heft: f32) -> u16 {
    let code = KINDS.iter().position(|k| *k == kind).unwrap_or(KINDS.len() - 1);
    let heft = (heft * HEFT_STEPS).min(f32::from(u16::MAX >> KIND_BITS)) as u16;
    heft << KIND_BITS | u16::try_from(code).unwrap_or(u16::MAX)
}

fn listed_run(run: &Run, name: Id) -> ListedRun {
    ListedRun {
        hash: run_hash(run.hash),
        name,
        start: run.start,
        len: run.len,
        acronym: run.acronym,
    }
}
