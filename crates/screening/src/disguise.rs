//! Letters dressed up as others: look-alikes of other scripts, digits and signs for letters.
//!
//! What is undressed here looks the same to a reader. What could be meant as it is written stays, and
//! gets a second reading in `roman`.

use std::collections::HashMap;

use crate::script::{Script, is_letter, is_letter_or_digit, script_of};
use crate::table::tables;

/// Longest run of digits between letters that stand for letters.
const DIGITS_MAX: usize = 2;

/// Text with look-alike letters folded to those they stand for, where there are any: letters of
/// scripts that no party's name is written in, and, in each word, those of its lesser script. Case
/// must be as written.
pub(crate) fn unmasked(text: &str) -> Option<String> {
    let disguise = &tables().disguise;
    let plain = |c: char| disguise.get(&c).copied().unwrap_or(c);
    let mut out = String::with_capacity(text.len());
    let mut word: Vec<char> = Vec::new();
    let mut changed = false;
    for c in text.chars().map(Some).chain([None]) {
        if let Some(letter) = c.map(plain).filter(|c| is_letter(*c)) {
            changed |= c != Some(letter);
            word.push(letter);
            continue;
        }
        changed |= unmix(&mut word);
        out.extend(word.drain(..));
        out.extend(c.map(plain));
    }
    changed.then_some(out)
}

/// Which Latin letter a letter of another script looks like. Capitals have looks of their own.
fn looks(c: char) -> Option<char> {
    close(c).or_else(|| tables().resembling.get(&c).copied())
}

/// The same where nobody can tell them apart.
fn close(c: char) -> Option<char> {
    let table = if c.is_uppercase() { &tables().capitals } else { &tables().confusable };
    table.get(&c).copied()
}

/// A letter of a script that nobody can tell from a Latin one, by that.
fn back(script: Script, latin: char) -> Option<char> {
    let table = if latin.is_ascii_uppercase() { &tables().capitals } else { &tables().confusable };
    let latin = latin.to_ascii_lowercase();
    let same = |(from, to): &(&char, &char)| **to == latin && script_of(**from) == script;
    table.iter().filter(same).map(|(from, _)| *from).min()
}

/// A word of Latin and look-alike letters takes one script: the one that has more letters which the
/// other lacks, else that of its majority.
fn unmix(word: &mut [char]) -> bool {
    let foreign = |c: &char| {
        !c.is_ascii() && matches!(script_of(*c), Script::Cyrillic | Script::Greek | Script::Other)
    };
    let latin = word.iter().filter(|c| c.is_ascii_alphabetic()).count();
    let other = word.iter().filter(|c| foreign(c)).count();
    if latin == 0 || other == 0 {
        return false;
    }
    let script = word.iter().find(|c| foreign(c)).map_or(Script::Other, |c| script_of(*c));
    let only_latin = |c: &&char| c.is_ascii_alphabetic() && back(script, **c).is_none();
    let only_latin = word.iter().filter(only_latin).count();
    let alien = word.iter().any(|c| foreign(c) && looks(*c).is_none());
    let only_other = word.iter().filter(|c| foreign(c) && close(**c).is_none()).count();
    let to_latin = match (only_latin, only_other) {
        (0, _) if alien => false,
        (1.., 0) => true,
        _ => latin >= other,
    };
    for c in word {
        let folded = match to_latin {
            true if foreign(c) => looks(*c),
            false if c.is_ascii_alphabetic() => back(script, *c),
            _ => None,
        };
        *c = folded.unwrap_or(*c);
    }
    true
}

/// How a word of another script looks in Latin letters, where every letter of it does.
pub(crate) fn visual(word: &str) -> Option<String> {
    word.chars().map(|c| tables().shapes.get(&c).copied()).collect()
}

/// Text with signs inside words read as the letters that they stand for, where there are any. An
/// address of electronic mail keeps its sign.
pub(crate) fn unsigned(text: &str) -> Option<String> {
    let signs = &tables().signs;
    let sign = |c: char| if is_letter_or_digit(c) || c == ' ' { None } else { signs.get(&c) };
    if !text.chars().any(|c| sign(c).is_some()) {
        return None;
    }
    let mut changed = false;
    let mut out = String::with_capacity(text.len());
    for token in text.split_inclusive(char::is_whitespace) {
        let mail = token.split_once('@').is_some_and(|(_, host)| host.contains('.'));
        let letters: Vec<char> = token.chars().collect();
        let is_letter = |at: Option<usize>| {
            let c = at.and_then(|at| letters.get(at)).copied();
            c.is_some_and(|c| is_letter(c) || sign(c).is_some())
        };
        for (at, c) in letters.iter().enumerate() {
            // What begins a word may be a mark before it, except for the most usual ones.
            let begins = at == 0 && matches!(c, '@' | '$' | '€');
            let within = is_letter(at.checked_sub(1)) || begins;
            let next = letters.get(at + 1).copied();
            let followed = next.is_some_and(|c| is_letter_or_digit(c) || sign(c).is_some());
            let read = sign(*c).filter(|_| within && followed && !mail).copied();
            changed |= read.is_some();
            out.push(read.unwrap_or(*c));
        }
    }
    changed.then_some(out)
}

