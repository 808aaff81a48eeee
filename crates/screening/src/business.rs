//! What is left of a name without the words that every business bears.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::normalise::fold;
use crate::table::tables;

/// Letters of the Latin alphabet that are left at least; fewer are no name.
const LETTERS_MIN: usize = 5;

/// Legal forms of one word.
fn legal_words() -> &'static HashSet<&'static str> {
    static WORDS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    WORDS.get_or_init(|| tables().legal.iter().map(|(form, _)| form.as_str()).collect())
}

/// The telling part of a name: without business words, whatever their language or abbreviation,
/// and without legal forms of one word. `None` where nothing is left off, or too little is left.
pub fn telling_part(name: &str) -> Option<String> {
    let folded = fold(name);
    let forms = legal_words();
    let legal = |word: &str| forms.contains(word);
    let words = &tables().business;
    let kept: Vec<&str> = folded.words.iter().map(String::as_str).collect();
    let kept: Vec<&str> =
        kept.into_iter().filter(|word| !words.contains(*word) && !legal(word)).collect();
    let letters = kept.iter().flat_map(|word| word.chars());
    // A letter of a script without an alphabet, or without vowels, tells more than a Latin one.
    let told: usize = letters.map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let enough = told >= LETTERS_MIN && kept.len() < folded.words.len();
    enough.then(|| kept.join(" "))
}

#[cfg(test)]
mod tests {
    use super::telling_part;

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
