//! A name as parts, each with its derived forms computed once.

use crate::key;
use crate::policy::weight;
use crate::roman;
use crate::script::Script;
use crate::table::Group;

/// Tags of the hashes in the lookup table; one table serves all of them.
pub(crate) mod tag {
    pub(crate) const KEY: u8 = 1;
    pub(crate) const SKELETON: u8 = 2;
    pub(crate) const LETTERS: u8 = 3;
    pub(crate) const RUN: u8 = 4;
    pub(crate) const ACRONYM: u8 = 5;
    pub(crate) const FOREIGN: u8 = 8;
    pub(crate) const FOREIGN_HAN: u8 = 9;
    pub(crate) const GROUP: u8 = 6;
    pub(crate) const NEAR: u8 = 16;
    pub(crate) const RESPELLED: u8 = 10;
}

/// What a part is for the weighing; see `tag`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// An ordinary word of a name.
    Word,
    /// A single letter standing for a name.
    Initial,
    /// A number, in digits.
    Number,
    /// "bin", "al", "de", "van".
    Particle,
    /// "Dr", "Sheikh", "Haji".
    Title,
    /// "of", "and", "the".
    Stopword,
    /// "Ltd", "GmbH", "OOO"; the family is a number of `data/legal_forms.toml`.
    LegalForm(u8),
}

const ROLES: [Role; 6] =
    [Role::Word, Role::Initial, Role::Number, Role::Particle, Role::Title, Role::Stopword];

impl Role {
    /// The role as two bytes.
    pub(crate) fn code(self) -> [u8; 2] {
        match self {
            Role::LegalForm(family) => [u8::MAX, family],
            role => {
                let place = ROLES.iter().position(|other| *other == role);
                [place.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX - 1), 0]
            }
        }
    }

    /// The role of two bytes.
    pub(crate) fn of_code(code: [u8; 2]) -> Option<Role> {
        match code {
            [u8::MAX, family] => Some(Role::LegalForm(family)),
            [at, _] => ROLES.get(usize::from(at)).copied(),
        }
    }
}

/// A reading in Latin letters with its sound key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) latin: Box<str>,
    pub(crate) key: u64,
}

impl Form {
    /// Half the key tells sounds apart just as well, and fits where the whole does not.
    pub(crate) fn short_key(&self) -> u32 {
        (self.key & 0xFFFF_FFFF) as u32
    }
}

/// One part of a name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// Folded text in its own script.
    pub(crate) text: Box<str>,
    pub(crate) script: Script,
    pub(crate) role: Role,
    /// Latin readings, the likeliest first.
    pub(crate) forms: Vec<Form>,
    pub(crate) groups: Vec<Group>,
    /// Groups of spellings that are one edit away; only for words in no group.
    pub(crate) near: Vec<Group>,
    /// Hashes of the consonant skeletons; zero is none.
    pub(crate) skeletons: [u64; 2],
    /// Keys that other habits of spelling share; zero is none.
    pub(crate) respelled: [u64; 2],
    /// Hash of the consonants as Chinese characters would keep them; zero is none.
    pub(crate) foreign: u64,
    /// Weight among persons.
    pub(crate) person: f32,
    /// Weight among organisations, ships and aircraft.
    pub(crate) other: f32,
    /// In the table of common names and words.
    pub(crate) known: bool,
    /// A place, or an office there: what a query says more than the list in such words tells little.
    pub(crate) place: bool,
}

/// A name: its parts in the order written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Name {
    pub(crate) parts: Vec<Part>,
}

impl Part {
    /// The likeliest Latin reading.
    pub(crate) fn latin(&self) -> &str {
        self.forms.first().map_or("", |form| &form.latin)
    }

    /// First letter of the likeliest reading.
    pub(crate) fn initial(&self) -> Option<u8> {
        self.latin().bytes().next()
    }

    /// Two consonants, as in "JC": initials of two names written together.
    pub(crate) fn is_initials(&self) -> bool {
        self.role != Role::Number
            && self.text.len() == 2
            && self.text.bytes().all(is_initial_letter)
    }

    /// Two parts joined; no folded word holds a plus sign.
    pub(crate) fn is_compound(&self) -> bool {
        self.text.contains('+')
    }

    /// Where the index keeps the part for names in Chinese characters, and where those look for
    /// it: one side is Chinese and the other is not.
    pub(crate) fn foreign_hashes(&self) -> Option<(u64, u64)> {
        let sides = |tag: u8| key::hash(tag, &self.foreign.to_le_bytes());
        let (own, other) = match self.script {
            Script::Han => (sides(tag::FOREIGN_HAN), sides(tag::FOREIGN)),
            _ => (sides(tag::FOREIGN), sides(tag::FOREIGN_HAN)),
        };
        (self.foreign != 0).then_some((own, other))
    }

    pub(crate) fn is_abjad(&self) -> bool {
        roman::is_abjad(self.script)
    }
}

