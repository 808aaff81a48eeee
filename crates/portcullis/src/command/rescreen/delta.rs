//! The entries that can change an answer, in an index of their own.
//!
//! What a party scores against an entry depends on the two alone (`screener::search`). So between
//! two sides an answer can change only through entries that are on one side only, that differ, or
//! whose judgements begin or end; all others give the same on both. They are not even looked at.
//! An entry differs also where the list's own links make another of its owners, though its own line
//! is the same.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use anyhow::Result;
use control::regime::Regime;
use jiff::civil::Date;
use screening::Index;
use screening::listing::ListedParty;

use super::sides::Side;
use crate::judgements::Judgements;
use crate::material::{self, Facts};
use crate::screener::{How, links};
use crate::store::Store;
use crate::{files, pack};

/// An entry as it is on one side.
#[derive(Debug)]
pub(super) struct Version {
    /// The facts that tell it from others.
    pub(super) facts: Facts,
    /// Day of listing.
    pub(super) listed_on: Option<String>,
    /// What the list's own links say of its owners.
    pub(super) owners: Vec<String>,
    /// From which score it is a hit.
    bar: f64,
}

/// An entry that can change an answer.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) list: String,
    pub(super) entry: String,
    pub(super) then: Option<Version>,
    pub(super) now: Option<Version>,
    /// What happened to it, in words; nothing if only judgements begin or end.
    pub(super) why: Vec<String>,
}

impl Watched {
    /// What happened to it in one word.
    fn word(&self) -> &'static str {
        match (&self.then, &self.now) {
            (None, _) => "added",
            (_, None) => "removed",
            _ if self.why.is_empty() => "judgement",
            _ => "changed",
        }
    }
}

/// The rules of ownership, read once somebody has owners.
#[derive(Default)]
pub(super) struct Law(OnceLock<Option<Regime>>);

impl Law {
    /// The embedded ones: those of `screen`.
    pub(super) fn get(&self) -> Option<&Regime> {
        self.0.get_or_init(|| pack::required(None).ok()).as_ref()
    }
}

/// How many entries came, went and changed.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub(super) struct Counts {
    pub(super) added: usize,
    pub(super) removed: usize,
    pub(super) changed: usize,
}

/// All of them.
pub(super) struct Delta {
    pub(super) index: Index,
    watched: Vec<Watched>,
    places: BTreeMap<(String, String), usize>,
    pub(super) counts: Counts,
}

/// The threshold of an entry of a list.
pub(super) type Bar<'a> = dyn Fn(&str, &ListedParty) -> f64 + 'a;

/// Which side a party of the index stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    Then,
    Now,
    Both,
}

const SIDES: u32 = 3;

impl Delta {
    /// Finds and indexes the entries.
    pub(super) fn build(
        store: &Store,
        then: &Side,
        now: &Side,
        judgements: &Judgements,
        (bar, law): (&Bar<'_>, &Law),
    ) -> Result<Self> {
        let turning = turning(judgements, then, now);
        let lists: BTreeSet<&str> =
            then.lists.iter().chain(&now.lists).map(|meta| meta.list.as_str()).collect();
        let mut found = Found::default();
        for list in lists {
            let digest = |side: &Side| side.list(list).map(|meta| meta.digest.clone());
            let same = digest(then) == digest(now);
            if same && then.day == now.day && !turning.iter().any(|(own, _)| *own == list) {
                continue;
            }
            let old = then.entries(store, list)?;
            let new = if same { old.clone() } else { now.entries(store, list)? };
            let gone = now.list(list).is_none();
            let came = then.list(list).is_none();
            let turns = |entry: &str| turning.contains(&(list, entry));
            let of = Of { list, bar, law, turns: &turns, days: [then.day, now.day] };
            found.compare(&of, old, new);
            for watched in found.watched.iter_mut().filter(|w| w.list == list) {
                if gone || came {
                    let what = if gone { "no longer" } else { "now" };
                    watched.why = vec![format!("list {list} is {what} searched")];
                }
            }
        }
        let index = Index::build(found.parties.iter().map(|(id, party)| (*id, party)));
        let places = found.watched.iter().enumerate();
        let places = places.map(|(at, w)| ((w.list.clone(), w.entry.clone()), at)).collect();
        Ok(Self { index, watched: found.watched, places, counts: found.counts })
    }

    /// The entry and the side of a party of the index.
    pub(super) fn party(&self, party: u32) -> Option<(&Watched, Stands)> {
        let stands = match party % SIDES {
            0 => Stands::Then,
            1 => Stands::Now,
            _ => Stands::Both,
        };
        Some((self.watched.get(usize::try_from(party / SIDES).ok()?)?, stands))
    }

    /// From which score a party of the index is a hit.
    pub(super) fn bar(&self, party: u32, how: &How) -> f64 {
        let Some((watched, stands)) = self.party(party) else { return how.least };
        let version = if stands == Stands::Then { &watched.then } else { &watched.now };
        version.as_ref().map_or(how.least, |version| version.bar)
    }

    /// Every entry that is watched with what happened to it.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &str, &'static str)> {
        self.watched.iter().map(|w| (w.list.as_str(), w.entry.as_str(), w.word()))
    }

    /// Digest of the index of the watched entries.
    pub(super) fn digest(&self) -> String {
        files::digest(&self.index.to_bytes())
    }

