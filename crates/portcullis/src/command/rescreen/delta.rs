//! The entries that can change an answer, in an index of their own.
//!
//! What a party scores against an entry depends on the two alone (`screener::search`). So between
//! two sides an answer can change only through entries that are on one side only, that differ, or
//! whose judgements begin or end; all others give the same on both. They are not even looked at.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use screening::Index;
use screening::listing::ListedParty;
use screening::lists::diff::{Field, changed_fields};

use super::sides::Side;
use crate::judgements::Judgements;
use crate::material::{self, Facts};
use crate::screener::How;
use crate::store::Store;

/// An entry as it is on one side.
#[derive(Debug)]
pub(super) struct Version {
    /// The facts that tell it from others.
    pub(super) facts: Facts,
    /// Day of listing.
    pub(super) listed_on: Option<String>,
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
        bar: &Bar<'_>,
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
            found.compare((list, bar), (old, then), (new, now), &|entry: &str| {
                turning.contains(&(list, entry))
            });
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

#[derive(Default)]
struct Found {
    watched: Vec<Watched>,
    parties: Vec<(u32, ListedParty)>,
    counts: Counts,
}

impl Found {
    fn compare(
        &mut self,
        (list, bar): (&str, &Bar<'_>),
        (old, then): (Vec<ListedParty>, &Side),
        (new, now): (Vec<ListedParty>, &Side),
        turns: &dyn Fn(&str) -> bool,
    ) {
        let (then, now) = (then.day.to_string(), now.day.to_string());
        let mut all: BTreeMap<String, [Option<ListedParty>; 2]> = BTreeMap::new();
        for party in old {
            let [then, _] = all.entry(party.entry.clone()).or_default();
            *then = Some(party);
        }
        for party in new {
            let [_, now] = all.entry(party.entry.clone()).or_default();
            *now = Some(party);
        }
        for (entry, [old, new]) in all {
            let mut why = Vec::new();
            let known = old.is_some();
            let gone_on = new.as_ref().and_then(|party| party.delisted_on.clone());
            let was = old.filter(|party| !party.is_delisted_by(&then));
            let is = new.filter(|party| !party.is_delisted_by(&now));
            match (&was, &is) {
                (None, None) => continue,
                (None, Some(_)) => {
                    self.counts.added += 1;
                    let what = if known { "listed again" } else { "entry added to the list" };
                    why.push(what.to_owned());
                }
                (Some(_), None) => {
                    self.counts.removed += 1;
                    why.push(match gone_on {
                        Some(day) => format!("delisted on {day}"),
                        None => "entry removed from the list".to_owned(),
                    });
                }
                (Some(was), Some(is)) => {
                    why = differences(was, is);
                    if why.is_empty() && same(was, is) && !turns(&entry) {
                        continue;
                    }
                    self.counts.changed += usize::from(!why.is_empty());
                }
            }
            self.add((list, bar), entry, (was, is), why);
        }
    }

    fn add(
        &mut self,
        (list, bar): (&str, &Bar<'_>),
        entry: String,
        (then, now): (Option<ListedParty>, Option<ListedParty>),
        why: Vec<String>,
    ) {
        let at = u32::try_from(self.watched.len()).unwrap_or(u32::MAX / SIDES) * SIDES;
        let version = |party: &ListedParty| Version {
            facts: material::of_entry(party),
            listed_on: party.listed_on.clone(),
            bar: bar(list, party),
        };
        self.watched.push(Watched {
            list: list.to_owned(),
            entry,
            then: then.as_ref().map(version),
            now: now.as_ref().map(version),
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

/// What differs between two versions of an entry, in words.
fn differences(then: &ListedParty, now: &ListedParty) -> Vec<String> {
    let mut why = Vec::new();
    for field in changed_fields(then, now) {
        match field {
            Field::Names => names(then, now, &mut why),
            Field::Kind => {
                let kind = |p: &ListedParty| format!("{:?}", p.kind).to_lowercase();
                why.push(format!("kind: {} before, {} now", kind(then), kind(now)));
            }
            Field::Birth => {
                let births =
                    |p: &ListedParty| p.birth.iter().map(material::birth).collect::<Vec<_>>();
                values("birth", births(then), births(now), &mut why);
            }
            Field::Countries => {
                values("country", then.countries.clone(), now.countries.clone(), &mut why);
            }
            Field::Addresses => {
                values("address", then.addresses.clone(), now.addresses.clone(), &mut why);
            }
            Field::Identifiers => {
                let ids = |p: &ListedParty| {
                    p.identifiers.iter().map(material::identifier).collect::<Vec<_>>()
                };
                values("identifier", ids(then), ids(now), &mut why);
            }
            Field::Gender => {
                let gender = |p: &ListedParty| p.gender.clone().into_iter().collect::<Vec<_>>();
                values("gender", gender(then), gender(now), &mut why);
            }
            Field::ListedOn => {
                let day = |p: &ListedParty| p.listed_on.clone().into_iter().collect::<Vec<_>>();
                values("day of listing", day(then), day(now), &mut why);
            }
            Field::Programmes => {
                values("programme", then.programmes.clone(), now.programmes.clone(), &mut why);
            }
            Field::Owners => {
                let owners =
                    |p: &ListedParty| p.owners.iter().map(|o| o.owner.clone()).collect::<Vec<_>>();
                values("owner", owners(then), owners(now), &mut why);
            }
            Field::DelistedOn | Field::Remarks => {}
        }
    }
    why
}

/// Values of a field that are told one by one; more are counted.
const VALUES_TOLD: usize = 5;

fn values(what: &str, then: Vec<String>, now: Vec<String>, why: &mut Vec<String>) {
    let mut tell = |verb: &str, from: &[String], against: &[String]| {
        let only: Vec<&String> = from.iter().filter(|value| !against.contains(value)).collect();
        why.extend(only.iter().take(VALUES_TOLD).map(|value| format!("{what} {verb}: {value}")));
        if only.len() > VALUES_TOLD {
            why.push(format!("{} more {what} {verb}", only.len() - VALUES_TOLD));
        }
    };
    tell("added", &now, &then);
    tell("removed", &then, &now);
}

fn names(then: &ListedParty, now: &ListedParty, why: &mut Vec<String>) {
    let wholes = |p: &ListedParty| p.names.iter().map(|n| n.whole.clone()).collect::<Vec<_>>();
    let (before, after) = (wholes(then), wholes(now));
    let first = |all: &[String]| all.first().cloned().unwrap_or_default();
    let count = why.len();
    values("name", before.clone(), after.clone(), why);
    if first(&before) != first(&after) {
        why.push(format!("first name: {} before, {} now", first(&before), first(&after)));
    } else if why.len() == count {
        why.push("grade of a name changed".to_owned());
    }
}
