//! The parties of a transfer, screened: what the law engine takes as evidence.

use std::sync::Arc;

use control::evidence::{ListHit, Screened, ScreeningState};
use control::period::AsOf;
use control::regime::Regime;
use control::transfer::{Party, Transfer};
use screening::Options;

use super::who::{Who, birth_date};
use super::{Found, How, Match, Screener, band_word, words};

/// Screens every party, and the owners behind it.
pub(crate) fn screen(screener: &Screener, regime: &Regime, transfer: &Transfer) -> Vec<Screened> {
    let day = transfer.as_of.date();
    // An applicant's own statements may confirm that he is listed; they never clear him.
    let usual = Options::default();
    let threshold = screener.policy().threshold();
    let how = How { threshold, limit: usual.limit, facts_clear: false, day };
    let (standing, caveat) = (screener.standing(day), screener.caveat(day));
    let one = |party: &Party| {
        let mut who = Who { name: party.name.clone(), ..Who::default() };
        who.country = party.country.map(|at| regime.country(at).code.to_string());
        who.birth = party.birth_date.as_deref().and_then(|text| birth_date(text).ok());
        if party.birth_date.is_some() && who.birth.is_none() {
            who.notes.push("the date of birth was not understood and not compared".to_owned());
        }
        for (kind, value) in &party.identifiers {
            who.identify(kind, value);
        }
        let found = screener.find(&who, &how);
        let mut screened = Screened {
            state: match (&standing, &found.partial) {
                (Err(why), _) | (Ok(()), Some(why)) => ScreeningState::NotDone(why.clone()),
                (Ok(()), None) => ScreeningState::Done,
            },
            hits: hits(screener, &found, None),
            notes: found.notes.iter().chain(&caveat).chain(&more(&found)).cloned().collect(),
        };
        for owner in &party.owners {
            let who = Who { name: owner.name.clone(), ..Who::default() };
            let found: Arc<Found> = screener.find(&who, &how);
            let via = Some(format!("owner {}", owner.name));
            screened.hits.extend(hits(screener, &found, via));
        }
        screened
    };
    transfer.parties.iter().map(one).collect()
}

fn hits(screener: &Screener, found: &Found, via: Option<String>) -> Vec<ListHit> {
    let Some(catalogue) = screener.catalogue() else { return Vec::new() };
    let hit = |hit: &Match| {
        let (meta, entry) = catalogue.entry(hit.party)?;
        let day = |day: &Option<String>| day.as_deref().and_then(|day| AsOf::parse(day).ok());
        Some(ListHit {
            list: meta.list.clone(),
            authority: meta.authority().to_owned(),
            entry: entry.entry.clone(),
            name: hit.name.clone(),
            score: hit.score,
            band: band_word(hit.band).to_owned(),
            identifier_equal: hit.identifier_equal,
            via: via.clone(),
            reason: words::reason(&hit.evidence),
            judged: None,
            listed_from: day(&entry.listed_on),
            listed_until: day(&entry.delisted_on),
        })
    };
    found.hits.iter().filter_map(hit).collect()
}

fn more(found: &Found) -> Option<String> {
    found.more.then(|| "there are more hits than are shown".to_owned())
}
