//! A fault in what somebody gave us: where, what, why, and what to do about it.
//!
//! The only error vocabulary of the crate. Texts are lower case, without a full stop, with the
//! user's own words in backticks; advice goes into the hint.

use std::fmt;

/// Where a fault lies: a file and line of the pack, or a field of a transfer.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File name as given, or empty.
    pub file: String,
    /// Line, counted from 1; 0 when not known.
    pub line: usize,
    /// Path of the field, such as `items[1].properties.range`, or empty.
    pub field: String,
}

impl Place {
    /// A field of a transfer; the reader adds file and line.
    pub fn field(path: impl Into<String>) -> Self {
        Self { field: path.into(), ..Self::default() }
    }

    /// A line of a file.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Self { file: file.into(), line, field: String::new() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if !self.file.is_empty() {
            write!(f, "{}", self.file)?;
            separator = ": ";
        }
        if self.line > 0 {
            let colon = if self.file.is_empty() { "line " } else { ":" };
            write!(f, "{colon}{}", self.line)?;
            separator = ": ";
        }
        if !self.field.is_empty() {
            write!(f, "{separator}{}", self.field)?;
        }
        Ok(())
    }
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where it is.
    pub place: Place,
    /// What is wrong, with the offending text in backticks.
    pub what: String,
    /// What to do, or empty.
    pub hint: String,
}

impl Problem {
    /// A fault without advice.
    pub fn new(place: Place, what: impl Into<String>) -> Self {
        Self { place, what: what.into(), hint: String::new() }
    }

    /// The same fault with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.to_string();
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}", self.what)?;
        if !self.hint.is_empty() {
            write!(f, "\n  hint: {}", self.hint)?;
        }
        Ok(())
    }
}

/// Advice for a mistyped word: the nearest known ones, or where to find the list.
pub fn did_you_mean<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = nearest(word, known).iter().map(|k| format!("`{k}`")).collect();
    (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
}

/// The words most like a mistyped one, three at most, the nearest first.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let given = word.to_lowercase();
    let most = (given.chars().count() / 3).clamp(1, 4);
    let length = given.chars().take(COMPARED_MAX).count();
    // The lengths differ by no more than the edits: most words of a vocabulary are out at once.
    let fits = |k: &str| k.chars().count().abs_diff(length) <= most;
    let edits = |known: &str| {
        let known = known.to_lowercase();
        // A word that was begun and not ended: `drift_rate` for `drift_rate_stability`.
        if length >= BEGUN_MIN && known.strip_prefix(&given).is_some_and(|r| r.starts_with('_')) {
            return Some(0);
        }
        fits(&known).then(|| distance(&given, &known))
    };
    let mut near: Vec<(usize, &str)> =
        known.filter_map(|k| Some((edits(k)?, k))).filter(|(d, _)| *d <= most).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, known)| known).collect()
}

/// Characters from which on the beginning of a word stands for it.
const BEGUN_MIN: usize = 4;

/// Characters of a given word that are compared; known words are shorter.
const COMPARED_MAX: usize = 64;

/// Edit distance with transposition of neighbours (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
    let a: Vec<char> = left.chars().take(COMPARED_MAX).collect();
    let b: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = '\0';
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |v: &Vec<usize>, k: usize| v.get(k).copied().unwrap_or(usize::MAX / 2);
            let swap = j > 0 && i > 0 && b.get(j - 1) == Some(x) && previous == *y;
            let cost = usize::from(x != y);
            let mut best = (at(&last, j) + cost).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if swap {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        previous = *x;
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn a_typo_finds_its_word() {
        let known = ["payload", "range", "usable_fuel"];
        assert_eq!(did_you_mean("paylaod", known.into_iter()).unwrap(), "did you mean `payload`?");
        assert_eq!(did_you_mean("zzz", known.into_iter()), None);
    }

    #[test]
    fn transposition_counts_once() {
        assert_eq!(distance("abcd", "abdc"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
