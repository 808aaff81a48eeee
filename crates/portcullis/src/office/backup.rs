//! A whole office as a folder, the same from SQLite and from PostgreSQL: the log, the documents, and
//! last a file that says what must be there. Restoring goes through the same doors as the first time
//! and compares what came out.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;

use casework::audit::audit;
use casework::chain::{Entry, read as understood};
use casework::event::Event;
use casework::id::Digest;
use casework::recorded::Recorded;
use casework::spoken;
use casework::store::Draft;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::documents::Documents;
use super::{Desk, Trouble, log_file};
use crate::files;

const VERSION: u32 = 1;
const LOG: &str = "log.ndjson";
const SUMMARY: &str = "backup.json";
const DOCUMENTS: &str = "documents";
/// Bytes of the summary: a digest for each document.
const SUMMARY_BYTES_MAX: usize = 1 << 28;
/// Entries restored in one transaction.
const BATCH: usize = 500;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Summary {
    backup: u32,
    /// When it was made.
    pub(crate) at: Timestamp,
    /// Place of the last entry.
    pub(crate) sequence: u64,
    /// Its digest.
    pub(crate) digest: Digest,
    /// Every document that the log names.
    pub(crate) documents: BTreeSet<Digest>,
}

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Trouble + '_ {
    move |error| Trouble::Failed(format!("{}: {error}", path.display()))
}

fn filed(entry: &Entry) -> Result<Option<Digest>, Trouble> {
    let recorded = understood(&entry.body).map_err(|why| {
        Trouble::Failed(format!("the log is damaged at entry {}: {why}", entry.sequence))
    })?;
    Ok(match recorded.event {
        Event::DocumentFiled { digest, .. } => Some(digest),
        _ => None,
    })
}

/// Writes an office into a folder that is not there yet.
pub(crate) fn make(
    desk: &Desk,
    documents: &Documents,
    into: &Path,
    at: Timestamp,
) -> Result<Summary, Trouble> {
    std::fs::create_dir(into).map_err(|error| {
        let hint = "a backup is written into a new folder";
        Trouble::bad(format!("{}: {error}", into.display()), hint)
    })?;
    let path = into.join(LOG);
    let file = File::create(&path).map_err(failed(&path))?;
    let mut out = BufWriter::new(file);
    let mut cited = BTreeSet::new();
    let (sequence, digest) = log_file::write(desk, &mut out, |entry| {
        cited.extend(filed(entry)?);
        Ok(())
    })?;
    out.flush().map_err(failed(&path))?;
    out.get_ref().sync_all().map_err(failed(&path))?;
    for document in &cited {
        let bytes = documents.read(document)?;
        let path = into.join(DOCUMENTS).join(document.as_str());
        files::replace(&path, &bytes).map_err(|error| Trouble::Failed(format!("{error:#}")))?;
    }
    let summary = Summary { backup: VERSION, at, sequence, digest, documents: cited };
    let text = serde_json::to_string(&summary).map_err(|e| Trouble::Failed(e.to_string()))? + "\n";
    let written = files::replace(&into.join(SUMMARY), text.as_bytes());
    written.map_err(|error| Trouble::Failed(format!("{error:#}")))?;
    Ok(summary)
}

/// Everything of a backup is there and sound, before anything of it is used.
fn check(from: &Path) -> Result<Summary, Trouble> {
    let path = from.join(SUMMARY);
    let wrong = |what: String| {
        let hint = "without it the backup was not finished";
        Trouble::bad(format!("{}: {what}", path.display()), hint)
    };
    let text = files::read_text(&path, SUMMARY_BYTES_MAX).map_err(|e| wrong(format!("{e:#}")))?;
    let summary: Summary = serde_json::from_str(&text).map_err(|e| wrong(spoken::json(&e).what))?;
    if summary.backup != VERSION {
        return Err(wrong(format!("format {}; {VERSION} is read", summary.backup)));
    }
    let mut cited = BTreeSet::new();
    let mut last = None;
    let mut missing = None;
    let report = log_file::audit(&from.join(LOG).display().to_string(), log(from)?, |entry| {
        last = Some(entry.sequence);
        match filed(entry) {
            Ok(digest) => cited.extend(digest),
            Err(trouble) => missing = Some(trouble),
        }
    })?;
    let same = last.unwrap_or(0) == summary.sequence && report.head == summary.digest;
    if !report.faults.is_empty() || !same || cited != summary.documents || missing.is_some() {
        let mut told = log_file::words(&report.faults);
        if !same {
            told.push("the log does not end as the backup says".to_owned());
        }
        if cited != summary.documents {
            told.push("the documents are not those of the log".to_owned());
        }
        told.truncate(20);
        let what = format!("{}: damaged: {}", from.display(), told.join("; "));
        return Err(Trouble::bad(what, "nothing was restored: use another backup"));
    }
    let documents = Documents::of("", Some(&from.join(DOCUMENTS)))?;
    for document in &summary.documents {
        documents.verify(document)?;
    }
    Ok(summary)
}

fn log(from: &Path) -> Result<BufReader<File>, Trouble> {
    let path = from.join(LOG);
    let file = File::open(&path);
    let file = file.map_err(|e| Trouble::bad(format!("{}: {e}", path.display()), "a backup"))?;
    Ok(BufReader::with_capacity(1 << 20, file))
}

/// Restores a backup into an empty database, or goes on where an interrupted restoring stopped; then
/// audits what came out.
pub(crate) fn restore(desk: &Desk, documents: &Documents, from: &Path) -> Result<Summary, Trouble> {
    let summary = check(from)?;
    let (there, head) = desk.store.head()?;
    let own = Documents::of("", Some(&from.join(DOCUMENTS)))?;
    for document in &summary.documents {
        documents.put_back(document, &own.read(document)?)?;
    }
    let mut batch = Vec::with_capacity(BATCH);
    let name = from.join(LOG).display().to_string();
    log_file::read(&name, log(from)?, |entry| {
        if entry.sequence <= there {
            if entry.sequence == there && entry.digest != head {
                let hint = "restore into an empty database";
                return Err(Trouble::bad("the database holds another office", hint));
            }
            return Ok(true);
        }
        batch.push(draft(&entry)?);
        if batch.len() == BATCH {
            desk.store.append_all(std::mem::take(&mut batch))?;
        }
        Ok(true)
    })?;
    if there > summary.sequence {
        let hint = "restore into an empty database";
        return Err(Trouble::bad("the database holds more than the backup", hint));
    }
    if !batch.is_empty() {
        desk.store.append_all(batch)?;
    }
    let report = audit(&desk.store)?;
    let (sequence, digest) = desk.store.head()?;
    if !report.faults.is_empty() || (sequence, &digest) != (summary.sequence, &summary.digest) {
        let told = log_file::words(&report.faults).join("; ");
        return Err(Trouble::Failed(format!("what was restored is not the backup: {told}")));
    }
    Ok(summary)
}

fn draft(entry: &Entry) -> Result<Draft, Trouble> {
    let recorded = understood(&entry.body).map_err(Trouble::Failed)?;
    let Recorded { stream, version, at, by, role, event } = recorded;
    Ok(Draft { stream, expected: version.saturating_sub(1), at, by, role, event })
}
