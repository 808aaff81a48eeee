//! The reviewable tables of `data/*.toml`, parsed once: letters, roles, variants, frequencies.
//!
//! Everything a reviewer may want to correct about names without reading code is in those files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::key::Map;

/// A variant group: spellings of one name, or a short form with the names it stands for.
pub(crate) type Group = u16;

/// Groups at or above this number are equivalents in other languages.
pub(crate) const FIRST_EQUIVALENT: Group = 0x4000;

/// Groups at or above this number are nicknames.
pub(crate) const FIRST_NICKNAME: Group = 0x8000;

/// How common a word is; see `data/frequency.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tier {
    /// In no table: rare, tells most.
    #[default]
    Rare,
    /// About one person in a thousand.
    Common,
    /// About one person in a hundred.
    VeryCommon,
    /// A word of organisations or places, one in five hundred.
    Frequent,
    /// A word of organisations, one in a hundred.
    Generic,
}

/// What the tables know about one folded word.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordFacts {
    pub(crate) tier: Tier,
    pub(crate) title: bool,
    pub(crate) suffix: bool,
    pub(crate) particle: bool,
    pub(crate) stopword: bool,
    pub(crate) prefix: bool,
    /// A place, or an office there.
    pub(crate) place: bool,
    pub(crate) groups: Vec<Group>,
    /// A cardinal, with whether it is a multiple of ten that units may follow.
    pub(crate) number: Option<(u32, bool)>,
}

/// One legal form: its short spelling and the family that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LegalForm {
    pub(crate) short: String,
    pub(crate) family: u8,
}

/// Whether the form is of an authority or a charity rather than a company.
pub(crate) const PUBLIC_FAMILIES: [&str; 2] = ["nonprofit", "state"];

/// First family number of those.
pub(crate) const FIRST_PUBLIC: u8 = 16;

/// Family number of forms that contradict nothing ("company", "group").
pub(crate) const GENERAL_FAMILY: u8 = 1;

/// All tables.
pub(crate) struct Tables {
    pub(crate) words: Map<String, WordFacts>,
    /// Legal forms by their words as written in the file, words joined by one space.
    pub(crate) legal: Vec<(String, LegalForm)>,
    pub(crate) letters: HashMap<char, String>,
    pub(crate) ukrainian: HashMap<char, String>,
    /// Small letters that look like Latin ones, and those that do at a glance.
    pub(crate) confusable: HashMap<char, char>,
    pub(crate) resembling: HashMap<char, char>,
    /// Capitals that do.
    pub(crate) capitals: HashMap<char, char>,
    /// The same capitals, written small.
    pub(crate) shapes: HashMap<char, char>,
    /// Letters of scripts that no party's name is written in.
    pub(crate) disguise: HashMap<char, char>,
    pub(crate) signs: HashMap<char, char>,
    pub(crate) digits: HashMap<char, char>,
    pub(crate) latin: HashMap<char, String>,
    pub(crate) han: HashMap<String, String>,
    /// Words that every business bears, and their abbreviations.
    pub(crate) business: HashSet<String>,
    pub(crate) hangul: Hangul,
}

/// Romanisation of Korean syllables, by letter number.
pub(crate) struct Hangul {
    pub(crate) initial_mr: Vec<String>,
    pub(crate) initial_rr: Vec<String>,
    pub(crate) vowel_mr: Vec<String>,
    pub(crate) vowel_rr: Vec<String>,
    pub(crate) last: Vec<String>,
}

#[derive(Deserialize)]
struct Roles {
    titles: String,
    suffixes: String,
    particles: String,
    stopwords: String,
    prefixes: String,
}

#[derive(Deserialize)]
struct Variants {
    spellings: String,
    equivalents: String,
    nicknames: String,
}

#[derive(Deserialize)]
struct Places {
    countries: String,
    nationals: String,
    cities: String,
    offices: String,
}

#[derive(Deserialize)]
struct Frequency {
    very_common: String,
    common: String,
    generic: String,
    frequent: String,
}

#[derive(Deserialize)]
struct Numbers {
    units: BTreeMap<String, u32>,
    tens: BTreeMap<String, u32>,
}

/// The tables, parsed at first use.
pub(crate) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(load)
}

