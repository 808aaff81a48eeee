//! The lists of a receipt, opened again from the snapshots it names.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use screening::lists::starter;

use crate::files::{self, BadInput};
use crate::receipt::{Receipt, SearchedList};
use crate::screener::Screener;
use crate::store::catalogue::{self, STARTER};
use crate::store::{Manifest, Store, past};

/// What a receipt searched, as far as it is there.
pub(super) struct Stage {
    key: String,
    /// The lists; none where the receipt says that nothing was searched.
    pub(super) screener: Option<Screener>,
    /// Why they cannot be searched as they were.
    pub(super) missing: Vec<String>,
    /// What else is not as it was.
    pub(super) differs: Vec<String>,
}

impl Stage {
    /// Whether it is the stage of this receipt as well.
    pub(super) fn is_of(&self, receipt: &Receipt<'_>, max_age: u32) -> bool {
        self.key == key(receipt, max_age)
    }

    /// Opens the snapshots that the receipt names.
    ///
    /// # Errors
    /// No store was given, or it cannot be read.
    pub(super) fn open(receipt: &Receipt<'_>, max_age: u32, folder: Option<&Path>) -> Result<Self> {
        let key = key(receipt, max_age);
        let mut stage = Self { key, screener: None, missing: Vec::new(), differs: Vec::new() };
        let absent = receipt.absent.clone();
        if let Some(why) = &receipt.unreadable {
            stage.screener = Some(Screener::of(Err(why.clone()), max_age, absent));
            return Ok(stage);
        }
        let Some(index) = &receipt.index else { return Ok(stage) };
        let Some(catalogue) = stage.catalogue(&receipt.lists, folder)? else { return Ok(stage) };
        let found = catalogue.digest()?;
        if found != index {
            stage.differs.push(format!("index: it was {index}, it is {found}"));
        }
        stage.screener = Some(Screener::of(Ok(catalogue), max_age, absent));
        Ok(stage)
    }

    fn catalogue(
        &mut self,
        lists: &[SearchedList],
        folder: Option<&Path>,
    ) -> Result<Option<catalogue::Catalogue>> {
        let stored = stored(lists, &mut self.missing);
        if folder.is_none() && stored.is_empty() {
            return Ok(if self.missing.is_empty() { Some(catalogue::starter()?) } else { None });
        }
        let store = store(folder)?;
        let snapshots = snapshots(&store, &stored, &mut self.missing)?;
        if !self.missing.is_empty() {
            return Ok(None);
        }
        match catalogue::look_back(&store, &snapshots) {
            Ok(catalogue) => Ok(Some(catalogue)),
            Err(error) => {
                self.missing.push(format!("list digest differs: {error:#}"));
                Ok(None)
            }
        }
    }
}

/// The store that is named.
pub(super) fn store(folder: Option<&Path>) -> Result<Store> {
    let Some(folder) = folder else {
        let hint = "`--lists DIR` names the store that the answers were given from";
        let what = "the lists of these receipts are in a store";
        return Err(BadInput(format!("{what}\n  hint: {hint}")).into());
    };
    Store::open(folder)
}

/// Lists that are not built in; those that are must be the same as then.
pub(super) fn stored<'a>(
    lists: &'a [SearchedList],
    missing: &mut Vec<String>,
) -> Vec<&'a SearchedList> {
    let (built_in, stored): (Vec<_>, Vec<_>) = lists.iter().partition(|l| l.list == STARTER);
    for list in built_in {
        let now = files::digest(starter().as_bytes());
        if list.digest != now {
            let (name, then) = (&list.list, &list.digest);
            missing.push(format!("list {name} differs: it was {then}, it is {now}"));
        }
    }
    stored
}

/// The snapshots of these lists, as far as the store has them.
pub(super) fn snapshots(
    store: &Store,
    lists: &[&SearchedList],
    missing: &mut Vec<String>,
) -> Result<BTreeMap<String, Manifest>> {
    let mut snapshots = BTreeMap::new();
    for list in lists {
        match past::snapshot(store, &list.list, &list.digest)? {
            Some(manifest) if manifest.day() == list.as_of => {
                snapshots.insert(list.list.clone(), manifest);
            }
            _ => missing.push(lacking(store, list)?),
        }
    }
    Ok(snapshots)
}

fn lacking(store: &Store, list: &SearchedList) -> Result<String> {
    let SearchedList { list: name, as_of, digest, .. } = list;
    let history = store.history(name)?;
    let other = history.iter().rfind(|manifest| manifest.day() == as_of);
    Ok(match other {
        Some(other) => {
            let now = &other.digest;
            format!("list {name} of {as_of} differs: it was {digest}, the store has {now}")
        }
        None => format!("list snapshot missing: {name} of {as_of}, {digest}"),
    })
}

fn key(receipt: &Receipt<'_>, max_age: u32) -> String {
    let Receipt { lists, absent, index, unreadable, .. } = receipt;
    format!("{lists:?}{absent:?}{index:?}{unreadable:?}{max_age}")
}
