//! Parties of a transfer against the authorities' lists, as the law reads the findings.

use crate::case::Case;
use crate::evidence::{Judged, ListHit, ScreeningState};
use crate::period::AsOf;
use crate::truth::Truth;

/// Whether the hit makes the party the listed one: equal identifiers or an officer's word do, a
/// name alone never.
#[must_use]
pub fn hit(found: &ListHit, as_of: AsOf) -> Truth {
    let early = found.listed_from.is_some_and(|from| as_of < from);
    let late = found.listed_until.is_some_and(|until| as_of >= until);
    if early || late {
        return Truth::False;
    }
    match found.judged {
        // That an owner is listed does not make the party so.
        Some(Judged::Same) if found.via.is_none() => Truth::True,
        Some(Judged::Different) => Truth::False,
        None if found.identifier_equal && found.via.is_none() => Truth::True,
        None | Some(Judged::Same) => Truth::Unknown,
    }
}

/// Whether some party is on the authority's list. Nobody screened, or nobody named, is unknown.
#[must_use]
pub fn listed(case: &Case<'_>, list: &str) -> Truth {
    let as_of = case.transfer.as_of;
    let screened = &case.evidence.parties;
    let named = case.transfer.parties.iter().any(|p| p.role == "end_user");
    let open = if named || case.evidence.set_aside { Truth::False } else { Truth::Unknown };
    screened.iter().fold(open, |truth, each| {
        let own = each.hits.iter().filter(|h| h.authority == list);
        let found = Truth::any(own.map(|h| hit(h, as_of)));
        truth.or(match each.state {
            ScreeningState::NotDone(_) => found.or(Truth::Unknown),
            // What is set aside is that nobody searched, not what a search found.
            ScreeningState::Done | ScreeningState::AssumedClear => found,
        })
    })
}
