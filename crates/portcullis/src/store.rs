//! The list store: one folder of immutable snapshots, and which of them are in force.
//!
//! ```text
//! DIR/store.json                    which snapshot of each list is in force; swapped in one move
//! DIR/snapshots/LIST/NAME.json      where a snapshot came from: source, days, digests, counts
//! DIR/objects/DIGEST.ndjson         its entries in our own form, named by their SHA-256
//! DIR/indexes/DIGEST.index          the search index over the lists in force; rebuilt at need
//! DIR/policy.toml                   the policy in force, if one was adopted
//! DIR/policies/DIGEST.toml          every policy that ever was
//! DIR/retired/LIST.json             the day from which a list no longer stands
//! DIR/downloads/                    unfinished downloads
//! ```
//!
//! Nothing in `snapshots` and `objects` is ever changed. A reader that has opened the store keeps
//! what was in force then.

pub(crate) mod catalogue;
pub(crate) mod chain;
pub(crate) mod import;
pub(crate) mod offered;
pub(crate) mod past;
pub(crate) mod verify;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use screening::listing::ListedParty;
use screening::lists::{self, SourceFile, SourceKind, limits};
use serde::{Deserialize, Serialize};

use crate::files::{self, BadInput};

const STORE_VERSION: u32 = 1;
/// Bytes of `store.json` or of a manifest: some hundred lists.
const SMALL_BYTES_MAX: usize = 1 << 20;

/// `store.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InForce {
    portcullis_store: u32,
    in_force: BTreeMap<String, String>,
}

/// Where a snapshot came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    /// File name or address.
    pub(crate) name: String,
    /// Bytes, unpacked.
    pub(crate) bytes: usize,
    /// SHA-256 of these bytes.
    pub(crate) digest: String,
}

/// One snapshot of one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// Short id, such as `un`.
    pub(crate) list: String,
    /// Its format.
    pub(crate) kind: String,
    /// Day of publication as the file states it.
    pub(crate) published: Option<String>,
    /// Day of import, UTC.
    pub(crate) imported: String,
    /// The files it was read from.
    pub(crate) sources: Vec<Source>,
    /// Entries.
    pub(crate) entries: usize,
    /// Names of all entries.
    pub(crate) names: usize,
    /// Values that could not be read.
    pub(crate) problems: usize,
    /// SHA-256 of the entries in our own form: `sha256:…`.
    pub(crate) digest: String,
}

impl Manifest {
    /// The day for which the snapshot stands: of publication, or of import where the source states
    /// none.
    pub(crate) fn day(&self) -> &str {
        self.published.as_deref().unwrap_or(&self.imported)
    }

    /// Read from the same files, byte for byte.
    pub(crate) fn same_files(&self, other: &Self) -> bool {
        let digests = |manifest: &'_ Self| {
            let sources = manifest.sources.iter();
            let mut digests: Vec<String> = sources.map(|s| s.digest.clone()).collect();
            digests.sort();
            digests
        };
        digests(self) == digests(other)
    }

    /// Its name within the list.
    pub(crate) fn name(&self) -> String {
        let digest = self.digest.trim_start_matches("sha256:");
        format!("{}-{}", self.day(), digest.get(..12).unwrap_or(digest))
    }
}

/// A store on disk.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    root: PathBuf,
}

