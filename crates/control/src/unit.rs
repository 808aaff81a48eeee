//! Units as people write them, to exact factors of the base units.
//!
//! A unit is a product of symbols with whole powers (`kg/N/h`, `g mm/kg`, `m^3/s`), SI prefixes where
//! the symbol takes them. Two symbols are ambiguous and are read in the dimension that is wanted:
//! `g` is an acceleration or a mass, `rad` a dose or an angle.
//!
//! Angles count in degrees, so that `deg/h` and `arcsec/s` compare exactly; `rad` as an angle is the
//! one factor that is rounded (18 digits).

use crate::exact::Exact;

/// Powers of length, mass, time, current, temperature, angle, activity, sound level and the
/// dimensionless ratio marker's place (always zero).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dimension([i8; 8]);

/// A unit read from text: factor to the base units, and an offset for temperature scales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it measures.
    pub dimension: Dimension,
    factor: Exact,
    offset: Exact,
}

const NONE: Dimension = Dimension([0; 8]);
const LENGTH: Dimension = Dimension([1, 0, 0, 0, 0, 0, 0, 0]);
const MASS: Dimension = Dimension([0, 1, 0, 0, 0, 0, 0, 0]);
const TIME: Dimension = Dimension([0, 0, 1, 0, 0, 0, 0, 0]);
const CURRENT: Dimension = Dimension([0, 0, 0, 1, 0, 0, 0, 0]);
/// Thermodynamic temperature.
pub const TEMPERATURE: Dimension = Dimension([0, 0, 0, 0, 1, 0, 0, 0]);
const ANGLE: Dimension = Dimension([0, 0, 0, 0, 0, 1, 0, 0]);
const ACTIVITY: Dimension = Dimension([0, 0, 0, 0, 0, 0, 1, 0]);
const LEVEL: Dimension = Dimension([0, 0, 0, 0, 0, 0, 0, 1]);
const VOLUME: Dimension = Dimension([3, 0, 0, 0, 0, 0, 0, 0]);
const SPEED: Dimension = Dimension([1, 0, -1, 0, 0, 0, 0, 0]);
const ACCELERATION: Dimension = Dimension([1, 0, -2, 0, 0, 0, 0, 0]);
const FORCE: Dimension = Dimension([1, 1, -2, 0, 0, 0, 0, 0]);
const PRESSURE: Dimension = Dimension([-1, 1, -2, 0, 0, 0, 0, 0]);
const ENERGY: Dimension = Dimension([2, 1, -2, 0, 0, 0, 0, 0]);
const POWER: Dimension = Dimension([2, 1, -3, 0, 0, 0, 0, 0]);
const DOSE: Dimension = Dimension([2, 0, -2, 0, 0, 0, 0, 0]);
const FREQUENCY: Dimension = Dimension([0, 0, -1, 0, 0, 0, 0, 0]);
const VOLTAGE: Dimension = Dimension([2, 1, -3, -1, 0, 0, 0, 0]);
const CAPACITANCE: Dimension = Dimension([-2, -1, 4, 2, 0, 0, 0, 0]);
const INDUCTANCE: Dimension = Dimension([2, 1, -2, -2, 0, 0, 0, 0]);
const RESISTANCE: Dimension = Dimension([2, 1, -3, -2, 0, 0, 0, 0]);
const FIELD: Dimension = Dimension([0, 1, -2, -1, 0, 0, 0, 0]);

