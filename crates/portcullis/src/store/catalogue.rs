//! The lists in force, ready to be searched: the index, and what each of its parties is.
//!
//! Every byte of a saved index is under a checksum that is looked at when it is opened: a flipped bit
//! must not lose a name. Its digest, which receipts name, stands at its end.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::sync::OnceLock;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use screening::listing::ListedParty;
use screening::lists::{self, STARTER_AS_OF, SourceFile, SourceKind, limits};
use screening::{Builder, Index};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Manifest, Store, past};
use crate::files;
use crate::material::{self, Facts};

/// Version of this file's layout; the index has its own.
const LAYOUT: &str = "portcullis-index/3";
/// The list that stands in where the United Nations list is not installed.
pub(crate) const STARTER: &str = "un-starter";
/// The list that the law of every profile asks for.
pub(crate) const UNITED_NATIONS: &str = "un";

/// One of the lists that are searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ListMeta {
    /// `un`, `us-sdn`, `un-starter` …
    pub(crate) list: String,
    /// The day for which it stands.
    pub(crate) as_of: String,
    /// That is the day of import: nobody said when it was published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) undated: bool,
    /// SHA-256 of its entries.
    pub(crate) digest: String,
    /// Entries.
    pub(crate) entries: usize,
}

impl ListMeta {
    pub(crate) fn of(manifest: &Manifest) -> Self {
        Self {
            list: manifest.list.clone(),
            as_of: manifest.day().to_owned(),
            undated: manifest.published.is_none(),
            digest: manifest.digest.clone(),
            entries: manifest.entries,
        }
    }

    /// Its name and day in words.
    pub(crate) fn told(&self) -> String {
        let (list, day) = (&self.list, &self.as_of);
        if self.undated {
            format!("{list} imported {day} (published on: unknown)")
        } else {
            format!("{list} of {day}")
        }
    }

    /// Days from its publication to another day; the age of what nobody dated is not known.
    pub(crate) fn age(&self, day: Date) -> Option<i32> {
        (!self.undated).then(|| past::age(&self.as_of, day))
    }

    /// Older on that day than is allowed, or of an age that nobody knows.
    pub(crate) fn too_old(&self, day: Date, max_age: i32) -> bool {
        self.age(day).is_none_or(|days| days > max_age)
    }

    /// Whose list it is, as the law names it.
    pub(crate) fn authority(&self) -> &str {
        if self.list == STARTER { UNITED_NATIONS } else { &self.list }
    }
}

/// What a party of the index is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    #[serde(rename = "l")]
    list: usize,
    /// The authority's reference.
    #[serde(rename = "e")]
    pub(crate) entry: String,
    /// Day of listing.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub(crate) listed_on: Option<String>,
    /// Day of delisting.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub(crate) delisted_on: Option<String>,
    /// The list links its owners.
    #[serde(rename = "w", default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) owned: bool,
    #[serde(rename = "o")]
    offset: u64,
    #[serde(rename = "b")]
    bytes: u32,
}