    /// A watched entry.
    pub(super) fn of(&self, list: &str, entry: &str) -> Option<&Watched> {
        let at = self.places.get(&(list.to_owned(), entry.to_owned()))?;
        self.watched.get(*at)
    }
}

/// List and entry of judgements that begin or end between the two days.
fn turning<'a>(
    judgements: &'a Judgements,
    then: &Side,
    now: &Side,
) -> BTreeSet<(&'a str, &'a str)> {
    let turns = judgements.all().iter().filter(|judgement| {
        judgement.days().is_ok_and(|(first, last)| {
            let began = first > then.day && first <= now.day;
            began || last >= then.day && last < now.day
        })
    });
    turns.map(|judgement| (judgement.list.as_str(), judgement.entry.as_str())).collect()
}

/// A list while its two versions are compared.
struct Of<'a> {
    list: &'a str,
    bar: &'a Bar<'a>,
    law: &'a Law,
    /// Whether a judgement on an entry begins or ends.
    turns: &'a dyn Fn(&str) -> bool,
    days: [Date; 2],
}

/// Old and new version of each entry.
type Pairs = BTreeMap<String, [Option<ListedParty>; 2]>;

impl Of<'_> {
    /// What the links of one side make of the owners of an entry.
    fn owners(&self, all: &Pairs, side: usize, party: &ListedParty) -> Vec<String> {
        let Some(day) = self.days.get(side).filter(|_| !party.owners.is_empty()) else {
            return Vec::new();
        };
        let beside = |owner: &str| all.get(owner)?.get(side)?.clone().map(Ok);
        links::of_entry((self.list, party.clone()), &beside, self.law.get(), *day)
    }
}

#[derive(Default)]
struct Found {
    watched: Vec<Watched>,
    parties: Vec<(u32, ListedParty)>,
    counts: Counts,
}

impl Found {
    fn compare(&mut self, of: &Of<'_>, old: Vec<ListedParty>, new: Vec<ListedParty>) {
        let [then, now] = of.days.map(|day| day.to_string());
        let mut all = Pairs::new();
        for (side, parties) in [old, new].into_iter().enumerate() {
            for party in parties {
                let pair = all.entry(party.entry.clone()).or_default();
                pair.get_mut(side).into_iter().for_each(|slot| *slot = Some(party.clone()));
            }
        }
        for (entry, [old, new]) in &all {
            let mut why = Vec::new();
            let was = old.as_ref().filter(|party| !party.is_delisted_by(&then));
            let is = new.as_ref().filter(|party| !party.is_delisted_by(&now));
            let owners = |side, party: Option<&ListedParty>| {
                party.map_or(Vec::new(), |party| of.owners(&all, side, party))
            };
            let [before, after] = [owners(0, was), owners(1, is)];
            match (was, is) {
                (None, None) => continue,
                (None, Some(_)) => {
                    self.counts.added += 1;
                    let known = old.is_some();
                    let what = if known { "listed again" } else { "entry added to the list" };
                    why.push(what.to_owned());
                }
                (Some(_), None) => {
                    self.counts.removed += 1;
                    why.push(match new.as_ref().and_then(|party| party.delisted_on.as_ref()) {
                        Some(day) => format!("delisted on {day}"),
                        None => "entry removed from the list".to_owned(),
                    });
                }
                (Some(was), Some(is)) => {
                    why = words::differences(was, is);
                    words::values("ownership", &before, &after, &mut why);
                    if why.is_empty() && same(was, is) && !(of.turns)(entry) {
                        continue;
                    }
                    if why.is_empty() && !same(was, is) {
                        why.push("the entry is written otherwise".to_owned());
                    }
                    self.counts.changed += usize::from(!why.is_empty());
                }
            }
            self.add(of, [was.cloned(), is.cloned()], [before, after], why);
        }
    }

    fn add(
        &mut self,
        of: &Of<'_>,
        [then, now]: [Option<ListedParty>; 2],
        [owners_then, owners_now]: [Vec<String>; 2],
        why: Vec<String>,
    ) {
        let Some(entry) = then.as_ref().or(now.as_ref()).map(|party| party.entry.clone()) else {
            return;
        };
        let at = u32::try_from(self.watched.len()).unwrap_or(u32::MAX / SIDES) * SIDES;
        let version = |party: &ListedParty, owners: Vec<String>| Version {
            facts: material::of_entry(party),
            listed_on: party.listed_on.clone(),
            owners,
            bar: (of.bar)(of.list, party),
        };
        self.watched.push(Watched {
            list: of.list.to_owned(),
            entry,
            then: then.as_ref().map(|party| version(party, owners_then)),
            now: now.as_ref().map(|party| version(party, owners_now)),
            why,
        });
        match (then, now) {
            // One search serves both sides.
            (Some(then), Some(now)) if same(&then, &now) => self.parties.push((at + 2, now)),
            (then, now) => {
                self.parties.extend(then.map(|party| (at, party)));
                self.parties.extend(now.map(|party| (at + 1, party)));
            }
        }
    }
}

/// Whether two versions of an entry give the same answer to everybody, to the letter.
fn same(then: &ListedParty, now: &ListedParty) -> bool {
    then.kind == now.kind
        && then.names == now.names
        && then.birth == now.birth
        && then.countries == now.countries
        && then.identifiers == now.identifiers
        && then.gender == now.gender
        && then.listed_on == now.listed_on
        // A policy may speak of programmes.
        && then.programmes == now.programmes
        && then.owners == now.owners
}
