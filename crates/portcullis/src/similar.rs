//! Whether two names of end users may be one firm, for denials. Errs towards a question: what is
//! clearly another name is `No`, everything near is for a person.

use control::evidence::Similar;

/// Legal forms that say nothing about who somebody is.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "as",
    "asa",
    "bhd",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "fze",
    "fzco",
    "fzc",
    "gmbh",
    "inc",
    "incorporated",
    "jsc",
    "kft",
    "kg",
    "kk",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "nv",
    "oao",
    "ooo",
    "oy",
    "oyj",
    "pao",
    "pjsc",
    "plc",
    "pte",
    "pt",
    "pty",
    "sa",
    "sarl",
    "sas",
    "sdn",
    "se",
    "sl",
    "spa",
    "sro",
    "srl",
    "tbk",
    "zao",
];

/// Compares two names.
pub(crate) fn similar(left: &str, right: &str) -> Similar {
    let (a, b) = (tokens(left), tokens(right));
    if a.is_empty() || b.is_empty() {
        return Similar::Perhaps;
    }
    if a == b {
        return Similar::Same;
    }
    if near(&a, &b) { Similar::Perhaps } else { Similar::No }
}

/// Latin letters of any script, lower case, in words, without legal forms.
fn tokens(name: &str) -> Vec<String> {
    let ascii = any_ascii::any_ascii(name).to_lowercase();
    // Apostrophes and dots stand inside words: `O'Neil`, `G.m.b.H.`
    let kept: String = ascii.chars().filter(|c| !matches!(c, '\'' | '.' | '`')).collect();
    let words = kept.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    let all: Vec<String> = words.map(str::to_owned).collect();
    let core: Vec<String> =
        all.iter().filter(|w| !LEGAL_FORMS.contains(&w.as_str())).cloned().collect();
    if core.is_empty() { all } else { core }
}

fn near(a: &[String], b: &[String]) -> bool {
    let sorted = |t: &[String]| {
        let mut t = t.to_vec();
        t.sort();
        t.concat()
    };
    let (left, right) = (sorted(a), sorted(b));
    let longest = left.len().max(right.len());
    // Other scripts lose their vowels, so skeletons are compared as well.
    let consonants = |t: &str| t.chars().filter(|c| !"aeiouy".contains(*c)).collect::<String>();
    if distance(&left, &right) * 5 <= longest || consonants(&a.concat()) == consonants(&b.concat())
    {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // Initials and dropped words: every word of the shorter name has its like in the longer one.
    short.iter().map(String::len).sum::<usize>() >= 5
        && short.iter().all(|word| {
            long.iter().any(|other| {
                let initial = word.len() == 1 && other.starts_with(word.as_str());
                initial || distance(word, other) * 4 <= word.len().max(other.len())
            })
        })
}

/// Edits between two words of Latin letters.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (y, cell) in b.bytes().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            diagonal = above;
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod test {
    use super::{Similar, similar};

    #[test]
    fn spelling_is_for_a_person_and_folding_is_not() {
        for (left, right, wanted) in [
            ("Mashriq Turbine Works", "Mashreq Turbine Works", Similar::Perhaps),
            ("Mashriq Turbine Works", "MASHRIQ TURBINE WORKS L.L.C.", Similar::Same),
            ("Araucal Aeronáutica SpA", "Araucal Aeronautica", Similar::Same),
            ("Works Turbine Mashriq", "Mashriq Turbine Works", Similar::Perhaps),
            ("Lulwa Space Laboratory", "Zagrosan Rocket Institute", Similar::No),
            ("Владимир Завод", "Vladimir Zavod", Similar::Same),
            ("M. Turbine Works", "Mashriq Turbine Works", Similar::Perhaps),
        ] {
            assert_eq!(similar(left, right), wanted, "{left} / {right}");
        }
    }
}