impl Store {
    /// An existing store.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        if !root.join("store.json").is_file() {
            let hint = "`portcullis lists import FILE… --lists DIR` makes one";
            let what = format!("{}: no list store\n  hint: {hint}", root.display());
            return Err(BadInput(what).into());
        }
        let store = Self { root: root.to_owned() };
        store.pointers()?;
        Ok(store)
    }

    /// A store that is made if it is not there. A folder with other things in it is left alone.
    pub(crate) fn create(root: &Path) -> Result<Self> {
        if root.join("store.json").exists() {
            return Self::open(root);
        }
        let foreign = root.is_dir()
            && fs::read_dir(root).with_context(|| root.display().to_string())?.next().is_some();
        if foreign || root.is_file() {
            let hint = "name an empty or a new folder for the list store";
            let what = format!("{}: not empty, and no list store\n  hint: {hint}", root.display());
            return Err(BadInput(what).into());
        }
        let store = Self { root: root.to_owned() };
        store.point(BTreeMap::new())?;
        Ok(store)
    }

    /// Holds off other imports for as long as the file lives.
    pub(crate) fn lock(&self) -> Result<File> {
        let path = self.root.join("lock");
        let file = File::create(&path).with_context(|| path.display().to_string())?;
        file.lock().with_context(|| format!("{}: locking", path.display()))?;
        Ok(file)
    }

    /// The folder of unfinished downloads.
    pub(crate) fn downloads(&self) -> PathBuf {
        self.root.join("downloads")
    }

    fn pointers(&self) -> Result<BTreeMap<String, String>> {
        let path = self.root.join("store.json");
        let text = files::read_text(&path, SMALL_BYTES_MAX)?;
        let read: InForce =
            serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        if read.portcullis_store != STORE_VERSION {
            let what = format!("{}: store version {}", path.display(), read.portcullis_store);
            return Err(BadInput(format!("{what} is not known here")).into());
        }
        Ok(read.in_force)
    }

    /// Puts snapshots in force, all in one move.
    pub(crate) fn point(&self, in_force: BTreeMap<String, String>) -> Result<()> {
        let head = InForce { portcullis_store: STORE_VERSION, in_force };
        let mut text = serde_json::to_string_pretty(&head)?;
        text.push('\n');
        files::replace(&self.root.join("store.json"), text.as_bytes())
    }

    /// The snapshots in force, by list.
    pub(crate) fn in_force(&self) -> Result<BTreeMap<String, Manifest>> {
        let read = |(list, name): (String, String)| {
            let manifest = self.manifest(&list, &name)?;
            Ok((list, manifest))
        };
        self.pointers()?.into_iter().map(read).collect()
    }

    fn manifest(&self, list: &str, name: &str) -> Result<Manifest> {
        let path = self.root.join("snapshots").join(list).join(format!("{name}.json"));
        let text = files::read_text(&path, SMALL_BYTES_MAX)?;
        serde_json::from_str(&text).with_context(|| path.display().to_string())
    }

    /// All snapshots of a list, oldest first.
    pub(crate) fn history(&self, list: &str) -> Result<Vec<Manifest>> {
        let folder = self.root.join("snapshots").join(list);
        let mut paths = Vec::new();
        if folder.is_dir() {
            files::collect(&folder, &["json"], &mut paths)?;
        }
        let names = paths.iter().filter_map(|path| path.file_stem()?.to_str());
        let mut all: Vec<Manifest> =
            names.map(|name| self.manifest(list, name)).collect::<Result<_>>()?;
        all.sort_by(|a, b| (a.day(), &a.digest).cmp(&(b.day(), &b.digest)));
        Ok(all)
    }

    /// The latest snapshot of a list that a day or the beginning of a name picks, or a whole digest.
    pub(crate) fn snapshot(&self, list: &str, which: &str) -> Result<Option<Manifest>> {
        let mut history = self.history(list)?;
        history.retain(|m| m.name().starts_with(which) || m.digest == which);
        Ok(history.pop())
    }

    /// Every list that was ever imported.
    pub(crate) fn all_lists(&self) -> Result<Vec<String>> {
        let folder = self.root.join("snapshots");
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }

    /// Where the adopted policy stands, if one was adopted.
    pub(crate) fn policy(&self) -> Option<PathBuf> {
        let path = self.root.join("policy.toml");
        path.is_file().then_some(path)
    }

    /// A policy that was in force at some time.
    pub(crate) fn policy_of(&self, digest: &str) -> Option<PathBuf> {
        let name = format!("{}.toml", digest.trim_start_matches("sha256:"));
        let path = self.root.join("policies").join(name);
        path.is_file().then_some(path)
    }

    /// Puts a policy in force; those before it stay in `policies`.
    pub(crate) fn adopt(&self, policy: &str) -> Result<()> {
        let digest = files::digest(policy.as_bytes());
        let name = format!("{}.toml", digest.trim_start_matches("sha256:"));
        files::replace(&self.root.join("policies").join(name), policy.as_bytes())?;
        files::replace(&self.root.join("policy.toml"), policy.as_bytes())
    }

    /// Where the entries of a digest are kept.
    pub(crate) fn object(&self, digest: &str) -> PathBuf {
        let bare = digest.trim_start_matches("sha256:");
        self.root.join("objects").join(format!("{bare}.ndjson"))
    }

    fn retired_path(&self, list: &str) -> PathBuf {
        self.root.join("retired").join(format!("{list}.json"))
    }

    fn index_path(&self, key: &str) -> PathBuf {
        self.root.join("indexes").join(format!("{key}.index"))
    }

    /// Writes a snapshot. It is not in force yet.
    pub(crate) fn keep(&self, manifest: &Manifest, entries: &str) -> Result<()> {
        let object = self.object(&manifest.digest);
        if !object.exists() {
            files::replace(&object, entries.as_bytes())?;
        }
        let folder = self.root.join("snapshots").join(&manifest.list);
        let path = folder.join(format!("{}.json", manifest.name()));
        if path.exists() {
            return Ok(());
        }
        let mut text = serde_json::to_string_pretty(manifest)?;
        text.push('\n');
        files::replace(&path, text.as_bytes())
    }

    /// The entries of a snapshot, with their digest checked.
    pub(crate) fn entries(&self, manifest: &Manifest) -> Result<(String, Vec<ListedParty>)> {
        let path = self.object(&manifest.digest);
        let text = files::read_text(&path, limits::FILE_BYTES_MAX)?;
        let found = files::digest(text.as_bytes());
        anyhow::ensure!(
            found == manifest.digest,
            "{}: damaged, its digest is {found}; import the list again",
            path.display()
        );
        let name = path.display().to_string();
        let file = SourceFile { name: &name, bytes: text.as_bytes() };
        let list = lists::read(SourceKind::PortcullisNdjson, &[file])
            .map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
        // The first line of the entries is under their digest; the manifest beside them is not.
        anyhow::ensure!(
            list.list == manifest.list && list.published == manifest.published,
            "{} {}: its list or day is not that of its entries",
            manifest.list,
            manifest.name()
        );
        Ok((text, list.parties))
    }
}
