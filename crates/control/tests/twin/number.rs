//! Fractions, and what a text says about a number.

use std::cmp::Ordering;

use super::Three::{self, No, Open, Yes};
use super::unit::{self, Unit};

/// A fraction in lowest terms, the lower part positive. Overflow stops the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    up: i128,
    down: i128,
}

fn common(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { common(b, a % b) }
}

impl Ratio {
    pub(crate) const ONE: Self = Self { up: 1, down: 1 };

    pub(crate) fn new(up: i128, down: i128) -> Self {
        assert!(down != 0, "division by nothing");
        let most = common(up.abs(), down.abs()).max(1) * down.signum();
        Self { up: up / most, down: down / most }
    }

    pub(crate) fn ten(power: i32) -> Self {
        let ten = 10_i128.pow(power.unsigned_abs());
        if power < 0 { Self::new(1, ten) } else { Self::new(ten, 1) }
    }

    pub(crate) fn times(self, by: Self) -> Self {
        let (a, b) = (Self::new(self.up, by.down), Self::new(by.up, self.down));
        let wide = |a: i128, b: i128| a.checked_mul(b).expect("a product that fits");
        Self { up: wide(a.up, b.up), down: wide(a.down, b.down) }
    }

    pub(crate) fn over(self, by: Self) -> Self {
        self.times(Self::new(by.down, by.up))
    }

    pub(crate) fn plus(self, more: Self) -> Self {
        let shared = common(self.down, more.down);
        let (a, b) = (more.down / shared, self.down / shared);
        let sum =
            self.up.checked_mul(a).zip(more.up.checked_mul(b)).and_then(|(x, y)| x.checked_add(y));
        Self::new(sum.expect("a sum that fits"), self.down.checked_mul(a).expect("a sum that fits"))
    }

    pub(crate) fn minus(self, less: Self) -> Self {
        self.plus(Self { up: -less.up, down: less.down })
    }

    pub(crate) fn near(self) -> f64 {
        self.up as f64 / self.down as f64
    }

    /// `12`, `-0.5`, `1.1e6`.
    pub(crate) fn read(text: &str) -> Self {
        let (digits, power) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let up: i128 =
            format!("{whole}{part}").parse().unwrap_or_else(|_| panic!("number `{text}`"));
        let power: i32 = power.parse().unwrap_or_else(|_| panic!("number `{text}`"));
        Self::new(up, 1).times(Self::ten(power - i32::try_from(part.len()).unwrap()))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let (up, down) =
            (common(self.up.abs(), other.up.abs()).max(1), common(self.down, other.down));
        let left = (self.up / up).checked_mul(other.down / down).expect("a comparison that fits");
        let right = (other.up / up).checked_mul(self.down / down).expect("a comparison that fits");
        left.cmp(&right)
    }
}

/// The values that a text allows. Each end: where it lies and whether it belongs; none = open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) low: Option<(Ratio, bool)>,
    pub(crate) high: Option<(Ratio, bool)>,
}

impl Span {
    /// `290 km`, `290..310 km`, `>= 300 km`; bare numbers where the unit is none.
    pub(crate) fn read(text: &str, like: Option<&Unit>) -> Self {
        let text = text.trim();
        let (sign, rest) = ["<=", ">=", "<", ">", "="]
            .into_iter()
            .find_map(|sign| Some((sign, text.strip_prefix(sign)?)))
            .unwrap_or(("=", text));
        let (numbers, unit) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
        let base = |number: &str| {
            let number = Ratio::read(number);
            match like {
                Some(like) if !unit.is_empty() => unit::read(unit, like).base(number),
                _ => number,
            }
        };
        if let Some((low, high)) = numbers.split_once("..") {
            return Self { low: Some((base(low), true)), high: Some((base(high), true)) };
        }
        let value = base(numbers);
        let (low, high) = match sign {
            "<" => (None, Some((value, false))),
            "<=" => (None, Some((value, true))),
            ">" => (Some((value, false)), None),
            ">=" => (Some((value, true)), None),
            _ => (Some((value, true)), Some((value, true))),
        };
        Self { low, high }
    }

    /// Whether every allowed value, none or some stands so to the limit.
    pub(crate) fn stands(&self, sign: &str, limit: Ratio) -> Three {
        // Whether an end lies so that all values on its side of the limit are below (or at) it.
        let all_below = self.high.is_some_and(|(at, own)| at < limit || at == limit && !own);
        let all_at_most = self.high.is_some_and(|(at, _)| at <= limit);
        let all_above = self.low.is_some_and(|(at, own)| at > limit || at == limit && !own);
        let all_at_least = self.low.is_some_and(|(at, _)| at >= limit);
        let (yes, no) = match sign {
            "<" => (all_below, all_at_least),
            "<=" => (all_at_most, all_above),
            ">" => (all_above, all_at_most),
            ">=" => (all_at_least, all_below),
            "=" => (all_at_most && all_at_least, all_below || all_above),
            _ => panic!("sign `{sign}`"),
        };
        match (yes, no) {
            (true, _) => Yes,
            (_, true) => No,
            _ => Open,
        }
    }

    /// Both ends, where both are given.
    pub(crate) fn ends(&self) -> Option<(Ratio, Ratio)> {
        Some((self.low?.0, self.high?.0))
    }
}
