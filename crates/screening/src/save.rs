//! A saved index: a version in front, then sections under checksums. Reading back does no work
//! beyond checking and copying; a file that is damaged, cut short or foreign is refused.

use std::io;

use crate::brief::Brief;
use crate::bytes::{Read, Reader, SaveError, Writer, put_section, section};
use crate::fact::Facts;
use crate::identifier::Strong;
use crate::index::{Index, KINDS, ListedRun, Lists, Lookup, NameEntry, PartyEntry};
use crate::kept::{Item, Kept};
use crate::listing::BirthDate;
use crate::name::{Form, Part, Role};
use crate::script::Script;

/// How names are matched: another word here means that the same two names may score otherwise.
/// Changes whenever the bytes, the derived forms or the weights do.
pub const MATCHING: &str = "pcname13";

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
fn place<T: PartialEq>(all: &[T], item: &T) -> u8 {
    all.iter().position(|x| x == item).and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX)
}

fn pick<T: Copy>(all: &[T], n: u8) -> Read<T> {
    all.get(usize::from(n)).copied().ok_or(SaveError::Damaged)
}

impl Index {
    /// Writes the index; the same index gives the same bytes.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn save(&self, to: &mut impl io::Write) -> io::Result<()> {
        to.write_all(MATCHING.as_bytes())?;
        self.dictionary.write(to)?;
        let sized = |n: u32| n.to_le_bytes();
        put_records(to, &self.briefs, Brief::saved)?;
        for lookup in [&self.lookup, &self.identifiers] {
            put_records(to, &lookup.entries, |n| n.to_le_bytes())?;
            put_records(to, &lookup.directory, |n| sized(*n))?;
            put_section(to, &sized(lookup.bits))?;
        }
        for lists in [&self.postings, &self.parts] {
            put_records(to, &lists.offsets, |n| sized(*n))?;
            put_records(to, &lists.items, |n| sized(*n))?;
        }
        put_records(to, &self.runs, run_bytes)?;
        put_records(to, &self.names, name_bytes)?;
        put_records(to, &self.about, |n| n.to_le_bytes())?;
        put_section(to, self.text.as_bytes())?;
        self.parties.write(to)
    }

    /// The index as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Memory takes everything.
        let _ = self.save(&mut bytes);
        bytes
    }

    /// Reads what `save` wrote, and nothing after it.
    ///
    /// # Errors
    /// Bytes of another version, cut short or damaged: every byte is under a checksum. Content is
    /// not derived again: keep the bytes where only the owner of the lists writes.
    pub fn restore(from: &mut impl io::Read) -> Result<Index, SaveError> {
        let mut version = [0; MATCHING.len()];
        from.read_exact(&mut version).map_err(|_| SaveError::Damaged)?;
        if version != MATCHING.as_bytes() {
            return Err(SaveError::OtherVersion);
        }
        let dictionary = Kept::read(from)?;
        let briefs = whole(records(from, |b| Brief::restored(*b))?)?;
        let mut lookup = || -> Read<Lookup> {
            let entries = records(from, |b| u64::from_le_bytes(*b))?;
            let directory = records(from, |b| u32::from_le_bytes(*b))?;
            let bits = section(from)?.try_into().map_err(|_| SaveError::Damaged)?;
            Ok(Lookup { entries, directory, bits: u32::from_le_bytes(bits).min(24) })
        };
        let (lookup, identifiers) = (lookup()?, lookup()?);
        let mut lists = || -> Read<Lists> {
            let offsets = records(from, |b| u32::from_le_bytes(*b))?;
            Ok(Lists { offsets, items: records(from, |b| u32::from_le_bytes(*b))? })
        };
        let (postings, parts) = (lists()?, lists()?);
        let runs = records(from, run_of)?;
        let names = records(from, name_of)?;
        let about = records(from, |b| u16::from_le_bytes(*b))?;
        let text = String::from_utf8(section(from)?).map_err(|_| SaveError::Damaged)?;
        let parties: Kept<PartyEntry> = Kept::read(from)?;
        let fits = parts.count() == Some(names.len())
            && postings.count() == Some(dictionary.len())
            && briefs.len() == dictionary.len()
            && about.len() == names.len();
        if !fits {
            return Err(SaveError::Damaged);
        }
        let mut index = Index {
            dictionary,
            briefs,
            about,
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
        index.start_runs();
        Ok(index)
    }

    /// Reads what `to_bytes` wrote.
    ///
    /// # Errors
    /// As [`Index::restore`], and where something comes after it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Index, SaveError> {
        let mut rest = bytes;
        let index = Index::restore(&mut rest)?;
        if rest.is_empty() { Ok(index) } else { Err(SaveError::Damaged) }
    }
}