/// Symbol, dimension, numerator and denominator of the exact factor, whether it takes SI prefixes.
type Symbol = (&'static str, Dimension, i128, i128, bool);

/// Exact by definition (SI brochure; international yard and pound of 1959; NIST SP 811).
const SYMBOLS: &[Symbol] = &[
    ("m", LENGTH, 1, 1, true),
    ("in", LENGTH, 254, 10_000, false),
    ("inch", LENGTH, 254, 10_000, false),
    ("ft", LENGTH, 3_048, 10_000, false),
    ("yd", LENGTH, 9_144, 10_000, false),
    ("mi", LENGTH, 1_609_344, 1_000, false),
    ("nmi", LENGTH, 1_852, 1, false),
    ("NM", LENGTH, 1_852, 1, false),
    ("Å", LENGTH, 1, 10_000_000_000, false),
    ("angstrom", LENGTH, 1, 10_000_000_000, false),
    ("micron", LENGTH, 1, 1_000_000, false),
    ("t", MASS, 1_000, 1, false),
    ("lb", MASS, 45_359_237, 100_000_000, false),
    ("oz", MASS, 45_359_237, 1_600_000_000, false),
    ("s", TIME, 1, 1, true),
    ("sec", TIME, 1, 1, false),
    ("min", TIME, 60, 1, false),
    ("second", TIME, 1, 1, false),
    ("seconds", TIME, 1, 1, false),
    ("minute", TIME, 60, 1, false),
    ("minutes", TIME, 60, 1, false),
    ("h", TIME, 3_600, 1, false),
    ("hr", TIME, 3_600, 1, false),
    ("hrs", TIME, 3_600, 1, false),
    ("hour", TIME, 3_600, 1, false),
    ("hours", TIME, 3_600, 1, false),
    ("d", TIME, 86_400, 1, false),
    ("day", TIME, 86_400, 1, false),
    ("A", CURRENT, 1, 1, true),
    ("K", TEMPERATURE, 1, 1, true),
    ("L", VOLUME, 1, 1_000, true),
    ("l", VOLUME, 1, 1_000, true),
    ("gal_us", VOLUME, 3_785_411_784, 1_000_000_000_000, false),
    ("gal_imp", VOLUME, 454_609, 100_000_000, false),
    ("kn", SPEED, 1_852, 3_600, false),
    ("knot", SPEED, 1_852, 3_600, false),
    ("kph", SPEED, 10, 36, false),
    ("mph", SPEED, 1_609_344, 3_600_000, false),
    ("Gal", ACCELERATION, 1, 100, true),
    ("N", FORCE, 1, 1, true),
    ("lbf", FORCE, 44_482_216_152_605, 10_000_000_000_000, false),
    ("kgf", FORCE, 980_665, 100_000, false),
    ("Pa", PRESSURE, 1, 1, true),
    ("bar", PRESSURE, 100_000, 1, true),
    ("psi", PRESSURE, 44_482_216_152_605, 6_451_600_000, false),
    ("ksi", PRESSURE, 44_482_216_152_605, 6_451_600, false),
    ("atm", PRESSURE, 101_325, 1, false),
    ("Torr", PRESSURE, 101_325, 760, true),
    ("torr", PRESSURE, 101_325, 760, true),
    ("mmHg", PRESSURE, 133_322_387_415, 1_000_000_000, false),
    ("J", ENERGY, 1, 1, true),
    ("eV", ENERGY, 1_602_176_634, 10_000_000_000_000_000_000_000_000_000, true),
    ("cal", ENERGY, 4_184, 1_000, true),
    ("W", POWER, 1, 1, true),
    ("VA", POWER, 1, 1, true),
    ("hp", POWER, 74_569_987_158_227_022, 100_000_000_000_000, false),
    ("V", VOLTAGE, 1, 1, true),
    ("F", CAPACITANCE, 1, 1, true),
    ("H", INDUCTANCE, 1, 1, true),
    ("Ω", RESISTANCE, 1, 1, true),
    ("ohm", RESISTANCE, 1, 1, true),
    ("T", FIELD, 1, 1, true),
    ("Gy", DOSE, 1, 1, true),
    ("Bq", ACTIVITY, 1, 1, true),
    ("Ci", ACTIVITY, 37_000_000_000, 1, true),
    ("Hz", FREQUENCY, 1, 1, true),
    ("rpm", FREQUENCY, 1, 60, false),
    ("deg", ANGLE, 1, 1, false),
    ("degree", ANGLE, 1, 1, false),
    ("degrees", ANGLE, 1, 1, false),
    ("°", ANGLE, 1, 1, false),
    ("arcmin", ANGLE, 1, 60, false),
    ("arcsec", ANGLE, 1, 3_600, false),
    ("dB", LEVEL, 1, 1, false),
    ("%", NONE, 1, 100, false),
    ("wt%", NONE, 1, 100, false),
    ("vol%", NONE, 1, 100, false),
    ("ppm", NONE, 1, 1_000_000, false),
];

/// The two symbols with two meanings.
const GRAVITY: Symbol = ("g", ACCELERATION, 980_665, 100_000, true);
const GRAM: Symbol = ("g", MASS, 1, 1_000, true);
const RAD_DOSE: Symbol = ("rad", DOSE, 1, 100, true);
/// 180/π to 18 digits.
const RAD_ANGLE: Symbol = ("rad", ANGLE, 572_957_795_130_823_209, 10_000_000_000_000_000, true);

const PREFIXES: &[(&str, i32)] = &[
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("T", 12),
    ("d", -1),
    ("c", -2),
    ("m", -3),
    ("µ", -6),
    ("μ", -6),
    ("u", -6),
    ("n", -9),
    ("p", -12),
    ("h", 2),
];

impl Unit {
    /// Dimensionless one: bare counts.
    pub const ONE: Self = Self { dimension: NONE, factor: Exact::ONE, offset: Exact::ZERO };

    /// Reads a unit in the wanted dimension.
    ///
    /// # Errors
    /// `None` inside: not a unit. `Some(unit)` inside: a unit of another dimension.
    pub fn read(text: &str, wanted: Dimension) -> Result<Self, Option<Self>> {
        let mut other = None;
        for (gravity, dose) in [(false, false), (true, false), (false, true), (true, true)] {
            let Some(unit) = read(text, gravity, dose) else { continue };
            if unit.dimension == wanted {
                return Ok(unit);
            }
            other = other.or(Some(unit));
        }
        Err(other)
    }

    /// Reads the unit that fixes a property's dimension: a bare `g` is an acceleration and a bare
    /// `rad` a dose there; masses are given in `kg` and angles in `deg`.
    #[must_use]
    pub fn read_canonical(text: &str) -> Option<Self> {
        let gravity = matches!(text, "g" | "mg" | "ug" | "µg");
        let dose = matches!(text, "rad" | "krad" | "Mrad");
        read(text, gravity, dose)
    }

    /// A value in this unit to base units; none on overflow.
    #[must_use]
    pub fn to_base(&self, value: Exact) -> Option<Exact> {
        value.times(self.factor)?.plus(self.offset)
    }

    /// A value in base units to this unit; none on overflow.
    #[must_use]
    pub fn from_base(&self, value: Exact) -> Option<Exact> {
        value.minus(self.offset)?.over(self.factor)
    }
}

/// The symbols of which a unit is written.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(['/', ' ', '·', '*', '⋅']).filter(|token| !token.is_empty())
}