/// Whether a word has lost its vowels: "tnchn". The first letter does not count.
pub(crate) fn is_bare(letters: &[u8]) -> bool {
    letters.len() >= BARE_MIN && letters.iter().skip(1).all(|b| !b"aeiou".contains(b))
}

/// Shortest word that is read without its vowels.
const BARE_MIN: usize = 4;

/// Letters of initials written together: two consonants, for "Al" is a name.
pub(crate) fn is_initial_letter(b: u8) -> bool {
    b.is_ascii_alphabetic() && !b"aeiouy".contains(&b)
}

/// Derived forms of a word.
pub(crate) fn forms(word: &str, script: Script) -> Vec<Form> {
    let mut buffer = Vec::new();
    let keyed = |latin: String| {
        key::sound(&latin, &mut buffer);
        Form { key: key::hash(tag::KEY, &buffer), latin: latin.into_boxed_str() }
    };
    roman::readings(word, script).into_iter().map(keyed).collect()
}

/// Skeleton hashes of a reading: with v as w, and with v as f where that differs.
pub(crate) fn skeletons(latin: &str) -> [u64; 2] {
    let mut bones = Vec::new();
    let mut of = |v_as_f: bool| {
        key::skeleton(latin, v_as_f, &mut bones);
        if bones.len() >= 2 { key::hash(tag::SKELETON, &bones) } else { 0 }
    };
    let plain = of(false);
    let other = if latin.contains('v') { of(true) } else { 0 };
    [plain, other]
}

/// Shortest word of Chinese characters that is a foreign name; shorter ones are Chinese.
const FOREIGN_CHARS_MIN: usize = 3;
/// Fewest classes of consonants by which a foreign name is known.
const FOREIGN_CLASSES_MIN: usize = 3;

/// Hash of a word as Chinese characters write foreign names; zero is none.
pub(crate) fn foreign(word: &str, latin: &str, script: Script) -> u64 {
    let han = script == Script::Han;
    if roman::is_abjad(script) || (han && word.chars().count() < FOREIGN_CHARS_MIN) {
        return 0;
    }
    let mut classes = Vec::new();
    key::foreign(latin, han, &mut classes);
    if classes.len() < FOREIGN_CLASSES_MIN { 0 } else { key::hash(tag::FOREIGN, &classes) }
}

/// Neighbouring parts written as one, or a whole name as its initials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) hash: u64,
    pub(crate) start: u8,
    pub(crate) len: u8,
    pub(crate) acronym: bool,
}

/// Two neighbours of which one is so short that a slip may move a letter across the border:
/// "al-Rawi" and "a-lrawi". Compared as one word, edits and all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Compound {
    pub(crate) part: Part,
    pub(crate) start: u8,
}

/// Parts of a compound.
pub(crate) const COMPOUND: u8 = 2;
/// Longest short half.
const HALF_CHARS_MAX: usize = 3;
/// Shortest compound.
const COMPOUND_CHARS_MIN: usize = 4;

