//! What is left of a name without the words that every business bears.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::normalise::fold;
use crate::table::{Tier, tables};

/// Letters of the Latin alphabet that are left at least; fewer are no name.
const LETTERS_MIN: usize = 5;

/// Legal forms of one word.
fn legal_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| tables().legal.iter().map(|(form, _)| form.as_str()).collect())
}

/// Whether a folded word is one of business, or a legal form.
pub(crate) fn is_business(word: &str) -> bool {
    tables().business.contains(word) || legal_words().contains(word)
}

/// The telling part of a name: without business words, whatever their language or abbreviation,
/// and without legal forms of one word. `None` where nothing is left off, or too little is left.
pub fn telling_part(name: &str) -> Option<String> {
    telling_words(&fold(name).words)
}

/// The same of a folded name.
pub(crate) fn telling_words(words: &[String]) -> Option<String> {
    let kept: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !is_business(word)).collect();
    let letters = kept.iter().flat_map(|word| word.chars());
    // A letter of a script without an alphabet, or without vowels, tells more than a Latin one.
    let told: usize = letters.map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let enough = told >= LETTERS_MIN && kept.len() < words.len();
    enough.then(|| kept.join(" "))
}

/// Whether a text says by itself where somebody is or what they do, but not who they are: places,
/// offices, forms of enterprise, words of business, titles and the like, or nothing at all.
pub fn is_commonplace(text: &str) -> bool {
    let common = |word: &String| {
        let facts = tables().words.get(word.as_str());
        is_business(word)
            || facts.is_some_and(|f| {
                f.place
                    || f.title
                    || f.suffix
                    || f.stopword
                    || f.particle
                    || f.tier == Tier::Generic
            })
    };
    fold(text).words.iter().all(common)
}

#[cfg(test)]
mod tests {
    use super::{is_commonplace, telling_part};

    #[test]
    fn places_and_words_of_business_tell_nobody() {
        for (text, wanted) in [
            ("Dubai", true),
            ("Hong Kong", true),
            ("Mr.", true),
            ("Trdg Co.", true),
            ("7", false),
            ("", true),
            ("Farasakht", false),
            ("Farasakht Tehran", false),
        ] {
            assert_eq!(is_commonplace(text), wanted, "{text}");
        }
    }

    #[test]
    fn business_words_are_left_off_in_any_language() {
        for (name, wanted) in [
            ("Kangbong Trdg. Corp.", Some("kangbong")),
            ("Kangbong Muyok Hoesa", Some("kangbong")),
            ("Sherkat Sanaye Farasakht", Some("farasakht")),
            ("General Trading LLC", None),
            ("Farasakht", None),
            ("Acme Trading", None),
        ] {
            assert_eq!(telling_part(name).as_deref(), wanted, "{name}");
        }
    }
}
