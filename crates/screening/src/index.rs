//! The index over listed parties: a dictionary of name parts, postings, and one lookup table.
//!
//! Every distinct part of every listed name is in the dictionary once. The lookup table leads from
//! whatever can make two parts agree (a deletion neighbourhood of the Latin reading, the sound
//! key, the consonant skeleton, a variant group) to the parts that may; see `retrieve` for why
//! nothing is lost.

use crate::brief::Brief;
use crate::fact::Facts;
use crate::kept::Kept;
use crate::key::hash;
use crate::listing::PartyKind;
use crate::name::{Name, Part, Role};

/// Number of a dictionary part, a name or a party.
pub(crate) type Id = u32;

/// Converts a count that is known to be small.
pub(crate) fn id(n: usize) -> Id {
    Id::try_from(n).unwrap_or(Id::MAX)
}

pub(crate) fn at(n: Id) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// A list of lists: items of list `i` are `items[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lists {
    pub(crate) offsets: Vec<Id>,
    pub(crate) items: Vec<Id>,
}

impl Default for Lists {
    fn default() -> Lists {
        Lists { offsets: vec![0], items: Vec::new() }
    }
}

impl Lists {
    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = Id>) {
        self.items.extend(list);
        self.offsets.push(id(self.items.len()));
    }

    pub(crate) fn get(&self, i: Id) -> &[Id] {
        let from = self.offsets.get(at(i)).copied().unwrap_or(0);
        let to = self.offsets.get(at(i).saturating_add(1)).copied().unwrap_or(from);
        self.items.get(at(from)..at(to)).unwrap_or_default()
    }

    /// How many lists there are; none where even their beginning is missing.
    pub(crate) fn count(&self) -> Option<usize> {
        self.offsets.len().checked_sub(1)
    }
}

/// From a hash to the ids stored under it; other ids may come along and must be checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lookup {
    /// Upper half hash, lower half id, sorted.
    pub(crate) entries: Vec<u64>,
    /// First entry of each value of the top bits, and the end.
    pub(crate) directory: Vec<Id>,
    pub(crate) bits: u32,
}

impl Lookup {
    pub(crate) fn new(mut entries: Vec<u64>) -> Lookup {
        entries.sort_unstable();
        entries.dedup();
        entries.shrink_to_fit();
        let bits = entries.len().max(2).ilog2().min(24);
        let mut directory = Vec::with_capacity((1 << bits) + 1);
        let mut place = 0;
        for slot in 0..=(1_u64 << bits) {
            while entries.get(place).is_some_and(|e| (e >> (64 - bits)) < slot) {
                place += 1;
            }
            directory.push(id(place));
        }
        Lookup { entries, directory, bits }
    }

    pub(crate) fn entry(hash: u64, id: Id) -> u64 {
        (hash << 32) | u64::from(id)
    }

    /// Ids under the lower half of `hash`.
    pub(crate) fn find(&self, hash: u64) -> impl Iterator<Item = Id> {
        self.read(self.shelf(hash))
    }

    /// Whether there is any id under the lower half of `hash`.
    pub(crate) fn has(&self, hash: u64) -> bool {
        self.find(hash).next().is_some()
    }

    /// Where the ids under the lower half of `hash` are. Apart from `read`, so that many hashes
    /// can wait for memory together.
    pub(crate) fn shelf(&self, hash: u64) -> Shelf {
        let wanted = hash & 0xFFFF_FFFF;
        let slot = usize::try_from((wanted << 32) >> (64 - self.bits.max(1))).unwrap_or(usize::MAX);
        let from = self.directory.get(slot).copied().unwrap_or(0);
        let to = self.directory.get(slot.saturating_add(1)).copied().unwrap_or(from);
        Shelf { wanted, from, to }
    }

    /// The first entry of a shelf, whichever hash it is under: to be asked for beforehand, so that
    /// many shelves wait for memory together.
    pub(crate) fn first(&self, shelf: &Shelf) -> u64 {
        self.entries.get(at(shelf.from)).copied().unwrap_or(u64::MAX)
    }

    /// The ids on a shelf.
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is the id")]
    pub(crate) fn read(&self, shelf: Shelf) -> impl Iterator<Item = Id> {
        let Shelf { wanted, from, to } = shelf;
        let entries = self.entries.get(at(from)..at(to)).unwrap_or_default();
        entries
            .iter()
            .skip_while(move |e| **e >> 32 < wanted)
            .take_while(move |e| **e >> 32 == wanted)
            .map(|e| *e as Id)
    }
}

impl Shelf {
    /// Whether there is nothing on it.
    pub(crate) fn is_empty(&self) -> bool {
        self.from == self.to
    }

    /// Whether what is wanted cannot be on a shelf that begins with this entry.
    pub(crate) fn begins_after(&self, first: u64) -> bool {
        first >> 32 > self.wanted
    }
}

/// A place in a lookup.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shelf {
    wanted: u64,
    from: Id,
    to: Id,
}

/// A run of parts of a listed name, found by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ListedRun {
    pub(crate) hash: Id,
    pub(crate) name: Id,
    pub(crate) start: u8,
    pub(crate) len: u8,
    pub(crate) acronym: bool,
}

/// Marks a compound in the parts of a name; its place follows.
pub(crate) const COMPOUND_BIT: Id = 1 << 31;

/// Parts of a name with no place, and its compounds with theirs.
pub(crate) fn unpack(items: &[Id]) -> impl Iterator<Item = (Id, Option<u8>)> {
    let mut items = items.iter();
    std::iter::from_fn(move || {
        let item = *items.next()?;
        if item & COMPOUND_BIT == 0 {
            return Some((item, None));
        }
        let place = u8::try_from(*items.next()?).ok()?;
        Some((item & !COMPOUND_BIT, Some(place)))
    })
}

