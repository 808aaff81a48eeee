//! What is known of words against one index: how each is folded and read, and whom it meets there.
//!
//! That depends on the word and the index alone, so it is looked up once and kept: a million
//! customers share far fewer words.

use std::collections::HashMap;
use std::sync::Arc;

use crate::brief::Brief;
use crate::business::{is_business, telling_part, telling_words};
use crate::compare::Prepared;
use crate::edit::{edits_most, neighbourhood};
use crate::index::{Id, Index, ListedRun, at, id, posted};
use crate::key::{self, hash};
use crate::link::Links;
use crate::listing::PartyKind;
use crate::name::{Part, Role, join_hash, joined, tag};
use crate::normalise::{CHARS_MAX, WORDS_MAX, fold};
use crate::policy::agree;
use crate::regime::Regime;
use crate::table::LegalForm;
use crate::tag::{begins_legal, is_fixed, legal, legal_part, part, words_of};

/// Entries that one memory holds; then it starts afresh. Some hundred megabytes.
const ENTRIES_MAX: usize = 1 << 23;
/// What a word costs besides the names it meets, in entries.
const WORD: usize = 16;
/// Words of a name within which no other is looked for, but for some of them side by side.
const FEW: usize = 3;
/// Longest name that is folded word by word.
const FOLDED_BYTES_MAX: usize = 256;
/// Weight from which it is worth to know who has a part.
const TOLD_MIN: f32 = 0.3;

/// What is known of words against one index. One for each thread; never shared between indexes.
#[derive(Debug, Default)]
pub struct Memory {
    places: HashMap<Box<str>, usize>,
    tokens: Vec<Token>,
    parts: HashMap<Box<str>, Arc<Known>>,
    forms: HashMap<(&'static str, u8), Arc<Known>>,
    compounds: HashMap<Box<str>, Arc<[Meets]>>,
    /// Sound keys of the listed words that may be several in one, in order.
    sounds: Option<Vec<Box<[u8]>>>,
    entries: usize,
    pub(crate) buffers: [Vec<u8>; 2],
    pub(crate) tallies: Vec<Tally>,
    pub(crate) touched: Vec<Id>,
}

/// What stands between spaces. It folds the same whatever stands beside it, because a space ends
/// everything that folding looks at together.
#[derive(Debug)]
struct Token {
    words: Box<[String]>,
    /// The words as parts, where none begins a legal form and no word beside them changes that: of a
    /// person, and of anybody else.
    parts: [Option<Box<[Arc<Known>]>>; 2],
    /// A word of business is among them.
    business: bool,
    /// Letters alone, and more than one.
    letters: bool,
}

/// A listed name, how well it meets a part at best, and the weight of what it meets it with, at
/// most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meets {
    pub(crate) name: Id,
    pub(crate) agree: f32,
    pub(crate) weight: f32,
}

/// What a listed name gains from the parts so far, at most, which parts it meets, and the weight of
/// its own parts that are met, at most.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) gain: f32,
    pub(crate) met: u64,
    pub(crate) weight: f32,
}

/// A part of a query, and whom in the index it meets.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) part: Part,
    pub(crate) brief: Brief,
    pub(crate) meets: Arc<[Meets]>,
    /// An initial: meets names without a link.
    pub(crate) loose: bool,
    /// It counts who meets it.
    pub(crate) told: bool,
    /// A listed word may begin with it.
    pub(crate) opens: bool,
    /// A legal form may begin here.
    legal: bool,
}

impl Known {
    fn new(part: Part, meets: Arc<[Meets]>, opens: bool, legal: bool) -> Known {
        let brief = Brief::of(&part);
        let form = matches!(part.role, Role::LegalForm(_));
        let loose = !form && (part.role == Role::Initial || part.is_initials());
        let weight = brief.weight(Regime::Person).max(brief.weight(Regime::Organisation));
        Known { part, brief, meets, loose, told: weight >= TOLD_MIN, opens, legal }
    }
}

impl Memory {
    /// Starts afresh where it has grown too large.
    pub(crate) fn bound(&mut self) {
        if self.entries > ENTRIES_MAX {
            *self = Memory::default();
        }
    }

    fn form(&mut self, form: &'static LegalForm) -> Arc<Known> {
        let known = self.forms.entry((&form.short, form.family));
        let new = || Arc::new(Known::new(legal_part(form), [].into(), true, false));
        Arc::clone(known.or_insert_with(new))
    }
}

/// The tokens of a name.
fn tokens(name: &str) -> impl Iterator<Item = &str> {
    name.split(' ').filter(|token| !token.is_empty())
}

