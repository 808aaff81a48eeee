//! A name that was read once and is compared with many: reading costs far more than comparing.

use crate::search::{Asked, Comparison, Query, ask, compare_asked, telling};

/// A query as it was read.
#[derive(Debug)]
pub struct Reading {
    asked: Asked,
    telling: Vec<Box<str>>,
}

impl Reading {
    /// Reads a query.
    #[must_use]
    pub fn of(query: &Query) -> Reading {
        Reading { asked: ask(query), telling: telling(&query.name) }
    }

    /// As [`compare_names`](crate::compare_names): this one stands for who is asked for.
    #[must_use]
    pub fn compare(&self, listed: &Reading) -> Comparison {
        compare_asked(&self.asked, &listed.asked)
    }

    /// As [`same_after_folding`](crate::same_after_folding).
    #[must_use]
    pub fn is_same_after_folding(&self, other: &Reading) -> bool {
        !self.telling.is_empty() && self.telling == other.telling
    }
}
