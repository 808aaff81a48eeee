//! Rows of the views: what lists of cases and licences show, made from cases and nothing else.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::case::Case;
use crate::id::{CaseId, FirmId, LicenceId};
use crate::licence::Standing;

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
    }
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