/// Writes items of one size each.
fn put_records<T, const N: usize>(
    to: &mut impl io::Write,
    items: &[T],
    one: impl Fn(&T) -> [u8; N],
) -> io::Result<()> {
    let bytes: Vec<u8> = items.iter().flat_map(one).collect();
    put_section(to, &bytes)
}

/// Reads items of one size each.
fn records<T, const N: usize>(
    from: &mut impl io::Read,
    one: impl Fn(&[u8; N]) -> T,
) -> Read<Vec<T>> {
    let bytes = section(from)?;
    let (records, rest) = bytes.as_chunks::<N>();
    if rest.is_empty() { Ok(records.iter().map(one).collect()) } else { Err(SaveError::Damaged) }
}

/// All items, if all could be read.
fn whole<T>(items: Vec<Option<T>>) -> Read<Vec<T>> {
    items.into_iter().collect::<Option<_>>().ok_or(SaveError::Damaged)
}

fn run_bytes(run: &ListedRun) -> [u8; 11] {
    let ([a, b, c, d], [e, f, g, h]) = (run.hash.to_le_bytes(), run.name.to_le_bytes());
    [a, b, c, d, e, f, g, h, run.start, run.len, u8::from(run.acronym)]
}

fn run_of([a, b, c, d, e, f, g, h, start, len, acronym]: &[u8; 11]) -> ListedRun {
    ListedRun {
        hash: u32::from_le_bytes([*a, *b, *c, *d]),
        name: u32::from_le_bytes([*e, *f, *g, *h]),
        start: *start,
        len: *len,
        acronym: *acronym != 0,
    }
}

fn name_bytes(name: &NameEntry) -> [u8; 13] {
    let ([a, b, c, d], [e, f, g, h]) = (name.party.to_le_bytes(), name.text.to_le_bytes());
    let [i, j, k, l] = name.text_end.to_le_bytes();
    [a, b, c, d, e, f, g, h, i, j, k, l, u8::from(name.weak)]
}

fn name_of([a, b, c, d, e, f, g, h, i, j, k, l, weak]: &[u8; 13]) -> NameEntry {
    NameEntry {
        party: u32::from_le_bytes([*a, *b, *c, *d]),
        text: u32::from_le_bytes([*e, *f, *g, *h]),
        text_end: u32::from_le_bytes([*i, *j, *k, *l]),
        weak: *weak != 0,
    }
}

impl Item for Part {
    fn write(&self, w: &mut Writer) {
        write_part(w, self);
    }
    fn read(r: &mut Reader<'_>) -> Read<Part> {
        read_part(r)
    }
}

impl Item for PartyEntry {
    fn write(&self, w: &mut Writer) {
        write_party(w, self);
    }
    fn read(r: &mut Reader<'_>) -> Read<PartyEntry> {
        read_party(r)
    }
}

fn write_part(w: &mut Writer, part: &Part) {
    w.text(&part.text);
    w.u8(place(&SCRIPTS, &part.script));
    part.role.code().into_iter().for_each(|b| w.u8(b));
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
    let role = Role::of_code([r.u8()?, r.u8()?]).ok_or(SaveError::Damaged)?;
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
