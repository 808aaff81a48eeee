//! Dictionary parts that a part of a query may agree with, each once.

use std::cell::Cell as Slot;

use crate::brief::Brief;
use crate::index::{Id, Index, Shelf, at};

/// See the module.
#[derive(Default)]
pub(crate) struct Found {
    shelves: Vec<Shelf>,
    /// The first entry of each shelf.
    firsts: Vec<u64>,
    pub(crate) ids: Vec<Id>,
    /// Fetched in one go: so the visits to memory overlap.
    pub(crate) briefs: Vec<Brief>,
    /// One bit for each dictionary part.
    seen: Vec<u64>,
}

thread_local! {
    /// Room that is kept from one query to the next, and empty between them.
    static ROOM: Slot<Option<Found>> = const { Slot::new(None) };
}

impl Found {
    pub(crate) fn new(index: &Index) -> Found {
        let mut found = ROOM.take().unwrap_or_default();
        let words = index.dictionary.len() / 64 + 1;
        if found.seen.len() < words {
            found.seen.resize(words, 0);
        }
        found
    }

    /// Keeps the room for the next query.
    pub(crate) fn give_back(mut self) {
        self.clear();
        ROOM.set(Some(self));
    }

    pub(crate) fn clear(&mut self) {
        for id in self.ids.drain(..) {
            if let Some(word) = self.seen.get_mut(at(id / 64)) {
                *word = 0;
            }
        }
        self.briefs.clear();
    }

    /// Asks for what is under a hash.
    pub(crate) fn look(&mut self, index: &Index, hash: u64) {
        let shelf = index.lookup.shelf(hash);
        if !shelf.is_empty() {
            self.shelves.push(shelf);
        }
    }

    /// Adds what the shelves hold.
    pub(crate) fn read(&mut self, index: &Index) {
        let from = self.ids.len();
        self.firsts.clear();
        self.firsts.extend(self.shelves.iter().map(|shelf| index.lookup.first(shelf)));
        for (shelf, first) in self.shelves.drain(..).zip(&self.firsts) {
            if shelf.begins_after(*first) {
                continue;
            }
            for id in index.lookup.read(shelf) {
                let Some(word) = self.seen.get_mut(at(id / 64)) else { continue };
                if *word >> (id % 64) & 1 == 0 {
                    *word |= 1 << (id % 64);
                    self.ids.push(id);
                }
            }
        }
        let new = self.ids.get(from..).unwrap_or_default();
        self.briefs.extend(new.iter().filter_map(|id| index.briefs.get(at(*id)).copied()));
    }
}
