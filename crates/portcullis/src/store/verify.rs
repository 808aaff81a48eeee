//! Whether a store is what it was when it was written.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{Manifest, Store, catalogue};

/// What was looked at, and everything that is wrong.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    /// Snapshots whose entries were read and whose digest was computed.
    pub(crate) snapshots: usize,
    /// Lists in force.
    pub(crate) in_force: usize,
    /// Damage, one line each.
    pub(crate) faults: Vec<String>,
}

/// Reads every snapshot, computes every digest, rebuilds the index and compares.
pub(crate) fn verify(store: &Store) -> Result<Verified> {
    let mut verified = Verified::default();
    for list in store.all_lists()? {
        match store.history(&list) {
            Ok(history) => {
                for manifest in history {
                    verified.snapshots += 1;
                    if let Err(error) = snapshot(store, &list, &manifest) {
                        verified.faults.push(format!("{list} {}: {error:#}", manifest.name()));
                    }
                }
            }
            Err(error) => verified.faults.push(format!("{list}: {error:#}")),
        }
    }
    let in_force: BTreeMap<String, Manifest> = match store.in_force() {
        Ok(in_force) => in_force,
        Err(error) => {
            verified.faults.push(format!("lists in force: {error:#}"));
            return Ok(verified);
        }
    };
    verified.in_force = in_force.len();
    if verified.faults.is_empty() && !catalogue::verified(store, &in_force)? {
        let hint = "the next search builds it again";
        verified.faults.push(format!("the saved index is missing or damaged ({hint})"));
    }
    Ok(verified)
}

fn snapshot(store: &Store, list: &str, manifest: &Manifest) -> Result<()> {
    anyhow::ensure!(manifest.list == list, "it says that it is of the list `{}`", manifest.list);
    let (_, parties) = store.entries(manifest)?;
    let (entries, found) = (manifest.entries, parties.len());
    anyhow::ensure!(found == entries, "{found} entries where its manifest says {entries}");
    Ok(())
}
