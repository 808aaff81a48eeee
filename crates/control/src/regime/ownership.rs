//! Rules of ownership: when the listing of owners reaches what they own. The arithmetic is not
//! here; the law says only where the threshold lies and whether shares are added.

use crate::period::AsOf;
use crate::quantity::End;
use crate::regime::{Origin, Regime};

/// From which share on an owner's listing reaches what it owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owned {
    /// From this part of the whole on: the end included for "or more", left out for "more than".
    From(End),
    /// The text says "owned" without a number.
    NotStated,
    /// Ownership alone never does.
    Never,
}

/// One authority's rule for a time.
#[derive(Clone, Debug)]
pub struct Ownership {
    /// Short name of whose rule it is: `ofac`, `eu`.
    pub authority: String,
    /// Our words.
    pub heading: String,
    /// Whose owners count: ids of installed lists, with `:` and the beginning of the entry where
    /// a list holds several.
    pub lists: Vec<String>,
    /// The threshold.
    pub owned: Owned,
    /// Shares of several listed owners are added.
    pub together: bool,
    /// Control reaches as well: a question that no share answers.
    pub control: bool,
    /// Source and period.
    pub origin: Origin,
}

impl Ownership {
    /// Whether an entry of an installed list counts for the rule.
    #[must_use]
    pub fn covers(&self, list: &str, entry: &str) -> bool {
        self.lists.iter().any(|own| match own.split_once(':') {
            Some((own, head)) => own == list && entry.split(':').next() == Some(head),
            None => own == list,
        })
    }

    /// Whether an installed list counts for the rule, in part at least.
    #[must_use]
    pub fn covers_list(&self, list: &str) -> bool {
        self.lists.iter().any(|own| own.split(':').next() == Some(list))
    }
}

impl Regime {
    /// The rules in force on the day, by authority. An authority whose rows are all of other days
    /// has none: what holds then is not known.
    pub fn ownership_on(&self, as_of: AsOf) -> impl Iterator<Item = &Ownership> {
        self.ownership.iter().filter(move |rule| rule.origin.period.holds(as_of))
    }
}
