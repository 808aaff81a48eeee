//! Names out of CSV or NDJSON, in blocks.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use control::problem::did_you_mean;
use screening::lists::country_code;

use crate::bounded::{Allowance, Bounded, bounded};
use crate::files::{self, BadInput, Seal};
use crate::foreign;
use crate::who::{Who, birth_date, party_kind};
use crate::wire::node::Node;

const BLOCK_ROWS: usize = 4_096;
/// Bytes of one row: a party with a thousand identifiers stays below it.
pub(crate) const ROW_BYTES_MAX: usize = 1 << 20;
const COLUMNS: &[&str] =
    &["id", "name", "country", "kind", "birth_date", "gender", "identifier", "expect"];
/// Known only in labelled files: what a search should find.
const LABEL: &str = "expect";

/// One row as found.
pub(crate) struct Row {
    /// Line of the file; 0 for arguments.
    pub(crate) line: usize,
    /// As written.
    pub(crate) id: String,
    /// As written; empty where it could not be read.
    pub(crate) name: String,
    /// Whom to look for, or why the row cannot be screened.
    pub(crate) read: Result<Who, String>,
    /// Fields that were not understood; the name is screened without them.
    pub(crate) left_out: Vec<String>,
    /// Column `expect` of a labelled file.
    pub(crate) expect: String,
    /// The row as one JSON object, where it is to be kept: read again it is the same row.
    pub(crate) query: Option<String>,
}

/// Cells of a row in their order.
type Cells<'a> = [(&'static str, Cow<'a, str>)];

impl Row {
    /// A row that cannot be screened.
    pub(crate) fn refused(line: usize, id: String, why: String) -> Self {
        let (name, left_out, expect) = (String::new(), Vec::new(), String::new());
        Self { line, id, name, read: Err(why), left_out, expect, query: None }
    }

    /// A row of cells; `keep` keeps the question as well.
    pub(crate) fn of(line: usize, cells: &Cells<'_>, keep: bool) -> Self {
        let mut row = row(line, cells.iter().map(|(column, cell)| (*column, cell.as_ref())));
        row.query = keep.then(|| query(cells, &[]));
        row
    }

    /// Everything that was wrong with it.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &String> {
        self.read.as_ref().err().into_iter().chain(&self.left_out)
    }
}

enum Form {
    Given(Vec<Row>),
    Csv {
        reader: Box<csv::Reader<Bounded<Box<dyn BufRead + Send>>>>,
        allowance: Allowance,
        columns: Vec<Option<&'static str>>,
    },
    Lines {
        reader: Box<dyn BufRead + Send>,
        line: usize,
    },
}

/// A file of names being read.
pub(crate) struct Rows {
    name: String,
    form: Form,
    keep: bool,
    seal: Seal,
    failed: Option<anyhow::Error>,
}

impl Rows {
    /// Names given as arguments.
    pub(crate) fn given(rows: Vec<Row>) -> Self {
        let (name, form) = (String::new(), Form::Given(rows));
        Self { name, form, keep: false, seal: Seal::default(), failed: None }
    }

    /// Opens a file; a first character of `{` means one object a line. `keep` keeps each question
    /// for its receipt.
    pub(crate) fn open(path: &Path, keep: bool) -> Result<Self> {
        let name = if path == Path::new("-") {
            "standard input".to_owned()
        } else {
            path.display().to_string()
        };
        let (reader, seal) = files::sealed(path)?;
        Self::read(name, Box::new(reader), seal, keep)
    }

    /// Rows of what is open already.
    pub(crate) fn read(
        name: String,
        reader: Box<dyn io::Read + Send>,
        seal: Seal,
        keep: bool,
    ) -> Result<Self> {
        let mut reader = BufReader::with_capacity(1 << 20, reader);
        let mut first = Vec::new();
        let limit = u64::try_from(ROW_BYTES_MAX).unwrap_or(u64::MAX);
        reader.by_ref().take(limit).read_until(b'\n', &mut first).context(name.clone())?;
        foreign::refused_or_empty(&name, &first)?;
        if first.starts_with(files::BYTE_ORDER_MARK.as_bytes()) {
            first.drain(..files::BYTE_ORDER_MARK.len());
        }
        let json = first.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
        let delimiter = foreign::delimiter(&first);
        let reader: Box<dyn BufRead + Send> = Box::new(Cursor::new(first).chain(reader));
        if json {
            let form = Form::Lines { reader, line: 0 };
            return Ok(Self { name, form, keep, seal, failed: None });
        }
        let (reader, allowance) = bounded(reader, ROW_BYTES_MAX);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(reader);
        let header = reader.headers().cloned();
        let header = header.map_err(|e| BadInput(format!("{name}:1: {}", files::csv_words(&e))))?;
        let columns = columns(&header).map_err(|what| BadInput(format!("{name}:1: {what}")))?;
        let form = Form::Csv { reader: Box::new(reader), allowance, columns };
        Ok(Self { name, form, keep, seal, failed: None })
    }