/// Neighbours that make a compound, and the place of the first.
pub(crate) fn pairs<'p>(parts: &[&'p Part]) -> impl Iterator<Item = (u8, [&'p Part; 2])> {
    let whole = |p: &Part| !matches!(p.role, Role::Number | Role::LegalForm(_) | Role::Stopword);
    (0_u8..).zip(parts.windows(2)).filter_map(move |(start, pair)| {
        let [a, b] = pair else { return None };
        let (x, y) = (a.latin().len(), b.latin().len());
        let short = x.min(y) <= HALF_CHARS_MAX && a.script == b.script;
        let fits = short && whole(a) && whole(b) && x + y >= COMPOUND_CHARS_MIN;
        fits.then_some((start, [*a, *b]))
    })
}

/// The compounds of a name.
pub(crate) fn compounds(parts: &[&Part]) -> Vec<Compound> {
    let compound = |(start, [a, b]): (u8, [&Part; 2])| Compound { part: joined(a, b), start };
    pairs(parts).map(compound).collect()
}

/// Two neighbours as one part.
pub(crate) fn joined(a: &Part, b: &Part) -> Part {
    let mut buffer = Vec::new();
    let latin = format!("{}{}", a.latin(), b.latin());
    key::sound(&latin, &mut buffer);
    let form = Form { key: key::hash(tag::KEY, &buffer), latin: latin.into_boxed_str() };
    Part {
        text: format!("{}+{}", a.text, b.text).into_boxed_str(),
        script: a.script,
        role: Role::Word,
        forms: vec![form],
        groups: Vec::new(),
        near: Vec::new(),
        skeletons: [0, 0],
        respelled: [0, 0],
        foreign: 0,
        person: 0.0,
        other: 0.0,
        known: false,
        place: false,
    }
}

/// Longest run of parts that may be written together.
const JOIN_MAX: usize = 3;
/// The same where all are short, "Ta-n-ch-on", or are the whole name.
const WHOLE_MAX: usize = 8;
/// Letters of a short one.
const PIECE_CHARS_MAX: usize = 3;
/// Shortest joined word; shorter ones meet by accident.
const JOIN_CHARS_MIN: usize = 5;

/// The runs of a name. `acronyms` is for names of organisations.
pub(crate) fn runs(parts: &[&Part], acronyms: bool) -> Vec<Run> {
    runs_from(parts, acronyms, &|_| true)
}

/// The same without joined words that begin at a part that does not count.
pub(crate) fn runs_from(
    parts: &[&Part],
    acronyms: bool,
    counts: &dyn Fn(usize) -> bool,
) -> Vec<Run> {
    let mut out = Vec::new();
    let (mut joined, mut sound) = (String::new(), Vec::new());
    let legal = |p: &&&Part| matches!(p.role, Role::LegalForm(_));
    let told = parts.len() - parts.iter().rev().take_while(legal).count();
    for (start, first) in parts.iter().enumerate().filter(|(start, _)| counts(*start)) {
        joined.clear();
        joined.push_str(first.latin());
        let mut pieces = first.latin().len() <= PIECE_CHARS_MAX;
        for len in 2..=WHOLE_MAX {
            let Some(part) = parts.get(start + len - 1) else { break };
            joined.push_str(part.latin());
            pieces &= part.latin().len() <= PIECE_CHARS_MAX;
            let whole = start == 0 && (len == parts.len() || len == told);
            if len > JOIN_MAX && !pieces && !whole {
                if start > 0 {
                    break;
                }
                continue;
            }
            if joined.len() >= JOIN_CHARS_MIN {
                key::sound(&joined, &mut sound);
                let hash = key::hash(tag::RUN, &sound);
                out.extend(run(hash, start, len, false));
            }
        }
    }
    // All three turned round; of two, and of three in a ring, the query's turns are enough.
    if let ([a, b, c], 3, true) = (parts, told, counts(2)) {
        let turned = [c.latin(), b.latin(), a.latin()].concat();
        key::sound(&turned, &mut sound);
        out.extend(run(key::hash(tag::RUN, &sound), 0, 3, false));
    }
    if acronyms {
        out.extend(acronym_run(parts));
    }
    out
}

/// A whole name as its initials.
pub(crate) fn acronym_run(parts: &[&Part]) -> Option<Run> {
    let letters: Vec<u8> =
        parts.iter().filter(|p| p.role == Role::Word).filter_map(|p| p.initial()).collect();
    // A few letters are somebody's initials; they are an acronym only of a name that says that
    // it is an organisation's.
    let corporate = |p: &&Part| {
        matches!(p.role, Role::LegalForm(_)) || p.role == Role::Word && p.other <= weight::GENERIC
    };
    let least = if parts.iter().any(corporate) { 3 } else { 5 };
    let fits = (least..=8).contains(&letters.len());
    fits.then(|| run(key::hash(tag::ACRONYM, &letters), 0, parts.len(), true)).flatten()
}

fn run(hash: u64, start: usize, len: usize, acronym: bool) -> Option<Run> {
    Some(Run { hash, start: u8::try_from(start).ok()?, len: u8::try_from(len).ok()?, acronym })
}

/// The hash under which a part meets a run of joined parts.
pub(crate) fn join_hash(part: &Part, buffer: &mut Vec<u8>) -> Option<u64> {
    let latin = part.latin();
    if latin.len() < JOIN_CHARS_MIN || part.role == Role::Number {
        return None;
    }
    key::sound(latin, buffer);
    Some(key::hash(tag::RUN, buffer))
}

/// Shortest word that may be names written together in another order.
const TURNED_MIN: usize = 8;
/// Shortest name in it.
const TURNED_PIECE_MIN: usize = 2;

/// The hashes under which a part meets a run of parts written together in another order: its end
/// before its beginning, wherever the border is.
pub(crate) fn turned_hashes(part: &Part, found: &mut dyn FnMut(u64)) {
    let latin = part.latin();
    if latin.len() < TURNED_MIN || part.role != Role::Word || part.known {
        return;
    }
    let (mut turned, mut sound) = (String::with_capacity(latin.len()), Vec::new());
    for border in TURNED_PIECE_MIN..=latin.len() - TURNED_PIECE_MIN {
        let Some((head, tail)) = latin.split_at_checked(border) else { continue };
        turned.clear();
        turned.push_str(tail);
        turned.push_str(head);
        key::sound(&turned, &mut sound);
        found(key::hash(tag::RUN, &sound));
    }
}

/// The hash under which a part meets a name of which it is the acronym.
pub(crate) fn acronym_hash(part: &Part) -> Option<u64> {
    let letters = part.latin().as_bytes();
    let fits = part.role == Role::Word && (3..=8).contains(&letters.len());
    fits.then(|| key::hash(tag::ACRONYM, letters))
}
