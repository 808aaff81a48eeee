//! Unicode folding of a name into words, with a note of every trick found on the way.
//!
//! Promise: `fold` is idempotent, never panics, and its time is bounded by `CHARS_MAX` whatever
//! the input. Text is folded in its own script here; reading it in Latin letters is `roman`.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::table::{fold_letter, tables};

/// Characters of a name that are looked at; the longest published party name has about 300.
pub const CHARS_MAX: usize = 512;
/// Words of a name that are looked at; more are a text, not a name.
pub const WORDS_MAX: usize = 32;
/// Letters of one word that are compared.
pub const WORD_CHARS_MAX: usize = 40;
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
    /// Digits stood for letters inside a word.
    DigitLetter,
    /// A word was written twice; the second is not counted against the name.
    Repeated,
    /// There is no letter or digit to compare.
    Empty,
}

/// Writing systems that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Script {
    /// Latin letters and digits.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic, Persian, Urdu, Pashto.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Chinese characters.
    Han,
    /// Japanese syllables.
    Kana,
    /// Korean.
    Hangul,
    /// Thai.
    Thai,
    /// Any other.
    Other,
}

/// Words of a name in their own script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Lower-case words without marks, in the order written.
    pub words: Vec<String>,
    /// Tricks found, each once, in a fixed order.
    pub findings: Vec<Finding>,
}

/// The script of one letter.
pub fn script_of(letter: char) -> Script {
    match u32::from(letter) {
        0..=0x024F | 0x1E00..=0x1EFF => Script::Latin,
        0x0370..=0x03FF | 0x1F00..=0x1FFF => Script::Greek,
        0x0400..=0x052F | 0x1C80..=0x1C8F | 0xA640..=0xA69F => Script::Cyrillic,
        0x0590..=0x05FF => Script::Hebrew,
        0x0600..=0x06FF | 0x0750..=0x077F | 0x08A0..=0x08FF => Script::Arabic,
        0x0E00..=0x0E7F => Script::Thai,
        0x3040..=0x30FF | 0x31F0..=0x31FF => Script::Kana,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
        0x2E80..=0x2FDF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF => Script::Han,
        0x20000..=0x3FFFF => Script::Han,
        _ => Script::Other,
    }
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
    let letters = if text.is_ascii() {
        text.chars().map(|c| c.to_ascii_lowercase()).collect()
    } else {
        strip(text, findings)
    };
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

/// Compatibility forms, lower case, no marks, no invisible characters.
fn strip(text: &str, findings: &mut BTreeSet<Finding>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0_usize;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if is_combining_mark(c) {
            marks += 1;
            if marks > MARKS_MAX {
                findings.insert(Finding::MarkFlood);
            } else if keeps_marks(c) {
                out.push(c);
            }
            continue;
        }
        marks = 0;
        match c {
            '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}' => {
                findings.insert(Finding::Invisible);
            }
            '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180E}' | '\u{E0000}'..='\u{E01EF}' => {
                findings.insert(Finding::Invisible);
            }
            '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{061C}' => {
                findings.insert(Finding::Direction);
            }
            'ـ' => {}
            _ => push_letter(c, &mut out),
        }
    }
    out
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
        if c.is_alphanumeric() || is_combining_mark(c) {
            let breaks = word.chars().last().is_some_and(|last| divides(last, c));
            // A dotted run goes on only while single letters follow.
            let long = dotted && letters.peek().is_some_and(|n| n.is_alphanumeric());
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
            dotted = letters.peek().is_some_and(|n| n.is_alphanumeric());
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
    eastern(left) != eastern(right) && left.is_alphabetic() && right.is_alphabetic()
}

/// Folds look-alike letters and digits inside one word, and cuts an overlong one.
fn settle(word: String, findings: &mut BTreeSet<Finding>) -> String {
    let mut word = word;
    if !word.is_ascii() {
        word = unmix(word, findings);
    }
    if word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic()) {
        word = undigit(word, findings);
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

/// A word of Latin and look-alike letters takes the script of its majority.
fn unmix(word: String, findings: &mut BTreeSet<Finding>) -> String {
    let latin = word.chars().filter(|c| c.is_ascii_alphabetic()).count();
    let foreign =
        |c: char| matches!(script_of(c), Script::Cyrillic | Script::Greek | Script::Other);
    let other = word.chars().filter(|c| c.is_alphabetic() && foreign(*c)).count();
    if latin == 0 || other == 0 {
        return word;
    }
    let looks = &tables().confusable;
    findings.insert(Finding::MixedScript);
    if latin >= other {
        return word.chars().map(|c| looks.get(&c).copied().unwrap_or(c)).collect();
    }
    let back = |c: char| {
        let same = |(from, to): &(&char, &char)| {
            **to == c && script_of(**from) == Script::Cyrillic && c.is_ascii()
        };
        looks.iter().filter(same).map(|(from, _)| *from).min().unwrap_or(c)
    };
    word.chars().map(back).collect()
}

/// "Ig0r" is "igor"; a digit counts as a letter only between letters.
fn undigit(word: String, findings: &mut BTreeSet<Finding>) -> String {
    let letters: Vec<char> = word.chars().collect();
    let alphabetic = letters.iter().filter(|c| c.is_alphabetic()).count();
    if alphabetic < 3 || (letters.len() - alphabetic) * 3 > letters.len() {
        return word;
    }
    let at = |i: usize| letters.get(i).is_some_and(|c| c.is_alphabetic());
    let mut changed = false;
    let fold = |(i, c): (usize, &char)| match tables().digits.get(c) {
        Some(letter) if i > 0 && at(i - 1) && at(i + 1) => {
            changed = true;
            *letter
        }
        _ => *c,
    };
    let out: String = letters.iter().enumerate().map(fold).collect();
    if changed {
        findings.insert(Finding::DigitLetter);
    }
    out
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