/// Why a unit can mean two things where a property has its own: what to write instead.
#[must_use]
pub fn ambiguous(text: &str, own: &str) -> Option<&'static str> {
    if tokens(text).any(|token| token == "gal") {
        return Some("write `gal_us` or `gal_imp`, or litres: `L`");
    }
    // Nobody measures in nanometres what is counted in metres or kilometres.
    let far = tokens(own).any(|token| matches!(token, "km" | "m"));
    (far && tokens(text).any(|token| token == "nm"))
        .then_some("write `nmi` for nautical miles, or `km`")
}

fn read(text: &str, gravity: bool, dose: bool) -> Option<Unit> {
    let text = text.trim();
    if let Some(unit) = temperature_scale(text) {
        return Some(unit);
    }
    let mut unit = Unit::ONE;
    let mut sign = 1_i8;
    let mut some = false;
    let mut token = String::new();
    for c in text.chars().chain([' ']) {
        match c {
            '/' | ' ' | '·' | '*' | '⋅' => {
                if token == "per" {
                    token.clear();
                    sign = -1;
                } else if !token.is_empty() {
                    unit = multiply(unit, &token, sign, gravity, dose)?;
                    some = true;
                    token.clear();
                    sign = 1;
                }
                if c == '/' {
                    sign = -1;
                }
            }
            _ => token.push(c),
        }
    }
    some.then_some(unit)
}

fn temperature_scale(text: &str) -> Option<Unit> {
    let (factor, offset) = match text {
        "°C" | "degC" | "C" | "℃" => (Exact::ONE, Exact::new(27_315, 100)?),
        "°F" | "degF" | "℉" => (Exact::new(5, 9)?, Exact::new(45_967 * 5, 900)?),
        _ => return None,
    };
    Some(Unit { dimension: TEMPERATURE, factor, offset })
}

/// `unit × token^sign`, the token being a symbol with an optional whole power.
fn multiply(unit: Unit, token: &str, sign: i8, gravity: bool, dose: bool) -> Option<Unit> {
    let (symbol, power) = split_power(token)?;
    let (dimension, factor) = symbol_value(symbol, gravity, dose)?;
    let power = power.checked_mul(sign)?;
    let mut result = unit;
    for (sum, part) in result.dimension.0.iter_mut().zip(dimension.0) {
        *sum = sum.checked_add(part.checked_mul(power)?)?;
    }
    for _ in 0..power.unsigned_abs() {
        let step = if power < 0 { Exact::ONE.over(factor)? } else { factor };
        result.factor = result.factor.times(step)?;
    }
    Some(result)
}

