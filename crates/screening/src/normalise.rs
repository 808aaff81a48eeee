//! Unicode folding of a name into words, with a note of every trick found on the way.
//!
//! Promise: `fold` is idempotent, never panics, and its time is bounded by `CHARS_MAX` whatever
//! the input. Text is folded in its own script here; reading it in Latin letters is `roman`.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::disguise::{digit, undigit, unmasked, unsigned, unspaced};
use crate::script::{Script, is_letter, is_letter_or_digit, script_of};
use crate::table::{fold_letter, tables};

/// Characters of a name that are looked at; the longest published party name has about 300.
pub const CHARS_MAX: usize = 512;
/// Words of a name that are looked at; more are a text, not a name.
pub const WORDS_MAX: usize = 32;
/// Letters of one word that are compared.
pub const WORD_CHARS_MAX: usize = 60;
/// Combining marks on one letter beyond which the text counts as flooded.
const MARKS_MAX: usize = 3;

/// Something odd about the text of a query, shown to the reviewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// Longer than the stated limits; the rest was not looked at.
    Shortened,
    /// Invisible characters (zero width, soft hyphen, variation selectors) were removed.
    Invisible,
    /// Direction marks were removed.
    Direction,
    /// Piled-up combining marks were removed.
    MarkFlood,
    /// A word mixed look-alike letters of several scripts; it was folded to one.
    MixedScript,
    /// Digits or signs stood for letters inside a word.
    DigitLetter,
    /// A word was written twice; the second is not counted against the name.
    Repeated,
    /// There is no letter or digit to compare.
    Empty,
}

/// Words of a name in their own script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Lower-case words without marks, in the order written.
    pub words: Vec<String>,
    /// Tricks found, each once, in a fixed order.
    pub findings: Vec<Finding>,
}

/// Folds a name into words. See the module for what is promised.
pub fn fold(text: &str) -> Folded {
    if let Some(words) = plain(text) {
        return Folded { words, findings: Vec::new() };
    }
    let mut findings = BTreeSet::new();
    let mut kept = String::with_capacity(text.len().min(CHARS_MAX * 2));
    if text.len() <= CHARS_MAX && text.is_ascii() {
        kept.push_str(text);
    } else {
        // Marks and invisible characters are dropped later, so a flood may be longer than a name.
        let mut raw = text.chars();
        kept.extend(raw.by_ref().take(CHARS_MAX * 2));
        if raw.next().is_some() {
            findings.insert(Finding::Shortened);
        }
    }
    let mut line = pass(&kept, &mut findings);
    // Folding one letter may create another that folds further; two passes settle all but
    // contrived input, and the loop is bounded.
    for _ in 0..4 {
        if line.is_ascii() {
            break;
        }
        let again = pass(&line, &mut findings);
        if again == line {
            break;
        }
        line = again;
    }
    let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    if words.len() > WORDS_MAX {
        words.truncate(WORDS_MAX);
        findings.insert(Finding::Shortened);
    }
    if words.is_empty() {
        findings.insert(Finding::Empty);
    }
    Folded { words, findings: findings.into_iter().collect() }
}

/// The words of a name of plain letters and spaces, of which there are most.
fn plain(text: &str) -> Option<Vec<String>> {
    let letters = |b: u8| b.is_ascii_alphabetic() || b == b' ';
    if text.len() > CHARS_MAX || !text.bytes().all(letters) {
        return None;
    }
    let words: Vec<String> =
        text.split(' ').filter(|w| !w.is_empty()).map(str::to_ascii_lowercase).collect();
    let usual = words.iter().all(|word| word.len() <= WORD_CHARS_MAX);
    (usual && (1..=WORDS_MAX).contains(&words.len())).then_some(words)
}

fn pass(text: &str, findings: &mut BTreeSet<Finding>) -> String {
    let control = |b: u8| b.is_ascii_control() && !b.is_ascii_whitespace();
    let letters = if text.is_ascii() && !text.bytes().any(control) {
        text.to_ascii_lowercase()
    } else {
        strip(text, findings)
    };
    let letters = match unsigned(&letters) {
        Some(plain) => {
            findings.insert(Finding::DigitLetter);
            plain
        }
        None => letters,
    };
    let letters = unspaced(&letters).unwrap_or(letters);
    let mut line = String::with_capacity(letters.len());
    let mut left = CHARS_MAX;
    for piece in split(&letters) {
        let word = settle(piece, findings);
        let length = word.chars().count();
        if length > left {
            findings.insert(Finding::Shortened);
            break;
        }
        left -= length;
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    line
}

/// Compatibility forms, lower case, no marks, no invisible characters, no look-alikes.
fn strip(text: &str, findings: &mut BTreeSet<Finding>) -> String {
    let mut seen = String::with_capacity(text.len());
    let mut marks = 0_usize;
    // A sigma that nobody can tell from a C would become an S.
    let lunate = |c: char| match c {
        'Ϲ' => 'C',
        'ϲ' => 'c',
        _ => c,
    };
    for c in text.chars().map(lunate).nfkc() {
        if is_combining_mark(c) {
            marks += 1;
            if marks > MARKS_MAX {
                findings.insert(Finding::MarkFlood);
            } else if keeps_marks(c) {
                seen.push(c);
            }
            continue;
        }
        marks = 0;
        if is_invisible(c) {
            findings.insert(Finding::Invisible);
        } else if is_direction(c) {
            findings.insert(Finding::Direction);
        } else if c != 'ـ' {
            seen.push(c);
        }
    }
    let mut out = String::with_capacity(seen.len());
    // Capitals have look-alikes of their own, so they are looked at before they become small.
    if let Some(plain) = unmasked(&seen) {
        findings.insert(Finding::MixedScript);
        seen = plain;
    }
    for c in seen.chars().flat_map(char::to_lowercase) {
        if !is_combining_mark(c) || keeps_marks(c) {
            push_letter(c, &mut out);
        }
    }
    out
}

/// Nothing to be seen: zero width, soft hyphens, fillers, variation selectors, controls.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}')
        || matches!(c, '\u{FEFF}' | '\u{00AD}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180E}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E0000}'..='\u{E01EF}' | '\u{1D173}'..='\u{1D17A}')
        || c.is_control() && !c.is_whitespace()
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn push_letter(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c);
        return;
    }
    if let Some(text) = tables().latin.get(&c) {
        out.push_str(text);
        return;
    }
    if let Some(digit) = digit(c) {
        out.push(digit);
        return;
    }
    match script_of(c) {
        Script::Latin | Script::Greek => {
            // A letter with an accent becomes the letter.
            out.extend(
                std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)).map(fold_letter),
            );
        }
        _ => out.push(fold_letter(c)),
    }
}

