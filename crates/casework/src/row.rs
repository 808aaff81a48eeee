//! Rows of the views: what lists of cases and licences show, made from cases and nothing else.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::case::Case;
use crate::id::{CaseId, Digest, FirmId, LicenceId, ListId};
use crate::licence::Standing;
use crate::transition::State;

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Its id.
    pub id: CaseId,
    /// Place in the log of its first event; lists are in this order.
    pub opened: u64,
    /// Events so far.
    pub version: u64,
    /// State, as [`State::word`](crate::transition::State::word) writes it.
    pub state: String,
    /// Who applies.
    pub firm: FirmId,
    /// When the last event was recorded.
    pub changed: Timestamp,
    /// Something may be to be done in it, whatever the day, the lists and the periods are.
    pub work: bool,
    /// With which lists the parties were last searched, as [`lists_word`] writes them.
    pub searched: String,
}

/// Lists in their versions, as a short word to compare by.
#[must_use]
pub fn lists_word(lists: &BTreeMap<ListId, Digest>) -> String {
    let lines: Vec<String> =
        lists.iter().map(|(list, digest)| format!("{list} {digest}")).collect();
    Digest::of(lines.join("\n").as_bytes()).to_string()
}

/// A licence in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LicenceRow {
    /// Its number.
    pub licence: LicenceId,
    /// The case it came from.
    pub case: CaseId,
    /// `valid`, `suspended`, `revoked` or `surrendered`.
    pub standing: String,
    /// Its last day.
    pub until: Date,
}

/// The row of a case.
#[must_use]
pub fn case_row(case: &Case, opened: u64) -> CaseRow {
    CaseRow {
        id: case.id.clone(),
        opened,
        version: case.version,
        state: case.state.word().to_owned(),
        firm: case.firm().clone(),
        changed: case.at,
        work: has_work(case),
        searched: case.screening.as_ref().map(|s| lists_word(&s.lists)).unwrap_or_default(),
    }
}

/// Whether a case may have something to be done. Doubt says yes: what is left out is looked at by
/// nobody.
fn has_work(case: &Case) -> bool {
    let untold = case.consultations.values().any(|consultation| consultation.told.is_none());
    match case.state {
        State::Returned
        | State::Submitted
        | State::Review
        | State::Recommended
        | State::Signed
        | State::Refused
        | State::Appealed => true,
        State::Draft | State::Withdrawn => false,
        State::NotRequired | State::Upheld => untold,
        State::Granted => untold || licence_has_work(case),
    }
}

/// Whether a licence may have something to be done besides a search with newer lists. A hit may come
/// to be open again on its day.
fn licence_has_work(case: &Case) -> bool {
    let Some(licence) = &case.licence else { return true };
    let screening = case.screening.as_ref().filter(|screening| screening.facts == case.facts);
    let Some(screening) = screening else { return true };
    licence.standing != Standing::Valid
        || licence.obligations().iter().any(|owed| !owed.met && owed.due.is_some())
        || licence.adverse().next().is_some()
        || screening.parties.values().any(|search| !search.hits.is_empty())
}

/// The row of its licence, if there is one.
#[must_use]
pub fn licence_row(case: &Case) -> Option<LicenceRow> {
    let licence = case.licence.as_ref()?;
    let standing = match licence.standing {
        Standing::Valid => "valid",
        Standing::Suspended { .. } => "suspended",
        Standing::Revoked => "revoked",
        Standing::Surrendered => "surrendered",
    };
    Some(LicenceRow {
        licence: licence.terms.licence.clone(),
        case: case.id.clone(),
        standing: standing.to_owned(),
        until: licence.terms.until,
    })
}
