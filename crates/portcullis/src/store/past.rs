//! The lists as they stood on a day.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Manifest, SMALL_BYTES_MAX, Store};
use crate::files;

/// Which snapshots stood on a day.
#[derive(Debug, Default)]
pub(crate) struct Stood {
    /// The newest snapshot of each list published by the day; of an absent list the first one
    /// after it, whose hits count all the same.
    pub(crate) snapshots: BTreeMap<String, Manifest>,
    /// Lists of which the store has no snapshot published by the day.
    pub(crate) absent: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Retired {
    retired_on: String,
}

/// The lists as they stood on `day`. From `today` on those in force stand: one of them may be
/// published tomorrow, where it is tomorrow already.
pub(crate) fn stood(store: &Store, day: Date, today: Date) -> Result<Stood> {
    let in_force = store.in_force()?;
    if day >= today {
        return Ok(Stood { snapshots: in_force, absent: Vec::new() });
    }
    let day = day.to_string();
    let mut stood = Stood::default();
    for list in store.all_lists()? {
        let current = in_force.get(&list);
        // A list without a known day of retirement is taken to stand: more is searched, not less.
        if current.is_none() && retired_on(store, &list)?.is_some_and(|gone| gone <= day) {
            continue;
        }
        let history = store.history(&list)?;
        let is_current = |manifest: &Manifest| current.is_some_and(|c| c.name() == manifest.name());
        // Files that were imported again with their day stand for that day.
        let dated = |manifest: &&Manifest| {
            let known = |other: &Manifest| other.published.is_some() && other.same_files(manifest);
            manifest.published.is_some() || !history.iter().any(known)
        };
        let by_then = history.iter().filter(|manifest| manifest.day() <= day.as_str());
        let by_then = by_then.filter(dated);
        let newest = by_then.max_by(|a, b| {
            let rank = |m: &Manifest| (m.day().to_owned(), is_current(m), m.imported.clone());
            rank(a).cmp(&rank(b))
        });
        if let Some(found) = newest {
            stood.snapshots.insert(list, found.clone());
        } else if let Some(later) = history.first() {
            stood.snapshots.insert(list.clone(), later.clone());
            stood.absent.push(list);
        }
    }
    Ok(stood)
}

/// The snapshot of a list with this digest, if the store has it.
pub(crate) fn snapshot(store: &Store, list: &str, digest: &str) -> Result<Option<Manifest>> {
    Ok(store.history(list)?.into_iter().find(|manifest| manifest.digest == digest))
}

/// Notes the day from which a list no longer stands.
pub(crate) fn retire(store: &Store, list: &str, day: Date) -> Result<()> {
    let note = Retired { retired_on: day.to_string() };
    let text = serde_json::to_string(&note)? + "\n";
    files::replace(&store.retired_path(list), text.as_bytes())
}

fn retired_on(store: &Store, list: &str) -> Result<Option<String>> {
    let path = store.retired_path(list);
    if !path.exists() {
        return Ok(None);
    }
    let text = files::read_text(&path, SMALL_BYTES_MAX)?;
    let note: Retired = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    Ok(Some(note.retired_on))
}

/// Days from the day of a list to another day; a day that cannot be read is infinitely long ago.
pub(crate) fn age(as_of: &str, day: Date) -> i32 {
    let Ok(then) = as_of.parse::<Date>() else { return i32::MAX };
    day.since((jiff::Unit::Day, then)).map_or(i32::MAX, |span| span.get_days())
}
