//! The law's day, and the periods in which something is law.

use jiff::{Timestamp, civil::Date};

/// The instant for which the law is asked, in UTC. Never the clock's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AsOf(pub Timestamp);

impl AsOf {
    /// Reads `YYYY-MM-DD` (00:00 UTC) or RFC 3339 with an offset.
    ///
    /// # Errors
    /// The text is neither; a time without an offset is refused, since the hour decides.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() == 10 {
            let date: Date = text.parse().map_err(|_| format!("`{text}` is not a date"))?;
            // The last days of the year 9999 are beyond what an instant can be.
            let instant = jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0));
            return instant.map(Self).map_err(|_| format!("`{text}` is beyond the last day known"));
        }
        let instant: Timestamp =
            text.parse().map_err(|_| format!("`{text}` is not a date or a time with an offset"))?;
        Ok(Self(instant))
    }

    /// Reads the last day of something, which counts whole, as the instant after it; a date-time is
    /// that instant itself.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_last(text: &str) -> Result<Self, String> {
        let own = Self::parse(text)?;
        if text.len() != 10 {
            return Ok(own);
        }
        let next = own.0.checked_add(jiff::SignedDuration::from_hours(24));
        next.map(Self).map_err(|_| format!("`{text}` is beyond the last day known"))
    }

    /// The calendar day in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        jiff::tz::Offset::UTC.to_datetime(self.0).date()
    }
}

impl std::fmt::Display for AsOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// 00:00 UTC of a day.
#[must_use]
pub fn midnight(date: Date) -> Timestamp {
    jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
}

/// From an instant, inclusive, until an instant, exclusive; either end may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// First instant, or always.
    pub from: Option<Timestamp>,
    /// First instant after it, or for ever.
    pub until: Option<Timestamp>,
}

impl Period {
    /// Always.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// Whether the period holds that instant.
    #[must_use]
    pub fn holds(&self, as_of: AsOf) -> bool {
        self.from.is_none_or(|from| from <= as_of.0)
            && self.until.is_none_or(|until| as_of.0 < until)
    }

    /// Whether some instant lies in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before_end = |a: Option<Timestamp>, b: Option<Timestamp>| match (a, b) {
            (Some(from), Some(until)) => from < until,
            _ => true,
        };
        starts_before_end(self.from, other.until) && starts_before_end(other.from, self.until)
    }
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn the_hour_and_the_offset_matter() {
        let tehran = AsOf::parse("2025-09-28T03:00:00+03:30").unwrap();
        assert!(tehran < AsOf::parse("2025-09-28").unwrap());
        assert_eq!(tehran.to_string(), "2025-09-27T23:30:00Z");
        assert!(AsOf::parse("2025-09-28T03:00:00").is_err());
        assert!(AsOf::parse("28.9.2025").is_err());
    }

    #[test]
    fn the_end_is_outside() {
        let day = |t: &str| Some(AsOf::parse(t).unwrap().0);
        let period = Period { from: day("2016-01-16"), until: day("2023-10-18") };
        assert!(period.holds(AsOf::parse("2016-01-16").unwrap()));
        assert!(!period.holds(AsOf::parse("2023-10-18").unwrap()));
        assert!(!period.overlaps(&Period { from: day("2023-10-18"), until: None }));
        assert!(period.overlaps(&Period { from: day("2023-10-17"), until: None }));
    }
}
