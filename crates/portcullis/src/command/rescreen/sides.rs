//! The two sides that are compared: the lists and the day of the old answers, and those of the new.

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::civil::Date;
use screening::listing::ListedParty;

use super::answers::{self, Basis};
use crate::cli::rescreen::Rescreen;
use crate::command::lists::day;
use crate::files::BadInput;
use crate::store::catalogue::{self, ListMeta, STARTER};
use crate::store::{Manifest, Store};

/// Lists and the day for which they were asked.
pub(super) struct Side {
    /// Who was delisted by this day is left out.
    pub(super) day: Date,
    /// What is searched, the starter list included where it stands in.
    pub(super) lists: Vec<ListMeta>,
    snapshots: BTreeMap<String, Manifest>,
}

impl Side {
    fn new(day: Date, snapshots: BTreeMap<String, Manifest>) -> Result<Self> {
        Ok(Self { day, lists: catalogue::lists_of(&snapshots)?, snapshots })
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
        catalogue::of(store, &self.snapshots)
    }
}

/// Old and new side as the arguments name them.
pub(super) fn sides(store: &Store, options: &Rescreen, settings: &str) -> Result<(Side, Side)> {
    let mut to = store.in_force()?;
    put(store, &mut to, &options.to)?;
    let now = day(options.as_of.as_deref())?;
    let (then, from) = if let Some(path) = &options.answers {
        before(store, &answers::basis(path, settings)?, &path.display().to_string())?
    } else if let Some(since) = &options.since {
        let then = day(Some(since))?;
        let mut from = BTreeMap::new();
        for list in to.keys() {
            let published = |m: &Manifest| m.day().parse::<Date>().is_ok_and(|day| day <= then);
            from.extend(
                store.history(list)?.into_iter().rfind(published).map(|m| (list.clone(), m)),
            );
        }
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
    Ok((Side::new(then, from)?, Side::new(now, to)?))
}

/// Puts the snapshots that are named in place of those of the same list.
fn put(
    store: &Store,
    into: &mut BTreeMap<String, Manifest>,
    named: &[String],
) -> Result<Vec<Manifest>> {
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
fn before(store: &Store, basis: &Basis, place: &str) -> Result<(Date, BTreeMap<String, Manifest>)> {
    let mut from = BTreeMap::new();
    for (list, digest) in &basis.lists {
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
    Ok((basis.day, from))
}
