//! A part in brief: what the weighing and a first comparison need, in half a cache line.
//!
//! A query is held against hundreds of words of the dictionary, most of which turn out not to
//! agree, and against hundreds of names. Each costs one visit to memory here, and several in the
//! parts themselves.

use crate::name::{Form, Part, Role, is_bare};
use crate::regime::Regime;
use crate::script::Script;

/// Letters of a reading that are kept; longer words are looked at in full.
pub(crate) const LETTERS: usize = 14;

/// One Latin word with one reading, compared by its letters alone unless a table joins the two.
const PLAIN: u8 = 1;
/// Common.
const KNOWN: u8 = 4;
/// Two words in one.
const COMPOUND: u8 = 8;
/// A place, or an office there.
const PLACE: u8 = 64;
/// Without vowels after the first letter.
const BARE: u8 = 32;
/// An ordinary word of a script without short vowels, with one reading and one skeleton.
const ABJAD: u8 = 16;

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Brief {
    letters: [u8; LETTERS],
    len: u8,
    flags: u8,
    /// Length of the first half of a compound; for a plain word, the end of its second key of
    /// respelling.
    cut: u8,
    /// The end of the hash of the consonants; for a plain word, of its first key of respelling.
    bones: u8,
    /// Lower half of the sound key.
    pub(crate) key: u32,
    person: f32,
    other: f32,
    pub(crate) role: Role,
}

/// Bytes of a saved one: letters, four numbers, key, two weights, role.
const SAVED: usize = LETTERS + 4 + 4 + 8 + 2;

/// The end of a hash; never zero, but for none.
fn bones(hash: u64) -> u8 {
    let [end, ..] = hash.to_le_bytes();
    if hash == 0 { 0 } else { end.max(1) }
}

impl Brief {
    pub(crate) fn of(part: &Part) -> Brief {
        let latin = part.latin().as_bytes();
        let mut letters = [0; LETTERS];
        letters.iter_mut().zip(latin).for_each(|(to, from)| *to = *from);
        let by_letters =
            matches!(part.role, Role::Word | Role::Title | Role::Particle | Role::Stopword);
        let plain = by_letters
            && part.script == Script::Latin
            && part.text.is_ascii()
            && part.forms.len() == 1
            && latin.len() <= LETTERS;
        let abjad = part.is_abjad()
            && part.role == Role::Word
            && part.forms.len() == 1
            && part.skeletons[1] == 0
            && latin.len() <= LETTERS;
        let flag = |set: bool, flag: u8| if set { flag } else { 0 };
        Brief {
            letters,
            len: u8::try_from(latin.len()).unwrap_or(u8::MAX),
            cut: match part.text.find('+') {
                Some(place) => u8::try_from(place).unwrap_or(0),
                None => bones(part.respelled[1]),
            },
            bones: bones(if abjad { part.skeletons[0] } else { part.respelled[0] }),
            flags: flag(plain, PLAIN)
                | flag(abjad, ABJAD)
                | flag(part.known, KNOWN)
                | flag(part.is_compound(), COMPOUND)
                | flag(part.place, PLACE)
                | flag(part.role == Role::Word && is_bare(latin), BARE),
            key: part.forms.first().map_or(0, Form::short_key),
            person: part.person,
            other: part.other,
            role: part.role,
        }
    }

    pub(crate) fn saved(&self) -> [u8; SAVED] {
        let mut bytes = [0; SAVED];
        let numbers = [self.len, self.flags, self.cut, self.bones];
        let key = self.key.to_le_bytes();
        let weights = [self.person.to_le_bytes(), self.other.to_le_bytes()];
        let all = self.letters.iter().chain(&numbers).chain(&key).chain(weights.as_flattened());
        let role = self.role.code();
        bytes.iter_mut().zip(all.chain(&role)).for_each(|(to, from)| *to = *from);
        bytes
    }

    pub(crate) fn restored(bytes: [u8; SAVED]) -> Option<Brief> {
        let (letters, rest) = bytes.split_first_chunk::<LETTERS>()?;
        let ([len, flags, cut, bones], rest) = rest.split_first_chunk::<4>()?;
        let (key, rest) = rest.split_first_chunk::<4>()?;
        let (person, rest) = rest.split_first_chunk::<4>()?;
        let (other, role) = rest.split_first_chunk::<4>()?;
        Some(Brief {
            letters: *letters,
            len: *len,
            flags: *flags,
            cut: *cut,
            bones: *bones,
            key: u32::from_le_bytes(*key),
            person: f32::from_le_bytes(*person),
            other: f32::from_le_bytes(*other),
            role: Role::of_code(role.try_into().ok()?)?,
        })
    }

    /// Whether this is a word without short vowels whose letters and consonants are both unlike
    /// those of a plain word: then the two do not agree.
    pub(crate) fn is_unlike(&self, plain: &Part, letters: &[u8]) -> bool {
        self.flags & ABJAD != 0
            && plain.role == Role::Word
            && self.letters() != Some(letters)
            && !plain.skeletons.iter().any(|s| *s != 0 && bones(*s) == self.bones)
    }

    /// Whether a key of respelling, or the consonants of a word that lost its vowels, may join two
    /// plain words.
    pub(crate) fn may_join(&self, other: &Brief) -> bool {
        if (self.flags | other.flags) & COMPOUND != 0 {
            return false;
        }
        let keys = |brief: &Brief| [brief.bones, brief.cut].into_iter().filter(|end| *end != 0);
        keys(self).any(|key| keys(other).any(|end| end == key))
            || (self.flags ^ other.flags) & BARE != 0 && self.initial() == other.initial()
    }

    /// Length of the likeliest reading.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// The likeliest reading, if it is short enough to be kept.
    pub(crate) fn letters(&self) -> Option<&[u8]> {
        self.letters.get(..self.len())
    }

    /// The letters of a word that has nothing else to compare.
    pub(crate) fn plain(&self) -> Option<&[u8]> {
        if self.flags & PLAIN != 0 { self.letters() } else { None }
    }

    pub(crate) fn is_known(&self) -> bool {
        self.flags & KNOWN != 0
    }

    /// The two words of a plain compound.
    pub(crate) fn halves(&self) -> Option<(&[u8], &[u8])> {
        let letters = self.plain().filter(|_| self.is_compound())?;
        letters.split_at_checked(usize::from(self.cut))
    }

    pub(crate) fn is_compound(&self) -> bool {
        self.flags & COMPOUND != 0
    }

    /// First letter of the likeliest reading.
    pub(crate) fn initial(&self) -> Option<u8> {
        self.letters.first().copied().filter(|_| self.len > 0)
    }

    /// Whether the part says where somebody is rather than who.
    pub(crate) fn is_place(&self) -> bool {
        self.flags & PLACE != 0
    }

    /// Whether the part stands for somebody or something: its absence is a difference.
    pub(crate) fn is_substantive(&self) -> bool {
        matches!(self.role, Role::Word | Role::Initial | Role::Number)
    }

    pub(crate) fn weight(&self, regime: Regime) -> f32 {
        if regime == Regime::Person { self.person } else { self.other }
    }
}
