//! What somebody stated about a number: a value, an interval or a bound; compared with a limit in
//! three values.

use crate::exact::Exact;
use crate::limits::QUANTITY_TEXT_MAX;
use crate::truth::Truth;
use crate::unit::{Dimension, TEMPERATURE, Unit, ambiguous, symbols};

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// Where it lies, in base units.
    pub value: Exact,
    /// Whether the end itself belongs to the interval.
    pub included: bool,
}

/// All values that the statement allows, in base units. A missing end is open: nothing was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Lower end.
    pub low: Option<End>,
    /// Upper end.
    pub high: Option<End>,
}

/// How a limit compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
}

impl Relation {
    /// As written in the pack.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Equal => "=",
        }
    }

    /// Reads the longest sign at the start of a text; returns what follows it.
    #[must_use]
    pub fn strip(text: &str) -> Option<(Self, &str)> {
        let signs = [
            ("<=", Self::AtMost),
            (">=", Self::AtLeast),
            ("≤", Self::AtMost),
            ("≥", Self::AtLeast),
            ("<", Self::Below),
            (">", Self::Above),
            ("=", Self::Equal),
        ];
        signs.iter().find_map(|(sign, relation)| Some((*relation, text.strip_prefix(sign)?)))
    }
}

impl Interval {
    /// Exactly one value.
    #[must_use]
    pub fn exactly(value: Exact) -> Self {
        let end = Some(End { value, included: true });
        Self { low: end, high: end }
    }

    /// From one value to another, both included.
    #[must_use]
    pub fn between(low: Exact, high: Exact) -> Self {
        Self {
            low: Some(End { value: low, included: true }),
            high: Some(End { value: high, included: true }),
        }
    }

    /// The values on one side of a limit.
    #[must_use]
    pub fn bound(relation: Relation, value: Exact) -> Self {
        let end = |included| Some(End { value, included });
        match relation {
            Relation::Below => Self { low: None, high: end(false) },
            Relation::AtMost => Self { low: None, high: end(true) },
            Relation::Above => Self { low: end(false), high: None },
            Relation::AtLeast => Self { low: end(true), high: None },
            Relation::Equal => Self::exactly(value),
        }
    }

    /// Whether all allowed values (true), none (false) or some (unknown) relate so to the limit.
    #[must_use]
    pub fn compare(&self, relation: Relation, limit: Exact) -> Truth {
        match relation {
            Relation::Below => self.below(limit, false),
            Relation::AtMost => self.below(limit, true),
            Relation::Above => self.below(limit, true).negate(),
            Relation::AtLeast => self.below(limit, false).negate(),
            Relation::Equal => self.below(limit, true).and(self.below(limit, false).negate()),
        }
    }

    /// `x < limit`, or `x <= limit` if `or_equal`.
    fn below(&self, limit: Exact, or_equal: bool) -> Truth {
        let all = self.high.is_some_and(|high| {
            high.value < limit || high.value == limit && (or_equal || !high.included)
        });
        let none = self.low.is_some_and(|low| {
            low.value > limit || low.value == limit && (!or_equal || !low.included)
        });
        if all {
            Truth::True
        } else if none {
            Truth::False
        } else {
            Truth::Unknown
        }
    }

    /// The value, if exactly one is allowed.
    #[must_use]
    pub fn single(&self) -> Option<Exact> {
        match (self.low, self.high) {
            (Some(low), Some(high)) if low.value == high.value => Some(low.value),
            _ => None,
        }
    }
}

/// What a quantity must be like to be read.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The property's own unit as written in the pack; none for counts.
    pub unit: Option<&'a str>,
    /// Its dimension.
    pub dimension: Dimension,
}

/// A fault in a quantity: what, and a hint.
pub type QuantityFault = (String, String);

