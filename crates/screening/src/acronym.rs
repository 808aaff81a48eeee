//! A name that brings its own acronym: "Global Relief Foundation (GRF)" says nothing more than
//! "Global Relief Foundation".

use crate::name::{Name, Role};
use crate::normalise::fold;
use crate::policy::weight;

/// Letters of an acronym.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=8;

/// Takes the weight off words in brackets that shorten the words before them. For a query only:
/// what the list adds costs little, and somebody may ask for the acronym.
pub(crate) fn lighten_own_acronym(text: &str, name: &mut Name) {
    for inside in own_acronyms(text) {
        let words = fold(inside).words;
        let own = |p: &&mut crate::name::Part| words.iter().any(|w| **w == *p.text);
        for part in name.parts.iter_mut().rev().filter(own) {
            part.role = Role::Stopword;
            part.person = weight::OWN_ACRONYM;
            part.other = weight::OWN_ACRONYM;
        }
    }
}

/// Whether a name brings its own acronym.
pub(crate) fn has_own_acronym(text: &str) -> bool {
    own_acronyms(text).next().is_some()
}

/// What stands in brackets and shortens the words before.
fn own_acronyms(text: &str) -> impl Iterator<Item = &str> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some((open, close)) = brackets(text, from) {
            let before = text.get(from..open).unwrap_or_default();
            let before = before.rsplit(';').next().unwrap_or_default();
            let inside = text.get(open + 1..close).unwrap_or_default();
            from = close + 1;
            if shortens(inside, before) {
                return Some(inside);
            }
        }
        None
    })
}

fn brackets(text: &str, from: usize) -> Option<(usize, usize)> {
    let open = from + text.get(from..)?.find('(')?;
    let close = open + text.get(open..)?.find(')')?;
    Some((open, close))
}

/// Whether the capitals inside are letters of the words before, in order, from the first letter.
fn shortens(inside: &str, before: &str) -> bool {
    let capitals = inside.chars().filter(|c| c.is_uppercase()).count();
    let letters = |text: &str| -> Vec<char> { fold(text).words.concat().chars().collect() };
    let short = letters(inside);
    if capitals < 2 || !LETTERS.contains(&short.len()) {
        return false;
    }
    let long = letters(before);
    let mut rest = long.iter();
    short.first() == long.first() && short.iter().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_that_repeat_and_brackets_that_tell() {
        assert!(shortens("GRF", "Global Relief Foundation"));
        assert!(shortens("JuA", "Jamaat-ul-Ahrar"));
        assert!(!shortens("Schweiz", "Deutsche Bank"));
        assert!(!shortens("UK", "Yamahdi"));
        assert!(!shortens("USA", "Union Trading"));
    }
}
