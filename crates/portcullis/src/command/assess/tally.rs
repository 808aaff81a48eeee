//! What became of the transfers of a run, told at its end; and ids that stand twice.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

use control::limits::IDS_TOLD_MAX;

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
    /// Digests of ids, with the file and the line of the first that had each.
    ids: HashMap<u64, (u16, u32)>,
    files: Vec<String>,
    hasher: RandomState,
}

impl Tally {
    /// What is counted from here on stands in that file.
    pub(super) fn begin(&mut self, file: &str) {
        self.files.push(file.to_owned());
    }

    /// Counts one of a line; gives what its id deserves to be told.
    pub(super) fn add(&mut self, done: &Done, line: usize) -> Option<String> {
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
        let file = self.files.len().saturating_sub(1);
        let here = (u16::try_from(file).unwrap_or(u16::MAX), u32::try_from(line).unwrap_or(0));
        let room = self.ids.len() < IDS_TOLD_MAX;
        let first = match self.ids.get(&hash) {
            Some(first) => *first,
            None => {
                if room {
                    self.ids.insert(hash, here);
                }
                return None;
            }
        };
        self.twice += 1;
        let place = self.files.get(usize::from(first.0)).filter(|_| first.0 != here.0);
        let place = place.map(|name| format!(" of {name}")).unwrap_or_default();
        let line = first.1;
        Some(format!(
            "warning: the id `{id}` stood before, in line {line}{place}; each is answered by itself\n  \
             hint: items of one transfer belong into one transfer, another transfer needs an id of \
             its own"
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
        let ids = if self.ids.len() < IDS_TOLD_MAX {
            String::new()
        } else {
            format!("; ids after the first {IDS_TOLD_MAX} were compared with those only")
        };
        files::say(&format!(
            "answered: {answered} ({clear} clear, {controlled} controlled, {open} open{twice}); \
             refused: {refused}{withdrawn}; exit status {}{ids}",
            exit as u8
        ));
    }
}