fn split_power(token: &str) -> Option<(&str, i8)> {
    for (suffix, power) in [("²", 2), ("³", 3), ("⁻¹", -1), ("⁻²", -2)] {
        if let Some(symbol) = token.strip_suffix(suffix) {
            return Some((symbol, power));
        }
    }
    if token == "1" {
        return Some(("", 1));
    }
    let end = token.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '^');
    if end.len() == token.len() {
        return Some((token, 1));
    }
    let power = token.get(end.len()..)?.trim_start_matches('^').parse::<i8>().ok()?;
    (!end.is_empty() && power != 0 && power.unsigned_abs() <= 4).then_some((end, power))
}

fn symbol_value(symbol: &str, gravity: bool, dose: bool) -> Option<(Dimension, Exact)> {
    if symbol.is_empty() {
        return Some((NONE, Exact::ONE));
    }
    let special = [if gravity { GRAVITY } else { GRAM }, if dose { RAD_DOSE } else { RAD_ANGLE }];
    let all = || SYMBOLS.iter().chain(&special);
    let ten = |e: i32| {
        let power = 10_i128.checked_pow(e.unsigned_abs())?;
        if e < 0 { Exact::new(1, power) } else { Exact::new(power, 1) }
    };
    if let Some((_, dimension, num, den, _)) = all().find(|s| s.0 == symbol) {
        return Some((*dimension, Exact::new(*num, *den)?));
    }
    for (prefix, exponent) in PREFIXES {
        let Some(rest) = symbol.strip_prefix(prefix) else { continue };
        if let Some((_, dimension, num, den, _)) = all().find(|s| s.4 && s.0 == rest) {
            return Some((*dimension, Exact::new(*num, *den)?.times(ten(*exponent)?)?));
        }
    }
    None
}

/// Every symbol that the reader knows, for hints.
pub fn symbols() -> impl Iterator<Item = &'static str> {
    SYMBOLS
        .iter()
        .map(|s| s.0)
        .chain(["g", "kg", "km", "mm", "cm", "um", "rad", "°C", "°F", "mrad"])
}

#[cfg(test)]
mod test {
    use super::*;

    fn base(value: &str, unit: &str, like: &str) -> Exact {
        let wanted = Unit::read_canonical(like).unwrap().dimension;
        Unit::read(unit, wanted).unwrap().to_base(Exact::parse(value).unwrap()).unwrap()
    }

    #[test]
    fn different_units_of_one_limit_are_equal() {
        assert_eq!(base("690", "bar", "MPa"), base("69", "MPa", "MPa"));
        assert_eq!(base("10", "in", "mm"), base("254", "mm", "mm"));
        assert_eq!(base("5", "kGy", "rad"), base("5e5", "rad", "rad"));
        assert_eq!(base("0.5", "arcsec/s", "deg/h"), base("0.5", "deg/h", "deg/h"));
        assert_eq!(base("1", "kN·s", "N s"), base("1000", "N s", "N s"));
        for unit in ["deg/hour", "deg/hr", "degrees per hour", "deg per hr", "°/hours", "deg per h"]
        {
            assert_eq!(base("0.5", unit, "deg/h"), base("0.5", "deg/h", "deg/h"), "{unit}");
        }
        assert!(Unit::read_canonical("per").is_none());
        assert_eq!(
            base("1", "lb/lbf/h", "kg/N/h"),
            base("1", "lb/(lbf)/h".replace(['(', ')'], "").as_str(), "kg/N/h")
        );
        assert_eq!(base("32", "°F", "°C"), base("0", "°C", "°C"));
        assert_eq!(base("1250", "ug", "g"), base("1.25e-3", "g", "g"));
        assert_eq!(base("1", "g/cm3", "kg/m3"), base("1000", "kg/m^3", "kg/m3"));
    }

    #[test]
    fn the_least_power_is_refused_without_overflow() {
        assert!(Unit::read_canonical("m-128").is_none());
        assert!(Unit::read_canonical("m5").is_none());
    }

    #[test]
    fn a_wrong_dimension_is_told_apart_from_no_unit() {
        let length = Unit::read_canonical("km").unwrap().dimension;
        assert!(matches!(Unit::read("kg", length), Err(Some(_))));
        assert!(matches!(Unit::read("furlongs", length), Err(None)));
    }
}
