//! From text to a `Name`: words become parts with a role, a weight and their derived forms.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use crate::edit::Pattern;
use crate::key::{Map, hash};
use crate::listing::PartyKind;
use crate::mend::{may_mend, mended};
use crate::name::{Name, Part, Role, foreign, forms, skeletons, tag};
use crate::normalise::{Finding, WORDS_MAX, fold};
use crate::policy::weight;
use crate::respell::keys;
use crate::roman::script_of_word;
use crate::script::{Script, script_of};
use crate::table::{FIRST_EQUIVALENT, Group, LegalForm, Tier, WordFacts, tables};

/// Longest legal form in words.
const LEGAL_WORDS_MAX: usize = 5;

/// The words of a folded name of a party of the given kind.
pub(crate) fn words_of(folded: Vec<String>, kind: Option<PartyKind>) -> Vec<String> {
    let words = cut_eastern(folded);
    if kind == Some(PartyKind::Person) { words } else { numbers(mended(words)) }
}

/// Whether `words_of` gives a folded word as it is, whatever stands beside it: of a person, and of
/// anybody else.
pub(crate) fn is_fixed(word: &str) -> [bool; 2] {
    let eastern = !word.is_ascii() && matches!(script_of_word(word), Script::Han | Script::Hangul);
    [!eastern, !eastern && number(word).is_none() && !may_mend(word)]
}

/// Whether a legal form may begin with this word.
pub(crate) fn begins_legal(word: &str) -> bool {
    static FIRST: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let first = FIRST
        .get_or_init(|| phrases().keys().filter_map(|phrase| phrase.split(' ').next()).collect());
    first.contains(word) || first.contains(corrected(word))
}

/// What a part is read from.
pub(crate) enum Unit<'a> {
    Word(&'a str),
    Legal(&'static LegalForm),
}

impl Unit<'_> {
    fn part(&self) -> Part {
        match self {
            Unit::Word(word) => part(word),
            Unit::Legal(form) => legal_part(form),
        }
    }

    /// Whether the part was read from the same.
    pub(crate) fn made(&self, part: &Part) -> bool {
        match (self, part.role) {
            (Unit::Word(word), role) => !matches!(role, Role::LegalForm(_)) && *word == &*part.text,
            (Unit::Legal(form), Role::LegalForm(family)) => {
                let short = part.text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
                family == form.family && short == Some(&form.short)
            }
            _ => false,
        }
    }
}

/// What the words of a name are read as.
pub(crate) fn units(words: &[String], kind: Option<PartyKind>) -> Vec<Unit<'_>> {
    let mut units = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let (unit, used) = match legal(words, at, kind) {
            Some((form, used)) => (Unit::Legal(form), used),
            None => (Unit::Word(word), 1),
        };
        units.push(unit);
        at += used;
    }
    units
}

/// Whether a folded word is read as it stands, whatever words are beside it.
pub(crate) fn stands_alone(word: &str) -> bool {
    let number = || tables().words.get(word).is_some_and(|facts| facts.number.is_some());
    word.bytes().all(|b| b.is_ascii_lowercase()) && !begins_legal(word) && !number()
}

/// Reads a name of a party of the given kind.
pub(crate) fn read(text: &str, kind: Option<PartyKind>) -> (Name, Vec<Finding>) {
    let folded = fold(text);
    let (words, mut findings) = (words_of(folded.words, kind), folded.findings);
    let mut parts: Vec<Part> = Vec::with_capacity(words.len());
    for part in units(&words, kind).iter().map(Unit::part) {
        let twice = part.text.len() > 1 && parts.iter().any(|p| p.text == part.text);
        if twice && part.role == Role::Word && !findings.contains(&Finding::Repeated) {
            findings.push(Finding::Repeated);
            findings.sort_unstable();
        }
        if !part.forms.is_empty() {
            parts.push(part);
        }
    }
    parts.truncate(WORDS_MAX);
    (Name { parts }, findings)
}

