//! Quantities and values of lines: exact decimals with a unit that is never converted silently.

use serde::{Deserialize, Serialize};

use crate::limits::AMOUNT_DIGITS_MAX;

/// Decimal places that are kept: a microgram of a kilogram line.
const PLACES: usize = 6;
const SCALE: i128 = 1_000_000;

/// A decimal of at most six places, never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(i128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    #[must_use]
    pub fn whole(number: u32) -> Self {
        Self(i128::from(number) * SCALE)
    }

    /// Reads `10`, `10.5`; no sign, no separators, at most six places.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no amount: write 10 or 10.5, at most six places");
        let (whole, part) = match text.split_once('.') {
            Some((whole, part)) if !part.is_empty() => (whole, part),
            Some(_) => return Err(wrong()),
            None => (text, ""),
        };
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        let fits = (1..=AMOUNT_DIGITS_MAX).contains(&whole.len()) && part.len() <= PLACES;
        if !fits || !digits(whole) || !digits(part) {
            return Err(wrong());
        }
        let padded = format!("{whole}{part:0<PLACES$}");
        padded.parse().map(Self).map_err(|_| wrong())
    }

    /// The sum; amounts are limited far below where it could not be held.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left, or nothing where less is there.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// Nothing at all.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, part) = (self.0 / SCALE, self.0 % SCALE);
        if part == 0 {
            return write!(f, "{whole}");
        }
        let places = format!("{part:06}");
        write!(f, "{whole}.{}", places.trim_end_matches('0'))
    }
}

impl TryFrom<String> for Amount {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

/// Units of lines. A licence in kilograms is never drawn down in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Single things.
    Piece,
    /// Sets that belong together.
    Set,
    /// Kilograms.
    Kilogram,
    /// Grams.
    Gram,
    /// Tonnes.
    Tonne,
    /// Litres.
    Litre,
    /// Metres.
    Metre,
    /// Square metres.
    SquareMetre,
    /// Copies of software or documents.
    Copy,
    /// Hours of a service.
    Hour,
}

impl Unit {
    /// As written in events.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Piece => "piece",
            Self::Set => "set",
            Self::Kilogram => "kilogram",
            Self::Gram => "gram",
            Self::Tonne => "tonne",
            Self::Litre => "litre",
            Self::Metre => "metre",
            Self::SquareMetre => "square_metre",
            Self::Copy => "copy",
            Self::Hour => "hour",
        }
    }
}

/// A quantity in its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub unit: Unit,
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.amount, self.unit.word())
    }
}

/// Money in its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Three capital letters.
    pub currency: Currency,
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.amount, self.currency.0)
    }
}

/// Three capital letters, as ISO 4217 writes a currency.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(String);

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if text.len() == 3 && text.chars().all(|c| c.is_ascii_uppercase()) {
            return Ok(Self(text));
        }
        Err(format!("`{text}` is no currency: three capital letters"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.0
    }
}
