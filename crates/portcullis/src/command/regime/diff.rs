//! `portcullis regime diff`: what changed between two days, or between two packs.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;
use control::period::{AsOf, Period};
use control::regime::Regime;
use control::report::hang;
use serde_json::{Map, Value, json};

use super::entry::{paragraph, rule};
use crate::Exit;
use crate::cli::{Format, Law};
use crate::command::assess::setting;
use crate::files::BadInput;
use crate::pack;

/// Lines of law by a name that stays the same when their content changes.
type Lines = BTreeMap<String, Map<String, Value>>;

/// Runs the command.
pub(crate) fn run(old: &str, new: &str, law: &Law) -> Result<Exit> {
    let folders = [old, new].map(|text| Path::new(text).is_dir());
    if folders[0] != folders[1] {
        let (folder, other) = if folders[0] { (old, new) } else { (new, old) };
        let hint = format!(
            "a pack is compared with a pack (`{folder} OTHER_FOLDER`, with `--as-of DATE` as of one \
             day), a day with a day (`DATE DATE --regimes {folder}`)"
        );
        let what = format!("`{folder}` is the folder of a pack, `{other}` is not");
        return Err(BadInput(format!("{what}\n  hint: {hint}")).into());
    }
    let (before, after) = (side(old, law)?, side(new, law)?);
    let mut changes: Vec<Value> = Vec::new();
    for (name, line) in &before {
        match after.get(name) {
            None => changes
                .push(json!({"change": "gone", "line": name, "heading": line.get("heading")})),
            Some(other) if other != line => {
                let keys =
                    line.keys().chain(other.keys()).filter(|k| line.get(*k) != other.get(*k));
                let mut fields: Vec<&String> = keys.collect();
                fields.sort();
                fields.dedup();
                for field in fields {
                    changes.push(json!({"change": "changed", "line": name, "field": field,
                        "old": line.get(field), "new": other.get(field)}));
                }
            }
            Some(_) => {}
        }
    }
    for (name, line) in after.iter().filter(|(name, _)| !before.contains_key(*name)) {
        changes.push(json!({"change": "new", "line": name, "heading": line.get("heading")}));
    }
    let mut out = io::stdout().lock();
    for change in &changes {
        if law.format == Format::Json {
            writeln!(out, "{change}")?;
            continue;
        }
        let get = |key: &str| change.get(key).map(short).unwrap_or_default();
        match get("change").as_str() {
            "changed" => {
                let what = format!("{} {}: {}", get("line"), get("field"), get("old"));
                write!(out, "{}", hang("changed  ", 9, &format!("{what} -> {}", get("new"))))?;
            }
            kind => {
                let what = format!("{}: {}", get("line"), get("heading"));
                write!(out, "{}", hang(&format!("{kind:8} "), 9, &what))?;
            }
        }
    }
    if changes.is_empty() && law.format == Format::Text {
        writeln!(out, "no difference")?;
    }
    Ok(Exit::Clear)
}

fn short(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(list) => list.iter().map(short).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

/// A folder is a whole pack; a date is the law of that day in the pack at hand.
fn side(text: &str, law: &Law) -> Result<Lines> {
    if Path::new(text).is_dir() {
        let regime = pack::required(Some(Path::new(text)))?;
        return Ok(lines(&regime, setting(law)?.as_of));
    }
    let as_of = AsOf::parse(text).map_err(|what| {
        BadInput(format!("{what}\n  hint: write a date, or the folder of a pack"))
    })?;
    let regime = pack::required(law.regimes.as_deref())?;
    Ok(lines(&regime, Some(as_of)))
}

fn lines(regime: &Regime, as_of: Option<AsOf>) -> Lines {
    let holds = |period: Period| as_of.is_none_or(|day| period.holds(day));
    let mut all = Lines::new();
    let mut add = |name: String, value: Value| {
        if let Value::Object(mut map) = value {
            // Moving a line in its file changes no law.
            map.remove("pack");
            all.insert(name, map);
        }
    };
    for own in regime.paragraphs.iter().filter(|p| holds(p.origin.period)) {
        add(format!("paragraph {}", own.id), paragraph(regime, own));
    }
    for own in regime.rules.iter().filter(|r| holds(r.origin.period)) {
        let from = own.origin.period.from.map(|t| t.to_string()).unwrap_or_default();
        let part = if own.part.is_empty() { String::new() } else { format!(" ({})", own.part) };
        let since = if as_of.is_some() { String::new() } else { format!(" {from}") };
        add(format!("rule {}{part}{since}", own.id), rule(regime, own));
    }
    for own in regime.memberships.iter().filter(|m| holds(m.origin.period)) {
        let state = own.state.map_or("ZZ", |s| regime.country(s).code.as_str());
        let from = own.origin.period.from.map(|t| t.to_string()).unwrap_or_default();
        let since = if as_of.is_some() { String::new() } else { format!(" {from}") };
        let value = json!({"heading": own.status, "status": own.status,
            "until": own.origin.period.until.map(|t| t.to_string())});
        add(format!("membership {} of {state}{since}", own.regime.word()), value);
    }
    all
}
