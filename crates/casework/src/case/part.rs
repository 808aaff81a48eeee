//! What a case is made of: questions, judgements, consultations, decisions.

use jiff::Timestamp;

use crate::assessment::Asking;
use crate::decision::{Recommendation, Reply};
use crate::id::{DenialId, Digest, LicenceId, PersonId};

/// A question to the applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What.
    pub asking: Asking,
    /// Since when.
    pub asked: Timestamp,
    /// The answer, in words.
    pub answer: Option<(Timestamp, String)>,
    /// Why it is not needed any more.
    pub dropped: Option<String>,
}

impl Question {
    /// Nobody has answered or dropped it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_none() && self.dropped.is_none()
    }
}

/// A duty found met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discharge {
    /// How.
    pub how: String,
    /// By whom.
    pub by: PersonId,
    /// Of which facts.
    pub facts: Digest,
}

/// A judgement on a rule that leaves something to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleJudgement {
    /// It holds.
    pub holds: bool,
    /// Why.
    pub why: String,
    /// By whom.
    pub by: PersonId,
    /// Of which facts.
    pub facts: Digest,
}

/// A judgement on a denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Version that was looked at.
    pub version: u32,
    /// Facts that were looked at.
    pub facts: Digest,
    /// The same transaction.
    pub identical: bool,
    /// Why.
    pub why: String,
    /// By whom.
    pub by: PersonId,
}

/// A consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// About which denial.
    pub denial: DenialId,
    /// In which version.
    pub version: u32,
    /// About which facts.
    pub facts: Digest,
    /// When it was sent.
    pub sent: Timestamp,
    /// More time or information was asked for: when, why.
    pub extended: Option<(Timestamp, String)>,
    /// How it ended.
    pub end: Option<Ended>,
    /// When the partner was told the outcome.
    pub told: Option<Timestamp>,
}

/// How a consultation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By a reply.
    Replied(Reply, Vec<String>),
    /// By silence, which the regime reads as "not identical".
    Silence(Timestamp),
}

/// A recommendation that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommended {
    /// What.
    pub what: Recommendation,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reasons: Vec<String>,
    /// Why it goes this way although agencies disagree.
    pub conflict: Option<String>,
    /// About which facts.
    pub facts: Digest,
}

/// A decision. It knows the one before, so that none is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub what: Decided,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reasons: Vec<String>,
    /// Place of the one before, from 1.
    pub previous: Option<usize>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Granted.
    Granted(LicenceId),
    /// Refused; what would make it acceptable.
    Refused(String),
    /// Not needed.
    NotRequired,
    /// The refusal was undone.
    Reopened,
    /// The refusal stands after appeal.
    Upheld,
    /// The licence was suspended.
    Suspended,
    /// It may be used again.
    Reinstated,
    /// It was revoked.
    Revoked,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// As the sender calls it.
    pub name: String,
    /// What its first bytes say it is.
    pub media_type: String,
    /// How long.
    pub bytes: u64,
    /// By whom it was filed.
    pub by: PersonId,
}
