//! Names against the lists in force: the bridge from files to the screening library, used by
//! `screen` and by every assessment.

mod cache;
pub(crate) mod party;
mod pieces;
pub(crate) mod who;
pub(crate) mod words;

use std::cell::LazyCell;
use std::collections::BTreeMap;

use jiff::civil::Date;
use screening::{Band, Evidence, FactKind, Finding, Hit, Options, Outcome, Query};

use crate::cli::party::ListOptions;
use crate::receipt::{SearchedList, Setting};
use crate::store::catalogue::{self, Catalogue, ListMeta, STARTER, UNITED_NATIONS};
use crate::store::{Store, past};
use pieces::Piece;
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
    /// Lists that had no snapshot by the day; what is searched of them is later.
    absent: Vec<String>,
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
    /// Opens the lists in force, or the starter list. What cannot be read is told by
    /// [`Self::standing`]: it must hold things open, not stop them.
    pub(crate) fn open(options: &ListOptions) -> Self {
        let catalogue = match &options.lists {
            None => catalogue::starter(),
            Some(folder) => Store::open(folder).and_then(|store| catalogue::open(&store)),
        };
        let catalogue = catalogue.map_err(|error| format!("the lists cannot be read: {error:#}"));
        Self::of(catalogue, options.max_age, Vec::new())
    }

    /// Opens the lists as they stood on `day`. Without a store that is the starter list.
    pub(crate) fn open_as_of(options: &ListOptions, day: Date, today: Date) -> Self {
        let Some(folder) = &options.lists else { return Self::open(options) };
        let opened = Store::open(folder).and_then(|store| {
            let stood = past::stood(&store, day, today)?;
            Ok((catalogue::open_these(&store, &stood.snapshots)?, stood.absent))
        });
        let (catalogue, absent) = match opened {
            Ok((catalogue, absent)) => (Ok(catalogue), absent),
            Err(error) => (Err(format!("the lists cannot be read: {error:#}")), Vec::new()),
        };
        Self::of(catalogue, options.max_age, absent)
    }

    /// A catalogue, or why there is none; `absent` lists have nothing published by the day.
    pub(crate) fn of(
        catalogue: Result<Catalogue, String>,
        max_age: u32,
        absent: Vec<String>,
    ) -> Self {
        let max_age = i32::try_from(max_age).unwrap_or(i32::MAX);
        Self { catalogue, absent, max_age, cache: cache::Cache::default() }
    }

    /// The lists that are searched.
    pub(crate) fn lists(&self) -> &[ListMeta] {
        self.catalogue.as_ref().map_or(&[], Catalogue::lists)
    }

    /// Writes into the receipts of a run what is searched.
    pub(crate) fn describe(&self, setting: &mut Setting) -> anyhow::Result<()> {
        let list = |meta: &ListMeta| SearchedList {
            list: meta.list.clone(),
            as_of: meta.as_of.clone(),
            digest: meta.digest.clone(),
        };
        setting.lists = self.lists().iter().map(list).collect();
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
        self.catalogue.as_ref().ok()
    }

    /// Whether nothing found means something on that day; if not, why.
    pub(crate) fn standing(&self, day: Date) -> Result<(), String> {
        let lists = self.catalogue.as_ref().map_err(Clone::clone)?.lists();
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
        if !self.absent.is_empty() {
            let searched = |meta: &&ListMeta| self.absent.contains(&meta.list);
            let searched = lists.iter().filter(searched);
            let searched: Vec<String> =
                searched.map(|meta| format!("{} of {}", meta.list, meta.as_of)).collect();
            return Err(format!(
                "the store has no {} published by {day}; searched instead was {}",
                self.absent.join(", "),
                searched.join(", ")
            ));
        }
        let old = lists.iter().filter(|meta| age(&meta.as_of, day) > self.max_age);
        let old: Vec<String> = old
            .map(|meta| {
                let days = age(&meta.as_of, day);
                format!("{} of {} is {days} days old", meta.list, meta.as_of)
            })
            .collect();
        if old.is_empty() {
            return Ok(());
        }
        Err(format!("{}; at most {} days are allowed", old.join(", "), self.max_age))
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

    /// Searches for a party under its whole name and under the names that stand within it.
    pub(crate) fn find(&self, who: &Who, how: &How) -> std::sync::Arc<Found> {
        self.cache.get(who, how, || self.search(who, how))
    }

    fn search(&self, who: &Who, how: &How) -> Found {
        let Some(catalogue) = self.catalogue() else { return Found::default() };
        let mut who = who.clone();
        who.identify_from_name();
        let who = &who;
        let (pieces, cut) = pieces::pieces(&who.name);
        let mut best: BTreeMap<u32, Match> = BTreeMap::new();
        let mut notes = who.notes.clone();
        let mut partial = who::not_a_name(&who.name).map(str::to_owned);
        if cut {
            partial = Some("the name holds more names than are searched one by one".to_owned());
        } else if pieces::turns(&who.name) {
            partial = Some("marks that turn the direction of writing hide the name".to_owned());
        }
        for (at, piece) in pieces.iter().enumerate() {
            let query = Query {
                name: piece.text.clone(),
                kind: who.kind,
                countries: who.country.iter().cloned().collect(),
                birth: who.birth.clone(),
                identifiers: who.identifiers.clone(),
                gender: who.gender.clone(),
            };
            let (hits, findings) = on_that_day(catalogue, &query, how);
            for finding in findings.into_iter().filter(|_| at == 0) {
                match finding {
                    // Looking for a number alone is a whole search.
                    Finding::Empty if !who.identifiers.is_empty() => {}
                    Finding::Shortened | Finding::Empty => {
                        partial = Some(words::finding(finding).to_owned());
                    }
                    _ => notes.push(words::finding(finding).to_owned()),
                }
            }
            for hit in hits {
                let Some(found) = matched(hit, piece, at > 0, who, how) else { continue };
                let known = best.get(&found.party).map_or(-1.0, |known| known.score);
                if found.score > known {
                    best.insert(found.party, found);
                }
            }
        }
        notes.dedup();
        let mut hits: Vec<Match> = best.into_values().collect();
        hits.sort_by(|a, b| {
            let by_identifier = b.identifier_equal.cmp(&a.identifier_equal);
            by_identifier.then(b.score.total_cmp(&a.score)).then(a.party.cmp(&b.party))
        });
        let aside = |hit: &Match| how.facts_clear && hit.set_aside;
        let (aside, mut hits): (Vec<_>, Vec<_>) = hits.into_iter().partition(aside);
        let aside = aside.iter().take(SET_ASIDE_SHOWN);
        let set_aside = aside.map(|hit| named(catalogue, hit)).collect();
        let more = hits.len() > how.limit;
        hits.truncate(how.limit);
        Found { hits, notes, set_aside, more, partial }
    }
}