/// Reads `290 km`, `290..310 km`, `>= 300 km`, `< 0.5 deg/h`, or a bare count.
///
/// # Errors
/// Not a number, no unit, not a unit, a unit of another dimension, an interval the wrong way round,
/// a unit that can mean two, a negative value where there is none, a temperature below absolute zero,
/// or a number beyond the limits.
pub fn read(text: &str, expected: Expected<'_>) -> Result<Interval, QuantityFault> {
    let given = text.trim();
    if given.len() > QUANTITY_TEXT_MAX {
        let what = format!("a quantity of {} bytes", given.len());
        return Err((what, format!("the limit is {QUANTITY_TEXT_MAX} bytes")));
    }
    if given.contains(',') {
        return Err((
            format!("`{given}` has a comma"),
            "a decimal point is `.`, and thousands are not separated".to_owned(),
        ));
    }
    if let Some((relation, rest)) = Relation::strip(given) {
        let (number, unit) = split(rest.trim(), given, expected)?;
        return Ok(Interval::bound(relation, base(number, unit, given, expected)?));
    }
    let Some((low, rest)) = given.split_once("..") else {
        let (number, unit) = split(given, given, expected)?;
        return Ok(Interval::exactly(base(number, unit, given, expected)?));
    };
    let (high, unit) = split(rest.trim(), given, expected)?;
    let low = match split(low.trim(), given, expected) {
        // `290 km..310 km` is as clear as `290..310 km`.
        Ok((number, own)) => base(number, own, given, expected)?,
        Err(_) => base(number(low.trim(), given, expected)?, unit, given, expected)?,
    };
    let high = base(high, unit, given, expected)?;
    if low > high {
        let hint = "write the smaller value first".to_owned();
        return Err((format!("`{given}` is an empty interval"), hint));
    }
    Ok(Interval::between(low, high))
}

/// Number and unit of `300 km`.
fn split<'t>(
    text: &'t str,
    given: &str,
    expected: Expected<'_>,
) -> Result<(Exact, Unit), QuantityFault> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-' | '−');
    let mut end = text.find(|c| !is_number(c)).unwrap_or(text.len());
    // An exponent, unless the `e` starts a unit such as `eV`.
    let rest: &'t str = text.get(end..).unwrap_or("");
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let length = exponent.find(|c| !is_number(c)).unwrap_or(exponent.len());
        if length > 0 {
            end += 1 + length;
        }
    }
    let value = number(text.get(..end).unwrap_or(""), given, expected)?;
    let unit_text = text.get(end..).unwrap_or("").trim();
    Ok((value, unit(unit_text, given, expected)?))
}

fn number(text: &str, given: &str, expected: Expected<'_>) -> Result<Exact, QuantityFault> {
    Exact::parse(text).ok_or_else(|| {
        let like = expected.unit.map_or("`2`".to_owned(), |u| format!("`290 {u}`"));
        let hint = format!("write a number and a unit, such as {like}, `a..b` or `>= a`");
        (format!("`{given}` is not a quantity"), hint)
    })
}

