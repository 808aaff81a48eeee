//! Rows of a flat CSV gathered into transfers. A transfer of which one row cannot be read is
//! refused whole: without that row it would be another transfer.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::io::BufRead;

use anyhow::Result;
use control::limits::{ITEMS_MAX, TRANSFER_BYTES_MAX};
use control::problem::{Place, Problem};
use control::regime::Regime;

use super::{BLOCK_BYTES, BLOCK_RECORDS, Body, Record};
use crate::bounded::{Allowance, Bounded, bounded};
use crate::files::{self, BadInput};
use crate::flat::Header;

/// Transfer ids remembered, to refuse rows that are not next to each other.
const IDS_MAX: usize = 4_000_000;

/// A CSV being read.
pub(crate) struct Flat {
    reader: csv::Reader<Bounded<Box<dyn BufRead + Send>>>,
    allowance: Allowance,
    /// The header, for reading rows.
    pub(crate) header: Header,
    cells: usize,
    pending: Option<Row>,
    failed: Option<anyhow::Error>,
    seen: HashSet<u64>,
    hasher: RandomState,
}

/// One row, with the id of its transfer as far as it can be read.
struct Row {
    line: usize,
    id: String,
    read: Result<csv::StringRecord, String>,
}

impl Flat {
    /// Reads the header.
    pub(crate) fn open(
        name: &str,
        reader: Box<dyn BufRead + Send>,
        regime: &Regime,
    ) -> Result<Self> {
        let (reader, allowance) = bounded(reader, TRANSFER_BYTES_MAX);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
        let record = reader.headers().map_err(|e| BadInput(format!("{name}: {e}")))?.clone();
        let header = Header::read(regime, &record).map_err(|problems| {
            let place = |p: Problem| Problem {
                place: Place { file: name.to_owned(), line: 1, ..p.place },
                ..p
            };
            let all: Vec<String> = problems.into_iter().map(|p| place(p).to_string()).collect();
            BadInput(all.join("\n"))
        })?;
        Ok(Self {
            reader,
            allowance,
            header,
            cells: record.len(),
            pending: None,
            failed: None,
            seen: HashSet::new(),
            hasher: RandomState::new(),
        })
    }

    /// The next transfers. What was read before a fault of the file comes before the fault.
    pub(crate) fn block(&mut self) -> Result<Vec<Record>> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let mut records = Vec::new();
        match self.gather(&mut records) {
            Err(error) if records.is_empty() => Err(error),
            Err(error) => {
                self.failed = Some(error);
                Ok(records)
            }
            Ok(()) => Ok(records),
        }
    }

    fn gather(&mut self, records: &mut Vec<Record>) -> Result<()> {
        let mut bytes = 0;
        while records.len() < BLOCK_RECORDS && bytes < BLOCK_BYTES {
            let Some(first) = self.next()? else { break };
            let (id, line) = (first.id.clone(), first.line);
            let mut rows = Vec::new();
            let mut faults = Vec::new();
            let mut row = Some(first);
            while let Some(Row { line, id: own, read }) = row {
                if own != id || id.is_empty() && !(rows.is_empty() && faults.is_empty()) {
                    self.pending = Some(Row { line, id: own, read });
                    break;
                }
                match read {
                    Ok(read) => {
                        bytes += read.as_slice().len();
                        // One more than may be, so that the limit is hit and told.
                        if rows.len() <= ITEMS_MAX {
                            rows.push(read);
                        }
                    }
                    Err(what) => faults.push((line, what)),
                }
                row = self.next()?;
            }
            let again = self.again(&id);
            if faults.is_empty() {
                records.push(Record { line, body: body(&id, rows, again) });
                continue;
            }
            for (line, what) in faults {
                let problem = Problem::new(Place::default(), what);
                let problem = if id.is_empty() {
                    problem
                } else {
                    problem.hint(format!("transfer `{id}` is refused with all its rows"))
                };
                records.push(Record { line, body: Body::Bad(problem) });
            }
        }
        Ok(())
    }

    /// Whether rows of that transfer came before, apart from these.
    fn again(&mut self, id: &str) -> bool {
        let hash = self.hasher.hash_one(id);
        let again = !id.is_empty() && self.seen.contains(&hash);
        if self.seen.len() < IDS_MAX {
            self.seen.insert(hash);
        }
        again
    }

    fn next(&mut self) -> Result<Option<Row>> {
        if let Some(pending) = self.pending.take() {
            return Ok(Some(pending));
        }
        let mut row = csv::ByteRecord::new();
        self.allowance.renew();
        match self.reader.read_byte_record(&mut row) {
            Ok(false) => {
                self.allowance.closed()?;
                return Ok(None);
            }
            Ok(true) => {}
            Err(error) => return Err(files::unreadable(error)),
        }
        let line = row.position().map_or(0, csv::Position::line);
        let line = usize::try_from(line).unwrap_or(0);
        let cell = self.header.transfer_column().and_then(|at| row.get(at)).unwrap_or_default();
        let id = String::from_utf8_lossy(cell).into_owned();
        let read = match csv::StringRecord::from_byte_record(row) {
            Err(_) => Err("not UTF-8".to_owned()),
            Ok(row) if row.len() != self.cells => {
                let (found, cells) = (row.len(), self.cells);
                Err(format!("{found} cells where the header has {cells}"))
            }
            Ok(row) => Ok(row),
        };
        Ok(Some(Row { line, id, read }))
    }
}

fn body(id: &str, rows: Vec<csv::StringRecord>, again: bool) -> Body {
    let problem = |what: String| Problem::new(Place::field("transfer_id"), what);
    if id.is_empty() {
        return Body::Bad(
            problem("no transfer id".to_owned()).hint("rows of one transfer share an id"),
        );
    }
    if again {
        let hint = "sort the file by transfer_id, so that a transfer is assessed whole";
        let what = format!("the rows of `{id}` are not next to each other");
        return Body::Bad(problem(what).hint(hint));
    }
    Body::Rows(rows)
}
