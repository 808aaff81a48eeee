//! What became of the transfers of a run, told at its end; and ids that stand twice.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use control::limits::IDS_MAX;

use super::Done;
use crate::Exit;
use crate::files;

/// Counts of a run.
#[derive(Default)]
pub(super) struct Tally {
    clear: usize,
    controlled: usize,
    open: usize,
    refused: usize,
    /// Answers that were withdrawn, once for each time.
    withdrawn: usize,
    /// Answered under an id that another was answered under before.
    twice: usize,
    ids: HashSet<u64>,
    hasher: RandomState,
}

impl Tally {
    /// Counts one; gives what its id deserves to be told.
    pub(super) fn add(&mut self, done: &Done) -> Option<String> {
        match done.exit {
            Exit::Clear => self.clear += 1,
            Exit::Controlled => self.controlled += 1,
            Exit::Open => self.open += 1,
            Exit::Bad | Exit::Failed if done.out.is_empty() => self.refused += 1,
            Exit::Bad | Exit::Failed => self.withdrawn += 1,
        }
        let id = done.id.as_ref()?;
        // Beyond the limit ids are compared with the first ones only.
        let hash = self.hasher.hash_one(id);
        let new = if self.ids.len() < IDS_MAX {
            self.ids.insert(hash)
        } else {
            !self.ids.contains(&hash)
        };
        if new {
            return None;
        }
        self.twice += 1;
        Some(format!(
            "warning: the id `{id}` stood before; each is answered by itself\n  hint: items of one \
             transfer belong into one transfer, another transfer needs an id of its own"
        ))
    }

    /// The last line of a run of several transfers.
    pub(super) fn close(&self, exit: Exit, quiet: bool) {
        let Self { clear, controlled, open, refused, withdrawn, .. } = *self;
        let answered = clear + controlled + open;
        if quiet || answered + refused + withdrawn < 2 {
            return;
        }
        let twice = match self.twice {
            0 => String::new(),
            twice => format!(", ids that stood before: {twice}"),
        };
        let withdrawn = match withdrawn {
            0 => String::new(),
            withdrawn => format!("; withdrawn: {withdrawn}"),
        };
        let ids = if self.ids.len() < IDS_MAX {
            String::new()
        } else {
            format!("; ids after the first {IDS_MAX} were compared with those only")
        };
        files::say(&format!(
            "answered: {answered} ({clear} clear, {controlled} controlled, {open} open{twice}); \
             refused: {refused}{withdrawn}; exit status {}{ids}",
            exit as u8
        ));
    }
}
