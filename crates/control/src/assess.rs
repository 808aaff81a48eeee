//! The flow: a transfer and what was found out about it, under the law of its day. Total.

use crate::case::Case;
use crate::classify::classify;
use crate::determine::{Determination, determine};
use crate::evidence::Evidence;
use crate::reach::ReachWords;
use crate::regime::{Profile, Regime};
use crate::transfer::Transfer;

/// Opens a case; what evaluates takes nothing else.
#[must_use]
pub fn open<'a>(
    regime: &'a Regime,
    profile: &'a Profile,
    transfer: &'a Transfer,
    evidence: &'a Evidence,
) -> Case<'a> {
    let closed = regime.lists.iter().any(|list| !list.period.holds(transfer.as_of));
    let words = ReachWords::find(&regime.vocabulary);
    Case { regime, transfer, evidence, profile, closed, words }
}

/// What the law of the transfer's day requires.
#[must_use]
pub fn assess(case: &Case<'_>) -> Determination {
    let classified = case.transfer.items.iter().map(|item| classify(case, item)).collect();
    determine(case, classified)
}
