//! Answers of this run: a file of transfers names the same parties again and again.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Found, How};
use crate::who::Who;

const SHARDS: usize = 16;
/// Answers of one shard; beyond them nothing more is remembered. Some ten megabytes in all.
const ANSWERS_MAX: usize = 2_048;

type Shard = Mutex<HashMap<String, Arc<Found>>>;

/// Remembers answers; what is remembered is what would be found again.
#[derive(Debug)]
pub(super) struct Cache {
    shards: Vec<Shard>,
    hasher: RandomState,
}

impl Default for Cache {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { shards, hasher: RandomState::new() }
    }
}

impl Cache {
    /// The answer for a party, searched at most once in most cases.
    pub(super) fn get(&self, who: &Who, how: &How, search: impl FnOnce() -> Found) -> Arc<Found> {
        let key = format!("{who:?}{how:?}");
        let hash = usize::try_from(self.hasher.hash_one(&key) >> 32).unwrap_or(0);
        let slot = hash % SHARDS;
        let Some(shard) = self.shards.get(slot) else { return Arc::new(search()) };
        let known = shard.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let found = Arc::new(search());
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if shard.len() < ANSWERS_MAX {
            shard.insert(key, Arc::clone(&found));
        }
        found
    }
}
