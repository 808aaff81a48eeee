//! The event log as a file, an entry a line: for an auditor without the database, and for backups.
//!
//! `{"sequence":1,"digest":"…","body":{…}}`; the body stands there byte for byte as it is chained.

use std::io::{BufRead, Read as _, Write};

use casework::audit::{Report, Walk};
use casework::chain::{Entry, Fault};
use casework::id::Digest;
use casework::limits::EVENT_BYTES_MAX;
use casework::spoken;
use casework::store::PAGE_MAX;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Desk, Trouble};

/// Bytes of a line: an event and what stands around it.
const LINE_BYTES_MAX: usize = EVENT_BYTES_MAX + 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sequence: u64,
    digest: Digest,
    body: Box<RawValue>,
}

fn failed(error: std::io::Error) -> Trouble {
    Trouble::Failed(error.to_string())
}

/// Writes the whole log as it is now; its last place and digest.
pub(crate) fn write(
    desk: &Desk,
    out: &mut impl Write,
    mut each: impl FnMut(&Entry) -> Result<(), Trouble>,
) -> Result<(u64, Digest), Trouble> {
    let (last, head) = desk.store.head()?;
    let mut after = 0;
    while after < last {
        let entries = desk.store.log(after, PAGE_MAX)?;
        let Some(end) = entries.last() else { break };
        after = end.sequence;
        for entry in entries.into_iter().filter(|entry| entry.sequence <= last) {
            each(&entry)?;
            let body = RawValue::from_string(entry.body);
            let body = body.map_err(|error| Trouble::Failed(error.to_string()))?;
            let line = Line { sequence: entry.sequence, digest: entry.digest, body };
            let text = serde_json::to_string(&line);
            let text = text.map_err(|error| Trouble::Failed(error.to_string()))?;
            writeln!(out, "{text}").map_err(failed)?;
        }
    }
    Ok((last, head))
}

/// Reads a log entry by entry; what is no entry is bad input with its line.
pub(crate) fn read(
    name: &str,
    mut reader: impl BufRead,
    mut each: impl FnMut(Entry) -> Result<bool, Trouble>,
) -> Result<(), Trouble> {
    let mut line = Vec::new();
    let limit = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut at = 0_u64;
    loop {
        line.clear();
        at += 1;
        let count = reader.by_ref().take(limit).read_until(b'\n', &mut line).map_err(failed)?;
        if count == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let read: Result<Line, _> = serde_json::from_slice(&line);
        let read = read.map_err(|error| {
            let told = spoken::json(&error).what;
            let what = format!("{name}:{at}: column {}: {told}", error.column());
            Trouble::bad(what, "`portcullis audit export` writes a log, an entry a line")
        })?;
        let Line { sequence, digest, body } = read;
        if !each(Entry { sequence, body: body.get().to_owned(), digest })? {
            return Ok(());
        }
    }
}

/// Goes through a log in a file: digests and rules, without any database. `seen` gets every entry.
pub(crate) fn audit(
    name: &str,
    reader: impl BufRead,
    mut seen: impl FnMut(&Entry),
) -> Result<Report, Trouble> {
    let mut walk = Walk::default();
    read(name, reader, |entry| {
        seen(&entry);
        Ok(walk.take(&entry))
    })?;
    Ok(walk.end(None))
}

/// Faults in words.
pub(crate) fn words(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}
