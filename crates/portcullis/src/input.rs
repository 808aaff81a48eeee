//! Records out of files: one JSON object, NDJSON, or flat CSV; in blocks, so that memory stays
//! bounded whatever the length.

mod apart;
mod flat_rows;

use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;

use anyhow::{Context as _, Result};
use control::limits::TRANSFER_BYTES_MAX;
use control::problem::{Place, Problem};
use control::regime::Regime;

use crate::files::{self, BadInput};
use crate::flat::Header;
use crate::foreign;
pub(crate) use flat_rows::Flat;

/// Records and bytes of one block: enough for all cores, little for the memory.
const BLOCK_RECORDS: usize = 4_096;
const BLOCK_BYTES: usize = 8 * 1024 * 1024;

/// One transfer as found.
#[derive(Debug)]
pub(crate) struct Record {
    /// Line at which it starts.
    pub(crate) line: usize,
    /// What stands there.
    pub(crate) body: Body,
}

/// The kinds of record.
#[derive(Debug)]
pub(crate) enum Body {
    /// A JSON object on lines of its own.
    Json(String),
    /// CSV rows of one transfer.
    Rows(Vec<csv::StringRecord>),
    /// More rows of a transfer that was answered, in what cannot be read twice: its answer does not
    /// hold.
    Withdrawn(String, Problem),
    /// Something unreadable; the rest goes on.
    Bad(Problem),
}

/// A file being read.
pub(crate) enum Source {
    /// One object a line.
    Lines { reader: Box<dyn BufRead + Send>, line: usize },
    /// A whole file that is one object.
    Whole(Option<String>),
    /// Flat CSV.
    Csv(Box<Flat>),
}

impl Source {
    /// Opens a file and finds out what it is.
    pub(crate) fn open(path: &Path, regime: &Regime) -> Result<Self> {
        let name = path.display().to_string();
        let mut reader = BufReader::with_capacity(1 << 20, files::open(path)?);
        let mut first = Vec::new();
        let limit = u64::try_from(TRANSFER_BYTES_MAX).unwrap_or(u64::MAX);
        reader
            .by_ref()
            .take(limit)
            .read_until(b'\n', &mut first)
            .map_err(|error| files::unread(path, error))?;
        foreign::refused_or_empty(&name, &first)?;
        if first.starts_with(files::BYTE_ORDER_MARK.as_bytes()) {
            first.drain(..files::BYTE_ORDER_MARK.len());
        }
        let json = first.iter().find(|b| !b.is_ascii_whitespace());
        let csv = path.extension().is_some_and(|e| e == "csv");
        let complete = || {
            std::str::from_utf8(&first)
                .is_ok_and(|t| serde_json::from_str::<serde::de::IgnoredAny>(t.trim()).is_ok())
        };
        let lines = path.extension().is_some_and(|e| e == "ndjson" || e == "jsonl");
        if csv || !lines && json.is_some_and(|b| !b"{[".contains(b)) {
            let reader = Box::new(Cursor::new(first).chain(reader));
            let mut flat = Flat::open(&name, reader, regime)?;
            if std::fs::metadata(path).is_ok_and(|found| found.is_file()) {
                flat.look_ahead(path)?;
            }
            return Ok(Self::Csv(Box::new(flat)));
        }
        if lines || complete() {
            let reader = Box::new(Cursor::new(first).chain(reader));
            return Ok(Self::Lines { reader, line: 0 });
        }
        let mut bytes = first;
        reader.take(limit + 1).read_to_end(&mut bytes).context(name.clone())?;
        if bytes.len() > TRANSFER_BYTES_MAX {
            let what = format!(
                "{name}: more than {TRANSFER_BYTES_MAX} bytes in one transfer, which is the limit"
            );
            return Err(BadInput(format!(
                "{what}\n  hint: many transfers go one a line, as NDJSON"
            ))
            .into());
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| BadInput(format!("{name}: {}", foreign::NOT_UTF_8)))?;
        if text.trim().is_empty() {
            return Ok(Self::Whole(None));
        }
        Ok(Self::Whole(Some(text)))
    }

    /// The header, for CSV.
    pub(crate) fn header(&self) -> Option<&Header> {
        match self {
            Self::Csv(flat) => Some(&flat.header),
            _ => None,
        }
    }

    /// The next records; empty at the end.
    pub(crate) fn block(&mut self) -> Result<Vec<Record>> {
        match self {
            Self::Whole(text) => Ok(text
                .take()
                .into_iter()
                .map(|t| Record { line: 1, body: Body::Json(t) })
                .collect()),
            Self::Lines { reader, line } => lines(reader, line),
            Self::Csv(flat) => flat.block(),
        }
    }
}

fn lines(reader: &mut Box<dyn BufRead + Send>, line: &mut usize) -> Result<Vec<Record>> {
    let limit = u64::try_from(TRANSFER_BYTES_MAX).unwrap_or(u64::MAX);
    let (mut records, mut bytes) = (Vec::new(), 0);
    while records.len() < BLOCK_RECORDS && bytes < BLOCK_BYTES {
        let mut text = Vec::new();
        let read = reader.by_ref().take(limit).read_until(b'\n', &mut text)?;
        if read == 0 {
            break;
        }
        *line += 1;
        bytes += read;
        let whole = text.ends_with(b"\n") || u64::try_from(read).unwrap_or(0) < limit;
        let body = if !whole {
            skip_line(reader)?;
            let what = format!("more than {TRANSFER_BYTES_MAX} bytes, which is the limit");
            Body::Bad(Problem::new(Place::default(), what))
        } else {
            match String::from_utf8(text) {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => Body::Json(text),
                Err(_) => Body::Bad(Problem::new(Place::default(), foreign::NOT_UTF_8)),
            }
        };
        records.push(Record { line: *line, body });
    }
    Ok(records)
}

/// Passes over the rest of an overlong line without keeping it.
fn skip_line(reader: &mut Box<dyn BufRead + Send>) -> Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|b| *b == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}
