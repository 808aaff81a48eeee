//! Query parts that are searched: all of them, or some that stand side by side.
//!
//! What a query part agrees with does not depend on the parts beside it, so the links of a name
//! serve the names within it. Only an acronym is a matter of the whole; see `within`.

use crate::bound::LOOSE;
use crate::compare::{Cell, Prepared};
use crate::index::{Id, Index};
use crate::link::{Links, mask};
use crate::policy::agree;

/// How far each query part reaches, at most.
pub(crate) struct Reach {
    /// The best agreement with anything in the list.
    best: Vec<f32>,
    /// Names that it meets, roughly.
    counts: Vec<f32>,
}

impl Reach {
    pub(crate) fn of(links: &Links<'_>) -> Reach {
        let parts = links.query.len();
        let mut reach = Reach { best: vec![0.0; parts], counts: vec![0.0; parts] };
        for link in &links.links {
            let count = small(links.index.postings.get(link.part).len());
            let (from, len) = (usize::from(link.q), usize::from(link.q_len));
            reach.raise(from, len, link.agree());
            reach.counts.iter_mut().skip(from).take(len).for_each(|c| *c += count);
        }
        for (q, _) in &links.runs {
            reach.raise(usize::from(*q), 1, agree::JOINED);
        }
        for q in (0..parts).filter(|q| links.loose >> (*q).min(63) & 1 != 0) {
            reach.raise(q, 1, LOOSE);
        }
        reach
    }

    fn raise(&mut self, from: usize, len: usize, agree: f32) {
        self.best.iter_mut().skip(from).take(len).for_each(|b| *b = b.max(agree));
    }
}

/// See the module.
#[derive(Clone, Copy)]
pub(crate) struct Stretch<'a> {
    links: &'a Links<'a>,
    reach: &'a Reach,
    from: u8,
    len: u8,
}

impl<'a> Stretch<'a> {
    /// The whole query.
    pub(crate) fn whole(links: &'a Links<'a>, reach: &'a Reach) -> Stretch<'a> {
        let len = u8::try_from(links.query.len()).unwrap_or(u8::MAX);
        Stretch { links, reach, from: 0, len }
    }

    /// So many parts from a place on.
    pub(crate) fn part(self, from: u8, len: u8) -> Stretch<'a> {
        Stretch { from, len, ..self }
    }

    fn of<T>(&self, all: &'a [T]) -> &'a [T] {
        let from = usize::from(self.from);
        all.get(from..from + usize::from(self.len)).unwrap_or_default()
    }

    pub(crate) fn index(&self) -> &'a Index {
        self.links.index
    }

    /// The links of the whole query.
    pub(crate) fn links(&self) -> &'a Links<'a> {
        self.links
    }

    /// Query parts as the whole query counts them.
    pub(crate) fn mask_in_whole(&self, own: u64) -> u64 {
        own << self.from.min(63)
    }

    pub(crate) fn query(&self) -> &'a [Prepared<'a>] {
        self.of(self.links.query)
    }

    /// The best agreement of each part with anything in the list, or more.
    pub(crate) fn best(&self) -> &'a [f32] {
        self.of(&self.reach.best)
    }

    /// Names that each part meets, roughly.
    pub(crate) fn counts(&self) -> &'a [f32] {
        self.of(&self.reach.counts)
    }

    /// Parts that can be met without a link.
    pub(crate) fn loose(&self) -> u64 {
        self.links.loose >> self.from.min(63) & mask(0, self.len)
    }

    /// The parts of a name, and all its cells.
    pub(crate) fn cells(&self, name: Id, ids: &mut Vec<Id>, cells: &mut Vec<Cell>) {
        self.cells_of(name, self.index().parts.get(name), ids, cells);
    }

    /// The same of a name whose packed parts are at hand.
    pub(crate) fn cells_of(
        &self,
        name: Id,
        items: &[Id],
        ids: &mut Vec<Id>,
        cells: &mut Vec<Cell>,
    ) {
        let range = (self.from, self.from + self.len);
        self.links.cells_of(range, (name, items), ids, cells);
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
pub(crate) fn small(n: usize) -> f32 {
    n as f32
}
