//! One table of a pack file, read key by key: every fault is collected with its line, and keys that
//! nobody asked for are faults too.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::period::{AsOf, Period};
use crate::problem::{Place, Problem, did_you_mean};

/// A pack file while it is read.
#[derive(Debug)]
pub struct Source<'a> {
    /// Name for messages.
    pub name: &'a str,
    /// Byte offsets at which lines start.
    starts: Vec<usize>,
}

impl<'a> Source<'a> {
    /// A file and its text.
    #[must_use]
    pub fn new(name: &'a str, text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Self { name, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Line of a byte offset, from 1.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// A fault at a span.
    #[must_use]
    pub fn problem(&self, span: Range<usize>, what: impl Into<String>) -> Problem {
        Problem::new(Place::line(self.name, self.line(span.start)), what)
    }
}

/// One table and what has been asked of it.
#[derive(Debug)]
pub struct Entry<'a> {
    source: &'a Source<'a>,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    asked: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl<'a> Entry<'a> {
    /// Opens a table.
    #[must_use]
    pub fn new(source: &'a Source<'a>, table: &'a DeTable<'a>, span: Range<usize>) -> Self {
        Self { source, table, span, asked: Vec::new(), problems: Vec::new() }
    }

    /// Line at which the table starts.
    #[must_use]
    pub fn line(&self) -> usize {
        self.source.line(self.span.start)
    }

    /// File it stands in.
    #[must_use]
    pub fn file(&self) -> &str {
        self.source.name
    }

    /// Notes a fault at the table's first line.
    pub fn fault(&mut self, what: impl Into<String>) {
        self.problems.push(self.source.problem(self.span.clone(), what));
    }

    /// Notes a fault at a key.
    pub fn fault_at(&mut self, key: &str, what: impl Into<String>, hint: Option<String>) {
        let span = self.table.get(key).map_or(self.span.clone(), Spanned::span);
        let problem = self.source.problem(span, what);
        self.problems.push(problem.hint(hint.unwrap_or_default()));
    }

    fn get(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.push(key);
        self.table.get(key)
    }

    /// An optional text.
    pub fn text(&mut self, key: &'static str) -> Option<&'a str> {
        let value = self.get(key)?;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, "a text in quotes");
        }
        text
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &'static str) -> &'a str {
        if self.table.get(key).is_none() {
            self.asked.push(key);
            self.fault(format!("`{key}` is missing"));
            return "";
        }
        self.text(key).unwrap_or_default()
    }

    /// A flag; false if absent.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, "`true` or `false`");
        }
        flag.unwrap_or(false)
    }

    /// A list of texts; empty if absent.
    pub fn texts(&mut self, key: &'static str) -> Vec<&'a str> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(key, "a list of texts");
            return Vec::new();
        };
        let texts: Vec<&str> = array.iter().filter_map(|v| v.get_ref().as_str()).collect();
        if texts.len() != array.iter().count() {
            self.wrong_type(key, "a list of texts");
        }
        texts
    }

    /// A table inside.
    pub fn inner(&mut self, key: &'static str) -> Option<Entry<'a>> {
        let value = self.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, "a table `{ … }`");
            return None;
        };
        Some(Entry::new(self.source, table, value.span()))
    }

    /// `from` and `until`.
    pub fn period(&mut self) -> Period {
        Period {
            from: self.instant("from").map(|a| a.0),
            until: self.instant("until").map(|a| a.0),
        }
    }

    /// A date or a time with an offset.
    pub fn instant(&mut self, key: &'static str) -> Option<AsOf> {
        let value = self.get(key)?;
        let text = match value.get_ref() {
            DeValue::Datetime(datetime) => datetime.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        match AsOf::parse(&text) {
            Ok(as_of) => Some(as_of),
            Err(_) => {
                self.wrong_type(key, "a date `2016-01-16` or a time with an offset");
                None
            }
        }
    }

    fn wrong_type(&mut self, key: &str, wanted: &str) {
        self.fault_at(key, format!("`{key}` must be {wanted}"), None);
    }

    /// Takes over the faults of an inner table.
    pub fn absorb(&mut self, inner: Entry<'a>) {
        self.problems.extend(inner.finish());
    }

    /// All faults, keys that nobody asked for among them.
    pub fn finish(mut self) -> Vec<Problem> {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !self.asked.contains(&name) {
                let hint = did_you_mean(name, self.asked.iter().copied());
                let problem = self.source.problem(key.span(), format!("unknown key `{name}`"));
                self.problems.push(problem.hint(hint.unwrap_or_default()));
            }
        }
        self.problems
    }
}
