//! Names against the lists in force: the bridge from files to the screening library, used by
//! `screen` and by every assessment.

mod cache;
pub(crate) mod links;
mod owners;
pub(crate) mod party;
mod pieces;
pub(crate) mod search;
mod searching;
pub(crate) mod words;

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use control::regime::Regime;
use jiff::civil::Date;
use screening::{Band, Evidence, Probability};

use crate::cli::party::ListOptions;
use crate::judgements::{Judgements, Ruling, Subject};
use crate::material::Facts;
use crate::pack;
use crate::policy::{About, Policy};
use crate::receipt::{SearchedList, Setting};
use crate::store::catalogue::{self, Catalogue, ListMeta, STARTER, UNITED_NATIONS};
use crate::store::{Store, past};
use crate::who::Who;
use search::{Pool, Sought, search};

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
    /// How likely it is the same party.
    pub(crate) probability: Probability,
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
    /// Parties that would be hits, but were not asked for.
    pub(crate) left_out: BTreeSet<u32>,
}

/// How to search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How {
    /// Lowest score that is a hit, where the policy has no rule of its own.
    pub(crate) threshold: f64,
    /// Lowest score that is a hit of any entry.
    pub(crate) least: f64,
    /// Most hits.
    pub(crate) limit: usize,
    /// Facts that differ may take a hit away; it is then told by name.
    pub(crate) facts_clear: bool,
    /// Who was delisted by this day is left out.
    pub(crate) day: Date,
}

impl How {
    /// Under a policy; `threshold` is the general one.
    pub(crate) fn new(
        policy: &Policy,
        threshold: f64,
        limit: usize,
        facts_clear: bool,
        day: Date,
    ) -> Self {
        Self { threshold, least: policy.least(threshold), limit, facts_clear, day }
    }
}

/// The lists in force, or why they cannot be searched.
#[derive(Debug)]
pub(crate) struct Screener {
    catalogue: Result<Arc<Catalogue>, String>,
    policy: Policy,
    /// Lists that had no snapshot by the day; what is searched of them is later.
    absent: Vec<String>,
    max_age: i32,
    cache: cache::Cache,
    /// The embedded rules of ownership, read once somebody has owners.
    law: OnceLock<Option<Regime>>,
}

impl From<&ListMeta> for SearchedList {
    fn from(meta: &ListMeta) -> Self {
        Self {
            list: meta.list.clone(),
            as_of: meta.as_of.clone(),
            undated: meta.undated,
            digest: meta.digest.clone(),
        }
    }
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
    /// Opens the lists in force, or the starter list. What cannot be read is told by
    /// [`Self::standing`]: it must hold things open, not stop them.
    pub(crate) fn open(options: &ListOptions) -> Self {
        let catalogue = match &options.lists {
            None => catalogue::starter(),
            Some(folder) => Store::open(folder).and_then(|store| catalogue::open(&store)),
        };
        let catalogue = catalogue.map_err(|error| format!("the lists cannot be read: {error:#}"));
        Self::of(catalogue, options.max_age, Vec::new()).adopting(options)
    }

    /// Opens the lists as they stood on `day`. Without a store that is the starter list.
    pub(crate) fn open_as_of(options: &ListOptions, day: Date, today: Date) -> Self {
        let Some(folder) = &options.lists else { return Self::open(options) };
        let opened = Store::open(folder).and_then(|store| {
            let stood = past::stood(&store, day, today)?;
            Ok((catalogue::of(&store, &stood.snapshots)?, stood.absent))
        });
        let (catalogue, absent) = match opened {
            Ok((catalogue, absent)) => (Ok(catalogue), absent),
            Err(error) => (Err(format!("the lists cannot be read: {error:#}")), Vec::new()),
        };
        Self::of(catalogue, options.max_age, absent).adopting(options)
    }

    /// A catalogue, or why there is none, under the built-in policy; `absent` lists have nothing
    /// published by the day.
    pub(crate) fn of(
        catalogue: Result<Catalogue, String>,
        max_age: u32,
        absent: Vec<String>,
    ) -> Self {
        Self {
            catalogue: catalogue.map(Arc::new),
            policy: Policy::default(),
            absent,
            max_age: i32::try_from(max_age).unwrap_or(i32::MAX),
            cache: cache::Cache::default(),
            law: OnceLock::new(),
        }
    }

