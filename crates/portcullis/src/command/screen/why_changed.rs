//! `portcullis screen --why-changed A B`: the answers to the same names from two list versions, or
//! under two configurations, and the cause of every difference.

mod cause;
mod side;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write as _};

use anyhow::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::rows::{Row, Rows};
use super::{Run, render};
use crate::Exit;
use crate::cli::party::{Screen, ScreenFormat};
use crate::files::{self, BadInput};
use crate::screener::{Found, Match};
use cause::Ground;
use side::Side;

/// A hit by what it is: whose list, which entry.
pub(super) type Key = (String, String);

/// One difference.
#[derive(Serialize)]
struct Change {
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_a: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_b: Option<f64>,
    because: Vec<String>,
}

#[derive(Serialize)]
struct Compared<'a> {
    id: &'a str,
    name: &'a str,
    state_a: &'static str,
    state_b: &'static str,
    changes: Vec<Change>,
}

/// Runs the comparison.
pub(super) fn run(options: &Screen, a: &str, b: &str) -> Result<Exit> {
    if !matches!(options.format, ScreenFormat::Text | ScreenFormat::Json) {
        return Err(BadInput("--why-changed: --format is text or json".to_owned()).into());
    }
    let (a, b) = (Side::open(a, options)?, Side::open(b, options)?);
    let (a, b) = (Ground::new(&a), Ground::new(&b));
    let mut rows = match &options.input {
        Some(path) => Rows::open(path, false)?,
        None => Rows::given(super::arguments(options)?),
    };
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    if options.format == ScreenFormat::Text {
        writeln!(out, "A {}\nB {}\n", a.words(), b.words())?;
    }
    let (mut changed, mut all, mut refused) = (0_usize, 0_usize, 0_usize);
    let mut block = rows.block()?;
    while !block.is_empty() {
        let done: Vec<(Row, bool, String)> = block
            .into_par_iter()
            .map(|row| {
                let (differs, text) = one(&a, &b, &row, options.format);
                (row, differs, text)
            })
            .collect();
        for (row, differs, text) in done {
            out.write_all(text.as_bytes())?;
            for fault in row.faults() {
                out.flush()?;
                files::say(&format!("{}{fault}", rows.place(row.line)));
            }
            all += 1;
            changed += usize::from(differs);
            refused += usize::from(row.faults().next().is_some());
        }
        block = rows.block()?;
    }
    if options.format == ScreenFormat::Text {
        writeln!(out, "{all} names, {changed} changed")?;
    }
    out.flush()?;
    Ok(match (refused, changed) {
        (0, 0) => Exit::Clear,
        (0, _) => Exit::Controlled,
        _ => Exit::Bad,
    })
}

fn one(a: &Ground<'_>, b: &Ground<'_>, row: &Row, format: ScreenFormat) -> (bool, String) {
    let Ok(who) = &row.read else { return (false, String::new()) };
    let (found_a, found_b) =
        (a.run.screener.find(who, &a.run.how), b.run.screener.find(who, &b.run.how));
    let mut changes = Vec::new();
    let (why_a, why_b) =
        (render::incomplete(&a.run, &found_a), render::incomplete(&b.run, &found_b));
    if why_a != why_b {
        let side = |side: &str, why: Option<&str>| format!("{side}: {}", why.unwrap_or("whole"));
        changes.push(Change {
            change: "search",
            list: None,
            entry: None,
            name: None,
            score_a: None,
            score_b: None,
            because: vec![side("A", why_a), side("B", why_b)],
        });
    }
    let (hits_a, hits_b) = (hits(a, &found_a), hits(b, &found_b));
    let mut keys: Vec<&Key> = hits_a.keys().chain(hits_b.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let (in_a, in_b) = (hits_a.get(key).copied(), hits_b.get(key).copied());
        let (change, name) = match (in_a, in_b) {
            (Some(x), Some(y)) if x.score == y.score && x.name == y.name => continue,
            (Some(_), Some(y)) => ("weighed", y.name.clone()),
            (None, Some(y)) => ("appears", y.name.clone()),
            (Some(x), None) => ("disappears", x.name.clone()),
            (None, None) => continue,
        };
        changes.push(Change {
            change,
            list: Some(key.0.clone()),
            entry: Some(key.1.clone()),
            name: Some(name),
            score_a: in_a.map(|hit| hit.score),
            score_b: in_b.map(|hit| hit.score),
            because: cause::of((a, in_a), (b, in_b), who, key),
        });
    }
    let state = |why: Option<&str>| if why.is_some() { "not_done" } else { "done" };
    let (state_a, state_b) = (state(why_a), state(why_b));
    let compared = Compared { id: &row.id, name: &row.name, state_a, state_b, changes };
    let differs = !compared.changes.is_empty();
    let text = match format {
        ScreenFormat::Json => serde_json::to_string(&compared).unwrap_or_default() + "\n",
        _ if differs => files::printable(&text(&compared)).into_owned(),
        _ => String::new(),
    };
    (differs, text)
}

/// Hits by list and entry.
fn hits<'f>(ground: &Ground<'_>, found: &'f Found) -> BTreeMap<Key, &'f Match> {
    let key = |hit: &'f Match| Some((ground.key(hit.party)?, hit));
    found.hits.iter().filter_map(key).collect()
}

fn text(compared: &Compared<'_>) -> String {
    let mut text = compared.name.replace(['\n', '\r', '\t'], " ") + "\n";
    for change in &compared.changes {
        let part = |part: &Option<String>| part.as_ref().map_or(String::new(), |p| format!(" {p}"));
        let score =
            |score: Option<f64>| score.map_or("–".to_owned(), |score| format!("{score:.3}"));
        text.push_str(&format!("  {}", change.change));
        text.push_str(&format!("{}{}", part(&change.list), part(&change.entry)));
        text.push_str(&part(&change.name));
        if change.score_a.is_some() || change.score_b.is_some() {
            text.push_str(&format!(" {} → {}", score(change.score_a), score(change.score_b)));
        }
        text.push('\n');
        for because in &change.because {
            text.push_str(&format!("    {because}\n"));
        }
    }
    text.push('\n');
    text
}
