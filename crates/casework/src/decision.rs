//! What people recommend and reply, and what a grant rests on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assessment::Level;
use crate::id::{DenialId, Digest, LicenceId, ListId};
use crate::licence::Terms;

/// A partner's reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The partner does not regard it as identical.
    NotIdentical,
    /// No objection.
    NoObjection,
    /// The denial is maintained.
    Maintained,
    /// The denial is withdrawn.
    Withdrawn,
}

/// What an officer recommends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Recommendation {
    /// Grant on these terms.
    Grant {
        /// Terms.
        terms: Terms,
        /// Highest status of the law that the officer has weighed.
        covers: Level,
        /// Denials that are maintained and that the grant would go against: why all the same.
        #[serde(default)]
        despite: BTreeMap<DenialId, String>,
    },
    /// Refuse.
    Refuse {
        /// What would make it acceptable.
        acceptable: String,
    },
    /// No licence is needed.
    NotRequired,
}

/// What a grant rested on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantBasis {
    /// Digest of the application.
    pub facts: Digest,
    /// Digest of the law data.
    pub law: Digest,
    /// Lists with their versions.
    pub lists: BTreeMap<ListId, Digest>,
    /// Version of the register of denials.
    pub register: u64,
    /// The original licence, for consent to a retransfer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub original: Option<LicenceId>,
}