/// Text in which letters that stand alone between signs, "T-a-n-c-h-o-n", are written together, where
/// there are at least three.
pub(crate) fn unspaced(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let get = |at: usize| letters.get(at).copied();
    let letter_at = |at: Option<char>| at.is_some_and(is_letter);
    let sign = |c: Option<char>| c.is_some_and(|c| !is_letter_or_digit(c) && !c.is_whitespace());
    // A letter, a sign, a letter, and so on: how many letters from here.
    let run = |at: usize| {
        let follows = |n: &usize| sign(get(at + n * 2 - 1)) && letter_at(get(at + n * 2));
        1 + (1..).take_while(follows).count()
    };
    let mut out = String::with_capacity(text.len());
    let (mut at, mut changed) = (0, false);
    while let Some(c) = get(at) {
        let begins = is_letter(c) && (at == 0 || !letter_at(get(at - 1)));
        let mut count = if begins { run(at) } else { 0 };
        // The last letter of the run may begin a word.
        if count > 1 && get(at + count * 2 - 1).is_some_and(is_letter_or_digit) {
            count -= 1;
        }
        if count < 3 {
            out.push(c);
            at += 1;
            continue;
        }
        out.extend((0..count).filter_map(|n| get(at + n * 2)));
        at += count * 2 - 1;
        changed = true;
    }
    changed.then_some(out)
}

/// "Ig0r" is "igor"; digits count as letters only between letters.
pub(crate) fn undigit(word: &str) -> Option<String> {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    if letters < 2 || digits == 0 || digits > letters || !word.is_ascii() {
        return None;
    }
    let mut out = String::with_capacity(word.len());
    let mut changed = false;
    for run in word.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        let inside = !out.is_empty() && out.len() + run.len() < word.len();
        let stands = inside && run.len() <= DIGITS_MAX && run.iter().all(u8::is_ascii_digit);
        changed |= stands;
        let table = &tables().digits;
        out.extend(run.iter().map(|b| {
            let c = char::from(*b);
            if stands { letter(table, c) } else { c }
        }));
    }
    changed.then_some(out)
}

/// A word of letters and digits with every digit read as a letter.
pub(crate) fn undigited(word: &str) -> Option<String> {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let mixed = letters >= 2 && letters < word.len() && word.len() <= letters * 3;
    mixed.then(|| word.chars().map(|c| letter(&tables().digits, c)).collect())
}

fn letter(digits: &HashMap<char, char>, c: char) -> char {
    digits.get(&c).copied().unwrap_or(c)
}

/// Where the digits of scripts that count in tens begin.
const ZEROS: [u32; 18] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
];

/// A digit of any script as one of ours.
pub(crate) fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let value = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10));
    value.and_then(|value| char::from_digit(value, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_one_script() {
        for (masked, plain) in [
            ("СОМРАNY", "COMPANY"),
            ("ΚΟREA", "KOREA"),
            ("Mосква", "Москва"),
            ("Tаnсhоn", "Tanchon"),
            ("ꓗOREA", "kOREA"),
            ("ʙank", "bank"),
        ] {
            let found = unmasked(masked);
            assert_eq!(found.as_deref().map(str::to_lowercase), Some(plain.to_lowercase()));
        }
        assert_eq!(unmasked("Москва Moscow"), None);
    }

    #[test]
    fn signs_and_digits() {
        for (text, plain) in [("t@nchon", "tanchon"), ("$anam bank", "sanam bank")] {
            assert_eq!(unsigned(text).as_deref(), Some(plain));
        }
        for text in ["post@tanchon.example", "us$ 5", "yahoo! bank", "a @ b"] {
            assert_eq!(unsigned(text), None, "{text}");
        }
        for (word, plain) in [("m1n1ng", "mining"), ("k1m", "kim"), ("b00k", "book")] {
            assert_eq!(undigit(word).as_deref(), Some(plain));
        }
        for word in ["star7", "7th", "m1", "a320b", "44"] {
            assert_eq!(undigit(word), None, "{word}");
        }
        assert_eq!(unspaced("t-a-n-c-h-o-n bank").as_deref(), Some("tanchon bank"));
        assert_eq!(unspaced("j-c juncker, a/b tech"), None);
        assert_eq!(undigited("5hahid").as_deref(), Some("shahid"));
        assert_eq!(undigited("1990a"), None);
        assert_eq!(digit('٣'), Some('3'));
    }
}