    /// Digest and length of the file, once all of it was read.
    pub(crate) fn seal(&self) -> &Seal {
        &self.seal
    }

    /// `FILE:LINE: `, or nothing for arguments.
    pub(crate) fn place(&self, line: usize) -> String {
        if line == 0 { String::new() } else { format!("{}:{line}: ", self.name) }
    }

    /// The next rows; none at the end. What was read before a fault of the file comes before the
    /// fault.
    pub(crate) fn block(&mut self) -> Result<Vec<Row>> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let mut rows = Vec::new();
        match self.form.gather(&mut rows, self.keep).with_context(|| self.name.clone()) {
            Err(error) if rows.is_empty() => Err(error),
            Err(error) => {
                self.failed = Some(error);
                Ok(rows)
            }
            Ok(()) => Ok(rows),
        }
    }
}

impl Form {
    fn gather(&mut self, rows: &mut Vec<Row>, keep: bool) -> Result<()> {
        match self {
            Self::Given(given) => rows.append(given),
            Self::Csv { reader, allowance, columns } => {
                while rows.len() < BLOCK_ROWS {
                    let mut record = csv::StringRecord::new();
                    allowance.renew();
                    match reader.read_record(&mut record) {
                        Ok(false) => {
                            allowance.closed()?;
                            break;
                        }
                        Ok(true) => rows.push(csv_row(columns, &record, keep)),
                        Err(error) if error.is_io_error() => return Err(files::unreadable(error)),
                        Err(error) => {
                            let line = error.position().map_or(0, csv::Position::line);
                            let line = usize::try_from(line).unwrap_or(0);
                            rows.push(Row::refused(line, String::new(), files::csv_words(&error)));
                        }
                    }
                }
            }
            Self::Lines { reader, line } => {
                while rows.len() < BLOCK_ROWS {
                    let mut bytes = Vec::new();
                    let limit = u64::try_from(ROW_BYTES_MAX).unwrap_or(u64::MAX);
                    if reader.by_ref().take(limit).read_until(b'\n', &mut bytes)? == 0 {
                        break;
                    }
                    *line += 1;
                    if bytes.len() == ROW_BYTES_MAX && !bytes.ends_with(b"\n") {
                        reader.skip_until(b'\n')?;
                        let why = format!("more than {ROW_BYTES_MAX} bytes, which is the limit");
                        rows.push(Row::refused(*line, String::new(), why));
                    } else if !bytes.trim_ascii().is_empty() {
                        rows.push(json_row(*line, &bytes, keep));
                    }
                }
            }
        }
        Ok(())
    }
}

fn columns(header: &csv::StringRecord) -> Result<Vec<Option<&'static str>>, String> {
    let mut columns = Vec::new();
    for cell in header {
        let cell = cell.trim();
        let known = COLUMNS.iter().find(|known| **known == cell).copied();
        if known.is_none() && !cell.starts_with("x_") {
            let near = did_you_mean(cell, COLUMNS.iter().copied());
            let near = near.map_or(String::new(), |near| format!("{near} "));
            let hint = format!("{near}known are {}; own columns begin with x_", COLUMNS.join(", "));
            return Err(format!("column `{cell}` is not known\n  hint: {hint}"));
        }
        if known.is_some() && columns.contains(&known) {
            return Err(format!("column `{cell}` is there twice"));
        }
        columns.push(known);
    }
    for needed in ["id", "name"] {
        if !columns.contains(&Some(needed)) {
            let hint = "the first line names the columns, at least id and name";
            return Err(format!("no column `{needed}`\n  hint: {hint}"));
        }
    }
    Ok(columns)
}

