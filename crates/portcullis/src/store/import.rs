//! From source files to a snapshot in force, or to a refusal that leaves everything as it was.

use std::collections::BTreeMap;

use anyhow::Result;
use screening::lists::{self, Problem, Refusal, SourceFile, SourceKind, diff};

use super::offered::Offered;
use super::{Manifest, Source, Store};
use crate::files;

/// What became of one set of files.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// A new snapshot that goes into force.
    Taken {
        /// It.
        manifest: Manifest,
        /// The one before, and how many entries were added, removed and changed.
        before: Option<(Manifest, [usize; 3])>,
        /// What could not be read.
        problems: Vec<Problem>,
    },
    /// An older snapshot than the one in force: kept for looking back.
    Older { manifest: Manifest, standing: Manifest },
    /// The same entries as those in force.
    Same(Manifest),
    /// Refused; what stands stays.
    Refused { what: String, standing: Option<Manifest> },
}

/// What the user says about the files.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// Far fewer entries than before are right.
    pub(crate) accept_shrunken: bool,
    /// Day of publication, for files that state none.
    pub(crate) published: Option<String>,
    /// Day of import.
    pub(crate) today: String,
    /// The day after, which it may already be where the list was published.
    pub(crate) tomorrow: String,
}

fn said(refusal: &Refusal) -> String {
    refusal.to_string().replace("\nhint:", "\n  hint:")
}

/// Takes one set of files in. Nothing is in force before [`settle`].
pub(crate) fn take(
    store: &Store,
    standing: &BTreeMap<String, Manifest>,
    kind: Option<SourceKind>,
    offered: &[Offered],
    given: &Given,
) -> Result<Outcome> {
    let files: Vec<SourceFile<'_>> = offered.iter().map(Offered::source).collect();
    let Some(kind) = kind.or_else(|| lists::guess(&files)) else {
        let name = offered.first().map_or("", |o| o.name.as_str());
        let hint = "docs/formats/lists.md has the formats that are read, for `--kind`; \
                    a list that somebody made over is none of them";
        let what = format!("{name}: not a list in a known format\n  hint: {hint}");
        return Ok(Outcome::Refused { what, standing: None });
    };
    let list = match lists::read(kind, &files) {
        Ok(list) => list,
        Err(refusal) => {
            return Ok(Outcome::Refused { what: said(&refusal), standing: None });
        }
    };
    if list.list.starts_with("un-starter") {
        let what = format!("{}: the starter list is built in", kind.word());
        return Ok(Outcome::Refused { what, standing: None });
    }
    let published = list.published.clone().or_else(|| given.published.clone());
    if published.as_deref().is_some_and(|day| day > given.tomorrow.as_str()) {
        let day = published.unwrap_or_default();
        let what = format!("{}: published {day}, which is still to come", list.list);
        return Ok(Outcome::Refused { what, standing: standing.get(&list.list).cloned() });
    }
    let text = lists::write(&list.list, published.as_deref(), &list.parties);
    let source = |file: &Offered| Source {
        name: file.name.clone(),
        bytes: file.bytes.len(),
        digest: files::digest(&file.bytes),
    };
    let manifest = Manifest {
        list: list.list.clone(),
        kind: kind.word().to_owned(),
        published,
        imported: given.today.clone(),
        sources: offered.iter().map(source).collect(),
        entries: list.parties.len(),
        names: list.parties.iter().map(|p| p.names.len()).sum(),
        problems: list.problems.len(),
        digest: files::digest(text.as_bytes()),
    };
    let Some(old) = standing.get(&list.list) else {
        store.keep(&manifest, &text)?;
        return Ok(Outcome::Taken { manifest, before: None, problems: list.problems });
    };
    if old.digest == manifest.digest {
        return Ok(Outcome::Same(old.clone()));
    }
    let same = old.same_files(&manifest);
    if old.published.is_some() && manifest.published.is_none() {
        // A day that is known is not given up for one that is not.
        if same {
            return Ok(Outcome::Same(old.clone()));
        }
        let hint = "`--published DAY` says which day it is of";
        let what = format!("{}: the file states no day of publication", list.list);
        let what = format!("{what}, the list in force has one\n  hint: {hint}");
        return Ok(Outcome::Refused { what, standing: Some(old.clone()) });
    }
    // The same files with a day take the place of those without: the day of import is no age.
    let dates = same && old.published.is_none();
    if manifest.day() < old.day() && !dates {
        store.keep(&manifest, &text)?;
        return Ok(Outcome::Older { manifest, standing: old.clone() });
    }
    if let Some(refusal) = lists::shrunken(old.entries, manifest.entries)
        && !given.accept_shrunken
    {
        let what = format!("{}: {}", list.list, said(&refusal));
        return Ok(Outcome::Refused { what, standing: Some(old.clone()) });
    }
    store.keep(&manifest, &text)?;
    let counts = match store.entries(old) {
        Ok((_, parties)) => {
            let difference = diff::difference(&parties, &list.parties);
            [difference.added.len(), difference.removed.len(), difference.changed.len()]
        }
        // A damaged old snapshot is no reason against a sound new one; `verify` reports it.
        Err(_) => [0; 3],
    };
    Ok(Outcome::Taken { manifest, before: Some((old.clone(), counts)), problems: list.problems })
}

/// Puts all new snapshots in force at once, with the index ready before.
pub(crate) fn settle(store: &Store, in_force: &BTreeMap<String, Manifest>) -> Result<()> {
    super::catalogue::prepare(store, in_force)?;
    store.point(in_force.iter().map(|(list, m)| (list.clone(), m.name())).collect())
}