impl Index {
    /// What `telling_part` gives.
    pub fn telling_part(&self, name: &str, memory: &mut Memory) -> Option<String> {
        if name.len() > FOLDED_BYTES_MAX {
            return telling_part(name);
        }
        let mut business = false;
        for token in tokens(name) {
            business |= self.token(token, memory).is_none_or(|token| token.business);
        }
        if business { telling_words(&self.folded(name, memory)) } else { None }
    }

    /// The folded words of a name.
    fn folded(&self, name: &str, memory: &mut Memory) -> Vec<String> {
        if name.len() > FOLDED_BYTES_MAX {
            return fold(name).words;
        }
        let mut words = Vec::new();
        for token in tokens(name) {
            words.extend(
                self.token(token, memory).iter().flat_map(|token| token.words.iter().cloned()),
            );
        }
        let bytes: usize = words.iter().map(String::len).sum();
        let usual = bytes <= CHARS_MAX && words.len() <= WORDS_MAX;
        if usual { words } else { fold(name).words }
    }

    /// What is known of a token.
    fn token<'m>(&self, text: &str, memory: &'m mut Memory) -> Option<&'m Token> {
        if let Some(place) = memory.places.get(text) {
            return memory.tokens.get(*place);
        }
        let token = self.take_in(text, memory);
        memory.entries += WORD;
        memory.places.insert(text.into(), memory.tokens.len());
        memory.tokens.push(token);
        memory.tokens.last()
    }

    fn take_in(&self, text: &str, memory: &mut Memory) -> Token {
        let words = fold(text).words;
        let known: Vec<Arc<Known>> = words.iter().map(|word| self.word(word, memory)).collect();
        let legal = known.iter().any(|known| known.legal);
        let fixed = words.iter().map(|word| is_fixed(word));
        let fixed = fixed.fold([!legal; 2], |all, own| [all[0] && own[0], all[1] && own[1]]);
        let business = words.iter().any(|word| is_business(word));
        let letters = text.chars().all(char::is_alphabetic) && text.chars().nth(1).is_some();
        let parts = known.into_iter().filter(|known| !known.part.forms.is_empty());
        let parts: Box<[Arc<Known>]> = parts.collect();
        let parts = fixed.map(|fixed| fixed.then(|| parts.clone()));
        Token { words: words.into(), parts, business, letters }
    }

    /// What is known of a folded word.
    fn word(&self, word: &str, memory: &mut Memory) -> Arc<Known> {
        if let Some(known) = memory.parts.get(word) {
            return Arc::clone(known);
        }
        let part = part(word);
        let meets = self.meets(&Links::new(self, &[Prepared::new(&part)], &[]));
        let opens = self.opens(&part, memory);
        let known = Arc::new(Known::new(part, meets, opens, begins_legal(word)));
        memory.entries += WORD + known.meets.len();
        memory.parts.insert(word.into(), Arc::clone(&known));
        known
    }

    /// Whether a listed word may begin with this one and go on with others.
    fn opens(&self, part: &Part, memory: &mut Memory) -> bool {
        let [_, sound] = &mut memory.buffers;
        let sounds = memory.sounds.get_or_insert_with(|| {
            let parts = (0..id(self.dictionary.len())).filter_map(|number| self.part(number));
            let joined =
                parts.filter_map(|part| join_hash(part, sound).map(|_| sound.as_slice().into()));
            let mut sounds: Vec<Box<[u8]>> = joined.collect();
            sounds.sort_unstable();
            sounds
        });
        key::opening(part.latin(), sound);
        let next = sounds.get(sounds.partition_point(|listed| **listed < **sound));
        next.is_some_and(|listed| listed.starts_with(sound))
    }

    /// The parts of a name, as `tag::read` reads them.
    pub(crate) fn read(
        &self,
        name: &str,
        kind: Option<PartyKind>,
        memory: &mut Memory,
    ) -> Vec<Arc<Known>> {
        if let Some(parts) = self.read_by_token(name, kind, memory) {
            return parts;
        }
        let words = words_of(self.folded(name, memory), kind);
        let mut parts = Vec::with_capacity(words.len());
        let mut place = 0;
        while let Some(word) = words.get(place) {
            let mut known = self.word(word, memory);
            let mut used = 1;
            if known.legal
                && let Some((form, words)) = legal(&words, place, kind)
            {
                known = memory.form(form);
                used = words;
            }
            place += used;
            if !known.part.forms.is_empty() {
                parts.push(known);
            }
        }
        parts.truncate(WORDS_MAX);
        parts
    }

    /// The same where no word changes what another is read as.
    fn read_by_token(
        &self,
        name: &str,
        kind: Option<PartyKind>,
        memory: &mut Memory,
    ) -> Option<Vec<Arc<Known>>> {
        if name.len() > FOLDED_BYTES_MAX {
            return None;
        }
        let mut parts = Vec::with_capacity(8);
        let (mut words, mut bytes) = (0, 0);
        for token in tokens(name) {
            let token = self.token(token, memory)?;
            let [person, other] = &token.parts;
            let own = if kind == Some(PartyKind::Person) { person } else { other };
            parts.extend(own.as_ref()?.iter().cloned());
            words += token.words.len();
            bytes += token.words.iter().map(String::len).sum::<usize>();
        }
        (bytes <= CHARS_MAX && words <= WORDS_MAX).then_some(parts)
    }

    /// The parts of a name of a few words that are letters alone, none of them of business.
    pub(crate) fn read_few(
        &self,
        name: &str,
        kind: Option<PartyKind>,
        memory: &mut Memory,
    ) -> Option<Vec<Arc<Known>>> {
        if name.len() > FOLDED_BYTES_MAX {
            return None;
        }
        let (mut words, mut plain) = (0, true);
        for token in tokens(name) {
            let token = self.token(token, memory)?;
            words += token.words.len();
            plain &= token.letters && !token.business && token.words.len() == 1;
            if !plain || words > FEW {
                return None;
            }
        }
        self.read_by_token(name, kind, memory)
    }

    /// Whom two neighbours meet as one word.
    pub(crate) fn compound(&self, [a, b]: [&Part; 2], memory: &mut Memory) -> Option<Arc<[Meets]>> {
        if !self.has_compound([a, b], &mut memory.buffers) {
            return None;
        }
        let part = joined(a, b);
        if let Some(known) = memory.compounds.get(&part.text) {
            return Some(Arc::clone(known));
        }
        let meets = self.meets(&Links::new(self, &[], &[(0, Prepared::new(&part))]));
        memory.entries += WORD + meets.len();
        memory.compounds.insert(part.text.clone(), Arc::clone(&meets));
        Some(meets)
    }

    /// Whether `Links` would find anything to compare a compound with.
    pub(crate) fn has_compound(
        &self,
        [a, b]: [&Part; 2],
        [letters, sound]: &mut [Vec<u8>; 2],
    ) -> bool {
        letters.clear();
        letters.extend_from_slice(a.latin().as_bytes());
        letters.extend_from_slice(b.latin().as_bytes());
        let mut found = false;
        let mut look = |hash: u64| found = found || self.lookup.has(hash);
        neighbourhood(letters, edits_most(true), tag::LETTERS, &mut look);
        key::sound(std::str::from_utf8(letters).unwrap_or_default(), sound);
        look(hash(tag::KEY, sound));
        letters.reverse();
        look(hash(tag::LETTERS, letters));
        found
    }

    /// The listed names behind some links.
    fn meets(&self, links: &Links<'_>) -> Arc<[Meets]> {
        self.met(links.agreements(), &links.runs)
    }

    /// The listed names that hold one of these parts or runs, each at its best.
    pub(crate) fn met(
        &self,
        agreements: impl Iterator<Item = (Id, f32)>,
        runs: &[(u8, ListedRun)],
    ) -> Arc<[Meets]> {
        let mut all: Vec<Meets> = Vec::new();
        for (part, agree) in agreements {
            let brief = self.briefs.get(at(part));
            // A compound stands for two parts of whatever weight.
            let brief = brief.filter(|brief| !brief.is_compound());
            let weight = brief.map_or(f32::INFINITY, |brief| {
                brief.weight(Regime::Person).max(brief.weight(Regime::Organisation))
            });
            let names = self.postings.get(part).iter().map(|item| posted(*item));
            all.extend(names.map(|name| Meets { name, agree, weight }));
        }
        let run = |(_, run): &(u8, ListedRun)| Meets {
            name: run.name,
            agree: agree::JOINED,
            weight: f32::INFINITY,
        };
        all.extend(runs.iter().map(run));
        all.sort_by_key(|meets| meets.name);
        all.dedup_by(|next, kept| {
            let same = next.name == kept.name;
            if same {
                kept.agree = kept.agree.max(next.agree);
                kept.weight += next.weight;
            }
            same
        });
        all.into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig {
            rng_seed: proptest::test_runner::RngSeed::Fixed(1718),
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        /// What stands between spaces folds the same whatever stands beside it.
        #[test]
        fn a_name_folds_token_by_token(
            name in "([a-zA-Z0-9.,'@$%/&()áеоАІ한木عال\u{301}\u{200B}\u{202E}-]{0,6} ?){0,6}",
        ) {
            let index = Index::default();
            let mut memory = Memory::default();
            let words = index.folded(&name, &mut memory);
            prop_assert_eq!(&words, &fold(&name).words);
            prop_assert_eq!(index.telling_part(&name, &mut memory), telling_part(&name));
        }
    }
}
