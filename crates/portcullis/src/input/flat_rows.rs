//! Rows of a flat CSV gathered into transfers. A transfer of which one row cannot be read is
//! refused whole: without that row it would be another transfer.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::io::BufRead;
use std::path::Path;

use anyhow::Result;
use control::limits::{IDS_MAX, ITEMS_MAX, TRANSFER_BYTES_MAX};
use control::problem::{Place, Problem};
use control::regime::Regime;

use super::apart::{Apart, id};
use super::{BLOCK_BYTES, BLOCK_RECORDS, Body, Record};
use crate::bounded::{Allowance, Bounded, bounded};
use crate::files::{self, BadInput};
use crate::flat::Header;
use crate::foreign;

/// A CSV being read.
pub(crate) struct Flat {
    reader: csv::Reader<Bounded<Box<dyn BufRead + Send>>>,
    allowance: Allowance,
    /// The header, for reading rows.
    pub(crate) header: Header,
    cells: usize,
    delimiter: u8,
    pending: Option<Row>,
    failed: Option<anyhow::Error>,
    /// What stands apart, where the file was passed over before.
    apart: Option<Apart>,
    /// Ids so far, where it could not be.
    seen: Option<HashSet<u64>>,
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
        mut reader: Box<dyn BufRead + Send>,
        regime: &Regime,
    ) -> Result<Self> {
        let delimiter = foreign::delimiter(reader.fill_buf()?);
        let (reader, allowance) = bounded(reader, TRANSFER_BYTES_MAX);
        let mut builder = csv::ReaderBuilder::new();
        let mut reader = builder.flexible(true).delimiter(delimiter).from_reader(reader);
        let record = reader.headers();
        let record =
            record.map_err(|e| BadInput(format!("{name}:1: {}", files::csv_words(&e))))?.clone();
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
            delimiter,
            pending: None,
            failed: None,
            apart: None,
            seen: Some(HashSet::new()),
            hasher: RandomState::new(),
        })
    }

    /// Passes over the file that is being read, so that rows which stand apart are found before
    /// their transfer is answered.
    pub(super) fn look_ahead(&mut self, path: &Path) -> Result<()> {
        let column = self.header.transfer_column().unwrap_or(0);
        self.apart = Apart::find(path, self.delimiter, column)?;
        self.seen = None;
        Ok(())
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
            let mut group = Group::new(first);
            while let Some(row) = self.next()? {
                if row.id != group.id || group.id.is_empty() {
                    self.pending = Some(row);
                    break;
                }
                group.add(row);
            }
            for group in self.whole(group)? {
                bytes += group.bytes;
                group.finish(records);
            }
        }
        Ok(())
    }

    /// The group with the rows that stand apart from it; nothing if it was among such rows itself.
    fn whole(&mut self, mut group: Group) -> Result<Vec<Group>> {
        if group.id.is_empty() {
            return Ok(vec![group]);
        }
        if let Some(seen) = &mut self.seen {
            if seen.len() == IDS_MAX {
                let hint = "give it as a file, or split it";
                let what = format!("more than {IDS_MAX} transfers in one CSV, which is the limit");
                return Err(BadInput(format!("{what}\n  hint: {hint}")).into());
            }
            group.again = !seen.insert(self.hasher.hash_one(&group.id));
            return Ok(vec![group]);
        }
        let Some(apart) = &mut self.apart else { return Ok(vec![group]) };
        if apart.is_later(&group.id, group.line) {
            return Ok(Vec::new());
        }
        let (header, cells) = (&self.header, self.cells);
        let id = group.id.clone();
        let mut groups = vec![group];
        apart.rows(&id, |row, line| {
            let row = Row::of(header, cells, row, line);
            match groups.iter_mut().find(|group| group.id == row.id) {
                Some(group) => group.add(row),
                None => groups.push(Group::new(row)),
            }
            Ok(())
        })?;
        Ok(groups)
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
        Ok(Some(Row::of(&self.header, self.cells, row, line)))
    }
}

impl Row {
    fn of(header: &Header, cells: usize, row: csv::ByteRecord, line: usize) -> Self {
        let id = header.transfer_column().map_or_else(String::new, |at| id(&row, at));
        let read = match csv::StringRecord::from_byte_record(row) {
            Err(_) => Err(foreign::NOT_UTF_8.to_owned()),
            Ok(row) if row.len() != cells => {
                let found = row.len();
                Err(format!("{found} cells where the header has {cells}"))
            }
            Ok(row) => Ok(row),
        };
        Self { line, id, read }
    }
}

/// Rows of one transfer.
struct Group {
    id: String,
    /// Of the first.
    line: usize,
    rows: Vec<csv::StringRecord>,
    bytes: usize,
    /// Rows that could not be read.
    faults: Vec<(usize, String)>,
    /// Others came before, and were answered.
    again: bool,
}

impl Group {
    fn new(first: Row) -> Self {
        let (id, line) = (first.id.clone(), first.line);
        let mut group =
            Self { id, line, rows: Vec::new(), bytes: 0, faults: Vec::new(), again: false };
        group.add(first);
        group
    }

    fn add(&mut self, row: Row) {
        match row.read {
            Ok(read) => {
                self.bytes += read.as_slice().len();
                // One more than may be, so that the limit is hit and told.
                if self.rows.len() <= ITEMS_MAX && self.bytes <= TRANSFER_BYTES_MAX {
                    self.rows.push(read);
                }
            }
            Err(what) => self.faults.push((row.line, what)),
        }
    }

    fn finish(self, records: &mut Vec<Record>) {
        let Self { id, line, rows, bytes, faults, again } = self;
        for (line, what) in &faults {
            let mut problem = Problem::new(Place::default(), what.clone());
            if !id.is_empty() {
                problem = problem.hint(format!("transfer `{id}` is refused with all its rows"));
            }
            records.push(Record { line: *line, body: Body::Bad(problem) });
        }
        let problem = |what: String| Problem::new(Place::field("transfer_id"), what);
        let body = if again {
            let hint =
                "sort it by transfer_id, or give it as a file: a file is looked through first";
            let what = format!(
                "the rows of `{id}` do not stand together; an answer given before does not hold"
            );
            Body::Withdrawn(id, problem(what).hint(hint))
        } else if !faults.is_empty() {
            return;
        } else if id.is_empty() {
            let hint = "rows of one transfer share an id";
            Body::Bad(problem("no transfer id".to_owned()).hint(hint))
        } else if bytes > TRANSFER_BYTES_MAX {
            let what = format!("more than {TRANSFER_BYTES_MAX} bytes in the rows of `{id}`");
            Body::Bad(problem(format!("{what}, which is the limit")))
        } else {
            Body::Rows(rows)
        };
        records.push(Record { line, body });
    }
}
