//! An event as it stands in the log: whose, by whom, when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::id::{CaseId, DenialId, PersonId};
use crate::role::Role;

/// Whose history an event belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// The office: people, law, lists, calendars, periods.
    Office,
    /// One denial.
    Denial(DenialId),
    /// One case.
    Case(CaseId),
}

impl std::fmt::Display for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Office => f.write_str("office"),
            Self::Denial(id) => write!(f, "denial:{id}"),
            Self::Case(id) => write!(f, "case:{id}"),
        }
    }
}

/// An event as it is recorded: what, of what, by whom, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// Whose history.
    pub stream: Stream,
    /// Its place in that history, from 1.
    pub version: u64,
    /// When it was recorded: the clock's time, never the law's day.
    pub at: Timestamp,
    /// By whom, as signed in.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// What.
    pub event: Event,
}
