//! Shares of the whole: exact decimals, with what is not known kept as an interval.

use std::fmt;

/// A part of the whole in units of 10⁻²⁰: eighteen digits of a percentage are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part(u128);

impl Part {
    /// Units in the whole.
    pub const UNITS: u128 = 100_000_000_000_000_000_000;
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Exactly half.
    pub const HALF: Self = Self(Self::UNITS / 2);
    /// The whole.
    pub const WHOLE: Self = Self(Self::UNITS);

    /// So many units of 10⁻²⁰; none beyond the whole.
    #[must_use]
    pub fn units(units: u128) -> Option<Self> {
        (units <= Self::UNITS).then_some(Self(units))
    }

    /// Reads a percentage in decimals, without sign or `%`. None if it is no number, has more than
    /// eighteen decimals, or is beyond 100.
    #[must_use]
    pub fn percent(text: &str) -> Option<Self> {
        let text = text.trim();
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        if whole.len() > DECIMALS || fraction.len() > DECIMALS {
            return None;
        }
        let mut units: u128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            units = units.checked_mul(10)?.checked_add(u128::from(byte.checked_sub(b'0')?))?;
        }
        let missing = DECIMALS.checked_sub(fraction.len())?;
        let scale = 10_u128.checked_pow(u32::try_from(missing).ok()?)?;
        Self::units(units.checked_mul(scale)?)
    }
}

/// Decimals of a percentage that [`Part`] holds.
const DECIMALS: usize = 18;

impl fmt::Display for Part {
    /// As a percentage, with as many decimals as it takes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / PERCENT, self.0 % PERCENT);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let decimals = format!("{rest:018}");
        write!(f, "{whole}.{}", decimals.trim_end_matches('0'))
    }
}

/// Units in one percent.
const PERCENT: u128 = Part::UNITS / 100;

/// One end of what is known of a share, or of a sum of shares, which may go beyond the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// Where it lies.
    pub part: Part,
    /// The end itself is left out: "more than", "less than".
    pub open: bool,
}

impl Bound {
    /// The end belongs to it.
    #[must_use]
    pub const fn closed(part: Part) -> Self {
        Self { part, open: false }
    }

    /// The end is left out.
    #[must_use]
    pub const fn open(part: Part) -> Self {
        Self { part, open: true }
    }

    fn plus(self, other: Self) -> Self {
        let part = Part(self.part.0.saturating_add(other.part.0));
        Self { part, open: self.open || other.open }
    }
}

/// What is known of a share: it lies between two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    /// It is no less than this.
    pub low: Bound,
    /// It is no more than this.
    pub high: Bound,
}

impl Share {
    /// Nobody said how much: anything up to the whole.
    pub const UNKNOWN: Self =
        Self { low: Bound::closed(Part::NONE), high: Bound::closed(Part::WHOLE) };
    /// Nothing at all.
    pub const NOTHING: Self = Self::exactly(Part::NONE);

    /// Known exactly.
    #[must_use]
    pub const fn exactly(part: Part) -> Self {
        Self { low: Bound::closed(part), high: Bound::closed(part) }
    }

    /// Between two ends; none if no share lies between them.
    #[must_use]
    pub fn between(low: Bound, high: Bound) -> Option<Self> {
        let sound = low.part < high.part || low.part == high.part && !low.open && !high.open;
        sound.then_some(Self { low, high })
    }

    /// Reads `50`, `50 %`, `25..50 %`, `25-50`, `>= 25 %`, `more than 50 %`. None if it is no
    /// share; the caller then takes [`Share::UNKNOWN`] and says so.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_suffix('%').unwrap_or(text).trim();
        let bounds = [
            (">=", true, false),
            ("≥", true, false),
            ("at least ", true, false),
            ("<=", false, false),
            ("≤", false, false),
            ("at most ", false, false),
            (">", true, true),
            ("more than ", true, true),
            ("<", false, true),
            ("less than ", false, true),
        ];
        for (sign, is_low, open) in bounds {
            if let Some(rest) = text.strip_prefix(sign) {
                let end = Bound { part: Part::percent(rest)?, open };
                let (low, high) =
                    if is_low { (end, Self::UNKNOWN.high) } else { (Self::UNKNOWN.low, end) };
                return Self::between(low, high);
            }
        }
        let ends = text.split_once("..").or_else(|| text.split_once(['-', '–']));
        if let Some((low, high)) = ends {
            let low = low.trim().trim_end_matches('%');
            let (low, high) = (Part::percent(low)?, Part::percent(high)?);
            return Self::between(Bound::closed(low), Bound::closed(high));
        }
        Part::percent(text).map(Self::exactly)
    }

    /// What is left of it if it may also not be held at all.
    #[must_use]
    pub fn perhaps(self) -> Self {
        Self { low: Self::NOTHING.low, high: self.high }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { low: self.low.plus(other.low), high: self.high.plus(other.high) }
    }

    /// The same stake told twice, or two stakes: at least the greater, at most the sum.
    #[must_use]
    pub fn or_again(self, other: Self) -> Self {
        let rank = |bound: Bound| (bound.part, bound.open);
        let low = if rank(self.low) >= rank(other.low) { self.low } else { other.low };
        let high = self.high.plus(other.high);
        let whole = Bound::closed(Part::WHOLE);
        Self { low, high: if high.part > Part::WHOLE { whole } else { high } }
    }

    /// Whether something may be held at all.
    #[must_use]
    pub fn may_be_held(self) -> bool {
        self.high.part > Part::NONE
    }

    /// Whether it surely reaches the part, or is surely above it.
    #[must_use]
    pub fn surely(self, part: Part, above: bool) -> bool {
        self.low.part > part || self.low.part == part && (!above || self.low.open)
    }

    /// Whether it may reach the part, or be above it.
    #[must_use]
    pub fn perhaps_reaches(self, part: Part, above: bool) -> bool {
        self.high.part > part || self.high.part == part && !above && !self.high.open
    }
}

impl fmt::Display for Share {
    /// `50 %`, `25..50 %`, `>= 25 %`, `unknown`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = (self.low, self.high);
        let sign = |bound: Bound, sign: char| {
            if bound.open {
                format!("{sign} {}", bound.part)
            } else {
                format!("{sign}= {}", bound.part)
            }
        };
        if low == high {
            return write!(f, "{} %", low.part);
        }
        let from_nothing = low == Self::UNKNOWN.low;
        let to_the_whole = high == Self::UNKNOWN.high;
        match (from_nothing, to_the_whole) {
            (true, true) => f.write_str("unknown"),
            (true, false) => write!(f, "{} %", sign(high, '<')),
            (false, true) => write!(f, "{} %", sign(low, '>')),
            (false, false) if !low.open && !high.open => {
                write!(f, "{}..{} %", low.part, high.part)
            }
            (false, false) => write!(f, "{} % and {} %", sign(low, '>'), sign(high, '<')),
        }
    }
}