    /// Under the policy that the options name. One that cannot be read holds everything open.
    fn adopting(self, options: &ListOptions) -> Self {
        match policy(options) {
            Ok(policy) => self.under(policy),
            Err(error) => {
                let catalogue = Err(format!("the policy cannot be read: {error:#}"));
                Self { catalogue, ..self }
            }
        }
    }

    /// From which score hits are reported.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The same lists under another policy.
    pub(crate) fn under(&self, policy: Policy) -> Self {
        Self {
            catalogue: self.catalogue.clone(),
            policy,
            absent: self.absent.clone(),
            max_age: self.max_age,
            cache: cache::Cache::default(),
            law: OnceLock::new(),
        }
    }

    /// The lists that are searched.
    pub(crate) fn lists(&self) -> &[ListMeta] {
        self.catalogue.as_deref().map_or(&[], Catalogue::lists)
    }

    /// Writes into the receipts of a run what is searched.
    pub(crate) fn describe(&self, setting: &mut Setting) -> anyhow::Result<()> {
        setting.lists = self.lists().iter().map(SearchedList::from).collect();
        setting.absent.clone_from(&self.absent);
        match &self.catalogue {
            Ok(catalogue) => setting.index = Some(catalogue.digest()?.to_owned()),
            Err(why) => setting.unreadable = Some(why.clone()),
        }
        Ok(())
    }

    /// Why nothing can be searched at all, if so.
    pub(crate) fn fault(&self) -> Option<&str> {
        self.catalogue.as_ref().err().map(String::as_str)
    }

    /// What is searched, if anything can be.
    pub(crate) fn catalogue(&self) -> Option<&Catalogue> {
        self.catalogue.as_deref().ok()
    }

    /// Whether nothing found means something on that day; if not, why.
    pub(crate) fn standing(&self, day: Date) -> Result<(), String> {
        self.standing_of(day, |_| true)
    }

    /// The same of some of the lists, where only those are asked.
    pub(crate) fn standing_of(
        &self,
        day: Date,
        asked: impl Fn(&ListMeta) -> bool,
    ) -> Result<(), String> {
        let lists = self.catalogue.as_ref().map_err(Clone::clone)?.lists();
        let lists: Vec<&ListMeta> = lists.iter().filter(|meta| asked(meta)).collect();
        standing(&lists, &self.absent, day, self.max_age)
    }

    /// What a list of a later day cannot say about an earlier one, if that is asked.
    pub(crate) fn caveat(&self, day: Date) -> Option<String> {
        let un = self.lists().iter().find(|meta| meta.authority() == UNITED_NATIONS)?;
        let later = un.as_of.parse::<Date>().is_ok_and(|as_of| as_of > day);
        later.then(|| {
            format!("{} is later than {day}: who was delisted between is not in it", un.told())
        })
    }

