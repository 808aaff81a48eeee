//! Words of every business made whole: cut in pieces, with letters doubled, without their vowels, or
//! written in one with the name. They tell little, so to read them too readily costs little; left as
//! they are, they would count as strange words and hide the name beside them.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::key::Map;
use crate::name::is_bare;
use crate::table::{Tier, tables};

/// Shortest word that is put together from pieces or cut off a name.
const WHOLE_MIN: usize = 6;
/// Most pieces of a word.
const PIECES_MAX: usize = 3;
/// Shortest word that a legal form is cut off.
const JOINED_MIN: usize = 11;
/// Shortest legal form that is cut off, and what must be left.
const LEGAL_MIN: usize = 7;
const LEFT_MIN: usize = 4;
/// Consonants by which a word without vowels is known.
const CONSONANTS_MIN: usize = 4;

/// Words before the last one from which on that may be cut short, and what must be left of it.
const CUT_FROM: usize = 2;
const CUT_MIN: usize = 3;

struct Words {
    whole: HashSet<&'static str>,
    /// Words of legal forms that may be cut off.
    legal: Vec<&'static str>,
    /// By the word with no letter twice in a row, and by its consonants; empty if two share it.
    squeezed: Map<String, &'static str>,
    bare: Map<String, &'static str>,
    /// Words of business, in order; and all that are put together.
    ordered: Vec<&'static str>,
    sorted: Vec<&'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let t = tables();
        let of_forms = || t.legal.iter().flat_map(|(form, _)| form.split(' '));
        let generic = t.words.iter().filter(|(_, facts)| facts.tier == Tier::Generic);
        let all = generic.map(|(word, _)| word.as_str()).chain(of_forms());
        let whole: HashSet<&str> =
            all.filter(|word| word.is_ascii() && word.len() >= WHOLE_MIN).collect();
        let mut legal: Vec<&str> =
            of_forms().filter(|w| w.is_ascii() && w.len() >= LEGAL_MIN).collect();
        legal.sort_unstable_by_key(|word| (std::cmp::Reverse(word.len()), *word));
        legal.dedup();
        let unique = |key: &dyn Fn(&str) -> String| {
            let mut map: Map<String, &'static str> = Map::default();
            for word in &whole {
                map.entry(key(word)).and_modify(|known| *known = "").or_insert(word);
            }
            map
        };
        let (squeezed, bare) = (unique(&squeezed), unique(&bare));
        let mut ordered: Vec<&str> =
            whole.iter().filter(|word| t.business.contains(**word)).copied().collect();
        ordered.sort_unstable();
        let mut sorted: Vec<&str> = whole.iter().copied().collect();
        sorted.sort_unstable();
        Words { whole, legal, squeezed, bare, ordered, sorted }
    })
}

/// No letter twice in a row.
fn squeezed(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// The first letter and the consonants after it.
fn bare(word: &str) -> String {
    let kept = squeezed(word);
    kept.char_indices()
        .filter(|(at, c)| *at == 0 || !"aeiou".contains(*c))
        .map(|(_, c)| c)
        .collect()
}

/// The words of a name that is not a person's, made whole.
pub(crate) fn mended(folded: Vec<String>) -> Vec<String> {
    let mut out = Vec::with_capacity(folded.len());
    let mut rest = folded.as_slice();
    while let Some((word, after)) = rest.split_first() {
        if let Some((whole, used)) = rejoined(rest) {
            out.push(whole);
            rest = rest.get(used..).unwrap_or_default();
            continue;
        }
        rest = after;
        let cut = || if rest.is_empty() && out.len() >= CUT_FROM { lengthened(word) } else { None };
        match restored(word).or_else(cut) {
            Some(whole) => out.push(whole.to_owned()),
            None => parted(word, &mut out),
        }
    }
    out
}

/// Pieces that are one word together, and how many they are.
fn rejoined(pieces: &[String]) -> Option<(String, usize)> {
    let whole = &words().whole;
    (2..=PIECES_MAX.min(pieces.len())).rev().find_map(|used| {
        let pieces = pieces.get(..used)?;
        let length: usize = pieces.iter().map(String::len).sum();
        if length < WHOLE_MIN || pieces.iter().all(|piece| tables().words.contains_key(piece)) {
            return None;
        }
        let word = pieces.concat();
        whole.contains(word.as_str()).then_some((word, used))
    })
}

/// The first word of business that begins so: fields of fixed width cut the last one.
fn lengthened(word: &str) -> Option<&'static str> {
    if !word.is_ascii() || word.len() < CUT_MIN || tables().words.contains_key(word) {
        return None;
    }
    let ordered = &words().ordered;
    let first = ordered.get(ordered.partition_point(|whole| *whole < word))?;
    first.starts_with(word).then_some(*first)
}

/// Whether a word is read as another one where it ends a name.
pub(crate) fn is_cut(word: &str) -> bool {
    lengthened(word).is_some()
}

/// Whether a word may be read as another one, or as part of one, in some name.
pub(crate) fn may_mend(word: &str) -> bool {
    let sorted = &words().sorted;
    let longer = sorted.get(sorted.partition_point(|whole| *whole <= word));
    let begins = longer.is_some_and(|whole| whole.starts_with(word));
    let mut left = Vec::new();
    parted(word, &mut left);
    begins || is_cut(word) || restored(word).is_some() || left.len() > 1
}

/// A word with doubled letters or without vowels, as it should be.
fn restored(word: &str) -> Option<&'static str> {
    let twice = || word.as_bytes().windows(2).any(|pair| pair.first() == pair.last());
    let strange = word.is_ascii() && word.len() >= CONSONANTS_MIN;
    if !strange || tables().words.contains_key(word) || words().whole.contains(word) {
        return None;
    }
    let found = if is_bare(word.as_bytes()) {
        words().bare.get(&squeezed(word))
    } else if twice() {
        words().squeezed.get(&squeezed(word))
    } else {
        None
    };
    found.copied().filter(|whole| !whole.is_empty())
}

/// A long word without the legal forms at its end, and those.
fn parted(word: &str, out: &mut Vec<String>) {
    let (mut left, mut forms) = (word, Vec::new());
    while left.len() >= JOINED_MIN && !words().whole.contains(left) {
        let ends = |form: &&&str| left.len() >= form.len() + LEFT_MIN && left.ends_with(**form);
        let Some(form) = words().legal.iter().find(ends) else { break };
        left = left.strip_suffix(form).unwrap_or(left);
        forms.push((*form).to_owned());
    }
    out.push(left.to_owned());
    out.extend(forms.into_iter().rev());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_business_are_made_whole() {
        for (written, wanted) in [
            ("tanchon com mercial bank", "tanchon commercial bank"),
            ("hesong tra ding co rpo ration", "hesong trading corporation"),
            ("hesong trdng crprtn", "hesong trading corporation"),
            ("hesong ttradding corrporation", "hesong trading corporation"),
            ("hesongtradingcorporation", "hesongtrading corporation"),
            ("hesong trading co", "hesong trading co"),
            ("tan chon", "tan chon"),
            ("korea mining development tra", "korea mining development trading"),
        ] {
            let words = written.split(' ').map(str::to_owned).collect();
            assert_eq!(mended(words).join(" "), wanted, "{written}");
        }
    }
}