/// Folds the letters of Arabic and Persian that writers exchange freely.
pub(crate) fn fold_letter(letter: char) -> char {
    match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ۍ' | 'ئ' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ة' | 'ۀ' | 'ہ' | 'ھ' | 'ە' => 'ه',
        'ؤ' => 'و',
        'ς' => 'σ',
        'ё' => 'е',
        _ => letter,
    }
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '\'' | '’')).map(fold_letter).collect()
}

/// Parses one committed table; the test below proves that every one of them parses.
#[expect(clippy::expect_used, reason = "the text is part of the crate and covered by a test")]
pub(crate) fn parse<T: for<'a> Deserialize<'a>>(text: &str) -> T {
    toml::from_str(text).expect("a committed table parses")
}

/// Words of `business_words.toml`: one meaning a line, and those that mean nothing in common.
#[derive(Deserialize)]
struct Business {
    words: String,
    others: String,
}

fn load_business() -> Business {
    parse(include_str!("../data/business_words.toml"))
}

fn load() -> Tables {
    let scripts: BTreeMap<String, String> = parse(include_str!("../data/scripts.toml"));
    let section = |key: &str| scripts.get(key).map_or("", String::as_str);
    let mut letters = HashMap::new();
    for key in ["cyrillic", "greek", "arabic", "hebrew", "kana", "thai"] {
        letters.extend(by_letter(section(key)));
    }
    let list = |key: &str| -> Vec<String> {
        section(key).split_whitespace().map(|x| x.trim_matches('-').to_owned()).collect()
    };
    let business = load_business();
    let all = business.words.split_whitespace().chain(business.others.split_whitespace());
    Tables {
        business: all.map(plain).collect(),
        words: load_words(),
        legal: load_legal(),
        letters,
        ukrainian: by_letter(section("ukrainian")).collect(),
        confusable: single(section("confusable")),
        resembling: single(section("resembling")),
        shapes: single(&section("capitals").to_lowercase()),
        capitals: single(section("capitals")),
        disguise: [section("disguise"), &section("disguise").to_lowercase()]
            .into_iter()
            .flat_map(single)
            .collect(),
        signs: single(section("signs")),
        digits: single(section("digits")),
        latin: by_letter(section("latin")).collect(),
        han: pairs(section("han")).map(|(a, b)| (a.to_owned(), b.to_owned())).collect(),
        hangul: Hangul {
            initial_mr: list("hangul_initial_mr"),
            initial_rr: list("hangul_initial_rr"),
            vowel_mr: list("hangul_vowel_mr"),
            vowel_rr: list("hangul_vowel_rr"),
            last: list("hangul_final"),
        },
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_whitespace().filter_map(|pair| pair.split_once('='))
}

fn by_letter(text: &str) -> impl Iterator<Item = (char, String)> {
    pairs(text).filter_map(|(from, to)| Some((from.chars().next()?, to.to_owned())))
}

fn single(text: &str) -> HashMap<char, char> {
    pairs(text).filter_map(|(a, b)| Some((a.chars().next()?, b.chars().next()?))).collect()
}

fn load_legal() -> Vec<(String, LegalForm)> {
    type File = BTreeMap<String, BTreeMap<String, Vec<String>>>;
    let file: File = parse(include_str!("../data/legal_forms.toml"));
    let mut forms = Vec::new();
    let mut other = GENERAL_FAMILY;
    for (name, family) in file {
        let public = PUBLIC_FAMILIES.iter().position(|p| *p == name);
        let number = if name == "general" {
            GENERAL_FAMILY
        } else if let Some(place) = public.and_then(|p| u8::try_from(p).ok()) {
            FIRST_PUBLIC + place
        } else {
            other += 1;
            other
        };
        for (short, spellings) in family {
            let form = LegalForm { short: short.clone(), family: number };
            forms.push((short, form.clone()));
            forms.extend(spellings.into_iter().map(|text| (text, form.clone())));
        }
    }
    forms
}

fn load_words() -> Map<String, WordFacts> {
    let mut words: Map<String, WordFacts> = Map::default();
    let mut mark = |text: &str, set: &dyn Fn(&mut WordFacts)| {
        for word in text.split_whitespace() {
            set(words.entry(plain(word)).or_default());
        }
    };
    let roles: Roles = parse(include_str!("../data/roles.toml"));
    mark(&roles.titles, &|w| w.title = true);
    mark(&roles.suffixes, &|w| w.suffix = true);
    mark(&roles.particles, &|w| w.particle = true);
    mark(&roles.stopwords, &|w| w.stopword = true);
    mark(&roles.prefixes, &|w| w.prefix = true);
    let places: Places = parse(include_str!("../data/places.toml"));
    for text in [places.countries, places.nationals, places.cities, places.offices] {
        mark(&text, &|w| w.place = true);
    }
    let frequency: Frequency = parse(include_str!("../data/frequency.toml"));
    mark(&frequency.frequent, &|w| w.tier = Tier::Frequent);
    mark(&frequency.common, &|w| w.tier = Tier::Common);
    mark(&frequency.very_common, &|w| w.tier = Tier::VeryCommon);
    mark(&frequency.generic, &|w| w.tier = Tier::Generic);
    let numbers: Numbers = parse(include_str!("../data/numbers.toml"));
    for (word, value) in numbers.units {
        words.entry(word).or_default().number = Some((value, false));
    }
    for (word, value) in numbers.tens {
        words.entry(word).or_default().number = Some((value, true));
    }
    for word in load_business().words.split_whitespace().map(plain) {
        let facts = words.entry(word).or_default();
        if facts.tier == Tier::Rare {
            facts.tier = Tier::Generic;
        }
    }
    load_groups(&mut words);
    words
}

fn load_groups(words: &mut Map<String, WordFacts>) {
    let variants: Variants = parse(include_str!("../data/variants.toml"));
    let lines = variants.spellings.lines().filter(|line| !line.trim().is_empty());
    let mut spelled: Vec<Vec<String>> = Vec::new();
    for (number, line) in (0..FIRST_EQUIVALENT).zip(lines) {
        let members: Vec<String> = line.split_whitespace().map(plain).collect();
        for word in &members {
            words.entry(word.clone()).or_default().groups.push(number);
        }
        spelled.push(members);
    }
    // Every spelling of the name stands for the name.
    let full = |name: &str| -> Vec<String> {
        let group = spelled.iter().find(|g| g.iter().any(|w| w == name));
        group.cloned().unwrap_or_else(|| vec![name.to_owned()])
    };
    let business = load_business();
    let lines = variants.equivalents.lines().chain(business.words.lines());
    let lines = lines.filter(|line| !line.trim().is_empty());
    for (number, line) in (FIRST_EQUIVALENT..FIRST_NICKNAME).zip(lines) {
        for word in line.split_whitespace().flat_map(full) {
            words.entry(word).or_default().groups.push(number);
        }
    }
    let mut next = FIRST_NICKNAME;
    let mut numbers: BTreeMap<String, Group> = BTreeMap::new();
    for line in variants.nicknames.lines() {
        let Some((short, names)) = line.split_once(':') else { continue };
        for name in names.split_whitespace() {
            let number = *numbers.entry(name.to_owned()).or_insert_with(|| {
                let number = next;
                next = next.saturating_add(1);
                for word in full(name) {
                    words.entry(word).or_default().groups.push(number);
                }
                number
            });
            words.entry(short.trim().to_owned()).or_default().groups.push(number);
        }
    }
    for facts in words.values_mut() {
        facts.groups.sort_unstable();
        facts.groups.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_parses_and_is_filled() {
        let t = tables();
        assert!(t.words.len() > 1_500, "{}", t.words.len());
        assert!(t.legal.len() > 100 && t.letters.len() > 200);
        assert_eq!(t.hangul.initial_mr.len(), 19);
        assert_eq!(t.hangul.initial_rr.len(), 19);
        assert_eq!(t.hangul.vowel_mr.len(), 21);
        assert_eq!(t.hangul.vowel_rr.len(), 21);
        assert_eq!(t.hangul.last.len(), 28);
    }

    #[test]
    fn short_forms_reach_every_spelling() {
        let t = tables();
        let groups = |w: &str| t.words.get(w).map(|f| f.groups.clone()).unwrap_or_default();
        assert!(groups("misha").iter().any(|g| groups("mikhail").contains(g)));
        assert!(groups("misha").iter().any(|g| groups("michael").contains(g)));
        assert!(
            !groups("ben").iter().any(|g| *g < FIRST_NICKNAME && groups("benjamin").contains(g))
        );
    }
}
