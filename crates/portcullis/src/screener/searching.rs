//! One party or owner of a transfer looked for, and what was found in the words of the law engine.

use control::evidence::{Judged, ListHit};
use control::ident::StateIdx;
use control::period::AsOf;
use control::regime::Regime;

use super::{Found, How, Match, Screener, band_word, words};
use crate::judgements::{Effect, Judgements, Ruling};
use crate::material;
use crate::store::catalogue::UNITED_NATIONS;
use crate::who::{Who, birth_date};

/// What is the same for all searches of one transfer.
pub(super) struct Searching<'a> {
    pub(super) screener: &'a Screener,
    pub(super) regime: &'a Regime,
    pub(super) judgements: &'a Judgements,
    pub(super) how: How,
    pub(super) as_of: AsOf,
    /// Why nothing found means nothing, if so.
    pub(super) standing: Result<(), String>,
    /// The user sets aside that not all was searched.
    pub(super) set_aside: bool,
}

/// Whom to look for, by the facts of a party or of an owner.
pub(super) fn who(
    regime: &Regime,
    name: &str,
    country: Option<StateIdx>,
    birth: Option<&str>,
    identifiers: &[(String, String)],
) -> Who {
    let mut who = Who { name: name.to_owned(), ..Who::default() };
    who.country = country.map(|at| regime.country(at).code.clone());
    who.birth = birth.and_then(|text| birth_date(text).ok());
    if birth.is_some() && who.birth.is_none() {
        who.notes.push("the date of birth was not understood and not compared".to_owned());
    }
    for (kind, value) in identifiers {
        who.identify(kind, value);
    }
    who
}

/// The hits, and in words what was judged of them.
pub(super) fn hits(
    searching: &Searching<'_>,
    who: &Who,
    found: &Found,
    via: Option<&str>,
) -> (Vec<ListHit>, Vec<String>) {
    let Searching { screener, judgements, how, .. } = searching;
    let Some(catalogue) = screener.catalogue() else { return (Vec::new(), Vec::new()) };
    let facts = material::of_customer(who);
    let mut notes = Vec::new();
    let hit = |hit: &Match| {
        let (meta, entry) = catalogue.entry(hit.party)?;
        let day = |day: &Option<String>| day.as_deref().and_then(|day| AsOf::parse(day).ok());
        let ruling = screener.ruling(judgements, None, &facts, hit, how.day);
        let ruling = ruling.as_ref();
        let judged = ruling.and_then(|ruling| judged(ruling, meta.authority()));
        if let Some(ruling) = ruling {
            let held = ruling.state == Effect::Suppressed && judged.is_none();
            let held = if held { "; open all the same: it is a United Nations list" } else { "" };
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
            via: via.map(str::to_owned),
            reason: words::reason(&hit.evidence),
            judged,
            listed_from: day(&entry.listed_on),
            listed_until: day(&entry.delisted_on),
        })
    };
    let hits = found.hits.iter().filter_map(hit).collect();
    (hits, notes)
}

/// What the law may take over. Nobody's judgement takes a party off the United Nations list.
fn judged(ruling: &Ruling, authority: &str) -> Option<Judged> {
    match ruling.state {
        Effect::Same => Some(Judged::Same),
        Effect::Suppressed if authority != UNITED_NATIONS => Some(Judged::Different),
        _ => None,
    }
}

/// What the lists' own links say of the owners of whoever was found.
pub(super) fn linked(searching: &Searching<'_>, found: &Found, notes: &mut Vec<String>) {
    for hit in &found.hits {
        let Searching { screener, regime, how, .. } = searching;
        for line in screener.owners(Some(regime), hit.party, how.day) {
            notes.push(format!("{}: {line}", hit.name));
        }
    }
}