    /// What rules of ownership make of the owners that a list links to one of its own entries,
    /// a line each; the embedded rules where no others are given.
    pub(crate) fn owners(&self, regime: Option<&Regime>, party: u32, day: Date) -> Vec<String> {
        let Some(catalogue) = self.catalogue() else { return Vec::new() };
        if !catalogue.entry(party).is_some_and(|(_, entry)| entry.owned) {
            return Vec::new();
        }
        let embedded = || self.law.get_or_init(|| pack::required(None).ok()).as_ref();
        links::owners(catalogue, regime.or_else(embedded), party, day)
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
    pub(crate) fn find(&self, who: &Who, how: &How) -> Arc<Found> {
        self.cache.get(who, how, || self.find_among(who, how, false, &|_| true))
    }

    /// The same among the parties that are asked for, by their number in the catalogue; without
    /// remembering. Those left out are counted, so that leaving out is never silent. If nobody of
    /// another kind is asked for, they are still looked for under the whole name, and not under its
    /// parts.
    pub(crate) fn find_among(
        &self,
        who: &Who,
        how: &How,
        kind_decides: bool,
        asked: &dyn Fn(u32) -> bool,
    ) -> Found {
        let Some(catalogue) = self.catalogue() else { return Found::default() };
        let day = LazyCell::new(|| how.day.to_string());
        let live = |party: u32| catalogue.entry(party).is_none_or(|(_, e)| e.is_live(&day));
        let bar = |party: u32| bar(&self.policy, catalogue, party, how.threshold);
        let index = &catalogue.index;
        let pool = Pool { index, live: &live, bar: &bar, asked, kind_decides };
        let Sought { matches, notes, partial, left_out } = search(&pool, who, how);
        let aside = |hit: &Match| how.facts_clear && hit.set_aside;
        let (aside, mut hits): (Vec<_>, Vec<_>) = matches.into_iter().partition(aside);
        let aside = aside.iter().take(SET_ASIDE_SHOWN);
        let set_aside = aside.map(|hit| named(catalogue, hit)).collect();
        let more = hits.len() > how.limit;
        hits.truncate(how.limit);
        Found { hits, notes, set_aside, more, partial, left_out }
    }
}

/// The threshold of an entry. One that cannot be read has the lowest: it must not be lost.
pub(crate) fn bar(policy: &Policy, catalogue: &Catalogue, party: u32, general: f64) -> f64 {
    let Some((meta, _)) = catalogue.entry(party) else { return general };
    if !policy.needs_entry(&meta.list) {
        return policy
            .threshold_of(&About { list: &meta.list, kind: "", programmes: &[] }, general);
    }
    let entry = catalogue.party(party);
    entry.map_or(policy.least(general), |entry| policy.bar(&meta.list, &entry, general))
}

/// The policy that is named, else the one of the store, else the built-in one.
pub(crate) fn policy(options: &ListOptions) -> anyhow::Result<Policy> {
    let adopted = || {
        let store = options.lists.as_deref().and_then(|folder| Store::open(folder).ok())?;
        store.policy()
    };
    let path = options.policy.clone().or_else(adopted);
    path.map_or_else(|| Ok(Policy::default()), |path| Policy::open(&path))
}

/// Whether nothing found means something in these lists on that day; if not, why.
pub(crate) fn standing(
    lists: &[&ListMeta],
    absent: &[String],
    day: Date,
    max_age: i32,
) -> Result<(), String> {
    if let Some(starter) = lists.iter().find(|meta| meta.list == STARTER) {
        let (entries, as_of) = (starter.entries, &starter.as_of);
        let days = past::age(as_of, day);
        let old = if days > 0 { format!(", {days} days old") } else { String::new() };
        let what = format!("{entries} United Nations entries of {as_of}{old}");
        return Err(format!(
            "the United Nations list is not installed; searched was the built-in starter list \
             only ({what})"
        ));
    }
    if !absent.is_empty() {
        let searched = lists.iter().filter(|meta| absent.contains(&meta.list));
        let searched: Vec<String> = searched.map(|meta| meta.told()).collect();
        return Err(format!(
            "the store has no {} published by {day}; searched instead was {}",
            absent.join(", "),
            searched.join(", ")
        ));
    }
    let (mut undated, mut old) = (Vec::new(), Vec::new());
    for meta in lists.iter().filter(|meta| meta.too_old(day, max_age)) {
        match meta.age(day) {
            None => undated.push(meta.told()),
            Some(days) => old.push(format!("{} is {days} days old", meta.told())),
        }
    }
    let mut why = Vec::new();
    if !undated.is_empty() {
        let advice = "import it again with `--published DAY`";
        why.push(format!("{}: {advice}", undated.join("; ")));
    }
    if !old.is_empty() {
        why.push(format!("{}; at most {max_age} days are allowed", old.join(", ")));
    }
    if why.is_empty() { Ok(()) } else { Err(why.join("; ")) }
}

/// What decides a score besides the two parties: answers of other settings cannot be compared.
pub(crate) fn settings(threshold: f64, policy: &Policy) -> String {
    let policy = policy.digest().map_or(String::new(), |digest| format!(", policy {digest}"));
    format!("{}, threshold {threshold}{policy}", screening::MATCHING)
}

/// Names set aside by facts that are told one by one.
const SET_ASIDE_SHOWN: usize = 5;
fn named(catalogue: &Catalogue, hit: &Match) -> String {
    let entry = catalogue.entry(hit.party);
    let entry = entry.map_or(String::new(), |(meta, e)| format!(" ({} {})", meta.list, e.entry));
    format!("{}{entry}", hit.name)
}
