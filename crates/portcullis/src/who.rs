//! Whom to look for: facts read from text, and the names that stand within a name.

use std::borrow::Cow;

use screening::identifier::{self, Check};
use screening::listing::{BirthDate, IdentifierKind, ListedIdentifier, PartyKind};

/// A party to be looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    /// As written.
    pub(crate) name: String,
    /// ISO alpha-2 code.
    pub(crate) country: Option<String>,
    /// Further countries of the party.
    pub(crate) other_countries: Vec<String>,
    /// What kind of thing it is, where that may be trusted.
    pub(crate) kind: Option<PartyKind>,
    /// Date of birth.
    pub(crate) birth: Option<BirthDate>,
    /// `male` or `female`.
    pub(crate) gender: Option<String>,
    /// Official identifiers.
    pub(crate) identifiers: Vec<ListedIdentifier>,
    /// What reading the facts brought up.
    pub(crate) notes: Vec<String>,
}

const KINDS: &[(&str, IdentifierKind)] = &[
    ("passport", IdentifierKind::Passport),
    ("national_id", IdentifierKind::NationalId),
    ("tax", IdentifierKind::Tax),
    ("registration", IdentifierKind::Registration),
    ("lei", IdentifierKind::Lei),
    ("bic", IdentifierKind::Bic),
    ("imo", IdentifierKind::Imo),
    ("mmsi", IdentifierKind::Mmsi),
    ("tail_number", IdentifierKind::TailNumber),
    ("aircraft_serial", IdentifierKind::AircraftSerial),
    ("wallet", IdentifierKind::Wallet),
];

/// The word of a kind of identifier; empty for kinds that identify nobody.
pub(crate) fn identifier_word(kind: IdentifierKind) -> &'static str {
    KINDS.iter().find(|(_, known)| *known == kind).map_or("", |(word, _)| word)
}

impl Who {
    /// Adds an identifier with the word for its kind; a word that is not ours makes it one of any
    /// kind that its shape allows.
    pub(crate) fn identify(&mut self, kind: &str, value: &str) {
        let Some((word, kind)) = KINDS.iter().find(|(word, _)| *word == kind) else {
            self.identify_any(value);
            return;
        };
        // Where a party is says nothing sure of who issued its papers: the state is left open in
        // the comparison, and serves only to choose the check digits.
        let mut id = ListedIdentifier {
            kind: *kind,
            value: value.to_owned(),
            country: self.country.clone(),
        };
        if identifier::check(&id) == Check::Invalid {
            self.notes.push(format!("{word} `{value}` fails its check: mistyped or invented"));
        }
        id.country = None;
        self.identifiers.push(id);
    }

    /// Whether it is a number of the party that its check digit makes unlikely to be chance.
    pub(crate) fn is_checked(&self, number: &str) -> bool {
        self.identifiers.iter().any(|id| {
            identifier::check(id) == Check::Valid
                && identifier::normalise(id.kind, &id.value) == number
        })
    }

    /// The same with the ship numbers that are written into the name: "SHAMIM IMO 9270658".
    pub(crate) fn with_numbers_of_its_name(&self) -> Cow<'_, Self> {
        if !self.name.as_bytes().windows(3).any(|letters| letters.eq_ignore_ascii_case(b"imo")) {
            return Cow::Borrowed(self);
        }
        let mut who = self.clone();
        let name = self.name.to_ascii_uppercase();
        let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
        let mut words = name.split_whitespace().peekable();
        while let Some(word) = words.next() {
            if word.trim_start_matches('(').starts_with("IMO") {
                let next = words.peek().map_or(String::new(), |next| digits(next));
                let found = [digits(word), next].into_iter().find(|number| number.len() == 7);
                if let Some(number) = found {
                    who.identify("imo", &number);
                }
            }
        }
        Cow::Owned(who)
    }

    /// Adds an identifier of whatever kind its shape allows.
    pub(crate) fn identify_any(&mut self, value: &str) {
        let plain: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
        let digits = plain.bytes().filter(u8::is_ascii_digit).count();
        let number = plain.to_uppercase();
        let number = number.strip_prefix("IMO").unwrap_or(&number);
        let fits = |kind: IdentifierKind| match kind {
            IdentifierKind::Passport => true,
            IdentifierKind::Imo => number.len() == 7 && digits == 7,
            IdentifierKind::Mmsi => plain.len() == 9 && digits == 9,
            IdentifierKind::Lei => plain.len() == 20,
            IdentifierKind::Bic => matches!(plain.len(), 8 | 11),
            IdentifierKind::TailNumber => (4..=8).contains(&plain.len()) && digits < plain.len(),
            IdentifierKind::Wallet => plain.len() >= 26,
            _ => false,
        };
        // Passport stands for passport, national, tax and registration numbers alike.
        for (_, kind) in KINDS.iter().filter(|(_, kind)| fits(*kind)) {
            let id = ListedIdentifier { kind: *kind, value: value.to_owned(), country: None };
            self.identifiers.push(id);
        }
    }
}

