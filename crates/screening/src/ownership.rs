//! Who owns whom, and what a rule of ownership makes of it.
//!
//! Plain arithmetic on holdings: [`Share`] is what is known of one holding, [`Graph`] the parties
//! and their holdings, [`roll_up`] what a [`Rule`] says of one party. Which authority has which
//! rule on which day is law, and is the caller's.
//!
//! Everything has three values. The **floor** takes lower bounds and sure listings: what it blocks
//! is blocked whatever the unknown turns out to be. The **ceiling** takes upper bounds and every
//! listing that is possible: what it leaves out is not blocked in any case. Between them the answer
//! is [`Verdict::Unknown`].
//!
//! ```
//! use screening::ownership::{Graph, Rule, Share, Standing, Sum, Threshold, Verdict, roll_up};
//!
//! let mut graph = Graph::default();
//! let (x, a, b) = (graph.party("X"), graph.party("A"), graph.party("B"));
//! graph.hold(x, a, Share::read("50 %").unwrap());
//! graph.hold(a, b, Share::read("50 %").unwrap());
//! let rule = Rule { threshold: Threshold::at_least_half(), sum: Sum::Together };
//! let standing = [Standing::Listed, Standing::NotListed, Standing::NotListed];
//! assert_eq!(roll_up(&graph, b, &rule, &standing).verdict, Verdict::Blocked);
//! ```

mod reach;
mod share;

pub use reach::{RolledUp, Rule, Standing, Step, Sum, Threshold, Verdict, roll_up};
pub use share::{Bound, Part, Share};

/// Steps of one reason that are kept. More is a diagram, not a reason.
pub const STEPS_MAX: usize = 100;

/// A party of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(usize);

impl PartyId {
    /// Its position, counting from 0 in the order of [`Graph::party`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// What one party holds of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Who holds.
    pub owner: PartyId,
    /// Of whom.
    pub owned: PartyId,
    /// How much.
    pub share: Share,
}

/// Parties and what they hold of each other. Circles are allowed.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    names: Vec<String>,
    holdings: Vec<Holding>,
}

impl Graph {
    /// Adds a party, named as a reader knows it.
    pub fn party(&mut self, name: impl Into<String>) -> PartyId {
        self.names.push(name.into());
        PartyId(self.names.len().saturating_sub(1))
    }

    /// Adds a holding. Two records of the same owner and the same party may be two stakes or one
    /// stake told twice: at least the greater, at most the sum.
    pub fn hold(&mut self, owner: PartyId, owned: PartyId, share: Share) {
        let known = self.holdings.iter_mut().find(|h| h.owner == owner && h.owned == owned);
        match known {
            Some(known) => known.share = known.share.or_again(share),
            None => self.holdings.push(Holding { owner, owned, share }),
        }
    }

    /// The name of a party; empty for one of another graph.
    #[must_use]
    pub fn name(&self, party: PartyId) -> &str {
        self.names.get(party.0).map_or("", String::as_str)
    }

    /// The party at a position; none beyond the last.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<PartyId> {
        (position < self.names.len()).then_some(PartyId(position))
    }

    /// Number of parties.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no party.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All holdings.
    #[must_use]
    pub fn holdings(&self) -> &[Holding] {
        &self.holdings
    }

    /// What all known owners of a party hold together: the sum of their shares.
    #[must_use]
    pub fn told(&self, owned: PartyId) -> Share {
        let own = self.holdings.iter().filter(|h| h.owned == owned);
        own.fold(Share::NOTHING, |sum, holding| sum.plus(holding.share))
    }
}
