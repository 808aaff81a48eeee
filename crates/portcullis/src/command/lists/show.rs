//! `portcullis lists status` and `diff`.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Result;
use jiff::civil::Date;
use screening::listing::ListedParty;
use screening::lists::{self, diff};
use serde::Serialize;

use crate::Exit;
use crate::cli::Format;
use crate::cli::party::ListOptions;
use crate::files::BadInput;
use crate::store::catalogue::{self, ListMeta, UNITED_NATIONS};
use crate::store::{Manifest, Store, offered};

#[derive(Serialize)]
struct Line<'a> {
    list: &'a str,
    as_of: &'a str,
    /// `as_of` is the day of import: nobody said when it was published.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    undated: bool,
    /// None where nobody said when it was published.
    age_days: Option<i32>,
    too_old: bool,
    entries: usize,
    names: usize,
    kind: &'a str,
    digest: &'a str,
    source: &'a str,
}

pub(super) fn status(options: &ListOptions, day: Date, format: Format) -> Result<Exit> {
    let in_force = match &options.lists {
        Some(folder) => Store::open(folder)?.in_force()?,
        None => std::collections::BTreeMap::new(),
    };
    let mut all: Vec<Manifest> = in_force.into_values().collect();
    let missing = !all.iter().any(|m| m.list == UNITED_NATIONS);
    if missing {
        let starter = catalogue::starter()?;
        all.extend(starter.lists().iter().map(|meta| Manifest {
            list: meta.list.clone(),
            kind: "built in".to_owned(),
            published: Some(meta.as_of.clone()),
            imported: meta.as_of.clone(),
            sources: Vec::new(),
            entries: meta.entries,
            names: 0,
            problems: 0,
            digest: meta.digest.clone(),
        }));
    }
    let max = i32::try_from(options.max_age).unwrap_or(i32::MAX);
    let mut out = io::stdout().lock();
    let mut open = missing;
    if format == Format::Text {
        writeln!(out, "{:<12} {:<10} {:>5} {:>8}  kind", "list", "as of", "days", "entries")?;
    }
    for manifest in &all {
        let meta = ListMeta::of(manifest);
        let too_old = meta.too_old(day, max);
        open |= too_old;
        let line = Line {
            list: &manifest.list,
            as_of: manifest.day(),
            undated: meta.undated,
            age_days: meta.age(day),
            too_old,
            entries: manifest.entries,
            names: manifest.names,
            kind: &manifest.kind,
            digest: &manifest.digest,
            source: manifest.sources.first().map_or("", |s| s.name.as_str()),
        };
        match format {
            Format::Json => writeln!(out, "{}", serde_json::to_string(&line)?)?,
            Format::Text => {
                let mark = match line.age_days {
                    None => "  UNDATED",
                    Some(_) if too_old => "  TOO OLD",
                    Some(_) => "",
                };
                let list = line.list;
                let as_of = line.age_days.map_or("unknown", |_| line.as_of);
                let days = line.age_days.map_or("?".to_owned(), |days| days.to_string());
                let (entries, kind) = (line.entries, line.kind);
                writeln!(out, "{list:<12} {as_of:<10} {days:>5} {entries:>8}  {kind}{mark}")?;
            }
        }
    }
    if format == Format::Text && all.iter().any(|manifest| manifest.published.is_none()) {
        writeln!(out, "\nUNDATED, published on: unknown. An age that nobody knows clears nobody;")?;
        writeln!(out, "`portcullis lists import FILE --published DAY --lists DIR` tells it.")?;
    }
    if missing && format == Format::Text {
        writeln!(out, "\nThe United Nations list is not installed: nobody can be cleared.")?;
        writeln!(out, "`portcullis lists import FILE --lists DIR` installs it.")?;
    }
    Ok(if open { Exit::Open } else { Exit::Clear })
}

/// The entries behind a file name or LIST@DAY.
fn entries(what: &str, lists: Option<&Path>) -> Result<Vec<ListedParty>> {
    let path = PathBuf::from(what);
    if path.exists() {
        let files = offered::paths(&[path])?;
        let read: Result<Vec<_>> = files.iter().map(|path| offered::read(path)).collect();
        let offered: Vec<_> = read?.into_iter().flatten().collect();
        let sources: Vec<_> = offered.iter().map(offered::Offered::source).collect();
        let Some(kind) = lists::guess(&sources) else {
            return Err(BadInput(format!("{what}: not a list in a known format")).into());
        };
        let list = lists::read(kind, &sources).map_err(|r| BadInput(r.to_string()))?;
        return Ok(list.parties);
    }
    let Some(folder) = lists else {
        let hint = "a snapshot of a store needs `--lists DIR`";
        return Err(BadInput(format!("{what}: no such file\n  hint: {hint}")).into());
    };
    let store = Store::open(folder)?;
    let (list, day) = what.split_once('@').map_or((what, None), |(l, d)| (l, Some(d)));
    let found = match day {
        None => store.in_force()?.remove(list),
        Some(day) => store.snapshot(list, day)?,
    };
    let Some(manifest) = found else {
        let history = store.history(list)?;
        let known: Vec<String> = history.iter().map(|m| format!("{list}@{}", m.day())).collect();
        let known =
            if known.is_empty() { "none of that list".to_owned() } else { known.join(", ") };
        let what = format!("{what}: neither a file nor a snapshot\n  hint: there is {known}");
        return Err(BadInput(what).into());
    };
    Ok(store.entries(&manifest)?.1)
}

#[derive(Serialize)]
struct Change<'a> {
    change: &'static str,
    entry: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<&'static str>,
    /// Whether names that were screened before must be screened again.
    rescreen: bool,
}

pub(super) fn diff(old: &str, new: &str, lists: Option<&Path>, format: Format) -> Result<Exit> {
    let (old, new) = (entries(old, lists)?, entries(new, lists)?);
    let found = diff::difference(&old, &new);
    let name =
        |party: &'_ ListedParty| party.names.first().map_or(String::new(), |n| n.whole.clone());
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut tell =
        |change: &'static str, party: &ListedParty, fields: &[diff::Field]| -> Result<()> {
            let rescreen = fields.is_empty() || fields.iter().any(|f| f.matters_to_matching());
            let fields: Vec<&'static str> = fields.iter().map(|f| f.word()).collect();
            match format {
                Format::Json => {
                    let name = name(party);
                    let line =
                        Change { change, entry: &party.entry, name: &name, fields, rescreen };
                    writeln!(out, "{}", serde_json::to_string(&line)?)?;
                }
                Format::Text => {
                    let what = if fields.is_empty() {
                        String::new()
                    } else {
                        format!(" ({})", fields.join(", "))
                    };
                    writeln!(out, "{change:<8} {:<14} {}{what}", party.entry, name(party))?;
                }
            }
            Ok(())
        };
    for party in &found.added {
        tell("added", party, &[])?;
    }
    for party in &found.removed {
        tell("removed", party, &[])?;
    }
    for change in &found.changed {
        tell("changed", change.new, &change.fields)?;
    }
    if format == Format::Text {
        let (added, removed) = (found.added.len(), found.removed.len());
        let changed = found.changed.len();
        writeln!(out, "{added} added, {removed} removed, {changed} changed")?;
    }
    out.flush()?;
    Ok(Exit::Clear)
}
