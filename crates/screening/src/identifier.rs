//! Official identifiers: one written form, check digits, equality and near misses.

use crate::listing::{IdentifierKind, ListedIdentifier};

/// Result of the check digits or the shape of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The check digits agree, or the shape is right where there are none.
    Valid,
    /// They do not: mistyped or invented.
    Invalid,
    /// Nothing is known about this kind of identifier.
    Unchecked,
}

/// Shortest value that identifies anybody.
const CHARS_MIN: usize = 5;
/// Longest value that is looked at; wallets have up to about 110 characters.
const CHARS_MAX: usize = 128;

/// The one written form: no spaces or punctuation, upper case, without the name of the scheme.
/// Wallet addresses keep their case unless they are hexadecimal.
pub fn normalise(kind: IdentifierKind, value: &str) -> String {
    let kept: String = value.chars().filter(|c| c.is_alphanumeric()).take(CHARS_MAX).collect();
    if kind == IdentifierKind::Wallet {
        return if kept.starts_with("0x") { kept.to_lowercase() } else { kept };
    }
    let upper = kept.to_uppercase();
    let prefix = match kind {
        IdentifierKind::Imo => "IMO",
        IdentifierKind::Mmsi => "MMSI",
        IdentifierKind::Lei => "LEI",
        _ => "",
    };
    upper.strip_prefix(prefix).map_or(upper.clone(), str::to_owned)
}

/// Checks a value in any spelling.
pub fn check(identifier: &ListedIdentifier) -> Check {
    let value = normalise(identifier.kind, &identifier.value);
    let russian = identifier.country.as_deref() == Some("RU");
    let valid = match identifier.kind {
        IdentifierKind::Imo => imo(&value),
        IdentifierKind::Lei => lei(&value),
        IdentifierKind::Bic => bic(&value),
        IdentifierKind::Mmsi => value.len() == 9 && digits(&value).is_some(),
        IdentifierKind::Tax if russian => inn(&value),
        IdentifierKind::Registration if russian && matches!(value.len(), 13 | 15) => ogrn(&value),
        _ => return Check::Unchecked,
    };
    if valid { Check::Valid } else { Check::Invalid }
}

fn digits(value: &str) -> Option<Vec<u32>> {
    value.chars().map(|c| c.to_digit(10)).collect()
}

/// Seven digits; the last is the last digit of the sum of the others times 7 to 2.
fn imo(value: &str) -> bool {
    let Some(d) = digits(value).filter(|d| d.len() == 7) else { return false };
    let sum: u32 = d.iter().zip((2..=7).rev()).map(|(d, weight)| d * weight).sum();
    d.last() == Some(&(sum % 10))
}

/// ISO 17442: twenty characters that leave 1 modulo 97, letters read as 10 to 35.
fn lei(value: &str) -> bool {
    let shape = value.len() == 20 && value.bytes().all(|b| b.is_ascii_alphanumeric());
    let fold = |rest: u32, c: char| {
        let digit = c.to_digit(36).unwrap_or(0);
        (rest * if digit > 9 { 100 } else { 10 } + digit) % 97
    };
    shape && value.chars().fold(0, fold) == 1
}

/// ISO 9362: bank, country, place and perhaps a branch. There is no check digit.
fn bic(value: &str) -> bool {
    let head = value.get(..6).is_some_and(|h| h.bytes().all(|b| b.is_ascii_uppercase()));
    head && matches!(value.len(), 8 | 11) && value.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Russian taxpayer number: one check digit of ten, or two of twelve.
fn inn(value: &str) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let Some(d) = digits(value) else { return false };
    let holds = |at: usize| {
        let weights = WEIGHTS.iter().skip(WEIGHTS.len().saturating_sub(at));
        let sum: u32 = d.iter().take(at).zip(weights).map(|(d, w)| d * w).sum();
        d.get(at) == Some(&(sum % 11 % 10))
    };
    match d.len() {
        10 => holds(9),
        12 => holds(10) && holds(11),
        _ => false,
    }
}

/// Russian registration number: the last digit is the rest modulo 11 (13 digits) or 13 (15).
fn ogrn(value: &str) -> bool {
    let divisor = if value.len() == 13 { 11 } else { 13 };
    let Some((body, last)) = value.split_at_checked(value.len().saturating_sub(1)) else {
        return false;
    };
    match (body.parse::<u64>(), last.parse::<u64>()) {
        (Ok(number), Ok(last)) => number % divisor % 10 == last,
        _ => false,
    }
}

