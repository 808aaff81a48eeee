//! A saved index: little-endian bytes with a version in front. Reading back does no work beyond
//! copying; a file that is cut short or foreign is refused.

use crate::fact::Facts;
use crate::identifier::Strong;
use crate::index::{Id, Index, ListedRun, Lists, Lookup, NameEntry, PartyEntry};
use crate::listing::{BirthDate, PartyKind};
use crate::name::{Form, Part, Role};
use crate::script::Script;

/// How names are matched: another word here means that the same two names may score otherwise.
/// Changes whenever the bytes, the derived forms or the weights do.
pub const MATCHING: &str = "pcname11";

/// Why saved bytes are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// Not an index of this version; build it again.
    OtherVersion,
    /// Cut short or damaged.
    Damaged,
}

impl std::fmt::Display for SaveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            SaveError::OtherVersion => "saved index is of another version",
            SaveError::Damaged => "saved index is damaged",
        })
    }
}

impl std::error::Error for SaveError {}

struct Writer(Vec<u8>);

impl Writer {
    fn u8(&mut self, n: u8) {
        self.0.push(n);
    }
    fn u32(&mut self, n: u32) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }
    fn u64(&mut self, n: u64) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }
    fn f32(&mut self, n: f32) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }
    fn len(&mut self, n: usize) {
        self.u32(crate::index::id(n));
    }
    fn text(&mut self, text: &str) {
        self.len(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }
    fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Writer, &T)) {
        self.len(items.len());
        items.iter().for_each(|item| one(self, item));
    }
    fn ids(&mut self, ids: &[Id]) {
        self.list(ids, |w, n| w.u32(*n));
    }
    fn option(&mut self, text: Option<&str>) {
        self.u8(u8::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }
}

struct Reader<'a>(&'a [u8]);

type Read<T> = Result<T, SaveError>;

impl<'a> Reader<'a> {
    fn bytes(&mut self, n: usize) -> Read<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n).ok_or(SaveError::Damaged)?;
        self.0 = rest;
        Ok(head)
    }
    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.bytes(N)?.try_into().map_err(|_| SaveError::Damaged)
    }
    fn u8(&mut self) -> Read<u8> {
        self.array::<1>().map(|[b]| b)
    }
    fn bool(&mut self) -> Read<bool> {
        Ok(self.u8()? != 0)
    }
    fn u32(&mut self) -> Read<u32> {
        self.array().map(u32::from_le_bytes)
    }
    fn u64(&mut self) -> Read<u64> {
        self.array().map(u64::from_le_bytes)
    }
    fn f32(&mut self) -> Read<f32> {
        self.array().map(f32::from_le_bytes)
    }
    fn len(&mut self) -> Read<usize> {
        let n = usize::try_from(self.u32()?).map_err(|_| SaveError::Damaged)?;
        // Every item takes at least a byte, so a wild count is refused before room is made.
        if n > self.0.len() { Err(SaveError::Damaged) } else { Ok(n) }
    }
    fn text(&mut self) -> Read<&'a str> {
        let n = self.len()?;
        std::str::from_utf8(self.bytes(n)?).map_err(|_| SaveError::Damaged)
    }
    fn list<T>(&mut self, mut one: impl FnMut(&mut Reader<'a>) -> Read<T>) -> Read<Vec<T>> {
        let n = self.len()?;
        let mut items = Vec::with_capacity(n);
        for _ in 0..n {
            items.push(one(self)?);
        }
        Ok(items)
    }
    fn ids(&mut self) -> Read<Vec<Id>> {
        let n = self.len()?;
        let bytes = self.bytes(n.checked_mul(4).ok_or(SaveError::Damaged)?)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect())
    }
    fn longs(&mut self) -> Read<Vec<u64>> {
        let n = self.len()?;
        let bytes = self.bytes(n.checked_mul(8).ok_or(SaveError::Damaged)?)?;
        Ok(bytes.as_chunks::<8>().0.iter().map(|b| u64::from_le_bytes(*b)).collect())
    }
    fn option(&mut self) -> Read<Option<String>> {
        let some = self.bool()?;
        let text = self.text()?;
        Ok(some.then(|| text.to_owned()))
    }
}

const KINDS: [PartyKind; 5] = [
    PartyKind::Person,
    PartyKind::Organisation,
    PartyKind::Vessel,
    PartyKind::Aircraft,
    PartyKind::Unknown,
];
const SCRIPTS: [Script; 10] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Arabic,
    Script::Hebrew,
    Script::Han,
    Script::Kana,
    Script::Hangul,
    Script::Thai,
    Script::Other,
];
const ROLES: [Role; 6] =
    [Role::Word, Role::Initial, Role::Number, Role::Particle, Role::Title, Role::Stopword];

fn place<T: PartialEq>(all: &[T], item: &T) -> u8 {
    all.iter().position(|x| x == item).and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX)
}

fn pick<T: Copy>(all: &[T], n: u8) -> Read<T> {
    all.get(usize::from(n)).copied().ok_or(SaveError::Damaged)
}