/// A Korean or Chinese name written without spaces: family name, then given name. Longer text
/// without spaces is cut in twos, after its legal form.
fn cut_eastern(words: Vec<String>) -> Vec<String> {
    let eastern = |w: &str| matches!(script_of_word(w), Script::Han | Script::Hangul);
    if !words.iter().any(|w| !w.is_ascii() && eastern(w)) {
        return words;
    }
    let alone = words.len() == 1;
    let mut out = Vec::with_capacity(words.len() + 4);
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        if !eastern(&word) || (letters.len() <= 3 && !alone) || letters.len() == 1 {
            out.push(word);
        } else if letters.len() <= 3 {
            out.push(letters.iter().take(1).collect());
            out.push(letters.iter().skip(1).collect());
        } else {
            let tail =
                phrases().keys().filter(|k| k.len() < word.len() && word.ends_with(k.as_str()));
            let tail = tail.max_by_key(|k| (k.len(), k.as_str())).cloned().unwrap_or_default();
            let body = word.strip_suffix(tail.as_str()).unwrap_or(&word);
            let body: Vec<char> = body.chars().collect();
            let hangul = body.first().is_some_and(|c| script_of(*c) == Script::Hangul);
            let size = if hangul { body.len().max(1) } else { 2 };
            out.extend(body.chunks(size).map(|c| c.iter().collect::<String>()));
            if !tail.is_empty() {
                out.push(tail);
            }
        }
    }
    out
}

/// The number that a word says, and whether it is one of tens.
fn number(word: &str) -> Option<(u32, bool)> {
    if let Some(facts) = tables().words.get(word) {
        return facts.number;
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s));
    let digits = digits.unwrap_or(word);
    let short = !digits.is_empty() && digits.len() <= 4;
    let numeric = short && digits.bytes().all(|b| b.is_ascii_digit());
    if numeric { digits.parse().ok().map(|n| (n, false)) } else { None }
}

/// Number words and ordinals as digits; "forty four" is one number.
fn numbers(words: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut open: Option<u32> = None;
    for word in words {
        let found = number(&word);
        match (open, found) {
            (Some(tens), Some((unit, false))) if (1..10).contains(&unit) => {
                out.pop();
                out.push((tens + unit).to_string());
                open = None;
            }
            (_, Some((n, tens))) => {
                out.push(n.to_string());
                open = tens.then_some(n);
            }
            (_, None) => {
                out.push(word);
                open = None;
            }
        }
    }
    out
}

/// Legal forms by their folded words.
fn phrases() -> &'static Map<String, LegalForm> {
    static PHRASES: OnceLock<Map<String, LegalForm>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        let folded =
            |(text, form): &(String, LegalForm)| (fold(text).words.join(" "), form.clone());
        tables().legal.iter().map(folded).collect()
    })
}

/// A legal form at a place among words, and how many words it takes.
pub(crate) fn legal(
    words: &[String],
    at: usize,
    kind: Option<PartyKind>,
) -> Option<(&'static LegalForm, usize)> {
    let person = kind == Some(PartyKind::Person);
    let mut phrase = String::new();
    let mut best = None;
    for (used, word) in words.iter().skip(at).take(LEGAL_WORDS_MAX).enumerate() {
        if used > 0 {
            phrase.push(' ');
        }
        phrase.push_str(if person { word } else { corrected(word) });
        if let Some(form) = phrases().get(phrase.as_str()) {
            // Single letters spell a form only in names of organisations: "John S A Smith". Two
            // letters may be a name of a person: "Ag Ghali". A form alone is the whole name.
            let spelled = used > 0 && phrase.len() == used * 2 + 1;
            let short = used == 0 && (person || kind.is_none()) && phrase.len() <= 3;
            let name = short && !matches!(phrase.as_str(), "llc" | "ltd" | "inc" | "ooo");
            if !(spelled && kind != Some(PartyKind::Organisation) || name && person) {
                best = Some((form, used + 1));
            }
        }
    }
    best.filter(|(_, used)| *used < words.len())
}

/// A part from a legal form.
pub(crate) fn legal_part(form: &LegalForm) -> Part {
    let mut part = part(&form.short);
    part.role = Role::LegalForm(form.family);
    part.person = weight::LEGAL;
    part.other = weight::LEGAL;
    // A marker keeps the form apart from a word of the same letters.
    part.text = format!("({})", form.short).into_boxed_str();
    part.place = false;
    part.groups.clear();
    part.near.clear();
    part.skeletons = [0, 0];
    part.respelled = [0, 0];
    part.foreign = 0;
    part
}

