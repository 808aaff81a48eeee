//! CSV as rows with named columns, every row complete or the file refused.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use super::fault::Refusal;
use super::text::shorten;

/// A table with a header line.
pub(crate) struct Table {
    columns: BTreeMap<String, usize>,
    records: Vec<(u64, StringRecord)>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    columns: &'a BTreeMap<String, usize>,
    record: &'a StringRecord,
    /// Line on which the row starts.
    pub(crate) line: u64,
}

impl<'a> Row<'a> {
    /// The first cell, whatever its column is called.
    pub(crate) fn first_cell(&self) -> &'a str {
        self.record.get(0).unwrap_or_default().trim()
    }

    /// The cell of a column, trimmed; empty where the table has no such column. The name is
    /// compared without case, spaces and punctuation.
    pub(crate) fn get(&self, column: &str) -> &'a str {
        let index = self.columns.get(column).or_else(|| self.columns.get(&plain(column)));
        index.and_then(|index| self.record.get(*index)).unwrap_or_default().trim()
    }

    /// The first of several columns that is not empty, for names that changed over the years.
    pub(crate) fn first(&self, columns: &[&str]) -> &'a str {
        columns.iter().map(|column| self.get(column)).find(|cell| !cell.is_empty()).unwrap_or("")
    }
}

impl Table {
    /// Reads a text whose first row names the columns. `lines_before` were cut off by the caller.
    pub(crate) fn read(
        file: &str,
        text: &str,
        delimiter: u8,
        lines_before: u64,
        required: &[&str],
    ) -> Result<Self, Refusal> {
        let mut records = records(file, text, delimiter, lines_before)?.into_iter();
        let Some((_, header)) = records.next() else {
            return Err(Refusal::empty(file, "there is no header line"));
        };
        let mut columns = BTreeMap::new();
        for (index, name) in header.iter().enumerate() {
            // The first of two columns with one name counts: later ones repeat the key.
            columns.entry(plain(name)).or_insert(index);
        }
        for name in required {
            if !columns.contains_key(&plain(name)) {
                let reason = format!("the header has no column `{name}`");
                return Err(Refusal::wrong_kind(file, reason));
            }
        }
        let width = header.len();
        let records: Vec<_> = records.collect();
        check_widths(file, &records, |record| record.len() == width, &format!("{width}"))?;
        Ok(Self { columns, records })
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.records.iter().map(|(line, record)| Row {
            columns: &self.columns,
            record,
            line: *line,
        })
    }

    /// Rows that have the same value in a column, in the order in which the values come up: the
    /// rows of one entry.
    pub(crate) fn joined(&self, column: &str) -> Vec<(&str, Vec<Row<'_>>)> {
        let mut groups: Vec<(&str, Vec<Row<'_>>)> = Vec::new();
        let mut index: BTreeMap<&str, usize> = BTreeMap::new();
        for row in self.rows() {
            let value = row.get(column);
            let at = *index.entry(value).or_insert_with(|| {
                groups.push((value, Vec::new()));
                groups.len().saturating_sub(1)
            });
            if let Some((_, rows)) = groups.get_mut(at) {
                rows.push(row);
            }
        }
        groups
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }
}

/// Refuses a file whose rows do not have the promised number of columns.
pub(crate) fn check_widths(
    file: &str,
    records: &[(u64, StringRecord)],
    fits: impl Fn(&StringRecord) -> bool,
    promised: &str,
) -> Result<(), Refusal> {
    let Some(bad) = records.iter().position(|(_, record)| !fits(record)) else { return Ok(()) };
    let (line, width) = records.get(bad).map_or((0, 0), |(line, record)| (*line, record.len()));
    let reason = format!("the row has {width} columns instead of {promised}");
    if bad.checked_add(1) == Some(records.len()) {
        return Err(Refusal::truncated(file, Some(line), reason));
    }
    Err(Refusal::malformed(file, Some(line), reason))
}

/// All rows with the line each starts on. Every row must end in a line break, because a cell cut
/// in half looks like a whole one.
pub(crate) fn records(
    file: &str,
    text: &str,
    delimiter: u8,
    lines_before: u64,
) -> Result<Vec<(u64, StringRecord)>, Refusal> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    let mut last = 0;
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map(|p| p.line().saturating_add(lines_before));
            Refusal::malformed(
                file,
                line,
                format!("not a table: {}", shorten(&error.to_string(), 200)),
            )
        })?;
        let (line, byte) = record.position().map_or((0, 0), |p| (p.line(), p.byte()));
        last = usize::try_from(byte).unwrap_or(0);
        records.push((line.saturating_add(lines_before), record));
    }
    let Some((line, _)) = records.last() else {
        return Err(Refusal::empty(file, "there are no rows"));
    };
    let tail = text.get(last..).unwrap_or_default();
    if !text.ends_with(['\n', '\r']) || tail.matches('"').count() % 2 == 1 {
        return Err(Refusal::truncated(file, Some(*line), "the last row does not end"));
    }
    Ok(records)
}

/// Column names without case, spaces and punctuation.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
