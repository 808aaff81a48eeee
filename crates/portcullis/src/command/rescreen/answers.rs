//! What old answers were made of: engine, settings, day and lists, which must be the same for all
//! of them. Answers of another engine or other settings cannot be brought up to date by a list
//! change.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use serde::Deserialize;

use crate::files::{self, BadInput};

/// Bytes of one answer: ten thousand hits stay below it.
const LINE_BYTES_MAX: u64 = 1 << 26;

/// What all the answers were made of.
#[derive(Debug)]
pub(super) struct Basis {
    /// Their day.
    pub(super) day: Date,
    /// List and digest.
    pub(super) lists: BTreeMap<String, String>,
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

/// Reads the basis of the answers in a file and compares it with the settings of now.
pub(super) fn basis(path: &Path, settings: &str) -> Result<Basis> {
    let name = path.display().to_string();
    let mut reader = BufReader::with_capacity(1 << 20, files::open(path)?);
    let (mut line, mut at) = (Vec::new(), 0_usize);
    let mut found: Option<(Basis, Vec<u8>)> = None;
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
        match &found {
            None => found = Some(first(bytes, &place, settings)?),
            // Every answer ends in the same words if all are of one basis.
            Some((_, tail)) if tail.is_empty() || bytes.ends_with(tail) => {}
            Some(_) => {
                let what = "made of other lists, on another day or otherwise than the first";
                return Err(whole(&format!("{place}: {what}")));
            }
        }
    }
    let Some((basis, _)) = found else { return Err(whole(&format!("{name}: no answer in it"))) };
    Ok(basis)
}

/// The basis of the first line, and the end that all others must have.
fn first(bytes: &[u8], place: &str, settings: &str) -> Result<(Basis, Vec<u8>)> {
    let answer: Answer = serde_json::from_slice(bytes).map_err(|error| {
        let hint = "JSON of `screen` or `rescreen` is wanted, one answer a line";
        BadInput(format!("{place}: column {}: {error}\n  hint: {hint}", error.column()))
    })?;
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
    if engine != now {
        return Err(whole(&format!("{place}: made by engine {engine}, this is {now}")));
    }
    let made = made.unwrap_or_else(|| "unknown settings".to_owned());
    if made != settings {
        return Err(whole(&format!("{place}: made with {made}, now {settings}")));
    }
    let day = day.and_then(|day| day.parse().ok());
    let Some(day) = day else { return Err(whole(&format!("{place}: its day is not told"))) };
    let lists = lists.into_iter().map(|list| (list.list, list.digest)).collect();
    Ok((Basis { day, lists }, tail))
}

/// Where a text begins last.
fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}
