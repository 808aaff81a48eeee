//! Foreign habits of spelling: a key that "Choïgou", "Schojgu" and "Shoigu" share.
//!
//! The rules are `data/respelling.toml`. A word has two keys, as some letters stand for one sound in
//! one language and for another in the next; two words meet if a key of one is a key of the other.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::key::{hash, sound};
use crate::table::parse;

/// Shortest word with such a key; in shorter ones every letter counts.
const LETTERS_MIN: usize = 3;

#[derive(Deserialize)]
struct File {
    first: String,
    second: String,
}

/// One rule: what is written, what for, and whether only at the start or the end of a word.
struct Rule {
    from: String,
    to: String,
    starts: bool,
    ends: bool,
}

/// Rules by the first letter of what is written, the longest first.
type Rules = HashMap<u8, Vec<Rule>>;

fn rules() -> &'static [Rules; 2] {
    static RULES: OnceLock<[Rules; 2]> = OnceLock::new();
    RULES.get_or_init(|| {
        let file: File = parse(include_str!("../data/respelling.toml"));
        [load(&file.first), load(&file.second)]
    })
}

fn load(text: &str) -> Rules {
    let mut rules = Rules::new();
    for (from, to) in text.split_whitespace().filter_map(|pair| pair.split_once('=')) {
        let bare = from.trim_matches(['^', '$']);
        let rule = Rule {
            from: bare.to_owned(),
            to: to.to_owned(),
            starts: from.starts_with('^'),
            ends: from.ends_with('$'),
        };
        rules.entry(bare.bytes().next().unwrap_or_default()).or_default().push(rule);
    }
    for same in rules.values_mut() {
        same.sort_by_key(|rule| std::cmp::Reverse(rule.from.len()));
    }
    rules
}

fn respelled(word: &str, rules: &Rules) -> String {
    let mut out = String::with_capacity(word.len() + 4);
    let mut rest = word;
    while let Some(first) = rest.bytes().next() {
        let fits = |rule: &&Rule| {
            rest.starts_with(&rule.from)
                && (!rule.starts || rest.len() == word.len())
                && (!rule.ends || rest.len() == rule.from.len())
        };
        let rule = rules.get(&first).and_then(|same| same.iter().find(fits));
        let used = rule.map_or(1, |rule| rule.from.len());
        out.push_str(rule.map_or_else(|| rest.get(..1).unwrap_or_default(), |rule| &rule.to));
        rest = rest.get(used..).unwrap_or_default();
    }
    out
}

/// The two keys of a word in `a-z0-9`; zero is none. The second is none where it is the first.
pub(crate) fn keys(word: &str, tag: u8) -> [u64; 2] {
    if word.len() < LETTERS_MIN || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return [0, 0];
    }
    let mut heard = Vec::with_capacity(word.len());
    let mut buffer = Vec::with_capacity(word.len());
    let mut key = |rules: &Rules| {
        sound(&respelled(word, rules), &mut heard);
        buffer.clear();
        for code in heard.iter().map(|code| merged(*code)) {
            if buffer.last() != Some(&code) {
                buffer.push(code);
            }
        }
        hash(tag, &buffer)
    };
    let [first, second] = rules();
    let (first, second) = (key(first), key(second));
    [first, if second == first { 0 } else { second }]
}

/// Sounds that writers of other languages do not tell apart.
fn merged(code: u8) -> u8 {
    match code {
        b'g' => b'k',
        b'd' => b't',
        b'b' => b'p',
        b'z' => b's',
        b'v' => b'f',
        b'C' | b'J' | b'Z' => b'S',
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_of_many_languages_share_a_key() {
        let meet = |a: &str, b: &str| {
            let (a, b) = (keys(a, 0), keys(b, 0));
            a.iter().any(|key| *key != 0 && b.contains(key))
        };
        for (a, b) in [
            ("choigou", "shoigu"),
            ("schojgu", "shoygu"),
            ("prigojine", "prigozhin"),
            ("chodorkowski", "khodorkovsky"),
            ("tschetschenow", "chechenov"),
            ("dschamal", "jamal"),
            ("jevgenij", "yevgeny"),
            ("szczerbakow", "shcherbakov"),
            ("hsiang", "xiang"),
            ("chien", "jian"),
            ("tung", "dong"),
            ("mahrnoud", "mahmud"),
            ("gueorgui", "georgi"),
            ("poutine", "putin"),
        ] {
            assert!(meet(a, b), "{a} {b}");
        }
        for (a, b) in [("hassan", "hussein"), ("marina", "martina"), ("kim", "kam")] {
            assert!(!meet(a, b), "{a} {b}");
        }
        assert_eq!(keys("xu", 0), [0, 0]);
    }
}