impl Index {
    /// The index as bytes; the same index gives the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer(MATCHING.as_bytes().to_vec());
        w.list(&self.dictionary, write_part);
        for lookup in [&self.lookup, &self.identifiers] {
            w.list(&lookup.entries, |w, n| w.u64(*n));
            w.ids(&lookup.directory);
            w.u32(lookup.bits);
        }
        for lists in [&self.postings, &self.parts] {
            w.ids(&lists.offsets);
            w.ids(&lists.items);
        }
        w.list(&self.runs, |w, run| {
            w.u32(run.hash);
            w.u32(run.name);
            w.u8(run.start);
            w.u8(run.len);
            w.u8(u8::from(run.acronym));
        });
        w.list(&self.names, |w, name| {
            w.u32(name.party);
            w.u8(u8::from(name.weak));
            w.u32(name.text);
            w.u32(name.text_end);
        });
        w.text(&self.text);
        w.list(&self.parties, write_party);
        w.0
    }

    /// Reads what `to_bytes` wrote.
    ///
    /// # Errors
    /// Bytes of another version, cut short or damaged. Content is not re-derived: keep the bytes
    /// where only the owner of the lists writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Index, SaveError> {
        let rest = bytes.strip_prefix(MATCHING.as_bytes()).ok_or(SaveError::OtherVersion)?;
        let mut r = Reader(rest);
        let dictionary = r.list(read_part)?;
        let mut lookup = || -> Read<Lookup> {
            Ok(Lookup { entries: r.longs()?, directory: r.ids()?, bits: r.u32()?.min(24) })
        };
        let (lookup, identifiers) = (lookup()?, lookup()?);
        let mut lists = || -> Read<Lists> { Ok(Lists { offsets: r.ids()?, items: r.ids()? }) };
        let (postings, parts) = (lists()?, lists()?);
        let runs = r.list(|r| {
            let (hash, name) = (r.u32()?, r.u32()?);
            Ok(ListedRun { hash, name, start: r.u8()?, len: r.u8()?, acronym: r.bool()? })
        })?;
        let names = r.list(|r| {
            let (party, weak) = (r.u32()?, r.bool()?);
            Ok(NameEntry { party, weak, text: r.u32()?, text_end: r.u32()? })
        })?;
        let text = r.text()?.to_owned();
        let parties = r.list(read_party)?;
        if !r.0.is_empty() || parts.len() != names.len() || postings.len() != dictionary.len() {
            return Err(SaveError::Damaged);
        }
        let mut index = Index {
            dictionary,
            lookup,
            postings,
            parts,
            runs,
            names,
            text,
            parties,
            identifiers,
            ..Index::default()
        };
        index.derive();
        Ok(index)
    }
}

fn write_part(w: &mut Writer, part: &Part) {
    w.text(&part.text);
    w.u8(place(&SCRIPTS, &part.script));
    match part.role {
        Role::LegalForm(family) => {
            w.u8(u8::MAX);
            w.u8(family);
        }
        role => {
            w.u8(place(&ROLES, &role));
            w.u8(0);
        }
    }
    w.list(&part.forms, |w, form| {
        w.text(&form.latin);
        w.u64(form.key);
    });
    for groups in [&part.groups, &part.near] {
        w.list(groups, |w, g| w.u32(u32::from(*g)));
    }
    part.skeletons.iter().chain(&part.respelled).for_each(|s| w.u64(*s));
    w.u64(part.foreign);
    w.f32(part.person);
    w.f32(part.other);
    w.u8(u8::from(part.known));
    w.u8(u8::from(part.place));
}

fn read_part(r: &mut Reader<'_>) -> Read<Part> {
    let text = r.text()?.into();
    let script = pick(&SCRIPTS, r.u8()?)?;
    let role = match (r.u8()?, r.u8()?) {
        (u8::MAX, family) => Role::LegalForm(family),
        (n, _) => pick(&ROLES, n)?,
    };
    Ok(Part {
        text,
        script,
        role,
        forms: r.list(|r| Ok(Form { latin: r.text()?.into(), key: r.u64()? }))?,
        groups: r.list(|r| u16::try_from(r.u32()?).map_err(|_| SaveError::Damaged))?,
        near: r.list(|r| u16::try_from(r.u32()?).map_err(|_| SaveError::Damaged))?,
        skeletons: [r.u64()?, r.u64()?],
        respelled: [r.u64()?, r.u64()?],
        foreign: r.u64()?,
        person: r.f32()?,
        other: r.f32()?,
        known: r.bool()?,
        place: r.bool()?,
    })
}

fn write_party(w: &mut Writer, party: &PartyEntry) {
    let facts = &party.facts;
    w.u32(party.id);
    w.u8(place(&KINDS, &facts.kind));
    w.list(&facts.birth, |w, date| {
        w.0.extend_from_slice(&date.year_min.to_le_bytes());
        w.0.extend_from_slice(&date.year_max.to_le_bytes());
        w.u8(date.month.unwrap_or(0));
        w.u8(date.day.unwrap_or(0));
        w.u8(u8::from(date.circa));
    });
    w.list(&facts.countries, |w, c| w.text(c));
    w.option(facts.gender.as_deref());
    w.list(&facts.identifiers, |w, i| {
        w.u8(i.class);
        w.text(&i.value);
        w.option(i.country.as_deref());
    });
}

fn read_party(r: &mut Reader<'_>) -> Read<PartyEntry> {
    let id = r.u32()?;
    let kind = pick(&KINDS, r.u8()?)?;
    let some = |n: u8| (n != 0).then_some(n);
    let birth = r.list(|r| {
        let year_min = i16::from_le_bytes(r.array()?);
        let year_max = i16::from_le_bytes(r.array()?);
        let (month, day) = (some(r.u8()?), some(r.u8()?));
        Ok(BirthDate { year_min, year_max, month, day, circa: r.bool()? })
    })?;
    let countries = r.list(|r| r.text().map(str::to_owned))?;
    let gender = r.option()?;
    let identifiers = r.list(|r| {
        let (class, value) = (r.u8()?, r.text()?.to_owned());
        Ok(Strong { class, value, country: r.option()? })
    })?;
    Ok(PartyEntry { id, facts: Facts { kind, birth, countries, gender, identifiers } })
}
