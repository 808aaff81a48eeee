//! The lists in force as the server answers from them: one unchanging value, made whole before any
//! request sees it.

use std::collections::HashMap;

use anyhow::Result;
use screening::listing::{IdentifierKind, ListedParty};
use screening::normalise::fold;

use super::question;
use crate::cli::party::ListOptions;
use crate::ftm::entity::{Entity, Standing, entity};
use crate::ftm::id::id_of;
use crate::receipt::Stamp;
use crate::screener::Screener;
use crate::store::Manifest;
use crate::store::catalogue::ListMeta;
use crate::store::chain::{Times, chain, times, versions};
use crate::store::past;

/// Name of the collection of all lists.
pub(super) const DEFAULT: &str = "default";

/// One list with its past.
#[derive(Debug)]
pub(super) struct List {
    /// Its name, day and digest.
    pub(super) meta: ListMeta,
    /// `2026-03-04-001-0a1b2c3d4e5f`
    pub(super) version: String,
    /// Its kept snapshots, oldest first; the last is in force. Empty for the starter list.
    pub(super) chain: Vec<Manifest>,
    /// Numbers of its parties.
    pub(super) parties: std::ops::Range<usize>,
    /// Its day, as an instant.
    last_seen: String,
}

/// A party beside the index.
#[derive(Debug)]
struct Beside {
    id: String,
    list: usize,
    referents: Vec<String>,
    first_seen: Option<String>,
    last_change: Option<String>,
    /// Everything that is looked through by words, folded.
    words: String,
}

/// Lists, parties and the index of one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// Searches; knows why nothing can be found, if so.
    pub(super) screener: Screener,
    /// In the order of their names.
    pub(super) lists: Vec<List>,
    parties: Vec<ListedParty>,
    beside: Vec<Beside>,
    ids: HashMap<String, u32>,
    /// Other ids, where they lead to one party only.
    other_ids: HashMap<String, Option<u32>>,
    /// What receipts have in common, by the kind of answer; none where no receipts are kept.
    stamps: Vec<(&'static str, Stamp)>,
}

/// Kinds of answers that receipts name, beside those of the commands.
pub(super) const KINDS: [&str; 3] = ["match", "search", "reconcile"];

impl Snapshot {
    /// Reads the lists in force; where receipts are kept, with what they name. A store that cannot be read gives a snapshot without parties, which
    /// says so to every question.
    ///
    /// # Errors
    /// The store can be searched, but its entries cannot be read.
    pub(super) fn load(options: &ListOptions, keeps: bool) -> Result<Self> {
        Self::of(Screener::open(options), keeps.then_some(options.max_age))
    }