/// A map by hash alone; what it gives is compared in full.
type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Hashed>>;

/// The hash of a hash.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(0, bytes);
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// Shortest word of a legal form that is read through a slip.
const LEGAL_SLIP_MIN: usize = 6;

/// A long word of a legal form with one letter wrong, as it should be; any other word as it is.
fn corrected(word: &str) -> &str {
    static WORDS: OnceLock<ByHash<&'static str>> = OnceLock::new();
    let near = WORDS.get_or_init(|| {
        let mut near = ByHash::default();
        let mut words: Vec<&str> = phrases().keys().flat_map(|p| p.split(' ')).collect();
        words.sort_unstable();
        words.dedup();
        for word in words.into_iter().filter(|w| w.is_ascii() && w.len() > LEGAL_SLIP_MIN) {
            deletions(word, &mut |slip| {
                near.entry(hash(0, slip)).or_insert(word);
            });
        }
        near
    });
    if word.len() < LEGAL_SLIP_MIN || !word.is_ascii() || tables().words.contains_key(word) {
        return word;
    }
    let mut found = None;
    deletions(word, &mut |slip| found = found.or_else(|| near.get(&hash(0, slip)).copied()));
    found.filter(|right| Pattern::new(right).distance(word.as_bytes()) <= 1).unwrap_or(word)
}

/// Shortest word that may be a slip in a known spelling.
const NEAR_MIN: usize = 5;

