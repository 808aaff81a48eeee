//! Commands timed one after another, by the clock and by the processor.

pub(crate) mod book;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Ticks of processor time a second, as Linux counts them.
const TICKS: f64 = 100.0;

/// What a command took, in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Took {
    pub(crate) clock: f64,
    pub(crate) processor: f64,
}

impl Took {
    /// The lesser of each.
    pub(crate) fn best(self, other: Self) -> Self {
        Self { clock: self.clock.min(other.clock), processor: self.processor.min(other.processor) }
    }
}

/// Processor time of all children that have ended, user and system.
fn children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    // The 16th and 17th of all; two stand before the bracket.
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    (ticks(13) + ticks(14)) / TICKS
}

/// Runs a command with its output thrown away; anything but a status up to 2 is a fault.
pub(crate) fn timed(binary: &str, arguments: &[&str]) -> Took {
    let (before, start) = (children(), Instant::now());
    let status = Command::new(binary).args(arguments).stdout(Stdio::null()).status().unwrap();
    let took = Took { clock: start.elapsed().as_secs_f64(), processor: children() - before };
    assert!(status.code().is_some_and(|code| code <= 2), "{arguments:?}: {status}");
    took
}

/// The same with and without receipts by turns, and the best of each.
pub(crate) fn beside(binary: &str, arguments: &[&str], log: &Path, rounds: usize) -> [Took; 2] {
    let log_name = log.display().to_string();
    let with = [arguments, &["--receipts", &log_name]].concat();
    let mut best: Option<[Took; 2]> = None;
    for _ in 0..rounds {
        let without = timed(binary, arguments);
        let _ = fs::remove_file(log);
        let round = [without, timed(binary, &with)];
        best = Some(best.map_or(round, |[a, b]| [a.best(round[0]), b.best(round[1])]));
    }
    best.unwrap()
}

/// One line of a table of runs without and with receipts.
pub(crate) fn line(what: &str, [without, with]: [Took; 2], log: &Path) {
    let bytes = fs::metadata(log).map_or(0, |meta| meta.len());
    println!(
        "{what}: {:.2} s without receipts, {:.2} s with them; processor {:.2} s and {:.2} s, {:+.1} \
         %; log {:.1} MB",
        without.clock,
        with.clock,
        without.processor,
        with.processor,
        (with.processor / without.processor - 1.0) * 100.0,
        bytes as f64 / 1e6
    );
}
