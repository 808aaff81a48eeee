//! The parties of a transfer, screened: what the law engine takes as evidence.

use std::sync::Arc;

use control::evidence::{Judged, ListHit, Screened, ScreeningState};
use control::period::AsOf;
use control::regime::Regime;
use control::transfer::{Party, Transfer};
use screening::Options;

use super::who::{Who, birth_date};
use super::{Found, How, Match, Screener, band_word, material, words};
use crate::judgements::{Effect, Judgements, Ruling};
use crate::store::catalogue::UNITED_NATIONS;

/// Screens every party, and the owners behind it.
pub(crate) fn screen(
    screener: &Screener,
    regime: &Regime,
    transfer: &Transfer,
    judgements: &Judgements,
) -> Vec<Screened> {
    let day = transfer.as_of.date();
    // An applicant's own statements may confirm that he is listed; they never clear him.
    let usual = Options::default();
    let how = How { threshold: usual.threshold, limit: usual.limit, facts_clear: false, day };
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
        let asked = Asked { screener, judgements, how: &how };
        let (own, rulings) = asked.hits(&who, &found, None);
        let mut screened = Screened {
            state: match (&standing, &found.partial) {
                (Err(why), _) | (Ok(()), Some(why)) => ScreeningState::NotDone(why.clone()),
                (Ok(()), None) => ScreeningState::Done,
            },
            hits: own,
            notes: found.notes.iter().chain(&caveat).chain(&more(&found)).cloned().collect(),
        };
        for owner in &party.owners {
            let who = Who { name: owner.name.clone(), ..Who::default() };
            let found: Arc<Found> = screener.find(&who, &how);
            let via = Some(format!("owner {}", owner.name));
            let (own, more) = asked.hits(&who, &found, via);
            screened.hits.extend(own);
            screened.notes.extend(more);
        }
        screened.notes.extend(rulings);
        screened
    };
    transfer.parties.iter().map(one).collect()
}

/// What the parties of a transfer are held against.
struct Asked<'a> {
    screener: &'a Screener,
    judgements: &'a Judgements,
    how: &'a How,
}

impl Asked<'_> {
    /// The hits, and in words what was judged of them.
    fn hits(&self, who: &Who, found: &Found, via: Option<String>) -> (Vec<ListHit>, Vec<String>) {
        let Some(catalogue) = self.screener.catalogue() else { return (Vec::new(), Vec::new()) };
        let facts = material::of_customer(who);
        let mut notes = Vec::new();
        let hit = |hit: &Match| {
            let (meta, entry) = catalogue.entry(hit.party)?;
            let day = |day: &Option<String>| day.as_deref().and_then(|day| AsOf::parse(day).ok());
            let ruling = self.screener.ruling(self.judgements, None, &facts, hit, self.how.day);
            let ruling = ruling.as_ref();
            let judged = ruling.and_then(|ruling| judged(ruling, meta.authority(), via.is_some()));
            if let Some(ruling) = ruling {
                let held = ruling.state == Effect::Suppressed && judged.is_none();
                let held =
                    if held { "; open all the same: it is a United Nations list" } else { "" };
                notes.push(format!("{} {}: {}{held}", meta.list, entry.entry, ruling.text()));
            }
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
                judged,
                listed_from: day(&entry.listed_on),
                listed_until: day(&entry.delisted_on),
            })
        };
        let hits = found.hits.iter().filter_map(hit).collect();
        (hits, notes)
    }
}

/// What the law may take over. Nobody's judgement takes a party off the United Nations list; and
/// that an owner is listed does not make the party so.
fn judged(ruling: &Ruling, authority: &str, behind: bool) -> Option<Judged> {
    match ruling.state {
        Effect::Same if !behind => Some(Judged::Same),
        Effect::Suppressed if authority != UNITED_NATIONS => Some(Judged::Different),
        _ => None,
    }
}

fn more(found: &Found) -> Option<String> {
    found.more.then(|| "there are more hits than are shown".to_owned())
}
