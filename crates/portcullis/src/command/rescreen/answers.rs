//! What old answers were made of: engine, settings, day and lists, which must be the same for all
//! of them. Answers of another engine or other settings cannot be brought up to date by a list
//! change. And whom they were about: who has no old answer must be screened whole.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use serde::Deserialize;

use super::books;
use crate::files::{self, BadInput, Seal};

/// Bytes of one answer: ten thousand hits stay below it.
const LINE_BYTES_MAX: u64 = 1 << 26;

/// What all the answers were made of.
pub(super) struct Basis {
    /// Their day.
    pub(super) day: Date,
    /// List and digest.
    pub(super) lists: BTreeMap<String, String>,
    /// Whom they were about.
    pub(super) about: Answered,
}

/// Whom old answers were about.
pub(crate) struct Answered {
    /// Digest of the file of answers.
    pub(super) seal: Seal,
    pub(super) whom: Whom,
}

/// Customers with an old answer.
pub(super) enum Whom {
    /// Those who were screened, by id and name.
    Customers(HashSet<u64>),
    /// Those of the book with this digest, which was rescreened to its end.
    Book(String),
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    data: Option<Data>,
    #[serde(default)]
    rescreen: Option<u32>,
    #[serde(default)]
    engine: Option<String>,
    #[serde(default)]
    settings: Option<String>,
    #[serde(default)]
    to: Option<To>,
}

/// Whom a line is about, or how a rescreening ended.
#[derive(Deserialize)]
struct About<'a> {
    #[serde(borrow, default)]
    id: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    name: Option<std::borrow::Cow<'a, str>>,
    #[serde(borrow, default)]
    state: Option<std::borrow::Cow<'a, str>>,
    #[serde(default)]
    book: Option<String>,
}

#[derive(Deserialize)]
struct Data {
    engine: String,
    #[serde(default)]
    settings: Option<String>,
    #[serde(default)]
    as_of: Option<String>,
    lists: Vec<List>,
}

#[derive(Deserialize)]
struct To {
    as_of: String,
    lists: Vec<List>,
}

#[derive(Deserialize)]
struct List {
    list: String,
    digest: String,
}

/// Only a screening of the whole book will do.
pub(super) fn whole(what: &str) -> anyhow::Error {
    let hint = "screen the whole book again: `portcullis screen --input BOOK --format json`";
    BadInput(format!("{what}\n  hint: {hint}")).into()
}

/// Whom the answers in a file are about, whatever they were made of.
pub(crate) fn about(path: &Path) -> Result<Answered> {
    Ok(read(path, None)?.about)
}

/// Reads the basis of the answers in a file and compares it with the settings of now.
pub(super) fn basis(path: &Path, settings: &str) -> Result<Basis> {
    read(path, Some(settings))
}

fn read(path: &Path, settings: Option<&str>) -> Result<Basis> {
    let name = path.display().to_string();
    let (reader, seal) = files::sealed(path)?;
    let mut reader = BufReader::with_capacity(1 << 20, reader);
    let (mut line, mut at) = (Vec::new(), 0_usize);
    let mut found: Option<First> = None;
    let mut customers = HashSet::new();
    let mut end = None;
    loop {
        line.clear();
        at += 1;
        let read = reader.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        if read.with_context(|| name.clone())? == 0 {
            break;
        }
        let bytes = line.trim_ascii();
        if bytes.is_empty() {
            continue;
        }
        let place = format!("{name}:{at}");
        let first = match found.take() {
            None => first(bytes, &place, settings)?,
            // Every answer ends in the same words if all are of one basis.
            Some(first) if first.tail.is_empty() || bytes.ends_with(&first.tail) => first,
            Some(_) => {
                let what = "made of other lists, on another day or otherwise than the first";
                return Err(whole(&format!("{place}: {what}")));
            }
        };
        let about: About<'_> = serde_json::from_slice(bytes).map_err(|e| no_answer(&place, &e))?;
        if let (Some(id), Some(name)) = (&about.id, &about.name)
            // A row that could not be read has no name, and no answer.
            && (about.state.as_deref() == Some("done") || !name.trim().is_empty())
        {
            customers.insert(books::key(id, name));
        }
        end = about.book;
        found = Some(first);
    }
    let Some(First { day, lists, tail }) = found else {
        return Err(whole(&format!("{name}: no answer in it")));
    };
    let whom = match end {
        _ if !tail.is_empty() => Whom::Customers(customers),
        Some(book) => Whom::Book(book),
        // Who comes after the break was never compared.
        None => return Err(whole(&format!("{name}: a rescreening that was broken off"))),
    };
    Ok(Basis { day, lists, about: Answered { seal, whom } })
}

fn no_answer(place: &str, error: &serde_json::Error) -> BadInput {
    let hint = "JSON of `screen` or `rescreen` is wanted, one answer a line";
    BadInput(format!("{place}: {}\n  hint: {hint}", casework::spoken::line(error)))
}

/// What the first line tells.
struct First {
    day: Date,
    lists: BTreeMap<String, String>,
    /// The end that all other answers must have; nothing in a rescreening, which tells it once.
    tail: Vec<u8>,
}

fn first(bytes: &[u8], place: &str, settings: Option<&str>) -> Result<First> {
    let answer: Answer = serde_json::from_slice(bytes).map_err(|e| no_answer(place, &e))?;
    let (engine, made, day, lists, tail) = match (answer.data, answer.rescreen, answer.to) {
        (Some(data), _, _) => {
            let from = find(bytes, b",\"data\":{").unwrap_or(bytes.len());
            let tail = bytes.get(from..).unwrap_or_default().to_vec();
            (Some(data.engine), data.settings, data.as_of, data.lists, tail)
        }
        (None, Some(_), Some(to)) => {
            (answer.engine, answer.settings, Some(to.as_of), to.lists, Vec::new())
        }
        _ => {
            let hint = "JSON of `screen` or `rescreen` is wanted";
            let what = format!("{place}: not an answer with `data`\n  hint: {hint}");
            return Err(BadInput(what).into());
        }
    };
    let now = env!("CARGO_PKG_VERSION");
    let engine = engine.unwrap_or_default();
    if settings.is_some() && engine != now {
        return Err(whole(&format!("{place}: made by engine {engine}, this is {now}")));
    }
    let made = made.unwrap_or_else(|| "unknown settings".to_owned());
    if let Some(settings) = settings.filter(|settings| made != *settings) {
        return Err(whole(&format!("{place}: made with {made}, now {settings}")));
    }
    let day = day.and_then(|day| day.parse().ok());
    let Some(day) = day else { return Err(whole(&format!("{place}: its day is not told"))) };
    let lists = lists.into_iter().map(|list| (list.list, list.digest)).collect();
    Ok(First { day, lists, tail })
}

/// Where a text begins last.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
