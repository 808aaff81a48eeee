//! Exact rational numbers: a limit compared with a stated value never rounds.

use std::cmp::Ordering;

use crate::limits::{DIGITS_MAX, EXPONENT_MAX};

/// A rational number in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    num: i128,
    /// INVARIANT: above zero.
    den: i128,
}

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den` in lowest terms; none if `den` is zero or the signs cannot be kept.
    #[must_use]
    pub fn new(num: i128, den: i128) -> Option<Self> {
        if den == 0 {
            return None;
        }
        let divisor = i128::try_from(gcd(num.unsigned_abs(), den.unsigned_abs())).ok()?;
        let sign = den.signum();
        let num = num.checked_div(divisor)?.checked_mul(sign)?;
        let den = den.checked_div(divisor)?.checked_mul(sign)?;
        Some(Self { num, den })
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(value: i64) -> Self {
        Self { num: value as i128, den: 1 }
    }

    /// Reads `12`, `-0.5`, `1.1e6`. None if it is no number or has too many digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((m, e)) => (m, e.strip_prefix('+').unwrap_or(e).parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        if whole.len() + fraction.len() > DIGITS_MAX || exponent.unsigned_abs() > EXPONENT_MAX {
            return None;
        }
        let mut num: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            num = num.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        let scale = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        let power = 10_i128.checked_pow(scale.unsigned_abs())?;
        let value =
            if scale < 0 { Self::new(num, power)? } else { Self::new(num.checked_mul(power)?, 1)? };
        Some(if negative { Self { num: -value.num, den: value.den } } else { value })
    }

    /// Product; none on overflow.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        let a = Self::new(self.num, other.den)?;
        let b = Self::new(other.num, self.den)?;
        Self::new(a.num.checked_mul(b.num)?, a.den.checked_mul(b.den)?)
    }

    /// Sum; none on overflow.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.num.checked_mul(other.den)?;
        let right = other.num.checked_mul(self.den)?;
        Self::new(left.checked_add(right)?, self.den.checked_mul(other.den)?)
    }

    /// Difference; none on overflow.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { num: other.num.checked_neg()?, den: other.den })
    }

    /// Quotient; none on overflow or for zero.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.den, other.num)?)
    }

    /// How many units of `1 / units` it holds: rounded down, and rounded up. None on overflow.
    #[must_use]
    pub fn in_units(self, units: i128) -> Option<(i128, i128)> {
        let whole = self.num.checked_mul(units)?;
        let low = whole.checked_div_euclid(self.den)?;
        let exact = whole.checked_rem_euclid(self.den)? == 0;
        Some((low, if exact { low } else { low.checked_add(1)? }))
    }

    /// Below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.num < 0
    }

    /// The nearest float; only for the range model and for display, never for a comparison.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "display and the range model only")]
    pub fn approximate(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Some(left), Some(right)) =
            (self.num.checked_mul(other.den), other.num.checked_mul(self.den))
        {
            return left.cmp(&right);
        }
        match (self.num.signum(), other.num.signum()) {
            (a, b) if a != b => a.cmp(&b),
            (-1, _) => wide(other.num, self.den).cmp(&wide(self.num, other.den)),
            _ => wide(self.num, other.den).cmp(&wide(other.num, self.den)),
        }
    }
}

/// The 256-bit product of the magnitudes, high half first.
fn wide(a: i128, b: i128) -> (u128, u128) {
    let (a, b) = (a.unsigned_abs(), b.unsigned_abs());
    let mask = u128::from(u64::MAX);
    let (ah, al, bh, bl) = (a >> 64, a & mask, b >> 64, b & mask);
    let low = al * bl;
    let (middle, carry) = (ah * bl).overflowing_add(al * bh);
    let carry = u128::from(carry) << 64;
    let (low, over) = low.overflowing_add(middle << 64);
    (ah * bh + (middle >> 64) + carry + u128::from(over), low)
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let tenth = Exact::parse("0.1").unwrap();
        assert_eq!(tenth.plus(Exact::parse("0.2").unwrap()), Exact::parse("0.3"));
        assert_eq!(Exact::parse("1.1e6"), Some(Exact::whole(1_100_000)));
        assert_eq!(Exact::parse("1,5"), None);
        assert_eq!(Exact::parse("1234567890123456789"), None);
    }

    #[test]
    fn the_least_exponent_is_refused_without_overflow() {
        assert_eq!(Exact::parse("1e-2147483648"), None);
        assert_eq!(Exact::parse("1e2147483647"), None);
    }

    #[test]
    fn comparison_survives_huge_terms() {
        let a = Exact::new(i128::MAX / 3, i128::MAX / 5 - 1).unwrap();
        let b = Exact::new(i128::MAX / 3 - 1, i128::MAX / 5 - 1).unwrap();
        assert!(a > b);
        assert_eq!(a.cmp(&a), Ordering::Equal);
    }
}
