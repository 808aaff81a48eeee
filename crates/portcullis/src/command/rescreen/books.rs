//! Two books side by side: which customers are new, gone, or given otherwise than before.
//!
//! The rows of the present book are kept as digests, a few bytes each; of the previous book only the
//! rows that differ or are gone are kept whole.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use crate::command::screen::rows::{Row, Rows};
use crate::files::{BadInput, Seal};
use crate::who::Who;

/// What the previous book says of a row of the present one.
pub(super) enum Known<'a> {
    /// The same.
    Same,
    /// Nothing.
    Added,
    /// Something else.
    Changed(&'a Row),
    /// The id does not tell whom it is about: why.
    Twice(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Added,
    Same,
    Changed,
    Twice,
    TwiceBefore,
}

struct Slot {
    content: u64,
    line: usize,
    state: State,
}

/// The differences of two books.
pub(super) struct Books {
    slots: HashMap<u64, Slot>,
    changed: HashMap<String, Row>,
    removed: Vec<Row>,
    /// Digest of the previous book.
    pub(super) previous: Seal,
}

/// A row in brief.
struct Brief {
    key: u64,
    content: u64,
    row: Row,
}

fn digest(text: &str) -> u64 {
    let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    digest.iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte))
}

/// A customer with an old answer, in brief.
pub(super) fn key(id: &str, name: &str) -> u64 {
    digest(&format!("{id}\n{name}"))
}

fn brief(row: Row) -> Brief {
    let content = row.read.as_ref().map_or(0, |who| digest(&format!("{who:?}")));
    Brief { key: digest(&row.id), content, row }
}

impl Books {
    /// Reads both books once; `keep` keeps the questions of the previous one.
    pub(super) fn compare(previous: &Path, book: &Path, keep: bool) -> Result<Self> {
        for path in [previous, book] {
            if path == Path::new("-") {
                let what = "two books are compared as files; standard input is read only once";
                return Err(BadInput(what.to_owned()).into());
            }
        }
        let mut books = Self {
            slots: HashMap::new(),
            changed: HashMap::new(),
            removed: Vec::new(),
            previous: Seal::default(),
        };
        each(book, false, |brief| books.present(&brief))?;
        books.previous = each(previous, keep, |brief| books.previous(brief))?;
        Ok(books)
    }

    fn present(&mut self, brief: &Brief) {
        let slot = Slot { content: brief.content, line: brief.row.line, state: State::Added };
        let known = self.slots.entry(brief.key).or_insert(slot);
        if known.line != brief.row.line {
            known.state = State::Twice;
        }
    }

    fn previous(&mut self, brief: Brief) {
        let Brief { key, content, row } = brief;
        // A row that could not be read was not screened: what is found now is new.
        if row.read.is_err() {
            return;
        }
        let Some(slot) = self.slots.get_mut(&key) else {
            self.removed.push(row);
            return;
        };
        slot.state = match slot.state {
            State::Twice => State::Twice,
            State::Added if slot.content == content => State::Same,
            State::Added => {
                self.changed.insert(row.id.clone(), row);
                State::Changed
            }
            State::Same | State::Changed | State::TwiceBefore => State::TwiceBefore,
        };
    }

    /// What is known of a row of the present book.
    pub(super) fn known(&self, id: &str, who: &Who) -> Known<'_> {
        let Some(slot) = self.slots.get(&digest(id)) else { return Known::Added };
        let twice = |book: &str| {
            let hint = "every customer needs an id of its own where two books are compared";
            Known::Twice(format!("id `{id}` is in the {book} book twice\n  hint: {hint}"))
        };
        match slot.state {
            State::Added => Known::Added,
            State::Twice => twice("present"),
            State::TwiceBefore => twice("previous"),
            // The book may have been written to since it was first read.
            State::Same if slot.content != digest(&format!("{who:?}")) => Known::Added,
            State::Same => Known::Same,
            State::Changed => match self.changed.get(id) {
                Some(then) => Known::Changed(then),
                None => Known::Added,
            },
        }
    }

    /// Customers of the previous book alone, in its order.
    pub(super) fn removed(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.removed)
    }
}

fn each(path: &Path, keep: bool, mut take: impl FnMut(Brief)) -> Result<Seal> {
    let mut rows = Rows::open(path, keep)?;
    let mut block = rows.block()?;
    while !block.is_empty() {
        let work = || block.into_par_iter().map(brief).collect::<Vec<_>>();
        let (next, briefs) = rayon::join(|| rows.block(), work);
        briefs.into_iter().for_each(&mut take);
        block = next?;
    }
    Ok(rows.seal().clone())
}
