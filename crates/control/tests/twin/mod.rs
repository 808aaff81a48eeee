//! A second evaluator, slow and obvious, and random transfers on which it must agree with the engine.
//!
//! It was written from `docs/formats` alone. It reads the pack's own text, looks at every paragraph
//! for every item and at every rule for every item and state, and shares with the engine nothing but
//! the shape of a transfer as given. Where the two disagree, one of them misreads the law.

pub(crate) mod dice;
mod differ;
pub(crate) mod fact;
pub(crate) mod law;
mod number;
pub(crate) mod random;
pub(crate) mod random_value;
mod range;
mod rule;
pub(crate) mod shrink;
mod test_line;
mod unit;

/// Three values as numbers, so that "and" is the least and "or" the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Three {
    No,
    Open,
    Yes,
}

use Three::{No, Open, Yes};

impl Three {
    fn of(holds: bool) -> Self {
        if holds { Yes } else { No }
    }

    fn not(self) -> Self {
        match self {
            No => Yes,
            Open => Open,
            Yes => No,
        }
    }
}

/// The least; yes for none.
fn every(all: impl IntoIterator<Item = Three>) -> Three {
    all.into_iter().min().unwrap_or(Yes)
}

/// The greatest; no for none.
fn some(all: impl IntoIterator<Item = Three>) -> Three {
    all.into_iter().max().unwrap_or(No)
}
