//! A word in the Latin letters `a-z0-9`: one or more readings, the likeliest first.
//!
//! Own tables cover the scripts of the party lists; every other letter falls back on one fixed
//! table, so there is always some reading.

use crate::disguise::{undigited, visual};
use crate::script::{Script, is_letter, script_of};
use crate::table::tables;

/// Readings kept of one word.
pub(crate) const READINGS_MAX: usize = 3;

/// The script of a word: that of its first letter.
pub(crate) fn script_of_word(word: &str) -> Script {
    word.chars().find(|c| is_letter(*c)).map_or(Script::Latin, script_of)
}

/// Whether the script leaves short vowels unwritten.
pub(crate) fn is_abjad(script: Script) -> bool {
    matches!(script, Script::Arabic | Script::Hebrew)
}

/// Readings of a folded word in `a-z0-9`; at least one unless the word has no reading at all.
pub(crate) fn readings(word: &str, script: Script) -> Vec<String> {
    if word.is_ascii() {
        // Persian has one sound for both: "Ghasem" and "Qasem", "Bagheri" and "Baqeri".
        let second = word.contains("gh").then(|| word.replace("gh", "q"));
        return std::iter::once(word.to_owned()).chain(second).chain(undigited(word)).collect();
    }
    let mut out = match script {
        Script::Hangul => hangul(word),
        Script::Cyrillic => cyrillic(word),
        Script::Kana => kana(word),
        Script::Han => vec![han(word)],
        _ => vec![by_letter(word, &|_| None)],
    };
    for reading in &mut out {
        reading.retain(|c| c.is_ascii_alphanumeric());
        reading.make_ascii_lowercase();
        reading.truncate(64);
    }
    // "ТАМАС" may be "TAMAS" read by its sound and "TAMAC" by its looks.
    if matches!(script, Script::Cyrillic | Script::Greek) {
        out.extend(visual(word));
    }
    out.retain(|r| !r.is_empty());
    out.dedup();
    out.truncate(READINGS_MAX);
    out
}

fn by_letter(word: &str, special: &dyn Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match special(c).or_else(|| tables().letters.get(&c).map(String::as_str)) {
            Some(text) => out.push_str(text),
            None if c.is_ascii() => out.push(c),
            None => out.push_str(any_ascii::any_ascii_char(c)),
        }
    }
    out
}

/// Russian and Ukrainian or Belarusian readings; the second only where they differ.
fn cyrillic(word: &str) -> Vec<String> {
    let ukrainian = |c: char| tables().ukrainian.get(&c).map(String::as_str);
    let russian = by_letter(word, &|_| None);
    let second = by_letter(word, &ukrainian);
    if word.contains(['і', 'ї', 'є', 'ґ', 'ў']) {
        vec![second, russian]
    } else {
        vec![russian, second]
    }
}

/// Japanese syllables; foreign names end in a vowel that they do not have.
fn kana(word: &str) -> Vec<String> {
    let katakana = |c: char| match u32::from(c) {
        0x3041..=0x3096 => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    };
    let word: String = word.chars().map(katakana).collect();
    let mut full = by_letter(&word, &|_| None);
    // "jya" and "shya" of small letters are "ja" and "sha".
    for (from, to) in [("shiy", "sh"), ("chiy", "ch"), ("jiy", "j"), ("iy", "y")] {
        full = full.replace(from, to);
    }
    let short = full.strip_suffix(['u', 'o']).map(str::to_owned);
    std::iter::once(full).chain(short.filter(|s| s.len() >= 3)).collect()
}

fn han(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let mut buffer = [0_u8; 4];
        match tables().han.get(c.encode_utf8(&mut buffer) as &str) {
            Some(text) => out.push_str(text),
            None => out.push_str(any_ascii::any_ascii_char(c)),
        }
    }
    out
}

/// McCune-Reischauer as the DPRK writes it, then the Revised Romanisation.
fn hangul(word: &str) -> Vec<String> {
    vec![syllables(word, false), syllables(word, true)]
}

fn syllables(word: &str, revised: bool) -> String {
    let table = &tables().hangul;
    let mut out = String::new();
    for c in word.chars() {
        let Some(code) = u32::from(c).checked_sub(0xAC00).filter(|code| *code < 11_172) else {
            out.push_str(any_ascii::any_ascii_char(c));
            continue;
        };
        let pick = |list: &Vec<String>, at: u32| {
            usize::try_from(at).ok().and_then(|at| list.get(at)).cloned().unwrap_or_default()
        };
        let (initials, vowels) = if revised {
            (&table.initial_rr, &table.vowel_rr)
        } else {
            (&table.initial_mr, &table.vowel_mr)
        };
        let mut initial = pick(initials, code / 588);
        if !revised && out.ends_with(['a', 'e', 'i', 'o', 'u', 'n', 'm', 'g', 'l']) {
            // Between voiced sounds the plain consonants are voiced.
            initial = match initial.as_str() {
                "k" => "g".to_owned(),
                "t" => "d".to_owned(),
                "p" => "b".to_owned(),
                "ch" if code / 588 == 12 => "j".to_owned(),
                _ => initial,
            };
        }
        out.push_str(&initial);
        out.push_str(&pick(vowels, code % 588 / 28));
        out.push_str(&pick(&table.last, code % 28));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &[&str]) {
        assert_eq!(readings(word, script_of_word(word)), expected, "{word}");
    }

    #[test]
    fn reads_the_scripts_of_the_lists() {
        check("щербаков", &["shcherbakov"]);
        check("bagheri", &["bagheri", "baqeri"]);
        check("зеленський", &["zelenskiy", "zelenskyy"]);
        check("київ", &["kyyiv", "kiyiv"]);
        check("정은", &["chongun", "jeongeun"]);
        check("영철", &["yongchol", "yeongcheol"]);
        check("オバマ", &["obama"]);
        check("バラク", &["baraku", "barak"]);
        check("αθανασιοσ", &["athanasios"]);
        check("محمد", &["mhmd"]);
        check("中国", &["zhongguo"]);
    }
}
