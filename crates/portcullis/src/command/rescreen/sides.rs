//! The two sides that are compared: the lists and the day of the old answers, and those of the new.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use screening::listing::ListedParty;

use super::answers::{self, Answered, Basis};
use crate::cli::rescreen::Rescreen;
use crate::command::lists::{day, today};
use crate::files::BadInput;
use crate::store::catalogue::{self, ListMeta, STARTER};
use crate::store::{Manifest, Store, past};

/// Lists and the day for which they were asked.
pub(crate) struct Side {
    /// Who was delisted by this day is left out.
    pub(super) day: Date,
    /// What is searched, the starter list included where it stands in.
    pub(super) lists: Vec<ListMeta>,
    /// Lists of which nothing was published by the day; a later snapshot is searched instead.
    pub(super) absent: Vec<String>,
    snapshots: BTreeMap<String, Manifest>,
}

/// Lists by their names.
pub(crate) type Snapshots = BTreeMap<String, Manifest>;

impl Side {
    /// These snapshots on that day.
    ///
    /// # Errors
    /// The starter list, which stands in where the United Nations list is missing.
    pub(crate) fn new(day: Date, snapshots: Snapshots, absent: Vec<String>) -> Result<Self> {
        Ok(Self { day, lists: catalogue::lists_of(&snapshots)?, absent, snapshots })
    }

    /// A list of this side.
    pub(super) fn list(&self, list: &str) -> Option<&ListMeta> {
        self.lists.iter().find(|meta| meta.list == list)
    }

    /// Its entries.
    pub(super) fn entries(&self, store: &Store, list: &str) -> Result<Vec<ListedParty>> {
        match self.snapshots.get(list) {
            Some(manifest) => Ok(store.entries(manifest)?.1),
            None if list == STARTER => Ok(catalogue::starter_list()?.1),
            None => Ok(Vec::new()),
        }
    }

    /// Everything on this side, ready to be searched.
    pub(super) fn open(&self, store: &Store) -> Result<catalogue::Catalogue> {
        catalogue::look_back(store, &self.snapshots)
    }
}

/// Both sides, and what the old answers were about.
pub(super) struct Sides {
    pub(super) then: Side,
    pub(super) now: Side,
    /// Nothing where no old answers were given.
    pub(super) answered: Option<Answered>,
}

/// Old and new side as the arguments name them.
pub(super) fn sides(store: &Store, options: &Rescreen, settings: &str) -> Result<Sides> {
    let now = day(options.as_of.as_deref())?;
    let past::Stood { snapshots: mut to, mut absent } = match options.as_of {
        Some(_) => past::stood(store, now, today())?,
        None => past::Stood { snapshots: store.in_force()?, absent: Vec::new() },
    };
    let named = put(store, &mut to, &options.to)?;
    absent.retain(|list| named.iter().all(|manifest| manifest.list != *list));
    let mut answered = None;
    let (then, from) = if let Some(path) = &options.answers {
        let Basis { day, lists, about } = answers::basis(path, settings)?;
        answered = Some(about);
        (day, before(store, &lists, &path.display().to_string())?)
    } else if let Some(since) = &options.since {
        let then = day(Some(since))?;
        let past::Stood { snapshots: mut from, absent } = past::stood(store, then, today())?;
        // What was not published could not be searched: all of it is new.
        from.retain(|list, _| !absent.contains(list));
        put(store, &mut from, &options.from)?;
        (then, from)
    } else if options.from.is_empty() {
        let hint = "`--answers FILE`, `--since DATE`, or `--from LIST@DAY`";
        let what = format!("what are the old answers made of?\n  hint: {hint}");
        return Err(BadInput(what).into());
    } else {
        let mut from = to.clone();
        let named = put(store, &mut from, &options.from)?;
        // An earlier day than the true one tells more, never less.
        (named.iter().filter_map(|m| m.day().parse().ok()).max().unwrap_or(now), from)
    };
    if then > now {
        let what = format!("the old answers are of {then}, after {now}\n  hint: see --as-of");
        return Err(BadInput(what).into());
    }
    let then = Side::new(then, from, Vec::new())?;
    Ok(Sides { then, now: Side::new(now, to, absent)?, answered })
}

/// Puts the snapshots that are named in place of those of the same list.
fn put(store: &Store, into: &mut Snapshots, named: &[String]) -> Result<Vec<Manifest>> {
    let mut found = Vec::new();
    for name in named {
        let (list, which) = name.split_once('@').unwrap_or((name, ""));
        let Some(manifest) = store.snapshot(list, which)? else {
            let history = store.history(list)?;
            let known: Vec<String> =
                history.iter().map(|m| format!("{list}@{}", m.day())).collect();
            let known =
                if known.is_empty() { "none of that list".into() } else { known.join(", ") };
            return Err(BadInput(format!("{name}: no snapshot\n  hint: there is {known}")).into());
        };
        into.insert(list.to_owned(), manifest.clone());
        found.push(manifest);
    }
    Ok(found)
}

/// The side of old answers, by the digests of their lists.
fn before(store: &Store, lists: &BTreeMap<String, String>, place: &str) -> Result<Snapshots> {
    let mut from = BTreeMap::new();
    for (list, digest) in lists {
        if list == STARTER {
            if catalogue::starter_list()?.0.digest != *digest {
                return Err(answers::whole(&format!(
                    "{place}: made with another starter list ({digest})"
                )));
            }
            continue;
        }
        let Some(manifest) = store.snapshot(list, digest)? else {
            return Err(answers::whole(&format!(
                "{place}: made with {list} {digest}, which the store does not have"
            )));
        };
        from.insert(list.clone(), manifest);
    }
    Ok(from)
}
