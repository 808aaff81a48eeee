//! Law data and lists at hand, put in force: the events that say which they are.

use casework::assessing::law_digest;
use casework::event::Event;
use casework::id::{Digest, ListId};
use casework::office::Office;
use control::regime::Regime;

use super::{Trouble, look};
use crate::screener::Screener;

/// The law data at hand is proposed under a profile.
pub(crate) fn law_proposed(
    regime: &Regime,
    profile: &str,
    source: String,
) -> Result<Event, Trouble> {
    if regime.profile(profile).is_none() {
        let hint = "`portcullis regime check` names the profiles of a pack";
        return Err(Trouble::bad(format!("--profile: there is no `{profile}`"), hint));
    }
    Ok(Event::LawProposed { digest: of(regime)?, profile: profile.to_owned(), source })
}

/// The law data at hand, which somebody else proposed, comes into force.
pub(crate) fn law_published(regime: &Regime) -> Result<Event, Trouble> {
    Ok(Event::LawPublished { digest: of(regime)? })
}

fn of(regime: &Regime) -> Result<Digest, Trouble> {
    law_digest(regime).ok_or_else(|| Trouble::Failed("the law data has no digest".to_owned()))
}

/// An event for each list at hand that is not the one in force, and for each in force that is not
/// at hand: `why` says why it is taken out.
pub(crate) fn lists(
    office: &Office,
    screener: &Screener,
    why: Option<&str>,
) -> Result<Vec<Event>, Trouble> {
    if let Some(fault) = screener.fault() {
        return Err(Trouble::Failed(fault.to_owned()));
    }
    let mut events = Vec::new();
    for meta in screener.lists() {
        let list = ListId::new(meta.list.clone()).map_err(Trouble::Failed)?;
        let digest = look::digest(&meta.digest).map_err(Trouble::Failed)?;
        if office.lists.get(&list).is_some_and(|known| known.digest == digest) {
            continue;
        }
        if meta.undated {
            let hint = "`portcullis lists import FILE --published DAY`";
            return Err(Trouble::bad(format!("{}: nobody said when", meta.told()), hint));
        }
        let as_of = meta.as_of.parse();
        let as_of = as_of.map_err(|error| Trouble::Failed(format!("{list}: {error}")))?;
        let entries = u64::try_from(meta.entries).unwrap_or(u64::MAX);
        events.push(Event::ListPublished { list, digest, as_of, entries });
    }
    let gone = office.lists.keys();
    for list in gone.filter(|list| !screener.lists().iter().any(|m| m.list == list.as_str())) {
        let Some(why) = why else {
            let hint = "--why says why it is taken out";
            return Err(Trouble::bad(format!("list {list} in force is not at hand"), hint));
        };
        events.push(Event::ListWithdrawn { list: list.clone(), why: why.to_owned() });
    }
    Ok(events)
}