impl Entry {
    /// Not delisted by that day (`YYYY-MM-DD`), as far as the source itself says.
    pub(crate) fn is_live(&self, day: &str) -> bool {
        self.delisted_on.as_deref().is_none_or(|gone| gone > day)
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Contents {
    lists: Vec<ListMeta>,
    entries: Vec<Entry>,
}

/// Everything that is searched.
#[derive(Debug)]
pub(crate) struct Catalogue {
    /// Names, facts and identifiers; its party ids count the entries here.
    pub(crate) index: Index,
    contents: Contents,
    store: Option<Store>,
    numbers: OnceLock<Numbers>,
    /// Facts of entries that were asked for.
    facts: Vec<OnceLock<Option<Facts>>>,
    digest: OnceLock<String>,
}

/// Positions of entries by list and the authority's reference, of lists that link owners.
type Numbers = HashMap<(usize, String), u32>;

impl Catalogue {
    /// SHA-256 of everything that is searched, as a saved index holds it.
    pub(crate) fn digest(&self) -> Result<&str> {
        if self.digest.get().is_none() {
            let _ = self.digest.set(self.digest_anew()?);
        }
        Ok(self.digest.get().map_or("", String::as_str))
    }

    fn digest_anew(&self) -> Result<String> {
        let mut hashed = Hashed { to: io::sink(), hasher: Sha256::new() };
        self.put_body(&mut hashed)?;
        Ok(files::hash_text(&hashed.hasher.finalize()))
    }

    fn put_body(&self, to: &mut impl Write) -> Result<()> {
        let contents = serde_json::to_vec(&self.contents)?;
        writeln!(to, "{:08x} {}", crc32fast::hash(&contents), contents.len())?;
        to.write_all(&contents)?;
        to.write_all(b"\n")?;
        Ok(self.index.save(to)?)
    }

    /// Writes a saved index.
    fn put(&self, to: &mut dyn Write) -> Result<()> {
        let mut to = BufWriter::new(to);
        writeln!(to, "{LAYOUT}")?;
        let mut hashed = Hashed { to: &mut to, hasher: Sha256::new() };
        self.put_body(&mut hashed)?;
        let digest = files::hash_text(&hashed.hasher.finalize());
        writeln!(to, "{:08x} {digest}", crc32fast::hash(digest.as_bytes()))?;
        let _ = self.digest.set(digest);
        Ok(to.flush()?)
    }

    /// Reads a saved index; none if it is of another layout or a byte of it is wrong.
    fn restore(mut from: impl BufRead, store: &Store) -> Option<Self> {
        if line(&mut from)? != LAYOUT {
            return None;
        }
        let head = line(&mut from)?;
        let (sum, len) = head.split_once(' ')?;
        let mut contents = Vec::new();
        from.by_ref().take(len.parse().ok()?).read_to_end(&mut contents).ok()?;
        let sound = checked(sum, &contents) && line(&mut from)?.is_empty();
        let contents = serde_json::from_slice(sound.then_some(&contents)?).ok()?;
        let index = Index::restore(&mut from).ok()?;
        let end = line(&mut from)?;
        let (sum, digest) = end.split_once(' ')?;
        let sound = checked(sum, digest.as_bytes()) && from.fill_buf().ok()?.is_empty();
        let digest = OnceLock::from(digest.to_owned());
        let found = Self { digest, ..Self::new(index, contents, Some(store.clone())) };
        sound.then_some(found)
    }

    /// The lists, in the order of their names.
    pub(crate) fn lists(&self) -> &[ListMeta] {
        &self.contents.lists
    }

    /// A party of the index, with its list.
    pub(crate) fn entry(&self, party: u32) -> Option<(&ListMeta, &Entry)> {
        let entry = self.contents.entries.get(usize::try_from(party).ok()?)?;
        Some((self.contents.lists.get(entry.list)?, entry))
    }

    /// Every entry with its list.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&ListMeta, &Entry)> {
        let entries = self.contents.entries.iter();
        entries.filter_map(|entry| Some((self.contents.lists.get(entry.list)?, entry)))
    }

    /// The party with that reference on the list of another.
    pub(crate) fn number(&self, beside: u32, entry: &str) -> Option<u32> {
        let list = self.contents.entries.get(usize::try_from(beside).ok()?)?.list;
        let numbers = self.numbers.get_or_init(|| {
            let entries = &self.contents.entries;
            let linked: BTreeSet<usize> =
                entries.iter().filter(|e| e.owned).map(|e| e.list).collect();
            let own = (0_u32..).zip(entries).filter(|(_, entry)| linked.contains(&entry.list));
            own.map(|(number, entry)| ((entry.list, entry.entry.clone()), number)).collect()
        });
        numbers.get(&(list, entry.to_owned())).copied()
    }

    /// The facts that tell an entry from others; none if it cannot be read.
    pub(crate) fn facts(&self, party: u32) -> Option<&Facts> {
        let kept = self.facts.get(usize::try_from(party).ok()?)?;
        let read = || self.party(party).ok().map(|party| material::of_entry(&party));
        kept.get_or_init(read).as_ref()
    }

    fn new(index: Index, contents: Contents, store: Option<Store>) -> Self {
        let facts = contents.entries.iter().map(|_| OnceLock::new()).collect();
        Self { index, contents, store, facts, numbers: OnceLock::new(), digest: OnceLock::new() }
    }

    /// The store behind it; none behind the starter list alone.
    pub(crate) fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    /// All entries, in the order of their numbers, with the digest of each list checked.
    pub(crate) fn parties(&self) -> Result<Vec<ListedParty>> {
        let mut all = Vec::with_capacity(self.contents.entries.len());
        for meta in self.lists() {
            let path = self.store.as_ref().filter(|_| meta.list != STARTER);
            let (name, text) = match path.map(|store| store.object(&meta.digest)) {
                Some(path) => {
                    let text = files::read_text(&path, limits::FILE_BYTES_MAX)?;
                    (path.display().to_string(), text)
                }
                None => ("starter list".to_owned(), lists::starter().to_owned()),
            };
            let found = files::digest(text.as_bytes());
            anyhow::ensure!(found == meta.digest, "{name}: damaged, its digest is {found}");
            let file = SourceFile { name: &name, bytes: text.as_bytes() };
            let read = lists::read(SourceKind::PortcullisNdjson, &[file]);
            let read = read.map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
            anyhow::ensure!(read.parties.len() == meta.entries, "{name}: entries are missing");
            all.extend(read.parties);
        }
        Ok(all)
    }

    /// The whole entry, read from where it is kept.
    pub(crate) fn party(&self, party: u32) -> Result<ListedParty> {
        let (meta, entry) = self.entry(party).context("no such entry")?;
        let mut line = vec![0; usize::try_from(entry.bytes)?];
        match &self.store {
            Some(store) if meta.list != STARTER => {
                let path = store.object(&meta.digest);
                let mut file = File::open(&path).with_context(|| path.display().to_string())?;
                file.seek(SeekFrom::Start(entry.offset))?;
                file.read_exact(&mut line).with_context(|| path.display().to_string())?;
            }
            _ => {
                let from = usize::try_from(entry.offset)?;
                let text = lists::starter().as_bytes();
                line = text.get(from..from + line.len()).unwrap_or_default().to_vec();
            }
        }
        let file = SourceFile { name: &entry.entry, bytes: &line };
        let read = lists::read(SourceKind::PortcullisNdjson, &[file]);
        let read = read.map_err(|refusal| anyhow::anyhow!("{}: {refusal}", meta.list))?;
        read.parties.into_iter().next().context("no entry there")
    }
}

/// The starter list alone.
pub(crate) fn starter() -> Result<Catalogue> {
    build(None, &BTreeMap::new())
}

/// The lists in force in a store. Where the United Nations list is not among them, the starter
/// list stands in.
pub(crate) fn open(store: &Store) -> Result<Catalogue> {
    of(store, &store.in_force()?)
}

/// The same of any snapshots, one for each list.
pub(crate) fn of(store: &Store, snapshots: &BTreeMap<String, Manifest>) -> Result<Catalogue> {
    if let Some(found) = saved(store, snapshots) {
        return Ok(found);
    }
    let built = build(Some(store), snapshots)?;
    // A store that may not be written to is searched all the same.
    let _ = save(store, snapshots, &built);
    Ok(built)
}

/// What [`of`] would search.
pub(crate) fn lists_of(snapshots: &BTreeMap<String, Manifest>) -> Result<Vec<ListMeta>> {
    let mut all: Vec<ListMeta> = snapshots.values().map(ListMeta::of).collect();
    if !snapshots.contains_key(UNITED_NATIONS) {
        all.push(starter_list()?.0);
    }
    Ok(all)
}

/// The starter list with its entries.
pub(crate) fn starter_list() -> Result<(ListMeta, Vec<ListedParty>)> {
    let text = lists::starter();
    let file = SourceFile { name: "starter list", bytes: text.as_bytes() };
    let read = lists::read(SourceKind::PortcullisNdjson, &[file]);
    let read = read.map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
    let meta = ListMeta {
        list: STARTER.to_owned(),
        as_of: STARTER_AS_OF.to_owned(),
        undated: false,
        digest: files::digest(text.as_bytes()),
        entries: read.parties.len(),
    };
    Ok((meta, read.parties))
}

/// These snapshots of a store; nothing is written.
pub(crate) fn look_back(
    store: &Store,
    snapshots: &BTreeMap<String, Manifest>,
) -> Result<Catalogue> {
    saved(store, snapshots).map_or_else(|| build(Some(store), snapshots), Ok)
}

/// Makes the saved index of these snapshots, unless it is there.
pub(crate) fn prepare(store: &Store, in_force: &BTreeMap<String, Manifest>) -> Result<()> {
    if saved(store, in_force).is_some() {
        return Ok(());
    }
    let built = build(Some(store), in_force)?;
    save(store, in_force, &built)
}

/// Whether the saved index, if there is one, is what the entries give now.
pub(crate) fn verified(store: &Store, in_force: &BTreeMap<String, Manifest>) -> Result<bool> {
    let Some(saved) = saved(store, in_force) else { return Ok(false) };
    let written = saved.digest()?.to_owned();
    let held = saved.digest_anew()?;
    drop(saved);
    Ok(written == held && build(Some(store), in_force)?.digest()? == written)
}

fn key(in_force: &BTreeMap<String, Manifest>) -> String {
    let mut hasher = Sha256::new();
    hasher.update(LAYOUT);
    for (list, manifest) in in_force {
        hasher.update(format!("\n{list} {} {}", manifest.day(), manifest.digest));
    }
    if !in_force.contains_key(UNITED_NATIONS) {
        hasher.update(format!("\n{STARTER} {}", files::digest(lists::starter().as_bytes())));
    }
    files::hex(&hasher.finalize())
}

fn saved(store: &Store, in_force: &BTreeMap<String, Manifest>) -> Option<Catalogue> {
    let file = File::open(store.index_path(&key(in_force))).ok()?;
    Catalogue::restore(BufReader::with_capacity(1 << 16, file), store)
}

fn save(store: &Store, in_force: &BTreeMap<String, Manifest>, built: &Catalogue) -> Result<()> {
    files::replace_by(&store.index_path(&key(in_force)), |file| built.put(file))
}

/// Bytes of a line before a body: a checksum and a length, or a digest.
const LINE_MAX: u64 = 128;

fn line(from: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    from.by_ref().take(LINE_MAX).read_line(&mut line).ok()?;
    line.strip_suffix('\n').map(str::to_owned)
}

fn checked(sum: &str, bytes: &[u8]) -> bool {
    u32::from_str_radix(sum, 16) == Ok(crc32fast::hash(bytes))
}

/// Digests what goes through.
struct Hashed<W> {
    to: W,
    hasher: Sha256,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.to.write(bytes)?;
        self.hasher.update(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Reads one list after the other: none is kept once it is in the index.
fn build(store: Option<&Store>, in_force: &BTreeMap<String, Manifest>) -> Result<Catalogue> {
    let mut contents = Contents::default();
    let mut builder = Builder::default();
    let mut number = 0_u32;
    let mut take = |meta: ListMeta, text: &str, parties: &[ListedParty]| -> Result<()> {
        add(&mut contents, meta, text, parties)?;
        let many = contents.entries.len() > limits::PARTIES_MAX;
        anyhow::ensure!(!many, "too many entries in all lists together");
        for party in parties {
            builder.add(number, party);
            number = number.saturating_add(1);
        }
        Ok(())
    };
    if let Some(store) = store {
        for manifest in in_force.values() {
            let (text, parties) = store.entries(manifest)?;
            take(ListMeta::of(manifest), &text, &parties)?;
        }
    }
    if !in_force.contains_key(UNITED_NATIONS) {
        let (meta, parties) = starter_list()?;
        take(meta, lists::starter(), &parties)?;
    }
    Ok(Catalogue::new(builder.finish(), contents, store.cloned()))
}

/// Notes where each entry's line stands. Our own form has one line an entry after a first line.
fn add(contents: &mut Contents, meta: ListMeta, text: &str, parties: &[ListedParty]) -> Result<()> {
    let list = contents.lists.len();
    let mut offset = 0_usize;
    let mut lines = text.split_inclusive('\n').map(|line| {
        let start = offset;
        offset += line.len();
        (start, line)
    });
    lines.next();
    let lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let mut count = 0;
    for (party, (start, line)) in parties.iter().zip(lines) {
        count += 1;
        contents.entries.push(Entry {
            list,
            entry: party.entry.clone(),
            listed_on: party.listed_on.clone(),
            delisted_on: party.delisted_on.clone(),
            owned: !party.owners.is_empty(),
            offset: u64::try_from(start)?,
            bytes: u32::try_from(line.len())?,
        });
    }
    anyhow::ensure!(count == parties.len(), "{}: entries and lines differ", meta.list);
    contents.lists.push(meta);
    Ok(())
}
