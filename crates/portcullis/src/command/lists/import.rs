//! `portcullis lists import`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use screening::lists::{Problem, SourceKind, limits};

use crate::Exit;
use crate::cli::party::Import;
use crate::fetch::{self, Patience};
use crate::files::{self, BadInput};
use crate::progress::Progress;
use crate::store::import::{Given, Outcome, settle, take};
use crate::store::offered::{self, Offered, Sets};
use crate::store::{Manifest, Store};

/// Problems of one list that are shown one by one.
const PROBLEMS_SHOWN: usize = 5;

pub(super) fn run(options: &Import) -> Result<Exit> {
    let kind = match &options.kind {
        None => None,
        Some(word) => {
            let read = word.parse::<SourceKind>();
            Some(read.map_err(|error| BadInput(format!("--kind: {error}")))?)
        }
    };
    if !(0.0..=3600.0).contains(&options.wait) {
        return Err(BadInput("--wait: between 0 and 3600 seconds".to_owned()).into());
    }
    let store = Store::create(&options.folder.lists)?;
    let _lock = store.lock()?;
    let tomorrow = super::today().tomorrow().unwrap_or(super::today()).to_string();
    let today = super::today().to_string();
    let published = match &options.published {
        None => None,
        Some(text) => Some(super::day(Some(text))?.to_string()),
    };
    let given = Given { accept_shrunken: options.accept_shrunken, published, today, tomorrow };
    let in_force = store.in_force()?;
    let mut taking =
        Taking { store: &store, kind, given, in_force, changed: false, outcomes: Vec::new() };
    let mut sets = Sets::new(kind);
    let mut exit = Exit::Clear;
    each(options, &store, &mut exit, &mut |file| match sets.add(file) {
        Some(alone) => taking.take(&[alone]),
        None => Ok(Exit::Clear),
    })?;
    for set in sets.rest() {
        exit = exit.max(taking.take(&set)?);
    }
    if taking.changed {
        settle(&store, &taking.in_force)?;
    }
    // "In force" is said when it is true: who reads only the first line ends the rest of the telling.
    taking.outcomes.iter().try_for_each(|outcome| tell(&mut io::stdout().lock(), outcome))?;
    Ok(exit)
}

/// The lists of one command, taken one after the other.
struct Taking<'a> {
    store: &'a Store,
    kind: Option<SourceKind>,
    given: Given,
    in_force: BTreeMap<String, Manifest>,
    changed: bool,
    outcomes: Vec<Outcome>,
}

impl Taking<'_> {
    fn take(&mut self, set: &[Offered]) -> Result<Exit> {
        let outcome = take(self.store, &self.in_force, self.kind, set, &self.given)?;
        let mut exit = Exit::Clear;
        match &outcome {
            Outcome::Taken { manifest, .. } => {
                self.in_force.insert(manifest.list.clone(), manifest.clone());
                self.changed = true;
            }
            Outcome::Refused { .. } => exit = Exit::Bad,
            Outcome::Older { .. } | Outcome::Same(_) => {}
        }
        self.outcomes.push(outcome);
        Ok(exit)
    }
}

