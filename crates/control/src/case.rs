//! What is asked, of what law, on what findings: the one argument of everything that evaluates.

use crate::evidence::Evidence;
use crate::ident::{ParagraphIdx, StateIdx};
use crate::reach::ReachWords;
use crate::regime::{Profile, Regime};
use crate::transfer::Transfer;
use crate::truth::Truth;

/// Everything that a determination may look at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The law.
    pub regime: &'a Regime,
    /// What is asked.
    pub transfer: &'a Transfer,
    /// What the outside found.
    pub evidence: &'a Evidence,
    /// Whose law.
    pub profile: &'a Profile,
    /// Some list has no edition in force on the day.
    pub closed: bool,
    /// Properties of the range model; none if the pack lacks them.
    pub words: Option<ReachWords>,
}

/// A state that the transfer reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// None: a party whose state is not stated, or an end user that nobody names.
    pub state: Option<StateIdx>,
    /// Only passage, or a party that is neither consignee nor end user.
    pub loose: bool,
    /// Where the transfer says so.
    pub origin: Origin,
}

/// Where a recipient state comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `destination`.
    Destination,
    /// A party, by position.
    Party(usize),
    /// A stop, by position.
    Route(usize),
    /// `end_use.location` names a state under measures.
    Location,
    /// `from`, a state under measures.
    From,
    /// Nobody is named as end user: who, and where, is not known.
    NoEndUser,
}

/// The states that a transfer reaches, firm ones first, each state once.
#[must_use]
pub fn recipients(regime: &Regime, transfer: &Transfer) -> Vec<Recipient> {
    let mut found: Vec<Recipient> = Vec::with_capacity(4);
    let mut add = |state: Option<StateIdx>, loose, origin| {
        if !found.iter().any(|known| known.state == state && (!known.loose || loose)) {
            found.push(Recipient { state, loose, origin });
        }
    };
    add(transfer.destination.value().copied(), false, Origin::Destination);
    let firm = |role: &str| matches!(role, "end_user" | "consignee");
    for (at, party) in transfer.parties.iter().enumerate().filter(|(_, p)| firm(p.role)) {
        add(party.country, false, Origin::Party(at));
    }
    for (at, party) in transfer.parties.iter().enumerate().filter(|(_, p)| !firm(p.role)) {
        if party.country.is_some() {
            add(party.country, true, Origin::Party(at));
        }
    }
    for (at, state) in transfer.route.iter().enumerate() {
        add(Some(*state), true, Origin::Route(at));
    }
    for state in &transfer.location {
        add(Some(*state), true, Origin::Location);
    }
    if let Some(from) = transfer.from.value().filter(|from| regime.measured.contains(from)) {
        add(Some(*from), true, Origin::From);
    }
    // Goods end with somebody. Who is not named may be in any state, whatever the destination says,
    // and is asked for beside a state that is missing elsewhere.
    if !transfer.parties.iter().any(|party| party.role == "end_user") {
        found.push(Recipient { state: None, loose: false, origin: Origin::NoEndUser });
    }
    found
}

/// A paragraph that an item is in, or may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which.
    pub paragraph: ParagraphIdx,
    /// True or unknown.
    pub truth: Truth,
    /// Held unknown only because the text contradicts itself.
    pub gap: bool,
}

/// What classification made of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classified {
    /// True and unknown paragraphs, the most specific ones, in source order.
    pub matches: Vec<Match>,
    /// Nothing says what the item is: it may be in any paragraph.
    pub unclassified: bool,
    /// An engineer must assess range and payload.
    pub assessment: bool,
}
