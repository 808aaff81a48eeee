//! Why something that somebody wanted to do is not done. Nothing is recorded then.

use crate::blocker::Blocker;
use crate::event::EventKind;
use crate::id::PersonId;
use crate::role::Role;

/// A refusal, with what stands against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The office does not know the person, or the person left.
    Unknown(PersonId),
    /// The person does not hold the role.
    NotInRole(PersonId, Role),
    /// The role does not do that.
    NotForRole(Role, EventKind),
    /// This person may not, whatever the role: why.
    NotThisPerson(String),
    /// It does not happen in that state.
    NotNow {
        /// What.
        event: EventKind,
        /// The state.
        state: &'static str,
    },
    /// What it speaks of is not there, or not so.
    NotSo(String),
    /// A reason is missing.
    ReasonMissing(&'static str),
    /// The licence cannot be granted: everything that stands against it.
    Blocked(Vec<Blocker>),
    /// Somebody else was faster.
    Conflict {
        /// Version that was expected.
        expected: u64,
        /// Version that is there.
        found: u64,
    },
    /// The instant is before one already recorded.
    Earlier,
    /// The key of the request was used for something else.
    OtherRequest,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown(person) => write!(f, "`{person}` is not known here"),
            Self::NotInRole(person, role) => write!(f, "`{person}` is no {}", role.word()),
            Self::NotForRole(role, event) => {
                write!(f, "{} is not for the role {}", event.word(), role.word())
            }
            Self::NotThisPerson(why) | Self::NotSo(why) => f.write_str(why),
            Self::NotNow { event, state } => {
                write!(f, "{} does not happen in state {state}", event.word())
            }
            Self::ReasonMissing(what) => write!(f, "{what} needs a reason"),
            Self::Blocked(blockers) => {
                f.write_str("the licence cannot be granted:")?;
                blockers.iter().try_for_each(|blocker| write!(f, "\n  {blocker}"))
            }
            Self::Conflict { expected, found } => {
                write!(f, "version {expected} was expected, {found} is there: read again")
            }
            Self::Earlier => f.write_str("earlier than what is already recorded"),
            Self::OtherRequest => f.write_str("the key was used for another request"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Refuses empty reasons.
///
/// # Errors
/// There is none with a word in it.
pub(crate) fn reasoned(what: &'static str, reasons: &[String]) -> Result<(), Refusal> {
    let said = |reason: &String| reason.chars().any(char::is_alphanumeric);
    if !reasons.is_empty() && reasons.iter().all(said) {
        return Ok(());
    }
    Err(Refusal::ReasonMissing(what))
}