/// Calls `found` with each file of the command; only one path or address is in memory at a time.
/// What cannot be had is reported; the rest goes on.
fn each(
    options: &Import,
    store: &Store,
    exit: &mut Exit,
    found: &mut dyn FnMut(Offered) -> Result<Exit>,
) -> Result<()> {
    let mut progress = Progress::new(options.quiet, "bytes");
    let bytes_max = u64::try_from(limits::FILE_BYTES_MAX).unwrap_or(u64::MAX);
    let patience =
        Patience::usual(options.retries, Duration::from_secs_f64(options.wait), bytes_max);
    let mut had = |read: Result<Vec<Offered>>| -> Result<()> {
        match read {
            Ok(files) => {
                for file in files {
                    *exit = (*exit).max(found(file)?);
                }
            }
            Err(error) => {
                files::say(&format!("refused {error:#}"));
                let bad = error.downcast_ref::<BadInput>().is_some();
                *exit = (*exit).max(if bad { Exit::Bad } else { Exit::Failed });
            }
        }
        Ok(())
    };
    for given in &options.files {
        if fetch::is_address(given) {
            let fetched = fetch::fetch(given, &store.downloads(), &patience, &mut progress);
            progress.finish();
            had(fetched.and_then(|bytes| {
                if !options.quiet {
                    let digest = files::digest(&bytes);
                    files::say(&format!("{given}: {} bytes, {digest}", bytes.len()));
                }
                offered::unpack(given.clone(), bytes)
            }))?;
            continue;
        }
        match offered::paths(&[PathBuf::from(given)]) {
            Ok(paths) if paths.is_empty() => {
                had(Err(BadInput(format!("{given}: no list file in it")).into()))?;
            }
            Ok(paths) => paths.iter().try_for_each(|path| had(offered::read(path)))?,
            Err(error) => had(Err(error))?,
        }
    }
    Ok(())
}

fn counts(manifest: &Manifest) -> String {
    let (list, entries, day) = (&manifest.list, manifest.entries, manifest.day());
    match manifest.published {
        Some(_) => format!("{list} of {day}, {entries} entries"),
        None => format!("{list} imported {day} (published on: unknown), {entries} entries"),
    }
}

fn tell(out: &mut impl Write, outcome: &Outcome) -> Result<()> {
    match outcome {
        Outcome::Taken { manifest, before, problems } => {
            let names = manifest.names;
            writeln!(out, "{}, {names} names: in force ({})", counts(manifest), manifest.kind)?;
            if let Some((old, [added, removed, changed])) = before {
                let what = format!("{added} added, {removed} removed, {changed} changed");
                writeln!(out, "  before: {}; {what}", counts(old))?;
            }
            for source in &manifest.sources {
                writeln!(out, "  from {} ({})", source.name, source.digest)?;
            }
            tell_problems(out, problems)?;
            if manifest.published.is_none() {
                files::say(&format!(
                    "warning: {list} states no day of publication; an age that nobody knows clears nobody
  hint: import it again with `--published DAY`",
                    list = manifest.list
                ));
            }
            let usual = usual_entries(&manifest.list);
            if manifest.entries < usual {
                files::say(&format!(
                    "warning: {} has {} entries, far fewer than its authority lists; is it whole?",
                    manifest.list, manifest.entries
                ));
            }
        }
        Outcome::Older { manifest, standing } => {
            writeln!(out, "{}: kept for looking back", counts(manifest))?;
            writeln!(out, "  in force stays: {}", counts(standing))?;
            if standing.published.is_none() {
                files::say(&format!(
                    "warning: whether it is older than {} is not known
  hint: import what is in force again with `--published DAY`",
                    counts(standing)
                ));
            }
        }
        Outcome::Same(standing) => {
            writeln!(out, "{}: already in force", counts(standing))?;
        }
        Outcome::Refused { what, standing } => {
            files::say(&format!("refused {what}"));
            if let Some(standing) = standing {
                files::say(&format!("  in force stays: {}", counts(standing)));
            }
        }
    }
    Ok(())
}

/// Entries below which a list of that name is hardly the authority's whole list: about half of what
/// each held in 2024. A first import has no snapshot before it to be compared with.
fn usual_entries(list: &str) -> usize {
    match list {
        "un" => 400,
        "us-sdn" => 6_000,
        "us-csl" => 7_000,
        "eu" | "uk" | "ch" => 1_500,
        _ => 0,
    }
}

fn tell_problems(out: &mut impl Write, problems: &[Problem]) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {} values could not be read and are left out:", problems.len())?;
    for problem in problems.iter().take(PROBLEMS_SHOWN) {
        let text = problem.to_string();
        writeln!(out, "    {}", text.lines().next().unwrap_or_default())?;
    }
    if problems.len() > PROBLEMS_SHOWN {
        writeln!(out, "    and {} more", problems.len() - PROBLEMS_SHOWN)?;
    }
    Ok(())
}
