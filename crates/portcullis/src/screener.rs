//! Names against the lists in force: the bridge from files to the screening library, used by
//! `screen` and by every assessment.

mod cache;
pub(crate) mod material;
pub(crate) mod party;
mod pieces;
pub(crate) mod search;
pub(crate) mod who;
pub(crate) mod words;

use std::cell::LazyCell;

use jiff::civil::Date;
use screening::{Band, Evidence};

use crate::cli::party::ListOptions;
use crate::judgements::{Judgements, Ruling, Subject};
use crate::store::Store;
use crate::store::catalogue::{self, Catalogue, ListMeta, STARTER, UNITED_NATIONS};
use material::Facts;
use search::{Sought, search};
use who::Who;

/// Whom a search found.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    /// Its number in the catalogue.
    pub(crate) party: u32,
    /// Part of the name under which it was found, where it was not the whole.
    pub(crate) piece: Option<String>,
    /// The listed name that agrees best.
    pub(crate) name: String,
    /// 0 to 1, to three digits.
    pub(crate) score: f64,
    /// In words.
    pub(crate) band: Band,
    /// An official identifier is equal.
    pub(crate) identifier_equal: bool,
    /// Facts that differ speak against it so much that they would clear.
    pub(crate) set_aside: bool,
    /// Why.
    pub(crate) evidence: Evidence,
}

/// The result of one search.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Best first; equal identifiers before mere names.
    pub(crate) hits: Vec<Match>,
    /// What a reviewer should know.
    pub(crate) notes: Vec<String>,
    /// Listed names that would be hits but for facts that differ.
    pub(crate) set_aside: Vec<String>,
    /// There are more hits than the limit.
    pub(crate) more: bool,
    /// Why the name was not searched whole, if it was not: then nothing found is not "nothing".
    pub(crate) partial: Option<String>,
}

/// How to search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How {
    /// Lowest score that is a hit.
    pub(crate) threshold: f64,
    /// Most hits.
    pub(crate) limit: usize,
    /// Facts that differ may take a hit away; it is then told by name.
    pub(crate) facts_clear: bool,
    /// Who was delisted by this day is left out.
    pub(crate) day: Date,
}

/// The lists in force, or why they cannot be searched.
#[derive(Debug)]
pub(crate) struct Screener {
    catalogue: Result<Catalogue, String>,
    max_age: i32,
    cache: cache::Cache,
}

/// Days from the day of a list to another day; a day that cannot be read is infinitely long ago.
pub(crate) fn age(as_of: &str, day: Date) -> i32 {
    let Ok(then) = as_of.parse::<Date>() else { return i32::MAX };
    day.since((jiff::Unit::Day, then)).map_or(i32::MAX, |span| span.get_days())
}

/// The word for a band.
pub(crate) fn band_word(band: Band) -> &'static str {
    match band {
        Band::Weak => "weak",
        Band::Possible => "possible",
        Band::Strong => "strong",
        Band::Exact => "exact",
    }
}

impl Screener {
    /// Opens the store, or the starter list. What cannot be read is told by [`Self::standing`]:
    /// it must hold things open, not stop them.
    pub(crate) fn open(options: &ListOptions) -> Self {
        let catalogue = match &options.lists {
            None => catalogue::starter(),
            Some(folder) => Store::open(folder).and_then(|store| catalogue::open(&store)),
        };
        let catalogue = catalogue.map_err(|error| format!("the lists cannot be read: {error:#}"));
        let max_age = i32::try_from(options.max_age).unwrap_or(i32::MAX);
        Self { catalogue, max_age, cache: cache::Cache::default() }
    }

    /// The lists that are searched.
    pub(crate) fn lists(&self) -> &[ListMeta] {
        self.catalogue.as_ref().map_or(&[], Catalogue::lists)
    }

