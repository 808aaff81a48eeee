//! `portcullis regime`: the law as data, for reading.

mod diff;
mod entry;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;
use control::problem::did_you_mean;
use control::regime::Regime;
use control::report::hang;
use serde_json::{Value, json};

use entry::{paragraph, rule, words};

use crate::Exit;
use crate::cli::{Format, Law, Regime as Options, RegimeAction};
use crate::files::BadInput;
use crate::pack;

/// Hits of a search that are shown.
const HITS_MAX: usize = 20;

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<Exit> {
    match &options.action {
        RegimeAction::Show { id, law } => show(id, law),
        RegimeAction::Search { words, law } => search(words, law),
        RegimeAction::Diff { old, new, law } => diff::run(old, new, law),
        RegimeAction::Check { dir, format } => check(dir.as_deref(), *format),
    }
}

fn check(dir: Option<&Path>, format: Format) -> Result<Exit> {
    let mut out = io::stdout().lock();
    match pack::read(dir)? {
        Ok(regime) => {
            let (paragraphs, rules) = (regime.paragraphs.len(), regime.rules.len());
            let rows = regime.memberships.len();
            let origins = regime.paragraphs.iter().map(|p| &p.origin);
            let origins = origins.chain(regime.rules.iter().map(|r| &r.origin));
            let unreviewed = origins.filter(|o| !o.reviewed).count();
            if format == Format::Json {
                let facts = json!({"paragraphs": paragraphs, "rules": rules, "memberships": rows,
                    "unreviewed": unreviewed, "digest": regime.digest, "problems": []});
                writeln!(out, "{facts}")?;
            } else {
                writeln!(
                    out,
                    "{paragraphs} paragraphs, {rules} rules, {rows} memberships, no fault"
                )?;
                writeln!(
                    out,
                    "{unreviewed} paragraphs and rules not checked against the primary text"
                )?;
                writeln!(out, "{}", regime.digest)?;
            }
            Ok(Exit::Clear)
        }
        Err(problems) => {
            if format == Format::Json {
                let list: Vec<Value> = problems.iter().map(|p| {
                    json!({"file": p.place.file, "line": p.place.line, "what": p.what, "hint": p.hint})
                }).collect();
                writeln!(out, "{}", json!({"problems": list}))?;
            } else {
                for problem in &problems {
                    writeln!(out, "{problem}")?;
                }
                writeln!(out, "{} faults", problems.len())?;
            }
            Ok(Exit::Bad)
        }
    }
}

fn show(id: &str, law: &Law) -> Result<Exit> {
    let regime = pack::required(law.regimes.as_deref())?;
    let mut found: Vec<Value> = Vec::new();
    if let Some(node) = regime.outline.find(id) {
        let under = regime.paragraphs.iter().filter(|p| regime.outline.is_under(p.node, node));
        found.extend(under.map(|p| paragraph(&regime, p)));
    }
    found.extend(regime.rules.iter().filter(|r| r.id == id).map(|r| rule(&regime, r)));
    found.extend(words(&regime).filter(|word| word.get("id").is_some_and(|own| own == id)));
    if found.is_empty() {
        let known = words(&regime).filter_map(|w| w.get("id")?.as_str().map(str::to_owned));
        let known: Vec<String> = known
            .chain(regime.outline.ids().map(str::to_owned))
            .chain(regime.rules.iter().map(|r| r.id.clone()))
            .collect();
        let hint = did_you_mean(id, known.iter().map(String::as_str))
            .unwrap_or_else(|| format!("try `portcullis regime search {id}`"));
        return Err(BadInput(format!("`{id}` is not in the pack\n  hint: {hint}")).into());
    }
    print(&found, law.format)
}

fn search(terms: &[String], law: &Law) -> Result<Exit> {
    let regime = pack::required(law.regimes.as_deref())?;
    let terms: Vec<String> =
        terms.iter().flat_map(|t| t.split_whitespace()).map(str::to_lowercase).collect();
    let all = regime.paragraphs.iter().map(|p| paragraph(&regime, p));
    let all = all.chain(regime.rules.iter().map(|r| rule(&regime, r))).chain(words(&regime));
    let mut hits: Vec<(usize, usize, Value)> = Vec::new();
    for (at, entry) in all.enumerate() {
        let text = searchable(&regime, &entry);
        let score: usize = terms.iter().map(|term| weight(&text, term)).sum();
        if score > 0 {
            hits.push((score, at, entry));
        }
    }
    hits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    hits.truncate(HITS_MAX);
    if hits.is_empty() {
        let mut out = io::stdout().lock();
        if law.format == Format::Text {
            writeln!(out, "nothing in the pack has these words")?;
        }
        return Ok(Exit::Clear);
    }
    let found: Vec<Value> = hits.into_iter().map(|(_, _, entry)| entry).collect();
    if law.format == Format::Json {
        return print(&found, law.format);
    }
    let mut out = io::stdout().lock();
    for entry in found {
        let get = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
        let first = format!("{:9}  {:24}  ", get("type"), get("id"));
        write!(out, "{}", hang(&first, 37, get("heading")))?;
    }
    Ok(Exit::Clear)
}

/// Whole words count double, beginnings of words once.
fn weight(text: &str, term: &str) -> usize {
    let stem = term.strip_suffix('s').filter(|s| s.len() > 3).unwrap_or(term);
    let words = text.split(|c: char| !c.is_alphanumeric());
    let best = words.map(|word| {
        let whole = word == term || word == stem || word.strip_suffix('s') == Some(stem);
        if whole { 2 } else { usize::from(stem.len() > 3 && word.starts_with(stem)) }
    });
    best.max().unwrap_or(0)
}

/// What a search looks at: own words, and for paragraphs the words of their articles.
fn searchable(regime: &Regime, entry: &Value) -> String {
    let mut text = String::new();
    for key in ["id", "heading", "synonyms", "need", "when", "note", "article"] {
        if let Some(value) = entry.get(key) {
            text.push_str(&value.to_string().replace('_', " "));
            text.push(' ');
        }
    }
    for article in entry.get("article").and_then(Value::as_array).into_iter().flatten() {
        let at = article.as_str().and_then(|id| regime.vocabulary.find_article(id));
        if let Some(article) = at.map(|at| regime.vocabulary.article(at)) {
            text.push_str(&article.meaning);
            text.push(' ');
            text.push_str(&article.synonyms.join(" "));
            text.push(' ');
        }
    }
    text.to_lowercase()
}

/// Objects as JSON lines, or as aligned text without the empty parts.
pub(crate) fn print(found: &[Value], format: Format) -> Result<Exit> {
    let mut out = io::stdout().lock();
    for (at, entry) in found.iter().enumerate() {
        if format == Format::Json {
            writeln!(out, "{entry}")?;
            continue;
        }
        if at > 0 {
            writeln!(out)?;
        }
        for (key, value) in entry.as_object().into_iter().flatten() {
            let items: Vec<String> = match value {
                Value::String(text) if !text.is_empty() => vec![text.clone()],
                Value::Array(list) => {
                    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
                }
                Value::Bool(true) => vec!["yes".to_owned()],
                _ => Vec::new(),
            };
            for item in items {
                write!(out, "{}", hang(&format!("{key:12} "), 13, &item))?;
            }
        }
    }
    Ok(Exit::Clear)
}
