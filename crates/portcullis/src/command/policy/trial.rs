//! Two policies side by side on one file.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use crate::cli::party::Trial as Options;
use crate::command::lists::day;
use crate::command::screen::LIMIT_MAX;
use crate::command::screen::rows::{Row, Rows};
use crate::files;
use crate::progress::Progress;
use crate::screener::{How, Screener};
use crate::store::catalogue::Catalogue;

/// Differences that are told one by one.
const SHOWN: usize = 50;

/// A hit that only one policy reports.
#[derive(Debug, Serialize)]
pub(super) struct Difference {
    /// Of the row.
    id: String,
    name: String,
    list: String,
    entry: String,
    score: f64,
}

/// What a policy changes.
#[derive(Debug, Default, Serialize)]
pub(super) struct Trial {
    /// Rows that were screened.
    rows: usize,
    /// Hits that the file expects.
    pub(super) expected: usize,
    found_now: usize,
    found_new: usize,
    /// Rows for which the file expects no hit, and those of them with one.
    expected_none: usize,
    alarms_now: usize,
    alarms_new: usize,
    /// Hits in all.
    hits_now: usize,
    hits_new: usize,
    /// Expected hits that only the present policy reports.
    pub(super) lost: Vec<Difference>,
    /// Other hits that would disappear, the first of them.
    fewer: Vec<Difference>,
    /// Hits that would appear, the first of them.
    more: Vec<Difference>,
}

/// One row under one policy: the entries found, with their scores.
type Hits = Vec<(String, String, f64)>;

/// Runs both over the labelled file; also whether some row could not be used.
pub(super) fn run(options: &Options, now: &Screener, new: &Screener) -> Result<(Trial, bool)> {
    let mut rows = Rows::open(&options.labelled, false)?;
    let day = day(options.as_of.as_deref())?;
    let hits = |screener: &Screener, row: &Row| -> Hits {
        let threshold = screener.policy().threshold();
        // No limit that could hide a hit behind others.
        let least = screener.policy().least(threshold);
        let how = How { threshold, least, limit: LIMIT_MAX, facts_clear: true, day };
        let (Ok(who), Some(catalogue)) = (&row.read, screener.catalogue()) else {
            return Hits::new();
        };
        let found = screener.find(who, &how);
        let entries = found.hits.iter().filter_map(|hit| {
            let (meta, entry) = catalogue.entry(hit.party)?;
            Some((meta.list.clone(), entry.entry.clone(), hit.score))
        });
        entries.collect()
    };
    let entries = now.catalogue().into_iter().flat_map(Catalogue::entries);
    let known = entries.map(|(meta, entry)| (meta.list.as_str(), entry.entry.as_str())).collect();
    let (mut trial, mut unread) = (Trial::default(), false);
    let mut progress = Progress::new(options.quiet, "names");
    loop {
        let block = rows.block()?;
        if block.is_empty() {
            break;
        }
        let one = |row: Row| {
            let (now, new) = (hits(now, &row), hits(new, &row));
            (row, now, new)
        };
        let done: Vec<(Row, Hits, Hits)> = block.into_par_iter().map(one).collect();
        progress.add(done.len());
        for (row, before, after) in done {
            let mut faults: Vec<String> = row.faults().cloned().collect();
            match expected(&row.expect, &known) {
                Ok(expected) if row.read.is_ok() => trial.add(&row, expected, before, after),
                Ok(_) => {}
                Err(what) => faults.push(what),
            }
            for fault in faults {
                files::say(&format!("{}{fault}", rows.place(row.line)));
                unread = true;
            }
        }
    }
    progress.finish();
    Ok((trial, unread))
}

/// What a row says should be found: entries, none, or nothing said.
enum Expected {
    Entries(BTreeSet<(String, String)>),
    None,
    Unsaid,
}

fn expected(text: &str, known: &BTreeSet<(&str, &str)>) -> Result<Expected, String> {
    if text.is_empty() {
        return Ok(Expected::Unsaid);
    }
    if text == "none" {
        return Ok(Expected::None);
    }
    let mut entries = BTreeSet::new();
    for part in text.split(';') {
        let Some((list, entry)) = part.trim().split_once(':') else {
            let hint = "write LIST:ENTRY, such as un:KPe.001, or none";
            return Err(format!("expect: `{}` is no entry\n  hint: {hint}", part.trim()));
        };
        let (list, entry) = (list.trim(), entry.trim());
        if !known.contains(&(list, entry)) {
            let hint = "`portcullis lists status` shows which lists are in force";
            return Err(format!("expect: {list} has no entry {entry}\n  hint: {hint}"));
        }
        entries.insert((list.to_owned(), entry.to_owned()));
    }
    Ok(Expected::Entries(entries))
}

impl Trial {
    fn add(&mut self, row: &Row, expected: Expected, now: Hits, new: Hits) {
        self.rows += 1;
        self.hits_now += now.len();
        self.hits_new += new.len();
        let has = |hits: &Hits, list: &str, entry: &str| {
            hits.iter().any(|(l, e, _)| l == list && e == entry)
        };
        let mut wanted = BTreeSet::new();
        match expected {
            Expected::Unsaid => {}
            Expected::None => {
                self.expected_none += 1;
                self.alarms_now += usize::from(!now.is_empty());
                self.alarms_new += usize::from(!new.is_empty());
            }
            Expected::Entries(entries) => {
                let count =
                    |hits: &Hits| entries.iter().filter(|(list, e)| has(hits, list, e)).count();
                self.expected += entries.len();
                self.found_now += count(&now);
                self.found_new += count(&new);
                wanted = entries;
            }
        }
        let only = |of: &Hits, other: &Hits| -> Vec<Difference> {
            let only = of.iter().filter(|(list, entry, _)| !has(other, list, entry));
            let told = only.map(|(list, entry, score)| Difference {
                id: row.id.clone(),
                name: row.name.clone(),
                list: list.clone(),
                entry: entry.clone(),
                score: *score,
            });
            told.collect()
        };
        for gone in only(&now, &new) {
            if wanted.contains(&(gone.list.clone(), gone.entry.clone())) {
                self.lost.push(gone);
            } else if self.fewer.len() < SHOWN {
                self.fewer.push(gone);
            }
        }
        let room = SHOWN.saturating_sub(self.more.len());
        self.more.extend(only(&new, &now).into_iter().take(room));
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "{} names           in force      new", self.rows);
        let mut line = |what: &str, of: usize, now: usize, new: usize| {
            let what = if of == 0 { what.to_owned() } else { format!("{what} (of {of})") };
            let _ = writeln!(text, "{what:<28} {now:>8} {new:>8}");
        };
        line("expected hits found", self.expected, self.found_now, self.found_new);
        line("alarms where none expected", self.expected_none, self.alarms_now, self.alarms_new);
        line("hits in all", 0, self.hits_now, self.hits_new);
        for (what, list) in [
            ("Expected hits that it LOSES", &self.lost),
            ("Other hits that disappear", &self.fewer),
            ("Hits that appear", &self.more),
        ] {
            if list.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{what}");
            for d in list.iter().take(SHOWN) {
                let (list, entry, score) = (&d.list, &d.entry, d.score);
                let _ = writeln!(text, "  {score:.3}  {list} {entry}  {} ({})", d.name, d.id);
            }
            if list.len() >= SHOWN {
                text.push_str("  …\n");
            }
        }
        text
    }
}
