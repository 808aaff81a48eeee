//! Names of states to ISO 3166-1 alpha-2 codes, by the table in `data/countries.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::text::is_blank;

const TABLE: &str = include_str!("../../data/countries.toml");

/// What a text about countries yields.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Codes in the order of the text.
    pub(crate) codes: Vec<String>,
    /// Parts that name no state known to the table.
    pub(crate) unknown: Vec<String>,
}

/// The code of one state: a name in any variant of the table, or the code itself.
pub fn code(text: &str) -> Option<&'static str> {
    table().get(fold(text).as_str()).map(String::as_str)
}

/// The codes in a text that may hold several states, such as `1) Saudi Arabia 2) Qatar`.
pub(crate) fn codes(text: &str) -> Found {
    let mut found = Found::default();
    if is_blank(text) {
        return found;
    }
    if let Some(code) = code(text) {
        found.codes.push(code.to_owned());
        return found;
    }
    for part in parts(text) {
        match code(&part) {
            Some(code) if found.codes.iter().any(|known| known == code) => {}
            Some(code) => found.codes.push(code.to_owned()),
            None if is_blank(&part) => {}
            None => found.unknown.push(part),
        }
    }
    found
}

/// Splits at numbering and at separators, but not at a comma inside a name the table knows.
fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for part in without_brackets(text).split(|c: char| ";|\n".contains(c) || c.is_ascii_digit()) {
        let part = bare(part);
        // A single letter is numbering: `a) French b) Malian`.
        if part.chars().count() < 2 {
            continue;
        }
        if code(part).is_some() {
            parts.push(part.to_owned());
            continue;
        }
        let smaller: Vec<&str> = part
            .split([',', '/'])
            .flat_map(|piece| piece.split(" and "))
            .flat_map(|piece| piece.split(" or "))
            .map(str::trim)
            .filter(|piece| !piece.is_empty())
            .collect();
        if smaller.len() > 1 && smaller.iter().any(|piece| code(piece).is_some()) {
            parts.extend(smaller.into_iter().map(str::to_owned));
        } else {
            parts.push(part.to_owned());
        }
    }
    parts
}

/// The part without the words that the lists put around a state.
fn bare(part: &str) -> &str {
    let mut part = part.trim_matches(|c: char| !c.is_alphabetic() && c != '.').trim();
    if let Some((before, _)) = part.split_once(" as of ") {
        part = before;
    }
    for word in ["possibly ", "region: ", "former ", "a ", "b "] {
        let head = part.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word));
        part = head.and_then(|_| part.get(word.len()..)).unwrap_or(part);
    }
    for word in [" a", " b", " c", " citizenship", " nationality", " national", " citizen"] {
        part = part.strip_suffix(word).unwrap_or(part);
    }
    part.trim_matches(|c: char| c == ',' || c.is_whitespace())
}

/// Numbering such as `(1)` goes with its brackets; remarks such as `(since 2009)` go as well.
fn without_brackets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '[' => {
                depth = depth.saturating_add(1);
                kept.push(';');
            }
            ')' | ']' if depth > 0 => depth = depth.saturating_sub(1),
            // A bracket that closes nothing ends a number: `1) Qatar`.
            ')' | ']' => kept.push(';'),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn table() -> &'static BTreeMap<String, String> {
    static TABLE_READ: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    TABLE_READ.get_or_init(|| {
        let rows: BTreeMap<String, Vec<String>> = toml::from_str(TABLE).unwrap_or_default();
        let mut table = BTreeMap::new();
        for (code, names) in rows {
            for name in &names {
                table.insert(fold(name), code.clone());
            }
            table.insert(fold(&code), code);
        }
        table
    })
}

/// Letters and digits in lower case without accents; "the" and "of" carry no meaning here.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // A single word always counts: `AND` is the code of Andorra.
    let several = text.trim().contains(|c: char| c.is_whitespace() || c == '-');
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’' && c != '.') {
        if several && ["the", "of", "and"].iter().any(|idle| word.eq_ignore_ascii_case(idle)) {
            continue;
        }
        for c in word.chars().flat_map(char::to_lowercase) {
            match c {
                'à'..='å' | 'ā' | 'ă' => folded.push('a'),
                'ç' => folded.push('c'),
                'è'..='ë' | 'ē' => folded.push('e'),
                'ì'..='ï' | 'ī' => folded.push('i'),
                'ñ' => folded.push('n'),
                'ò'..='ö' | 'ō' => folded.push('o'),
                'ù'..='ü' | 'ū' => folded.push('u'),
                c if c.is_alphanumeric() => folded.push(c),
                _ => {}
            }
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_under_one_code() {
        let rows: BTreeMap<String, Vec<String>> = toml::from_str(TABLE).unwrap();
        let mut owner: BTreeMap<String, String> = BTreeMap::new();
        for (code, names) in &rows {
            assert!(code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase()), "{code}");
            for name in names {
                let before = owner.insert(fold(name), code.clone());
                assert!(before.is_none_or(|before| before == *code), "{name} stands twice");
            }
        }
        for code in rows.keys() {
            assert!(owner.get(&fold(code)).is_none_or(|named| named == code), "{code} is a name");
        }
        assert!(rows.len() >= 250);
    }

    #[test]
    fn finds_several() {
        let found = |text| codes(text).codes.join(" ");
        assert_eq!(found("1) Saudi Arabia 2) Qatar"), "SA QA");
        assert_eq!(found("(1) Russia (2) Cyprus"), "RU CY");
        assert_eq!(found("Afghanistan (since 2009)"), "AF");
        assert_eq!(found("Korea, North"), "KP");
        assert_eq!(found("Democratic People’s Republic of Korea"), "KP");
        assert_eq!(found("IRAN (ISLAMIC REPUBLIC OF)"), "IR");
        assert_eq!(found("ir"), "IR");
        assert_eq!(found("Syria; Iraq, Iran"), "SY IQ IR");
        assert_eq!(codes("Atlantis").unknown, ["Atlantis"]);
        assert_eq!(codes("00"), Found::default());
    }
}
