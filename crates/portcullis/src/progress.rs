//! Progress of long work: on a terminal only, never in a pipe.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// A counter line on standard error.
#[derive(Debug)]
pub(crate) struct Progress {
    shown: bool,
    what: &'static str,
    start: Instant,
    last: Instant,
    done: u64,
}

const EVERY: Duration = Duration::from_millis(250);

impl Progress {
    /// Counts things called `what`. Quiet, or standard error is no terminal: shows nothing.
    pub(crate) fn new(quiet: bool, what: &'static str) -> Self {
        let now = Instant::now();
        let shown = !quiet && io::stderr().is_terminal();
        Self { shown, what, start: now, last: now, done: 0 }
    }

    /// Counts finished things.
    pub(crate) fn add(&mut self, things: usize) {
        self.done = self.done.saturating_add(u64::try_from(things).unwrap_or(0));
        if self.shown && self.last.elapsed() >= EVERY {
            self.last = Instant::now();
            let seconds = self.start.elapsed().as_secs().max(1);
            let mut err = io::stderr();
            let rate = self.done / seconds;
            let _ = write!(err, "\r{} {}, {rate} a second ", self.done, self.what);
            let _ = err.flush();
        }
    }

    /// Clears the line.
    pub(crate) fn finish(&self) {
        if self.shown && self.start.elapsed() >= EVERY {
            let _ = write!(io::stderr(), "\r{:60}\r", "");
        }
    }
}