    /// The lists that a screener searches. `max_age` is given where receipts are kept.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub(super) fn of(screener: Screener, max_age: Option<u32>) -> Result<Self> {
        let stamp = |kind| Ok((kind, question::stamp(&screener, max_age.unwrap_or(0), kind)?));
        let stamps: Result<Vec<_>> =
            KINDS.into_iter().filter(|_| max_age.is_some()).map(stamp).collect();
        let mut snapshot = Self {
            lists: Vec::new(),
            parties: Vec::new(),
            beside: Vec::new(),
            ids: HashMap::new(),
            other_ids: HashMap::new(),
            stamps: stamps?,
            screener,
        };
        let Some(catalogue) = snapshot.screener.catalogue() else { return Ok(snapshot) };
        let parties = catalogue.parties()?;
        let mut from = 0;
        for (at, meta) in catalogue.lists().iter().enumerate() {
            let chain = match catalogue.store() {
                Some(store) => match past::snapshot(store, &meta.list, &meta.digest)? {
                    Some(manifest) => chain(store, &manifest)?,
                    None => Vec::new(),
                },
                None => Vec::new(),
            };
            let times = match catalogue.store() {
                // With one snapshot, everything came with it.
                Some(store) if chain.len() > 1 => times(store, &chain)?,
                _ => HashMap::new(),
            };
            let to = from + meta.entries;
            let own = parties.get(from..to).unwrap_or_default();
            let beside =
                own.iter().map(|party| Beside::new(party, meta, at, times.get(&party.entry)));
            snapshot.beside.extend(beside);
            let digest = meta.digest.trim_start_matches("sha256:").get(..12).unwrap_or_default();
            let version = versions(&chain).pop();
            snapshot.lists.push(List {
                version: version.unwrap_or_else(|| format!("{}-001-{digest}", meta.as_of)),
                chain,
                parties: from..to,
                last_seen: midnight(&meta.as_of),
                meta: meta.clone(),
            });
            from = to;
        }
        for (beside, party) in snapshot.beside.iter().zip(0_u32..) {
            snapshot.ids.insert(beside.id.clone(), party);
        }
        snapshot.other_ids = other_ids(&parties, &snapshot.beside);
        snapshot.parties = parties;
        Ok(snapshot)
    }

    /// What receipts of a kind of answer have in common, where they are kept.
    pub(super) fn stamp(&self, kind: &str) -> Option<&Stamp> {
        self.stamps.iter().find(|(known, _)| *known == kind).map(|(_, stamp)| stamp)
    }

    /// Parties of all lists.
    pub(super) fn parties(&self) -> &[ListedParty] {
        &self.parties
    }

    /// The entry of a party.
    pub(super) fn party(&self, party: u32) -> Option<&ListedParty> {
        self.parties.get(usize::try_from(party).ok()?)
    }

    fn beside(&self, party: u32) -> Option<&Beside> {
        self.beside.get(usize::try_from(party).ok()?)
    }

    /// The id of a party.
    pub(super) fn id(&self, party: u32) -> &str {
        self.beside(party).map_or("", |beside| &beside.id)
    }

    /// The list of a party.
    pub(super) fn list(&self, party: u32) -> Option<&List> {
        self.lists.get(self.beside(party)?.list)
    }

    /// The number of the list of a party.
    pub(super) fn list_number(&self, party: u32) -> Option<usize> {
        Some(self.beside(party)?.list)
    }

    /// What is looked through by words.
    pub(super) fn words(&self, party: u32) -> &str {
        self.beside(party).map_or("", |beside| &beside.words)
    }

    /// Day since which a party stands as it is.
    pub(super) fn last_change(&self, party: u32) -> Option<&str> {
        let beside = self.beside(party)?;
        let list = self.lists.get(beside.list)?;
        Some(beside.last_change.as_deref().unwrap_or(&list.last_seen))
    }

    /// The party of that id.
    pub(super) fn of_id(&self, id: &str) -> Option<u32> {
        self.ids.get(id).copied()
    }

    /// The party to which another id leads, if it leads to one only.
    pub(super) fn of_other_id(&self, id: &str) -> Option<u32> {
        self.other_ids.get(id).copied().flatten()
    }

    /// A party as it goes out.
    pub(super) fn entity(&self, party: u32) -> Option<Entity<'_>> {
        let (listed, beside) = (self.party(party)?, self.beside(party)?);
        let list = self.lists.get(beside.list)?;
        let last_seen = list.last_seen.as_str();
        let standing = Standing {
            id: &beside.id,
            list: &list.meta.list,
            referents: &beside.referents,
            first_seen: Some(beside.first_seen.as_deref().unwrap_or(last_seen)),
            last_seen: Some(last_seen),
            last_change: Some(beside.last_change.as_deref().unwrap_or(last_seen)),
        };
        Some(entity(listed, standing))
    }

    /// A name for the lists in force together, which changes when one of them does.
    pub(super) fn version(&self) -> String {
        let day = self.lists.iter().map(|list| list.meta.as_of.as_str()).max().unwrap_or("none");
        let all: String = self.lists.iter().map(|list| list.meta.digest.as_str()).collect();
        let digest = crate::files::digest(all.as_bytes());
        let digest = digest.trim_start_matches("sha256:").get(..12).unwrap_or_default();
        format!("{day}-{digest}")
    }
}

/// A day as the instant at which it begins, without a zone, as such systems write it.
pub(super) fn midnight(day: &str) -> String {
    format!("{day}T00:00:00")
}

/// Ids under which a party is known elsewhere: the authority's bare reference, the reference under
/// the name of the list where its id is written otherwise, and the references of other lists that its
/// entry states.
fn referents(party: &ListedParty, list: &str) -> Vec<String> {
    let mut all = vec![party.entry.clone()];
    let plain = format!("{list}-{}", party.entry);
    if plain != id_of(list, &party.entry) {
        all.push(plain);
    }
    let stated = party.identifiers.iter().filter(|id| id.kind == IdentifierKind::ListReference);
    for reference in stated {
        if !all.contains(&reference.value) {
            all.push(reference.value.clone());
        }
    }
    all
}

impl Beside {
    fn new(party: &ListedParty, meta: &ListMeta, list: usize, times: Option<&Times>) -> Self {
        let mut words: Vec<String> = Vec::new();
        let names = party.names.iter().map(|name| name.whole.as_str());
        let numbers = party.identifiers.iter().map(|id| id.value.as_str());
        let texts = names.chain(numbers).chain(party.addresses.iter().map(String::as_str));
        for text in texts.chain([party.entry.as_str()]) {
            words.extend(fold(text).words);
        }
        Self {
            id: id_of(&meta.list, &party.entry),
            list,
            referents: referents(party, &meta.list),
            first_seen: times.map(|times| midnight(&times.first_seen)),
            last_change: times.map(|times| midnight(&times.last_change)),
            words: words.join(" "),
        }
    }
}

/// An authority's own reference leads to its own entry, whoever else states it; one that several
/// lists use leads nowhere.
fn other_ids(parties: &[ListedParty], beside: &[Beside]) -> HashMap<String, Option<u32>> {
    let mut all: HashMap<String, Option<u32>> = HashMap::new();
    for (party, at) in parties.iter().zip(0_u32..) {
        all.entry(party.entry.clone()).and_modify(|known| *known = None).or_insert(Some(at));
    }
    let mut stated: HashMap<String, Option<u32>> = HashMap::new();
    for (beside, at) in beside.iter().zip(0_u32..) {
        for referent in beside.referents.iter().skip(1).filter(|id| !all.contains_key(*id)) {
            let lead = stated.entry(referent.clone());
            lead.and_modify(|known| *known = None).or_insert(Some(at));
        }
    }
    all.extend(stated);
    all
}
