//! What a slip of the keys is worth: how well two words agree that differ by a few letters.

use crate::edit::{Pattern, edits_max};
use crate::policy::agree;

/// How well two words agree that differ by a few letters.
pub(crate) fn slip(x: &[u8], pattern: &Pattern, y: &[u8], most: usize, known: bool) -> Option<f32> {
    let back = most > 1
        && x.len() == y.len()
        && x.len() >= agree::REVERSED_MIN
        && x.iter().eq(y.iter().rev());
    let best = if back { Some(agree::REVERSED) } else { short_slip(x, pattern, y, known) };
    let max = edits_max(x.len(), y.len()).min(most);
    if max == 0 || x.len().abs_diff(y.len()) > max {
        return best;
    }
    let edits = pattern.distance(y);
    if edits > max || other_name(x, y) {
        return best;
    }
    let mut agree = edited(x, y, edits, known);
    if is_syllable(x) && is_syllable(y) {
        agree -= agree::BOTH_SYLLABLES;
    }
    Some(best.map_or(agree, |b| b.max(agree)))
}

/// A slip in a word of two or three letters: two neighbours exchanged, or, where one of the two
/// cannot be said and so is nobody's name, a letter lost or wrong after the first.
fn short_slip(x: &[u8], pattern: &Pattern, y: &[u8], known: bool) -> Option<f32> {
    let unsaid = || !(known || is_syllable(x) && is_syllable(y));
    let slips = || x.first() == y.first() && pattern.distance(y) == 1 && unsaid();
    match (x.len(), y.len()) {
        (3, 3) if swapped(x, y) => Some(agree::SHORT_SWAP),
        (2, 2) if swapped(x, y) && unsaid() => Some(agree::SHORT_SWAP),
        (2, 3) | (3, 2) if slips() => Some(agree::SHORT_LOSS),
        (3, 3) if slips() => Some(agree::SHORT_WRONG),
        _ => None,
    }
}

/// Whether a word can be said as one syllable, as East Asian names are: "chol" and "ming", not
/// "pk" or "clun". Such names differ by a letter and are different names.
fn is_syllable(word: &[u8]) -> bool {
    let vowel = |b: &u8| b"aeiouy".contains(b);
    let Some((head, rest)) = word.iter().position(vowel).and_then(|at| word.split_at_checked(at))
    else {
        return false;
    };
    let vowels = rest.iter().take_while(|b| vowel(b)).count();
    let tail = rest.get(vowels..).unwrap_or_default();
    let begins = matches!(head, [] | [_] | [_, b'h' | b'w']);
    begins && matches!(tail, [] | [b'n', b'g']) || begins && tail.len() == 1 && tail != b"j"
}

/// Equal but for two neighbours exchanged.
fn swapped(x: &[u8], y: &[u8]) -> bool {
    let Some(at) = x.iter().zip(y).position(|(a, b)| a != b) else { return false };
    let cross = x.get(at) == y.get(at + 1) && x.get(at + 1) == y.get(at);
    x.len() == y.len() && cross && x.get(at + 2..) == y.get(at + 2..)
}

/// Near in letters, but another name.
fn other_name(x: &[u8], y: &[u8]) -> bool {
    let short = x.len() != y.len() && x.len().max(y.len()) < agree::FIRST_LETTER_MIN;
    gendered(x, y) || (short && x.first() != y.first() && !swapped(x, y))
}

/// "Antonio" and "Antonia" are two names, not a slip; "Ivanenko" and "Ivanenka" are one.
fn gendered(x: &[u8], y: &[u8]) -> bool {
    let (Some((p, a)), Some((q, b))) = (x.split_last(), y.split_last()) else { return false };
    matches!((p, q), (b'a', b'o') | (b'o', b'a')) && a == b && a.len() >= 4 && !a.ends_with(b"enk")
}

#[expect(clippy::cast_precision_loss, reason = "lengths are below 64")]
fn edited(x: &[u8], y: &[u8], edits: usize, known: bool) -> f32 {
    let long = x.len().max(y.len()) as f32;
    let cost = if edits == 1 { agree::EDIT } else { agree::SECOND_EDIT };
    let mut agree = 1.0 - cost * edits as f32 / long;
    if x.first() != y.first() {
        agree -= if swapped(x, y) { agree::FIRST_SWAP } else { agree::FIRST_LETTER };
    }
    if known {
        agree -= agree::BOTH_KNOWN;
    }
    if x.len().min(y.len()) <= 3 {
        agree -= agree::SHORT;
    }
    agree
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(a: &str, b: &str) -> f32 {
        slip(a.as_bytes(), &Pattern::new(a), b.as_bytes(), 2, false).unwrap_or(0.0)
    }

    #[test]
    fn short_words_that_can_be_said_are_names() {
        for word in ["kim", "chol", "ming", "kwang", "zhong", "ri", "o", "shuang"] {
            assert!(is_syllable(word.as_bytes()), "{word}");
        }
        for word in ["pk", "ktm", "clun", "aj", "hnu", "ivan", ""] {
            assert!(!is_syllable(word.as_bytes()), "{word}");
        }
        for (a, b) in [("pk", "pak"), ("ktm", "kim"), ("aj", "ja"), ("hnu", "hun")] {
            assert!(agree(a, b) > 0.7, "{a} {b}");
        }
        for (a, b) in [("li", "lin"), ("kim", "kin"), ("an", "na"), ("pk", "park")] {
            assert_eq!(agree(a, b), 0.0, "{a} {b}");
        }
        assert!(agree("ming", "qing") < agree("clun", "chun"));
    }
}
