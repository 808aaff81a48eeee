//! Which costs apply: names of persons, of organisations and of ships differ in what may be left
//! out of them.

use crate::listing::PartyKind;
use crate::policy::{Costs, OBJECT, ORGANISATION, PERSON};

/// Which costs apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Regime {
    Person,
    Organisation,
    Object,
}

impl Regime {
    /// The listed kind decides; where the list does not say, the query does.
    pub(crate) fn of(listed: PartyKind, asked: Option<PartyKind>) -> Regime {
        match (listed, asked) {
            (PartyKind::Person, _) | (PartyKind::Unknown, Some(PartyKind::Person)) => {
                Regime::Person
            }
            (PartyKind::Vessel | PartyKind::Aircraft, _) => Regime::Object,
            _ => Regime::Organisation,
        }
    }

    pub(crate) fn costs(self) -> Costs {
        match self {
            Regime::Person => PERSON,
            Regime::Organisation => ORGANISATION,
            Regime::Object => OBJECT,
        }
    }
}
