//! The kept snapshots of a list as one line in time that ends with the one in force.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use anyhow::{Context as _, Result};
use screening::lists::limits;
use serde::Deserialize;

use super::{Manifest, Store};
use crate::files;

/// Snapshots that are looked back to; a year of working days is some 250.
pub(crate) const SNAPSHOTS_MAX: usize = 250;

/// When an entry came and last changed, as days of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    /// First kept snapshot that has it without a gap since.
    pub(crate) first_seen: String,
    /// Snapshot since which it stands as it is.
    pub(crate) last_change: String,
}

/// The snapshots of a list up to the one in force, oldest first; the one in force is the last,
/// whatever else was imported for its day.
pub(crate) fn chain(store: &Store, in_force: &Manifest) -> Result<Vec<Manifest>> {
    let mut all = store.history(&in_force.list)?;
    all.retain(|m| m.day() <= in_force.day() && m.digest != in_force.digest);
    all.push(in_force.clone());
    let older = all.len().saturating_sub(SNAPSHOTS_MAX);
    Ok(all.split_off(older))
}

/// The name of each snapshot of a chain, in an order that never falls: its day, its number within
/// the day, the beginning of its digest.
pub(crate) fn versions(chain: &[Manifest]) -> Vec<String> {
    let mut day = ("", 0_u32);
    let mut versions = Vec::new();
    for manifest in chain {
        day = if day.0 == manifest.day() { (day.0, day.1 + 1) } else { (manifest.day(), 1) };
        let digest = manifest.digest.trim_start_matches("sha256:");
        let digest = digest.get(..12).unwrap_or(digest);
        versions.push(format!("{}-{:03}-{digest}", manifest.day(), day.1));
    }
    versions
}

#[derive(Deserialize)]
struct Numbered<'a> {
    #[serde(borrow)]
    entry: Option<std::borrow::Cow<'a, str>>,
}

/// When each entry of the last snapshot came and changed. Entries are compared as they are written:
/// our own form writes equal entries alike.
pub(crate) fn times(store: &Store, chain: &[Manifest]) -> Result<HashMap<String, Times>> {
    let mut known: HashMap<String, (Times, u64)> = HashMap::new();
    for manifest in chain {
        let path = store.object(&manifest.digest);
        let text = files::read_text(&path, limits::FILE_BYTES_MAX)?;
        let mut now = HashMap::new();
        for line in text.lines() {
            let read: Numbered<'_> =
                serde_json::from_str(line).with_context(|| path.display().to_string())?;
            // The first line is about the list.
            let Some(entry) = read.entry else { continue };
            let mut hasher = DefaultHasher::new();
            line.hash(&mut hasher);
            let hash = hasher.finish();
            let times = match known.remove(entry.as_ref()) {
                Some((times, before)) if before == hash => times,
                Some((times, _)) => Times { last_change: manifest.day().to_owned(), ..times },
                None => Times {
                    first_seen: manifest.day().to_owned(),
                    last_change: manifest.day().to_owned(),
                },
            };
            now.insert(entry.into_owned(), (times, hash));
        }
        known = now;
    }
    Ok(known.into_iter().map(|(entry, (times, _))| (entry, times)).collect())
}