/// Names set aside by facts that are told one by one.
const SET_ASIDE_SHOWN: usize = 5;
/// Below this score an equal number of five to seven characters is more likely chance.
const NAME_BESIDE_SHORT_NUMBER: f64 = 0.5;
/// Characters from which an equal number needs no name beside it.
const TELLING_NUMBER: usize = 8;
/// Score of an equal identifier that tells who somebody is, whatever the names.
const IDENTIFIED: f64 = 0.95;

/// A hit as it counts: under a part of the name only if it is strong there, and by its identifier
/// where that tells more than the name.
fn matched(hit: Hit, piece: &Piece, is_part: bool, who: &Who, how: &How) -> Option<Match> {
    let few = listed_words(&hit) < piece.words;
    if (hit.score < piece.least || few) && !hit.identifier_equal {
        return None;
    }
    let identifier_equal = hit.identifier_equal && is_telling(&hit, who);
    let named = hit.score * piece.factor;
    let score = if identifier_equal { named.max(IDENTIFIED) } else { named };
    // A short number that is equal beside another name is not passed over, but proves nothing.
    let score = if hit.identifier_equal { score.max(how.threshold) } else { score };
    if score < how.threshold {
        return None;
    }
    Some(Match {
        party: hit.party,
        piece: is_part.then(|| piece.text.clone()),
        name: hit.matched_name,
        score: (score * 1000.0).round() / 1000.0,
        band: Band::of(score),
        identifier_equal,
        set_aside: hit.set_aside,
        evidence: hit.evidence,
    })
}

/// Words of the listed name that were met.
fn listed_words(hit: &Hit) -> usize {
    let met = hit.evidence.parts.iter().filter(|part| !part.query.is_empty());
    met.map(|part| part.listed.split_whitespace().count()).sum()
}

/// A short number is shared by many; only with a like name does it say who somebody is.
fn is_telling(hit: &Hit, who: &Who) -> bool {
    let equal = hit
        .evidence
        .facts
        .iter()
        .filter(|fact| fact.outcome == Outcome::Confirms && fact.kind == FactKind::Identifier);
    let mut equal = equal.filter_map(|fact| fact.detail.split(", ").next());
    let tells = |number: &str| number.chars().count() >= TELLING_NUMBER || who.is_checked(number);
    hit.score >= NAME_BESIDE_SHORT_NUMBER || equal.any(tells)
}

fn named(catalogue: &Catalogue, hit: &Match) -> String {
    let entry = catalogue.entry(hit.party);
    let entry = entry.map_or(String::new(), |(meta, e)| format!(" ({} {})", meta.list, e.entry));
    format!("{}{entry}", hit.name)
}

/// Hits that were not delisted by the day. More are asked for until leaving those out does not
/// crowd out others.
fn on_that_day(catalogue: &Catalogue, query: &Query, how: &How) -> (Vec<Hit>, Vec<Finding>) {
    let day = LazyCell::new(|| how.day.to_string());
    // One more than is shown tells whether there are more.
    let wanted = how.limit.max(1) + 1;
    let mut limit = wanted;
    loop {
        // What facts take away must be seen to be taken away, so the search keeps it.
        let options = Options { limit, threshold: how.threshold, facts_clear: false };
        let mut answer = catalogue.index.search(query, &options);
        let full = answer.hits.len() >= limit;
        answer.hits.retain(|hit| {
            let gone = catalogue.entry(hit.party).and_then(|(_, e)| e.delisted_on.as_deref());
            gone.is_none_or(|gone| gone > day.as_str())
        });
        if !full || answer.hits.len() >= wanted {
            answer.hits.truncate(wanted);
            return (answer.hits, answer.findings);
        }
        limit = limit.saturating_mul(4);
    }
}