/// Identifiers of one class may be equal although the sources name their kind differently.
pub(crate) fn class(kind: IdentifierKind) -> Option<u8> {
    match kind {
        IdentifierKind::Passport
        | IdentifierKind::NationalId
        | IdentifierKind::Tax
        | IdentifierKind::Registration => Some(0),
        IdentifierKind::Lei => Some(1),
        IdentifierKind::Bic => Some(2),
        IdentifierKind::Imo => Some(3),
        IdentifierKind::Mmsi => Some(4),
        IdentifierKind::TailNumber => Some(5),
        IdentifierKind::AircraftSerial => Some(6),
        IdentifierKind::Wallet => Some(7),
        IdentifierKind::ListReference | IdentifierKind::Other => None,
    }
}

/// A strong identifier in its written form; `None` for kinds and values that identify nobody.
pub(crate) fn strong(identifier: &ListedIdentifier) -> Option<Strong> {
    let class = class(identifier.kind)?;
    let value = normalise(identifier.kind, &identifier.value);
    // "UNKNOWN" is no passport number.
    let telling =
        value.chars().count() >= CHARS_MIN && (class == 2 || value.chars().any(char::is_numeric));
    telling.then(|| Strong { class, value, country: identifier.country.clone() })
}

/// See `strong`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strong {
    pub(crate) class: u8,
    pub(crate) value: String,
    pub(crate) country: Option<String>,
}

impl Strong {
    /// Equal, and not issued by different states.
    pub(crate) fn equals(&self, other: &Strong) -> bool {
        let branchless = |s: &Strong| {
            if s.class == 2 { s.value.chars().take(8).collect() } else { s.value.clone() }
        };
        let states = match (&self.country, &other.country) {
            (Some(a), Some(b)) => self.class != 0 || a == b,
            _ => true,
        };
        self.class == other.class && states && branchless(self) == branchless(other)
    }

    /// One character changed, missing, added or swapped with its neighbour.
    pub(crate) fn nearly(&self, other: &Strong) -> bool {
        self.class == other.class && near_miss(&self.value, &other.value)
    }
}

/// Whether two written forms differ by one character or by one swap of neighbours. Values of
/// fewer than six characters are never near: there are too many of them.
pub fn near_miss(left: &str, right: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if a == b || a.len().min(b.len()) < 6 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = |skip_a: usize, skip_b: usize| {
        a.iter().skip(head + skip_a).eq(b.iter().skip(head + skip_b))
    };
    let swapped = a.get(head) == b.get(head + 1) && a.get(head + 1) == b.get(head);
    tail(1, 1) || tail(1, 0) || tail(0, 1) || (swapped && tail(2, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(kind: IdentifierKind, value: &str, country: Option<&str>) -> ListedIdentifier {
        ListedIdentifier { kind, value: value.into(), country: country.map(Into::into) }
    }

    #[test]
    fn check_digits() {
        use IdentifierKind::{Bic, Imo, Lei, Mmsi, Passport, Tax};
        for (kind, value, country, expected) in [
            (Imo, "IMO 9074729", None, Check::Valid),
            (Imo, "9074728", None, Check::Invalid),
            (Lei, "5493001KJTIIGC8Y1R12", None, Check::Valid),
            (Lei, "5493001KJTIIGC8Y1R13", None, Check::Invalid),
            (Bic, "DEUTDEFF500", None, Check::Valid),
            (Bic, "DEUTD3FF", None, Check::Invalid),
            (Mmsi, "123456789", None, Check::Valid),
            (Tax, "7707083893", Some("RU"), Check::Valid),
            (Tax, "500100732259", Some("RU"), Check::Valid),
            (Tax, "7707083894", Some("RU"), Check::Invalid),
            (Passport, "A1234567", None, Check::Unchecked),
        ] {
            assert_eq!(check(&id(kind, value, country)), expected, "{value}");
        }
        let ogrn = id(IdentifierKind::Registration, "1027700132195", Some("RU"));
        assert_eq!(check(&ogrn), Check::Valid);
    }

    #[test]
    fn near_misses() {
        assert!(near_miss("9074729", "9074792"));
        assert!(near_miss("A1234567", "A123456"));
        assert!(near_miss("A1234567", "A1234568"));
        assert!(!near_miss("A1234567", "A1234567"));
        assert!(!near_miss("A1234567", "A1243568"));
        assert!(!near_miss("12345", "12346"));
    }
}
