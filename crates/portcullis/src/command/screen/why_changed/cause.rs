//! Why a hit is on one side and not on the other, or weighs something else there.

use std::collections::BTreeMap;

use screening::listing::ListedParty;
use screening::lists::diff::{self, Field};

use super::side::Side;
use super::{Key, Run};
use crate::command::screen::{LIMIT_MAX, THRESHOLD_LEAST};
use crate::policy::Policy;
use crate::screener::bar;
use crate::screener::{How, Match};
use crate::store::catalogue::ListMeta;
use crate::who::Who;

/// One side with its entries by number.
pub(super) struct Ground<'a> {
    pub(super) run: Run<'a>,
    side: &'a Side,
    parties: BTreeMap<Key, u32>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(side: &'a Side) -> Self {
        let run = Run::new(&side.screener, &side.judgements, side.threshold, side.limit, side.day);
        let mut ground = Self { run, side, parties: BTreeMap::new() };
        let keys = (0..).map_while(|party| Some((ground.key(party)?, party)));
        ground.parties = keys.collect();
        ground
    }

    /// Whose list and which entry a party is.
    pub(super) fn key(&self, party: u32) -> Option<Key> {
        let (meta, entry) = self.run.screener.catalogue()?.entry(party)?;
        Some((meta.authority().to_owned(), entry.entry.clone()))
    }

    /// The side in words.
    pub(super) fn words(&self) -> String {
        let lists: Vec<String> = self.run.screener.lists().iter().map(ListMeta::told).collect();
        let (threshold, limit, day) = (self.run.how.threshold, self.run.how.limit, self.side.day);
        let given = &self.side.given;
        format!("{given}: {}; threshold {threshold}, limit {limit}, day {day}", lists.join(", "))
    }

    fn list(&self, authority: &str) -> Option<String> {
        let mut lists = self.run.screener.lists().iter();
        let meta = lists.find(|meta| meta.authority() == authority)?;
        Some(meta.told())
    }

    fn party(&self, key: &Key) -> Option<Result<ListedParty, String>> {
        let party = *self.parties.get(key)?;
        let read = self.run.screener.catalogue()?.party(party);
        Some(read.map_err(|error| format!("{error:#}")))
    }

    /// What an entry would score if nothing were left out.
    fn weighed(&self, who: &Who, key: &Key) -> Option<Match> {
        let (threshold, limit) = (THRESHOLD_LEAST, LIMIT_MAX);
        let (least, day) = (threshold, self.run.how.day);
        let how = How { threshold, least, limit, facts_clear: false, day };
        let found = self.run.screener.under(Policy::default()).find(who, &how);
        let party = *self.parties.get(key)?;
        found.hits.iter().find(|hit| hit.party == party).cloned()
    }
}

/// The causes, most telling first. Each side with its hit, where it has one.
pub(super) fn of(
    (a, in_a): (&Ground<'_>, Option<&Match>),
    (b, in_b): (&Ground<'_>, Option<&Match>),
    who: &Who,
    key: &Key,
) -> Vec<String> {
    let mut causes = match (a.party(key), b.party(key)) {
        (None, _) => return vec![come(a, b, key, ["added", "does not have it", "has it"])],
        (_, None) => return vec![come(b, a, key, ["removed", "no longer has it", "had it"])],
        (Some(Err(error)), _) | (_, Some(Err(error))) => {
            return vec![format!("the entry cannot be read: {error}")];
        }
        (Some(Ok(old)), Some(Ok(new))) => changed(&old, &new),
    };
    for (name, ground, hit) in [("A", a, in_a), ("B", b, in_b)] {
        if hit.is_none() {
            causes.extend(left_out(name, ground, who, key));
        }
    }
    if causes.is_empty() {
        causes.push("neither the entry nor the configuration has changed".to_owned());
    }
    causes
}

/// An entry that one side lacks.
fn come(lacks: &Ground<'_>, has: &Ground<'_>, key: &Key, [what, not, yes]: [&str; 3]) -> String {
    let there = has.list(&key.0).unwrap_or_default();
    match lacks.list(&key.0) {
        Some(list) => format!("entry {what}: {list} {not}, {there} {yes}"),
        None => format!("list {what}: {there} is searched on one side only"),
    }
}

/// Fields of the entry that differ and can change who matches.
fn changed(old: &ListedParty, new: &ListedParty) -> Vec<String> {
    let (old, new) = (std::slice::from_ref(old), std::slice::from_ref(new));
    let difference = diff::difference(old, new);
    let mut causes = Vec::new();
    for change in &difference.changed {
        for field in change.fields.iter().filter(|field| field.matters_to_matching()) {
            match field {
                Field::Names => causes.extend(names(change.old, change.new)),
                Field::DelistedOn => {
                    let day = |party: &ListedParty| party.delisted_on.clone();
                    let day = |party| day(party).unwrap_or("not delisted".to_owned());
                    let (then, now) = (day(change.old), day(change.new));
                    causes.push(format!("delisted_on changed: {then}, now {now}"));
                }
                field => causes.push(format!("{} changed", field.word())),
            }
        }
    }
    causes
}

fn names(old: &ListedParty, new: &ListedParty) -> Vec<String> {
    let only = |here: &ListedParty, there: &ListedParty, what: &str| -> Vec<String> {
        let names = here.names.iter().filter(|name| !there.names.contains(name));
        names.map(|name| format!("name {what}: {}", name.whole)).collect()
    };
    let mut causes = [only(new, old, "added"), only(old, new, "removed")].concat();
    if causes.is_empty() {
        causes.push("the order of the names changed".to_owned());
    }
    causes
}

/// Why a side has an entry and does not show it.
fn left_out(name: &str, ground: &Ground<'_>, who: &Who, key: &Key) -> Option<String> {
    let day = ground.run.how.day;
    if let Some(Ok(party)) = ground.party(key)
        && party.is_delisted_by(&day.to_string())
    {
        let gone = party.delisted_on.unwrap_or_default();
        return Some(format!("{name}: delisted on {gone}, by {day}"));
    }
    let How { threshold, limit, .. } = ground.run.how;
    let screener = ground.run.screener;
    let own = screener.catalogue().zip(ground.parties.get(key));
    let threshold = own.map_or(threshold, |(catalogue, party)| {
        bar(screener.policy(), catalogue, *party, threshold)
    });
    Some(match ground.weighed(who, key) {
        None => format!("{name}: no name of the entry resembles it any more"),
        Some(hit) if hit.score < threshold => {
            format!("{name}: its score {:.3} is below the threshold {threshold}", hit.score)
        }
        Some(hit) if hit.set_aside => format!("{name}: set aside because facts differ"),
        Some(_) => format!("{name}: {limit} better hits fill the limit"),
    })
}
