//! The units of the pack, and a few others in which people state the same things.

use super::number::Ratio;

/// Powers of metre, kilogram, second, ampere, kelvin, degree, becquerel, decibel.
pub(crate) type Powers = [i32; 8];

const LENGTH: Powers = [1, 0, 0, 0, 0, 0, 0, 0];
const MASS: Powers = [0, 1, 0, 0, 0, 0, 0, 0];
const TIME: Powers = [0, 0, 1, 0, 0, 0, 0, 0];
const CURRENT: Powers = [0, 0, 0, 1, 0, 0, 0, 0];
const HEAT: Powers = [0, 0, 0, 0, 1, 0, 0, 0];
const ANGLE: Powers = [0, 0, 0, 0, 0, 1, 0, 0];
const DECAY: Powers = [0, 0, 0, 0, 0, 0, 1, 0];
const LEVEL: Powers = [0, 0, 0, 0, 0, 0, 0, 1];
const NUMBER: Powers = [0; 8];
const VOLUME: Powers = [3, 0, 0, 0, 0, 0, 0, 0];
const ACCELERATION: Powers = [1, 0, -2, 0, 0, 0, 0, 0];
const FORCE: Powers = [1, 1, -2, 0, 0, 0, 0, 0];
const PRESSURE: Powers = [-1, 1, -2, 0, 0, 0, 0, 0];
const ENERGY: Powers = [2, 1, -2, 0, 0, 0, 0, 0];
const POWER: Powers = [2, 1, -3, 0, 0, 0, 0, 0];
const DOSE: Powers = [2, 0, -2, 0, 0, 0, 0, 0];
const FREQUENCY: Powers = [0, 0, -1, 0, 0, 0, 0, 0];
const VOLTAGE: Powers = [2, 1, -3, -1, 0, 0, 0, 0];

/// Symbol, what it measures, and its size as numerator and denominator.
const SYMBOLS: &[(&str, Powers, i128, i128)] = &[
    ("m", LENGTH, 1, 1),
    ("in", LENGTH, 254, 10_000),
    ("mi", LENGTH, 1_609_344, 1_000),
    ("nmi", LENGTH, 1_852, 1),
    ("lb", MASS, 45_359_237, 100_000_000),
    ("t", MASS, 1_000, 1),
    ("s", TIME, 1, 1),
    ("min", TIME, 60, 1),
    ("h", TIME, 3_600, 1),
    ("A", CURRENT, 1, 1),
    ("K", HEAT, 1, 1),
    ("L", VOLUME, 1, 1_000),
    ("Gal", ACCELERATION, 1, 100),
    ("N", FORCE, 1, 1),
    ("lbf", FORCE, 44_482_216_152_605, 10_000_000_000_000),
    ("Pa", PRESSURE, 1, 1),
    ("bar", PRESSURE, 100_000, 1),
    ("J", ENERGY, 1, 1),
    ("eV", ENERGY, 1_602_176_634, 10_000_000_000_000_000_000_000_000_000),
    ("W", POWER, 1, 1),
    ("VA", POWER, 1, 1),
    ("V", VOLTAGE, 1, 1),
    ("F", [-2, -1, 4, 2, 0, 0, 0, 0], 1, 1),
    ("H", [2, 1, -2, -2, 0, 0, 0, 0], 1, 1),
    ("ohm", [2, 1, -3, -2, 0, 0, 0, 0], 1, 1),
    ("T", [0, 1, -2, -1, 0, 0, 0, 0], 1, 1),
    ("Gy", DOSE, 1, 1),
    ("Bq", DECAY, 1, 1),
    ("Ci", DECAY, 37_000_000_000, 1),
    ("Hz", FREQUENCY, 1, 1),
    ("rpm", FREQUENCY, 1, 60),
    ("deg", ANGLE, 1, 1),
    ("arcsec", ANGLE, 1, 3_600),
    ("dB", LEVEL, 1, 1),
    ("%", NUMBER, 1, 100),
    ("ppm", NUMBER, 1, 1_000_000),
    ("1", NUMBER, 1, 1),
];

const PREFIXES: &[(&str, i32)] = &[
    ("k", 3),
    ("M", 6),
    ("G", 9),
    ("d", -1),
    ("c", -2),
    ("m", -3),
    ("u", -6),
    ("n", -9),
    ("p", -12),
];

/// A unit: what it measures, its size, and the zero of its scale in kelvin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    pub(crate) powers: Powers,
    size: Ratio,
    zero: Ratio,
}

impl Unit {
    /// A number in this unit as a number of base units.
    pub(crate) fn base(&self, number: Ratio) -> Ratio {
        number.times(self.size).plus(self.zero)
    }
}

fn symbol(text: &str, gravity: bool, dose: bool) -> Option<(Powers, Ratio)> {
    let rad = if dose {
        (DOSE, Ratio::new(1, 100))
    } else {
        (ANGLE, Ratio::new(572_957_795_130_823_209, 10_000_000_000_000_000))
    };
    let gram = if gravity {
        (ACCELERATION, Ratio::new(980_665, 100_000))
    } else {
        (MASS, Ratio::new(1, 1_000))
    };
    let whole = |text: &str| match text {
        "g" => Some(gram),
        "rad" => Some(rad),
        _ => SYMBOLS
            .iter()
            .find(|s| s.0 == text)
            .map(|(_, powers, n, d)| (*powers, Ratio::new(*n, *d))),
    };
    whole(text).or_else(|| {
        PREFIXES.iter().find_map(|(prefix, ten)| {
            let (powers, size) = whole(text.strip_prefix(prefix)?)?;
            Some((powers, size.times(Ratio::ten(*ten))))
        })
    })
}

fn product(text: &str, gravity: bool, dose: bool) -> Option<Unit> {
    if text == "°C" {
        return Some(Unit { powers: HEAT, size: Ratio::ONE, zero: Ratio::new(27_315, 100) });
    }
    if text == "°F" {
        let zero = Ratio::new(45_967, 180);
        return Some(Unit { powers: HEAT, size: Ratio::new(5, 9), zero });
    }
    let mut unit = Unit { powers: NUMBER, size: Ratio::ONE, zero: Ratio::new(0, 1) };
    for (at, factors) in text.split('/').enumerate() {
        for (place, factor) in factors.split(' ').enumerate() {
            let name = factor.trim_end_matches(|c: char| c.is_ascii_digit());
            let (name, power) = match name {
                "" => (factor, 1),
                _ if name.len() == factor.len() => (name, 1),
                _ => (name, factor[name.len()..].parse::<i32>().unwrap()),
            };
            // A stroke divides by the one factor that follows it.
            let down = at > 0 && place == 0;
            let (powers, size) = symbol(name, gravity, dose)?;
            for _ in 0..power {
                unit.size = if down { unit.size.over(size) } else { unit.size.times(size) };
                for (sum, part) in unit.powers.iter_mut().zip(powers) {
                    *sum += if down { -part } else { part };
                }
            }
        }
    }
    Some(unit)
}

/// The unit that fixes what a property measures: there `g` alone is an acceleration, `rad` a dose.
pub(crate) fn fixing(text: &str) -> Unit {
    product(text, text == "g", text == "rad").unwrap_or_else(|| panic!("unit `{text}`"))
}

/// A unit of something that measures the same as `like`.
pub(crate) fn read(text: &str, like: &Unit) -> Unit {
    [(false, false), (true, false), (false, true)]
        .into_iter()
        .filter_map(|(gravity, dose)| product(text, gravity, dose))
        .find(|unit| unit.powers == like.powers)
        .unwrap_or_else(|| panic!("unit `{text}`"))
}