fn csv_row(columns: &[Option<&'static str>], record: &csv::StringRecord, keep: bool) -> Row {
    let line = record.position().map_or(0, csv::Position::line);
    let cells = columns.iter().zip(record);
    let cells = cells.filter_map(|(column, cell)| Some(((*column)?, Cow::Borrowed(cell))));
    Row::of(usize::try_from(line).unwrap_or(0), &cells.collect::<Vec<_>>(), keep)
}

/// The question as one JSON object.
fn query(cells: &Cells<'_>, typed: &[(String, String)]) -> String {
    let mut text = Vec::with_capacity(160);
    text.push(b'{');
    for (column, cell) in cells.iter().filter(|(_, cell)| !cell.is_empty()) {
        put(&mut text, column, cell);
    }
    if !typed.is_empty() {
        comma(&mut text);
        text.extend_from_slice(b"\"identifiers\":{");
        typed.iter().for_each(|(kind, value)| put(&mut text, kind, value));
        text.push(b'}');
    }
    text.push(b'}');
    String::from_utf8(text).unwrap_or_default()
}

fn comma(text: &mut Vec<u8>) {
    if text.last() != Some(&b'{') {
        text.push(b',');
    }
}

fn put(text: &mut Vec<u8>, key: &str, value: &str) {
    comma(text);
    // Texts into memory: that cannot fail.
    let _ = serde_json::to_writer(&mut *text, key);
    text.push(b':');
    let _ = serde_json::to_writer(text, value);
}

/// One object of the NDJSON form.
pub(crate) fn json_row(line: usize, bytes: &[u8], keep: bool) -> Row {
    let refused = |why: String| Row::refused(line, String::new(), why);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return refused(foreign::NOT_UTF_8.to_owned());
    };
    // The reader of transfers refuses doubled keys: the second name must not replace the first.
    let map = match Node::parse(text) {
        Ok(Node::Map(map)) => map,
        Ok(other) => return refused(format!("{} where an object should be", other.kind())),
        Err(error) => return refused(casework::spoken::line(&error)),
    };
    let mut cells: Vec<(&'static str, Cow<'_, str>)> = Vec::new();
    let mut typed: Vec<(String, String)> = Vec::new();
    for (field, value) in map {
        if field.starts_with("x_") || value == Node::Null {
            continue;
        }
        let text = |value: Node<'_>| match value {
            Node::Text(text) => Some(text.into_owned()),
            Node::Number(number) => Some(number),
            _ => None,
        };
        match (COLUMNS.iter().find(|known| **known == field), value) {
            (None, Node::Map(ids)) if field == "identifiers" => {
                for (kind, value) in ids {
                    let Some(value) = text(value) else {
                        return refused(format!("identifiers.{kind}: not a text"));
                    };
                    typed.push((kind.into_owned(), value));
                }
            }
            (None, _) => {
                let near = did_you_mean(&field, COLUMNS.iter().copied());
                let near = near.map_or(String::new(), |near| format!("{near} "));
                let known = COLUMNS.join(", ");
                let hint = format!("{near}known are {known}, identifiers; own ones begin with x_");
                return refused(format!("field `{field}` is not known\n  hint: {hint}"));
            }
            (Some(known), value) => match text(value) {
                Some(text) => cells.push((known, text.into())),
                None => return refused(format!("{field}: not a text")),
            },
        }
    }
    let mut row = Row::of(line, &cells, false);
    if let Ok(who) = &mut row.read {
        typed.iter().for_each(|(kind, value)| who.identify(kind, value));
    }
    row.query = keep.then(|| query(&cells, &typed));
    row
}

fn row<'a>(line: usize, cells: impl Iterator<Item = (&'static str, &'a str)>) -> Row {
    let (mut id, mut who, mut left_out) = (String::new(), Who::default(), Vec::new());
    let (mut identifiers, mut expect) = ("", String::new());
    for (column, cell) in cells {
        let mut put =
            |what: String| left_out.push(format!("{column}: {what}; screened without it"));
        match column {
            "id" => cell.clone_into(&mut id),
            "name" => cell.clone_into(&mut who.name),
            "identifier" => identifiers = cell,
            LABEL => cell.trim().clone_into(&mut expect),
            _ if cell.trim().is_empty() => {}
            "country" => match country(cell) {
                Ok(code) => who.country = Some(code),
                Err(what) => put(what),
            },
            "kind" => match party_kind(cell.trim()) {
                Ok(kind) => who.kind = kind,
                Err(what) => put(what),
            },
            "birth_date" => match birth_date(cell) {
                Ok(birth) => who.birth = Some(birth),
                Err(what) => put(what),
            },
            _ => match cell.trim().to_ascii_lowercase().as_str() {
                gender @ ("male" | "female") => who.gender = Some(gender.to_owned()),
                other => put(format!("`{other}` is neither male nor female")),
            },
        }
    }
    // The country of a party serves to read its identifiers, so they come last.
    for identifier in identifiers.split(';').filter(|part| !part.trim().is_empty()) {
        identify(&mut who, identifier);
    }
    let name = who.name.clone();
    if name.trim().is_empty() && who.identifiers.is_empty() {
        return Row::refused(line, id, "no name and no identifier to look for".to_owned());
    }
    Row { line, id, name, read: Ok(who), left_out, expect, query: None }
}

/// `kind:value`, or a value of any kind.
pub(crate) fn identify(who: &mut Who, text: &str) {
    match text.split_once(':') {
        Some((kind, value)) => who.identify(kind.trim(), value.trim()),
        None => who.identify_any(text.trim()),
    }
}

/// A country code in either case.
pub(crate) fn country(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(code);
    }
    let hint = country_code(text)
        .map_or("write its two letters, such as IR".to_owned(), |code| format!("write `{code}`"));
    Err(format!("`{text}` is no two-letter country code; {hint}"))
}