/// Names that an index holds at most; the rest of a posting is the kind of the party.
pub(crate) const NAMES_MAX: u32 = 1 << 29;

/// A name in a posting list, with the kind of its party in the top bits.
pub(crate) fn posting(name: Id, kind: PartyKind) -> Id {
    let code: Id = match kind {
        PartyKind::Person => 0,
        PartyKind::Organisation => 1,
        PartyKind::Vessel => 2,
        PartyKind::Aircraft => 3,
        PartyKind::Unknown => 4,
    };
    name | code << 29
}

/// The name of a posting.
pub(crate) fn posted(item: Id) -> Id {
    item & (NAMES_MAX - 1)
}

pub(crate) const KINDS: [PartyKind; 5] = [
    PartyKind::Person,
    PartyKind::Organisation,
    PartyKind::Vessel,
    PartyKind::Aircraft,
    PartyKind::Unknown,
];

/// Steps of the heft of a name, and the bits below it.
pub(crate) const HEFT_STEPS: f32 = 64.0;
pub(crate) const KIND_BITS: u32 = 3;

/// One listed name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NameEntry {
    pub(crate) party: Id,
    pub(crate) weak: bool,
    /// Where its text starts in `Index::text`.
    pub(crate) text: Id,
    pub(crate) text_end: Id,
}

/// One listed party.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PartyEntry {
    pub(crate) id: u32,
    pub(crate) facts: Facts,
}

/// Built once from listed parties; owns what it needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    pub(crate) dictionary: Kept<Part>,
    /// The dictionary in brief.
    pub(crate) briefs: Vec<Brief>,
    /// Kind and heft of each name.
    pub(crate) about: Vec<u16>,
    pub(crate) lookup: Lookup,
    /// Names that hold a part or a compound, by part; see `posting`.
    pub(crate) postings: Lists,
    /// Parts of a name, then its compounds, by name: one list, because a candidate costs one
    /// visit to memory for each list it is looked up in. See `unpack`.
    pub(crate) parts: Lists,
    pub(crate) runs: Vec<ListedRun>,
    /// First run of each value of the top bits of a hash, and the end; derived.
    pub(crate) run_starts: Vec<Id>,
    pub(crate) run_bits: u32,
    pub(crate) names: Vec<NameEntry>,
    pub(crate) text: String,
    pub(crate) parties: Kept<PartyEntry>,
    /// Parties by hash of a strong identifier.
    pub(crate) identifiers: Lookup,
}

const IDENTIFIER: u8 = 7;

/// Hash of an identifier of some class; a branch code does not count.
pub(crate) fn identifier_hash(class: u8, value: &str) -> u64 {
    let value = if class == 2 { value.get(..8).unwrap_or(value) } else { value };
    hash(IDENTIFIER.wrapping_add(class), value.as_bytes())
}

impl Index {
    /// Number of listed names.
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// Number of parties.
    pub fn parties(&self) -> usize {
        self.parties.len()
    }

    /// Kind of the party of a name.
    pub(crate) fn kind_of(&self, name: Id) -> PartyKind {
        let party = self.names.get(at(name)).and_then(|n| self.parties.get(at(n.party)));
        party.map_or(PartyKind::Unknown, |p| p.facts.kind)
    }

    /// Kind of the party of a name, and the weight of its parts, at least.
    pub(crate) fn about(&self, name: Id) -> (PartyKind, f32) {
        let about = self.about.get(at(name)).copied().unwrap_or(u16::MAX);
        let kind = usize::from(about & ((1 << KIND_BITS) - 1));
        let kind = KINDS.get(kind).copied().unwrap_or(PartyKind::Unknown);
        (kind, f32::from(about >> KIND_BITS) / HEFT_STEPS)
    }

    pub(crate) fn part(&self, number: Id) -> Option<&Part> {
        self.dictionary.get(at(number))
    }

    /// Parts of a listed name without its compounds.
    pub(crate) fn singles(&self, name: Id) -> impl Iterator<Item = Id> {
        self.parts.get(name).iter().take_while(|p| **p & COMPOUND_BIT == 0).copied()
    }

    /// Runs whose hash is the lower half of `hash`.
    pub(crate) fn runs_under(&self, hash: u64) -> &[ListedRun] {
        let wanted = run_hash(hash);
        let slot = at(wanted.checked_shr(32 - self.run_bits).unwrap_or(0));
        let from = self.run_starts.get(slot).copied().unwrap_or(0);
        let to = self.run_starts.get(slot + 1).copied().unwrap_or(from);
        let shelf = self.runs.get(at(from)..at(to)).unwrap_or_default();
        let from = shelf.iter().take_while(|r| r.hash < wanted).count();
        let rest = shelf.get(from..).unwrap_or_default();
        let count = rest.iter().take_while(|r| r.hash == wanted).count();
        rest.get(..count).unwrap_or_default()
    }
}

/// All legal forms are found under one entry; there are few.
pub(crate) const LEGAL: &[u8] = b"legal";

/// Whether edits and sound count for this part.
pub(crate) fn edited(part: &Part) -> bool {
    matches!(part.role, Role::Word | Role::Title | Role::Particle | Role::Stopword)
}

pub(crate) fn refs(name: &Name) -> Vec<&Part> {
    name.parts.iter().collect()
}

pub(crate) fn run_hash(hash: u64) -> Id {
    (hash & 0xFFFF_FFFF) as Id
}