/// Scripts whose vowels are marks; elsewhere a mark is an accent.
fn keeps_marks(mark: char) -> bool {
    matches!(u32::from(mark), 0x0900..=0x109F | 0x1780..=0x18AF | 0x1A00..=0x1CFF)
        || matches!(mark, '\u{3099}' | '\u{309A}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʹ' | 'ʺ' | 'ʿ' | 'ʾ' | '′' | '″')
}

/// Cuts at spaces and punctuation; apostrophes vanish, dotted letters ("s.r.l.") stay together.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut dotted = false;
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if is_letter_or_digit(c) || is_combining_mark(c) {
            let breaks = word.chars().last().is_some_and(|last| divides(last, c));
            // A dotted run goes on only while single letters follow.
            let long = dotted && letters.peek().is_some_and(|n| is_letter_or_digit(*n));
            if breaks || (long && !word.is_empty()) {
                words.push(std::mem::take(&mut word));
                dotted = false;
            }
            word.push(c);
        } else if c == '%' {
            // "3%ers" are three percenters.
            words.push(std::mem::take(&mut word));
            word.push_str("percent");
            dotted = false;
        } else if is_apostrophe(c) {
            continue;
        } else if c == '.' && (dotted || word.chars().count() == 1) {
            dotted = letters.peek().is_some_and(|n| is_letter_or_digit(*n));
            if !dotted {
                words.push(std::mem::take(&mut word));
            }
        } else {
            dotted = false;
            words.push(std::mem::take(&mut word));
        }
    }
    words.push(word);
    words.retain(|w| !w.is_empty());
    words
}

/// East Asian characters and letters of other scripts do not share a word.
fn divides(left: char, right: char) -> bool {
    let eastern = |c: char| matches!(script_of(c), Script::Han | Script::Kana | Script::Hangul);
    eastern(left) != eastern(right) && is_letter(left) && is_letter(right)
}

/// Folds look-alike letters and digits inside one word, and cuts an overlong one.
fn settle(word: String, findings: &mut BTreeSet<Finding>) -> String {
    let mut word = word;
    if let Some(plain) = undigit(&word) {
        findings.insert(Finding::DigitLetter);
        word = plain;
    }
    // A prefix of three or more Arabic letters after the article: the article is a word.
    if let Some(rest) = word.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3) {
        word = format!("ال {rest}");
    }
    if word.len() > WORD_CHARS_MAX && word.chars().count() > WORD_CHARS_MAX {
        findings.insert(Finding::Shortened);
        word = word.chars().take(WORD_CHARS_MAX).collect();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let folded = fold(text);
        assert_eq!(folded.words.join(" "), expected, "{text}");
        assert_eq!(fold(expected).words.join(" "), expected, "idempotent: {text}");
    }

    #[test]
    fn folds_case_accents_and_punctuation() {
        check("AL-QA'IDA, Usāma", "al qaida usama");
        check("S.R.L. Con", "srl con");
        check("Sp. z o.o.", "sp z oo");
        check("J.-C. Juncker", "j c juncker");
        check("A.B.C. Company", "abc company");
        check("Łódź Øresund Groß", "lodz oresund gross");
        check("الزواري", "ال زواري");
        check("William W. Frost", "william w frost");
        check("3%ers", "3 percenters");
    }

    #[test]
    fn reports_tricks() {
        let findings = |t: &str| fold(t).findings;
        assert_eq!(findings("Vlad\u{200B}imir"), [Finding::Invisible]);
        assert_eq!(findings("\u{202E}Putin"), [Finding::Direction]);
        assert_eq!(findings("Pаvel"), [Finding::MixedScript]);
        assert_eq!(findings("Ig0r"), [Finding::DigitLetter]);
        assert_eq!(findings("…"), [Finding::Empty]);
        assert_eq!(findings(&"a".repeat(5_000)), [Finding::Shortened]);
        let flood: String =
            std::iter::once('a').chain(std::iter::repeat_n('\u{315}', 50)).collect();
        assert_eq!(findings(&flood), [Finding::MarkFlood]);
    }
}
