//! Positions of agencies. The most restrictive governs; a conflict stays visible, and no reason is
//! ever dropped.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{AgencyId, PersonId};
use crate::licence::Condition;

/// What an agency advises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// No licence is needed.
    NotRequired,
    /// Grant.
    Approve,
    /// Grant with conditions.
    ApproveWith,
    /// Refuse.
    Refuse,
}

impl Advice {
    /// As written everywhere.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotRequired => "not_required",
            Self::Approve => "approve",
            Self::ApproveWith => "approve_with",
            Self::Refuse => "refuse",
        }
    }
}

/// An agency's position in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Position {
    /// Asked, not yet answered.
    Awaited {
        /// Since when.
        since: Timestamp,
    },
    /// Answered.
    Given(Given),
    /// Silent beyond its time: recorded as such, which is no approval.
    DeemedNoObjection {
        /// When that was recorded.
        at: Timestamp,
    },
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What.
    pub advice: Advice,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reasons: Vec<String>,
    /// On what legal basis.
    pub basis: String,
    /// Conditions advised.
    pub conditions: Vec<Condition>,
    /// Digest of the application that was looked at.
    pub facts: crate::id::Digest,
}

/// All positions together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The most restrictive advice given; none where nobody advised.
    pub governing: Option<Advice>,
    /// Agencies disagree.
    pub conflict: bool,
    /// Who advised what, in the order of their names.
    pub given: BTreeMap<AgencyId, Advice>,
    /// Who was silent.
    pub silent: BTreeSet<AgencyId>,
    /// Who is still awaited.
    pub awaited: BTreeSet<AgencyId>,
    /// Every reason, with its agency.
    pub reasons: Vec<(AgencyId, String)>,
    /// Every condition that some agency advised, once.
    pub conditions: Vec<Condition>,
}

/// Puts positions together.
#[must_use]
pub fn merge(positions: &BTreeMap<AgencyId, Position>) -> Merged {
    let mut merged = Merged {
        governing: None,
        conflict: false,
        given: BTreeMap::new(),
        silent: BTreeSet::new(),
        awaited: BTreeSet::new(),
        reasons: Vec::new(),
        conditions: Vec::new(),
    };
    for (agency, position) in positions {
        match position {
            Position::Awaited { .. } => {
                merged.awaited.insert(agency.clone());
            }
            Position::DeemedNoObjection { .. } => {
                merged.silent.insert(agency.clone());
            }
            Position::Given(given) => {
                merged.given.insert(agency.clone(), given.advice);
                merged.reasons.extend(given.reasons.iter().map(|r| (agency.clone(), r.clone())));
                for condition in &given.conditions {
                    if !merged.conditions.contains(condition) {
                        merged.conditions.push(condition.clone());
                    }
                }
            }
        }
    }
    merged.governing = merged.given.values().copied().max();
    // "Grant" and "grant with conditions" differ in strictness, not in the answer.
    let answers: BTreeSet<u8> = merged
        .given
        .values()
        .map(|advice| match advice {
            Advice::NotRequired => 0,
            Advice::Approve | Advice::ApproveWith => 1,
            Advice::Refuse => 2,
        })
        .collect();
    merged.conflict = answers.len() > 1;
    merged
}