/// Groups of the known spellings that are one edit from an unknown word.
fn near(word: &str, groups: &[Group]) -> Vec<Group> {
    static SPELLINGS: OnceLock<ByHash<Vec<&'static str>>> = OnceLock::new();
    let spelled = |facts: &WordFacts| facts.groups.iter().any(|g| *g < FIRST_EQUIVALENT);
    let map = SPELLINGS.get_or_init(|| {
        let mut map: ByHash<Vec<&str>> = ByHash::default();
        let known = tables().words.iter().filter(|(w, f)| w.is_ascii() && spelled(f));
        for (word, _) in known.filter(|(w, _)| w.len() >= NEAR_MIN) {
            deletions(word, &mut |slip| map.entry(hash(0, slip)).or_default().push(word));
        }
        map
    });
    let mut found = Vec::new();
    if groups.is_empty() && word.is_ascii() && word.len() >= NEAR_MIN {
        let pattern = Pattern::new(word);
        deletions(word, &mut |slip| {
            let words = map.get(&hash(0, slip)).into_iter().flatten();
            let close = words.filter(|w| {
                pattern.distance(w.as_bytes()) <= 1
                    && w.as_bytes().first() == word.as_bytes().first()
            });
            let facts = close.filter_map(|w| tables().words.get(*w));
            found.extend(facts.flat_map(|f| &f.groups).filter(|g| **g < FIRST_EQUIVALENT));
        });
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// The word and the word with each letter left out.
fn deletions(word: &str, found: &mut dyn FnMut(&[u8])) {
    found(word.as_bytes());
    let mut slip = Vec::with_capacity(word.len());
    for i in 0..word.len() {
        slip.clear();
        slip.extend(word.bytes().enumerate().filter(|(at, _)| *at != i).map(|(_, b)| b));
        found(&slip);
    }
}

/// A part from one folded word.
pub(crate) fn part(word: &str) -> Part {
    static NONE: WordFacts = WordFacts {
        tier: Tier::Rare,
        title: false,
        suffix: false,
        particle: false,
        stopword: false,
        prefix: false,
        place: false,
        groups: Vec::new(),
        number: None,
    };
    let script = script_of_word(word);
    let forms = forms(word, script);
    let latin = forms.first().map_or("", |f| &f.latin);
    // The tables are mostly in Latin letters; where letters stand for sounds, they serve the
    // reading as well.
    let spelled = matches!(script, Script::Cyrillic | Script::Greek);
    let known = &tables().words;
    let by_reading = || forms.iter().find_map(|form| known.get(&*form.latin)).filter(|_| spelled);
    let facts = known.get(word).or_else(by_reading).unwrap_or(&NONE);
    let role = role(word, latin, facts);
    let (person, other) = weights(role, latin.len(), facts);
    let skeletons = match role {
        Role::Word | Role::Title => skeletons(latin),
        _ => [0, 0],
    };
    let spoken = !matches!(script, Script::Arabic | Script::Hebrew | Script::Han);
    let respelled = match role {
        Role::Word if spoken => keys(latin, tag::RESPELLED),
        _ => [0, 0],
    };
    let foreign = if role == Role::Word { foreign(word, latin, script) } else { 0 };
    let known = facts.tier != Tier::Rare;
    let groups = facts.groups.clone();
    let near = if role == Role::Word && !known { near(word, &groups) } else { Vec::new() };
    let text = word.into();
    Part {
        text,
        script,
        role,
        forms,
        groups,
        near,
        skeletons,
        respelled,
        foreign,
        person,
        other,
        known,
        place: facts.place && matches!(role, Role::Word | Role::Title),
    }
}

fn role(word: &str, latin: &str, facts: &WordFacts) -> Role {
    if word.chars().all(char::is_numeric) {
        Role::Number
    } else if facts.title || facts.prefix {
        Role::Title
    } else if facts.particle {
        Role::Particle
    } else if word.is_ascii() && latin.len() == 1 {
        Role::Initial
    } else if facts.stopword {
        Role::Stopword
    } else {
        Role::Word
    }
}

fn weights(role: Role, length: usize, facts: &WordFacts) -> (f32, f32) {
    let size = match length {
        0..=2 => weight::TWO_LETTERS,
        3 => weight::THREE_LETTERS,
        _ => weight::RARE,
    };
    let person = match facts.tier {
        _ if facts.suffix => weight::SUFFIX,
        Tier::VeryCommon => weight::VERY_COMMON,
        Tier::Common => weight::COMMON,
        _ => weight::RARE,
    } * size;
    let other = match facts.tier {
        Tier::Generic => weight::GENERIC,
        Tier::Frequent => weight::FREQUENT,
        Tier::VeryCommon => weight::VERY_COMMON,
        Tier::Common => weight::COMMON,
        Tier::Rare => weight::RARE,
    } * size;
    match role {
        Role::Word => (person, other),
        Role::Initial => (weight::INITIAL, weight::INITIAL),
        Role::Number => (weight::NUMBER, weight::NUMBER),
        Role::Particle => (weight::PARTICLE, weight::PARTICLE),
        Role::Title if facts.prefix => (weight::TITLE, weight::TITLE),
        // "General Electric": a title of persons is a word of organisations.
        Role::Title => (weight::TITLE, other),
        Role::Stopword => (person.min(weight::INITIAL), weight::STOPWORD),
        Role::LegalForm(_) => (weight::LEGAL, weight::LEGAL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: Option<PartyKind>, expected: &str) {
        let (name, _) = read(text, kind);
        let parts: Vec<&str> = name.parts.iter().map(|p| &*p.text).collect();
        assert_eq!(parts.join(" "), expected, "{text}");
    }

    #[test]
    fn recognises_roles() {
        let company = Some(PartyKind::Organisation);
        check("Siemens Aktiengesellschaft", company, "siemens (ag)");
        check("OAO Gazprom", company, "(oao) gazprom");
        check("Open Joint Stock Company Gazprom", company, "(ojsc) gazprom");
        check("FABERLIC EUROPE Sp. z o.o.", company, "faberlic europe (spzoo)");
        check("ООО \"БАЙ\"", company, "(ooo) бай");
        check("Brigade Forty-Four", company, "brigade 44");
        check("1st International Bank", company, "1 international bank");
        check("华为技术有限公司", company, "华为 技术 (ltd)");
        check("IYAD AG GHALI", Some(PartyKind::Person), "iyad ag ghali");
        check("Nicolás Maduro LLC", Some(PartyKind::Person), "nicolas maduro (llc)");
        check("김정은", None, "김 정은");
        check("Sergey Sergey Shoigu", None, "sergey sergey shoigu");
    }
}
