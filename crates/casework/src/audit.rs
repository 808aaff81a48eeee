//! The whole log gone through again: its chain, its rules, its views. For an auditor who trusts
//! neither the database nor whoever runs it.

use std::collections::{BTreeMap, BTreeSet};

use crate::chain::{Entry, Fault, Follower, read};
use crate::docket::Docket;
use crate::id::{CaseId, Digest};
use crate::recorded::Stream;
use crate::row::{CaseRow, LicenceRow, case_row, licence_row};
use crate::store::{CaseFilter, PAGE_MAX, Store, StoreError};

/// Faults that are told one by one; beyond them somebody rewrote the log.
const FAULTS_MAX: usize = 1_000;

/// What an audit found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Entries gone through.
    pub entries: u64,
    /// Digest of the last one: to be compared with one kept elsewhere.
    pub head: Digest,
    /// What is wrong; empty = nothing.
    pub faults: Vec<Fault>,
    /// What the log makes of itself, as far as the rules allow it.
    pub docket: Docket,
    opened: BTreeMap<CaseId, u64>,
}

impl Report {
    /// Rows of cases as the log makes them.
    #[must_use]
    pub fn case_rows(&self) -> Vec<CaseRow> {
        let row = |case: &std::sync::Arc<crate::case::Case>| {
            case_row(case, self.opened.get(&case.id).copied().unwrap_or(0))
        };
        self.docket.cases.values().map(row).collect()
    }

    /// Rows of licences as the log makes them.
    #[must_use]
    pub fn licence_rows(&self) -> Vec<LicenceRow> {
        self.docket.cases.values().filter_map(|case| licence_row(case)).collect()
    }
}

/// Goes through a log entry by entry, wherever it comes from: a database, or a file at an auditor's.
#[derive(Debug)]
pub struct Walk {
    follower: Follower,
    report: Report,
}

impl Default for Walk {
    fn default() -> Self {
        let follower = Follower::default();
        let report = Report {
            entries: 0,
            head: follower.head().1.clone(),
            faults: Vec::new(),
            docket: Docket::default(),
            opened: BTreeMap::new(),
        };
        Self { follower, report }
    }
}

impl Walk {
    /// Takes the next entry; whether it is worth going on: among very many faults it is not.
    pub fn take(&mut self, entry: &Entry) -> bool {
        let report = &mut self.report;
        report.entries += 1;
        report.faults.extend(self.follower.take(entry));
        match read(&entry.body) {
            Err(why) => {
                let sequence = entry.sequence;
                report.faults.push(Fault::Unreadable { sequence, why });
            }
            Ok(recorded) => {
                if let Stream::Case(id) = &recorded.stream {
                    report.opened.entry(id.clone()).or_insert(entry.sequence);
                }
                if let Err(refusal) = report.docket.apply(&recorded) {
                    let (sequence, why) = (entry.sequence, refusal.to_string());
                    report.faults.push(Fault::Refused { sequence, why });
                }
            }
        }
        report.faults.len() <= FAULTS_MAX
    }

    /// What was found. `head` is what the last entry should be, where somebody says so.
    #[must_use]
    pub fn end(self, head: Option<(u64, Digest)>) -> Report {
        let Self { follower, mut report } = self;
        let (found, digest) = follower.head();
        report.head = digest.clone();
        if let Some((expected, head)) = head
            && (found != expected || *digest != head)
        {
            report.faults.push(Fault::Head { expected, found });
        }
        report
    }
}

/// Goes through everything: digests, rules with the office and the register of each day, views.
///
/// # Errors
/// The database failed. What is wrong with the log is no error but the report.
pub fn audit(store: &Store) -> Result<Report, StoreError> {
    let (expected, head) = store.head()?;
    let mut walk = Walk::default();
    let mut unreadable = None;
    let mut after = 0;
    'log: loop {
        // A digest that is no digest cannot be read as an entry: named, and the log ends there.
        let entries = match store.log(after, PAGE_MAX) {
            Ok(entries) => entries,
            Err(StoreError::Log(fault)) => {
                unreadable = Some(fault);
                break;
            }
            Err(other) => return Err(other),
        };
        let entries: Vec<_> = entries.into_iter().filter(|e| e.sequence <= expected).collect();
        let Some(last) = entries.last() else { break };
        after = last.sequence;
        for entry in &entries {
            if !walk.take(entry) {
                break 'log;
            }
        }
    }
    let mut report = walk.end(Some((expected, head)));
    report.faults.extend(unreadable);
    if report.faults.len() <= FAULTS_MAX {
        views(store, &mut report)?;
    }
    Ok(report)
}

/// Compares the stored views with those of the log.
fn views(store: &Store, report: &mut Report) -> Result<(), StoreError> {
    let mut stored = BTreeMap::new();
    let mut filter = CaseFilter::default();
    loop {
        let rows = store.cases(&filter, PAGE_MAX)?;
        let Some(last) = rows.last() else { break };
        filter.after = last.opened;
        stored.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
    }
    // The office goes on working: what it recorded since is not part of this audit.
    let (end, _) = store.head()?;
    let mut since = BTreeSet::new();
    let mut after = report.entries;
    while after < end {
        let entries = store.log(after, PAGE_MAX)?;
        let Some(last) = entries.last() else { break };
        after = last.sequence;
        for recorded in entries.iter().filter_map(|entry| read(&entry.body).ok()) {
            since.insert(recorded.stream);
        }
    }
    let moved = |id: &CaseId| since.contains(&Stream::Case(id.clone()));
    for row in report.case_rows() {
        if stored.remove(&row.id).as_ref() != Some(&row) && !moved(&row.id) {
            report.faults.push(Fault::View { name: format!("case {}", row.id) });
        }
    }
    let beside = stored.into_keys().filter(|id| !moved(id));
    let beside = beside.map(|id| Fault::View { name: format!("case {id}") });
    report.faults.extend(beside);
    for row in report.licence_rows() {
        if store.licence(&row.licence)?.as_ref() != Some(&row) && !moved(&row.case) {
            report.faults.push(Fault::View { name: format!("licence {}", row.licence) });
        }
    }
    Ok(())
}

/// Makes the views again from the log; refuses while the log has another fault.
///
/// # Errors
/// The database failed, something was recorded in the meantime, or the log is damaged.
pub fn rebuild(store: &Store) -> Result<(), StoreError> {
    let report = audit(store)?;
    let damaged = report.faults.iter().find(|fault| !matches!(fault, Fault::View { .. }));
    if let Some(fault) = damaged {
        return Err(StoreError::Log(fault.clone()));
    }
    store.replace_views(report.entries, &report.case_rows(), &report.licence_rows())
}