fn unit(text: &str, given: &str, expected: Expected<'_>) -> Result<Unit, QuantityFault> {
    let own = expected.unit;
    if text.is_empty() {
        return match own {
            None => Ok(Unit::ONE),
            Some(own) => Err((
                format!("`{given}` has no unit"),
                format!("write `{given} {own}` or another unit of the same kind"),
            )),
        };
    }
    let Some(own) = own else {
        return Err((
            format!("`{given}` has a unit, but this is a count"),
            "write the bare number".to_owned(),
        ));
    };
    if let Some(hint) = ambiguous(text, own) {
        return Err((format!("`{text}` can mean two units"), hint.to_owned()));
    }
    Unit::read(text, expected.dimension).map_err(|other| {
        if other.is_some() {
            return (
                format!("`{text}` does not measure what is asked here"),
                format!("use a unit like `{own}`"),
            );
        }
        let known = symbols().map(|symbol: &'static str| -> &str { symbol });
        let known = known.filter(|symbol| *symbol != own).chain([own]);
        let near = crate::problem::did_you_mean(text, known);
        (
            format!("`{text}` is not a known unit"),
            format!("{}use a unit like `{own}`", near.map(|n| n + " ").unwrap_or_default()),
        )
    })
}

fn base(
    number: Exact,
    unit: Unit,
    given: &str,
    expected: Expected<'_>,
) -> Result<Exact, QuantityFault> {
    if number.is_negative() && expected.dimension != TEMPERATURE {
        return Err((format!("`{given}` is negative"), "this cannot be below zero".to_owned()));
    }
    let value = unit.to_base(number).ok_or_else(|| {
        (format!("`{given}` is out of range"), "use a unit of a fitting size".to_owned())
    })?;
    if value.is_negative() {
        let hint = "nothing is colder than 0 K, -273.15 °C or -459.67 °F".to_owned();
        return Err((format!("`{given}` is below absolute zero"), hint));
    }
    Ok(value)
}

#[cfg(test)]
mod test {
    use super::*;

    fn km(text: &str) -> Result<Interval, QuantityFault> {
        let dimension = Unit::read_canonical("km").unwrap().dimension;
        read(text, Expected { unit: Some("km"), dimension })
    }

    #[test]
    fn intervals_and_bounds_compare_in_three_values() {
        let limit = Exact::whole(300_000);
        for (text, below, at_least) in [
            ("299 km", Truth::True, Truth::False),
            ("300 km", Truth::False, Truth::True),
            ("290..310 km", Truth::Unknown, Truth::Unknown),
            (">= 300 km", Truth::False, Truth::True),
            ("< 300 km", Truth::True, Truth::False),
            ("<= 300 km", Truth::Unknown, Truth::Unknown),
            ("> 10 km", Truth::Unknown, Truth::Unknown),
            ("290 km..299 km", Truth::True, Truth::False),
        ] {
            let value = km(text).unwrap();
            assert_eq!(value.compare(Relation::Below, limit), below, "{text}");
            assert_eq!(value.compare(Relation::AtLeast, limit), at_least, "{text}");
        }
    }

    #[test]
    fn faults_say_what_to_write() {
        for (text, what) in [
            ("290", "`290` has no unit"),
            ("290 kg", "`kg` does not measure what is asked here"),
            ("290 kilometers", "`kilometers` is not a known unit"),
            ("about 290 km", "`about 290 km` is not a quantity"),
            ("310..290 km", "`310..290 km` is an empty interval"),
            ("-5 km", "`-5 km` is negative"),
            ("11,200 km", "`11,200 km` has a comma"),
            ("160 nm", "`nm` can mean two units"),
            ("inf km", "`inf km` is not a quantity"),
            ("NaN km", "`NaN km` is not a quantity"),
            ("1e99 km", "`1e99 km` is not a quantity"),
        ] {
            assert_eq!(km(text).unwrap_err().0, what);
        }
        assert!(km("160 nmi").is_ok() && km("160 NM").is_ok());
    }

    fn like(unit: &str, text: &str) -> Result<Interval, QuantityFault> {
        let dimension = Unit::read_canonical(unit).unwrap().dimension;
        read(text, Expected { unit: Some(unit), dimension })
    }

    #[test]
    fn what_can_mean_two_things_is_asked_for() {
        assert_eq!(
            like("L", "8 gal").unwrap_err().1,
            "write `gal_us` or `gal_imp`, or litres: `L`"
        );
        assert_eq!(like("L/min", "8 gal/min").unwrap_err().0, "`gal/min` can mean two units");
        assert_eq!(like("L", "100000 gal_imp"), like("L", "454609 L"));
        assert_eq!(like("L", "1e9 gal_us"), like("L", "3785411784 L"));
        assert_eq!(like("um", "700 nm"), like("um", "0.7 um"));
        assert!(like("km/h", "90 nm/h").is_err() && like("m", "3 nm").is_err());
    }

    #[test]
    fn nothing_is_colder_than_absolute_zero() {
        for text in ["-273.16 °C", "-460 °F", "-1 K", "< -300 °C", "-300..20 °C"] {
            let (what, _) = like("°C", text).unwrap_err();
            assert!(what.ends_with("is below absolute zero"), "{text}: {what}");
        }
        assert!(like("°C", "-273.15 °C").is_ok() && like("K", "0 K").is_ok());
        assert!(like("°C", "-54 °C").is_ok());
    }
}