    /// Why nothing can be searched at all, if so.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.catalogue.as_ref().err().map(String::as_str)
    }

    /// What is searched, if anything can be.
    pub(crate) fn catalogue(&self) -> Option<&Catalogue> {
        self.catalogue.as_ref().ok()
    }

    /// Whether nothing found means something on that day; if not, why.
    pub(crate) fn standing(&self, day: Date) -> Result<(), String> {
        standing(self.catalogue.as_ref().map_err(Clone::clone)?.lists(), day, self.max_age)
    }

    /// What a list of a later day cannot say about an earlier one, if that is asked.
    pub(crate) fn caveat(&self, day: Date) -> Option<String> {
        let un = self.lists().iter().find(|meta| meta.authority() == UNITED_NATIONS)?;
        let later = un.as_of.parse::<Date>().is_ok_and(|as_of| as_of > day);
        later.then(|| {
            format!(
                "{} of {} is later than {day}: who was delisted between is not in it",
                un.list, un.as_of
            )
        })
    }

    /// What was judged of a hit.
    pub(crate) fn ruling(
        &self,
        judgements: &Judgements,
        id: Option<&str>,
        facts: &Facts,
        hit: &Match,
        day: Date,
    ) -> Option<Ruling> {
        let catalogue = self.catalogue().filter(|_| !judgements.all().is_empty())?;
        let (meta, entry) = catalogue.entry(hit.party)?;
        let own = catalogue.facts(hit.party);
        let identifier_equal = hit.identifier_equal;
        let subject = Subject { id, facts, entry: own, identifier_equal };
        judgements.of(&meta.list, &entry.entry, subject, day)
    }

    /// Searches for a party under its whole name and under the names that stand within it.
    pub(crate) fn find(&self, who: &Who, how: &How) -> std::sync::Arc<Found> {
        self.cache.get(who, how, || self.search(who, how))
    }

    fn search(&self, who: &Who, how: &How) -> Found {
        let Some(catalogue) = self.catalogue() else { return Found::default() };
        let day = LazyCell::new(|| how.day.to_string());
        let live = |party: u32| catalogue.entry(party).is_none_or(|(_, e)| e.is_live(&day));
        let Sought { matches, notes, partial } = search(&catalogue.index, &live, who, how);
        let aside = |hit: &Match| how.facts_clear && hit.set_aside;
        let (aside, mut hits): (Vec<_>, Vec<_>) = matches.into_iter().partition(aside);
        let aside = aside.iter().take(SET_ASIDE_SHOWN);
        let set_aside = aside.map(|hit| named(catalogue, hit)).collect();
        let more = hits.len() > how.limit;
        hits.truncate(how.limit);
        Found { hits, notes, set_aside, more, partial }
    }
}

/// Whether nothing found means something in these lists on that day; if not, why.
pub(crate) fn standing(lists: &[ListMeta], day: Date, max_age: i32) -> Result<(), String> {
    if let Some(starter) = lists.iter().find(|meta| meta.list == STARTER) {
        let (entries, as_of) = (starter.entries, &starter.as_of);
        let days = age(as_of, day);
        let old = if days > 0 { format!(", {days} days old") } else { String::new() };
        let what = format!("{entries} United Nations entries of {as_of}{old}");
        return Err(format!(
            "the United Nations list is not installed; searched was the built-in starter list \
             only ({what})"
        ));
    }
    let old = lists.iter().filter(|meta| age(&meta.as_of, day) > max_age);
    let old: Vec<String> = old
        .map(|meta| {
            let days = age(&meta.as_of, day);
            format!("{} of {} is {days} days old", meta.list, meta.as_of)
        })
        .collect();
    if old.is_empty() {
        return Ok(());
    }
    Err(format!("{}; at most {} days are allowed", old.join(", "), max_age))
}

/// What decides a score besides the two parties: answers of other settings cannot be compared.
pub(crate) fn settings(threshold: f64) -> String {
    format!("{}, threshold {threshold}", screening::MATCHING)
}

/// Names set aside by facts that are told one by one.
const SET_ASIDE_SHOWN: usize = 5;
fn named(catalogue: &Catalogue, hit: &Match) -> String {
    let entry = catalogue.entry(hit.party);
    let entry = entry.map_or(String::new(), |(meta, e)| format!(" ({} {})", meta.list, e.entry));
    format!("{}{entry}", hit.name)
}
