//! The parties of a transfer, screened: what the law engine takes as evidence.

use control::evidence::{Screened, ScreeningState};
use control::regime::Regime;
use control::transfer::{Party, Transfer};
use jiff::civil::Date;
use screening::Options;

use super::searching::{Searching, hits, linked, who};
use super::{Found, How, Screener, owners};
use crate::judgements::Judgements;

/// Screens every party, and the owners behind it. The lists are as old as on the day of asking, or
/// on the transfer's own if that is later: a past day does not make them young.
pub(crate) fn screen(
    screener: &Screener,
    regime: &Regime,
    transfer: &Transfer,
    asked: Date,
    judgements: &Judgements,
    set_aside: bool,
) -> Vec<Screened> {
    let (as_of, day) = (transfer.as_of, transfer.as_of.date());
    // An applicant's own statements may confirm that he is listed; they never clear him.
    let usual = Options::default();
    let threshold = screener.policy().threshold();
    let least = screener.policy().least(threshold);
    let how = How { threshold, least, limit: usual.limit, facts_clear: false, day };
    let standing = screener.standing(day.max(asked));
    let searching = Searching { screener, regime, judgements, how, as_of, standing, set_aside };
    let caveat = screener.caveat(day);
    let one = |party: &Party| {
        let birth = party.birth_date.as_deref();
        let who = who(regime, &party.name, party.country, birth, &party.identifiers);
        let found = screener.find(&who, &how);
        let (own, rulings) = hits(&searching, &who, &found, None);
        let mut screened = Screened {
            state: match (&searching.standing, &found.partial) {
                (Err(why), _) | (Ok(()), Some(why)) => ScreeningState::NotDone(why.clone()),
                (Ok(()), None) => ScreeningState::Done,
            },
            hits: own,
            notes: found.notes.iter().chain(&caveat).chain(&more(&found)).cloned().collect(),
            ownership: Vec::new(),
        };
        linked(&searching, &found, &mut screened.notes);
        owners::add(&searching, party, &mut screened);
        if set_aside {
            screened.state = ScreeningState::AssumedClear;
        }
        screened.notes.extend(rulings);
        screened
    };
    transfer.parties.iter().map(one).collect()
}

fn more(found: &Found) -> Option<String> {
    found.more.then(|| "there are more hits than are shown".to_owned())
}