/// The word of a party's kind; `other` says nothing.
pub(crate) fn party_kind(word: &str) -> Result<Option<PartyKind>, String> {
    Ok(Some(match word {
        "" | "other" | "unknown" => return Ok(None),
        "person" => PartyKind::Person,
        "company" | "organisation" => PartyKind::Organisation,
        "vessel" => PartyKind::Vessel,
        "aircraft" => PartyKind::Aircraft,
        _ => return Err(format!("`{word}` is none of {PARTY_KINDS}")),
    }))
}

const PARTY_KINDS: &str = "person, company, organisation, vessel, aircraft, other";

/// A date of birth: `1961`, `1961-05`, `1961-05-17`, `1960..1962`, each with `circa` before it.
pub(crate) fn birth_date(text: &str) -> Result<BirthDate, String> {
    let hint =
        || format!("`{text}` is no date of birth; write 1961, 1961-05, 1961-05-17 or 1960..1962");
    let bare = text.trim();
    let (circa, bare) = match bare.strip_prefix("circa ").or_else(|| bare.strip_prefix("c. ")) {
        Some(rest) => (true, rest.trim()),
        None => (false, bare),
    };
    let year = |part: &str| -> Result<i16, String> {
        let year: i16 = part.parse().map_err(|_| hint())?;
        if (1850..=2100).contains(&year) && part.len() == 4 { Ok(year) } else { Err(hint()) }
    };
    if let Some((from, to)) = bare.split_once("..") {
        let (year_min, year_max) = (year(from)?, year(to)?);
        if year_min > year_max {
            return Err(hint());
        }
        return Ok(BirthDate { year_min, year_max, month: None, day: None, circa });
    }
    let mut parts = bare.split('-');
    let first = year(parts.next().unwrap_or(""))?;
    let number = |part: Option<&str>| part.map(str::parse::<u8>).transpose().map_err(|_| hint());
    let (month, day) = (number(parts.next())?, number(parts.next())?);
    let sound = match (month, day) {
        (None, None) => true,
        (Some(month), None) => (1..=12).contains(&month),
        (Some(month), Some(day)) => {
            let (month, day) = (i8::try_from(month), i8::try_from(day));
            month.is_ok_and(|m| day.is_ok_and(|d| jiff::civil::Date::new(first, m, d).is_ok()))
        }
        (None, Some(_)) => false,
    };
    if !sound || parts.next().is_some() {
        return Err(hint());
    }
    Ok(BirthDate { year_min: first, year_max: first, month, day, circa })
}

/// Words that stand where a name should: nobody can be looked for by them.
const NOBODY: &[&str] = &[
    "to order",
    "to the order of",
    "to order of shipper",
    "bearer",
    "na",
    "none",
    "nil",
    "tbd",
    "tba",
    "to be advised",
    "unknown",
    "not known",
    "same as consignee",
    "same as above",
    "as above",
    "self",
    "various",
    "cash",
    "undisclosed",
    "confidential",
    "test",
];

/// Why a text is not the name of anybody, if so.
pub(crate) fn not_a_name(name: &str) -> Option<&'static str> {
    let kept = name.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace());
    let plain = kept.collect::<String>().to_lowercase();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if NOBODY.contains(&plain.as_str()) {
        return Some("what stands in place of the name names nobody");
    }
    let letters = plain.chars().any(char::is_alphabetic);
    (!plain.is_empty() && !letters).then_some("the name is a number")
}
